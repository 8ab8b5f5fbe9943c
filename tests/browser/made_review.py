"""A review of the made show: numbers that add up, built from the server's own structs."""

import json
import random
from typing import Any

import msgspec
from made_show import GOODS, MINUTE, NOW, SHOW, START, track

from onair.after.review.bands import Band
from onair.after.review.joining import Joined
from onair.after.review.peaks import Mark, Peak
from onair.after.review.retention import Kept
from onair.after.review.shapes import NumbersOut, NumbersRow, PastShow, Review, Source
from onair.metrics.catalog import catalog
from onair.metrics.funnel import Stage
from onair.metrics.numbers import Value

MINUTES = 184
END = START + MINUTES * MINUTE
CHANNELS: list[tuple[str | None, str | None, int, int, int, int]] = [
    ("推荐位", "recommend", 17162, 6243400, 10800, 470), ("短视频预告", "video", 6698, 2417200, 4300, 190),
    ("付费投放", "paid", 5023, 2112800, 3200, 150), ("搜索", "search", 2930, 1713100, 1800, 120),
    ("关注与预约", "private", 5442, 3768800, 3500, 270), ("社群", "private", 3139, 2017600, 2000, 140),
    ("一对一邀约", "private", 1047, 685200, 700, 50), (None, None, 419, 76300, 180, 8),
]  # fmt: skip


def value(
    metric: str,
    number: float | int | None,
    numerator: float | None = None,
    denominator: float | None = None,
    **more: Any,
) -> Value:
    state = more.pop("state", "missing" if number is None else "ok")
    return Value(number, catalog()[metric].unit, state, numerator, denominator, **more)


def whole() -> dict[str, Value]:
    """Every metric of the dictionary; what the made show does not know is missing."""
    known = {
        "gmv": value("gmv", 19034400, n=2), "view_uv": value("view_uv", 26480, n=311), "view_pv": value("view_pv", 41860),
        "watch_pay_uv": value("watch_pay_uv", 1398 / 26480, 1398, 26480), "aov_buyer": value("aov_buyer", 13615.4, 19034400, 1398),
        "stay_viewer": value("stay_viewer", 635, state="estimated"), "gpm": value("gpm", 454716.2, 19034400, 41860),
        "order_pay_rate": value("order_pay_rate", 1627 / 1842, 1627, 1842), "order_created": value("order_created", 1842),
        "order_paid": value("order_paid", 1627), "order_unpaid": value("order_unpaid", 215), "pay_uv": value("pay_uv", 1398),
        "prod_expo_pv": value("prod_expo_pv", 135400), "prod_click_pv": value("prod_click_pv", 10312),
        "prod_ctr_pv": value("prod_ctr_pv", 10312 / 135400, 10312, 135400), "cart_pv": value("cart_pv", 3217),
        "pcu": value("pcu", 2193), "acu": value("acu", 1523),
    }  # fmt: skip
    return {name: known.get(name, value(name, None)) for name in catalog()}


def series(seed: int = 11) -> dict[str, list[tuple[int, float | int | None]]]:
    rng = random.Random(seed)
    online, talk, clicks, gmv = [], [], [], []
    level = 200.0
    for i in range(MINUTES):
        level += (
            (1500 - level) * 0.05 + rng.gauss(0, 40) + (120 if 98 <= i <= 103 else 0) - (30 if i > 160 else 0)
        )
        at = START + i * MINUTE
        online.append((at, None if 60 <= i <= 62 else max(0, round(level))))
        talk.append((at, max(0, round(150 + 30 * rng.random() + (180 if i in (39, 102, 116) else 0)))))
        clicks.append((at, max(0, round(55 + 20 * rng.random()))))
        gmv.append((at, max(0, round(rng.gauss(103447, 40000)))))
    return {"online": online, "interact_pv": talk, "prod_click_pv": clicks, "gmv": gmv}


def by_product() -> list[NumbersRow]:
    rows = []
    for id_, name, role, expo, clicks, carts, orders, paid, gmv, _price, _stock in GOODS:
        rows.append(
            NumbersRow(
                id_,
                name,
                role,
                {
                    "prod_expo_pv": value("prod_expo_pv", expo),
                    "prod_click_pv": value("prod_click_pv", clicks),
                    "prod_ctr_pv": value("prod_ctr_pv", clicks / expo, clicks, expo),
                    "cart_pv": value("cart_pv", carts),
                    "order_created": value("order_created", orders),
                    "order_paid": value("order_paid", paid),
                    "order_pay_rate": value("order_pay_rate", paid / orders, paid, orders),
                    "gmv": value("gmv", gmv),
                },
            )
        )
    return rows


def by_channel() -> list[NumbersRow]:
    return [
        NumbersRow(
            key, key, group,
            {
                "view_pv": value("view_pv", views), "gmv": value("gmv", gmv), "gpm": value("gpm", gmv * 1000 / views, gmv, views),
                "view_uv": value("view_uv", people), "pay_uv": value("pay_uv", pays),
            },
        )
        for key, group, views, gmv, people, pays in CHANNELS
    ]  # fmt: skip


def by_new() -> list[NumbersRow]:
    return [
        NumbersRow(key, None, None, {"view_uv": value("view_uv", views), "pay_uv": value("pay_uv", pays)})
        for key, views, pays in ((True, 16788, 614), (False, 9692, 784))
    ]


def by_slot(kind: str) -> list[NumbersRow]:
    rng = random.Random(5)
    keys = (
        [(f"s{i}", m.label) for i, m in enumerate(m for m in track() if m.kind == "slot")]
        if kind == "slot"
        else [("林夏", "林夏")]
    )
    return [
        NumbersRow(
            key, label, "talk",
            {
                name: value(name, rng.randrange(20, 900) * (900 if name == "gmv" else 1))
                for name in ("view_pv", "interact_pv", "prod_click_pv", "order_created", "order_paid", "gmv")
            },
        )
        for key, label in keys
    ]  # fmt: skip


FUNNELS = {
    "core": [
        Stage("view", 26480, 41860, 0, "ok"), Stage("click", 7203, 10312, 64, "ok"), Stage("cart", 2752, 3217, 210, "ok"),
        Stage("order", 1604, 1842, 96, "ok"), Stage("pay", 1398, 1627, 12, "ok"),
    ],
    "platform": [
        Stage("expo", None, None, None, "missing"), Stage("view", 26480, 41860, 0, "estimated"),
        Stage("prod_expo", None, None, None, "missing"), Stage("click", 7203, 10312, 64, "ok"), Stage("pay", 1398, 1627, 12, "ok"),
    ],
}  # fmt: skip


def numbers(by: str | None = None) -> dict[str, Any]:
    rows = {
        "product": by_product,
        "channel": by_channel,
        "new": by_new,
        "slot": lambda: by_slot("slot"),
        "host": lambda: by_slot("host"),
    }
    out = NumbersOut(NOW, whole(), rows[by]() if by else [], FUNNELS, series())
    return json.loads(msgspec.json.encode(out))  # type: ignore[no-any-return]


def review(shows: int = 14) -> dict[str, Any]:
    """`shows`: comparable shows in the band; fewer than five make none."""
    show = {
        "id": SHOW, "title": "秋冬厨房焕新 · 新品首发", "state": "ended", "room": {"id": "r", "name": "青禾厨房旗舰店", "platform": "淘宝直播"},
        "currency": "CNY", "zone": "Asia/Shanghai", "starts_at": START, "planned_end": END, "started_at": START, "ended_at": END,
        "origin": "live", "staged": False, "demo": False, "version": 3,
    }  # fmt: skip
    state = "ok" if shows >= 5 else "few"
    middles = {
        "gmv": 17054500,
        "view_uv": 24310,
        "watch_pay_uv": 0.0535,
        "aov_buyer": 14226,
        "stay_viewer": 604,
        "gpm": 441000,
        "order_pay_rate": 0.914,
    }
    spread = {"order_pay_rate": 0.019}
    baseline = {
        name: Band(mid * (1 - spread.get(name, 0.16)), mid, mid * (1 + spread.get(name, 0.16)), shows, state)
        for name, mid in middles.items()
    }  # type: ignore[arg-type]
    curve: list[list[float | int | None]] = [
        [i, 1200 - 900 / (i / 6 + 1), 1500 - 1000 / (i / 6 + 1), 1800 - 1100 / (i / 6 + 1), shows]
        for i in range(MINUTES)
    ]
    talk = series()["interact_pv"]
    peaks = [
        Peak(talk[i][0], talk[i][1] or 0, 2.1, [Mark("slot", talk[i][0], label)])
        for i, label in ((39, "福袋互动"), (102, "保温杯秒杀"), (116, "顾师傅到场"))
    ]
    out = Review(
        show, NOW, False, msgspec.convert(numbers(), NumbersOut), track(), peaks, baseline, {"online": curve}, [PastShow("shw_x", "上周六", START)],
        [
            Source("taobao:r1", {"enter": 41860, "comment": 5120, "product_click": 10312}, START, END),
            Source("shop:main", {"order": 1842, "pay": 1627}, START, END),
        ],
        {"late": 3, "corrected": 2, "not_due": 0, "before": 41, "after": 6}, {"before": {"comment": 40, "enter": 1}},
        {"p1": 2550, "p2": 450, "p4": 1104, "p5": 1056, "p6": 942}, [Peak(START + 40 * MINUTE, 310, 0.78, [])],
        {"all": [Kept(1, 900, 1000, 0.9), Kept(5, 297, 1000, 0.297)], "new": [Kept(5, 120, 600, 0.2)]},
        [Joined(START + 39 * MINUTE, "action", "点赞抽奖", None, 12, None, 2.4, ["福袋互动"])],
    )  # fmt: skip
    return json.loads(msgspec.json.encode(out))  # type: ignore[no-any-return]


METRICS: dict[str, Any] = {
    "items": [
        {
            "id": m.id, "zh": m.zh, "en": m.en, "unit": m.unit, "numerator": {"zh": m.numerator.zh, "en": m.numerator.en},
            "denominator": {"zh": m.denominator.zh, "en": m.denominator.en} if m.denominator else None, "grain": list(m.grain),
            "additive": m.additive, "better": m.better, "note": {"zh": m.note.zh, "en": m.note.en},
        }
        for m in catalog().values()
    ],
    "next": None,
}  # fmt: skip
REVIEW = review()

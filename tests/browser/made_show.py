"""A show made from a seed, for pictures and tests of pages only. Frames are the server's own structs, so that a
field renamed there breaks here and not on the air."""

import random
from typing import Any

from onair.during.broadcast.frames import (
    ActionRow,
    CommentRow,
    Delta,
    Present,
    ProductRow,
    Series,
    ShowHead,
    Snapshot,
    SourceBadge,
    Tile,
    TrackItem,
)  # fmt: skip

MINUTE = 60_000
START = 1_795_260_600_000
"""21 November 2026, 19:30 in Shanghai."""
NOW = START + (77 * 60 + 18) * 1000
SHOW = "shw_made"
GOODS: list[tuple[str, str, str, int, int, int, int, int, int, int, int]] = [
    ("p1", "麦饭石不粘炒锅 32cm", "主推", 14210, 1486, 402, 203, 171, 2889900, 16900, 429),
    ("p2", "硅胶铲勺五件套", "承接", 11200, 860, 281, 201, 191, 953100, 4990, 8),
    ("p3", "百洁布 20 片装", "福利", 5240, 506, 172, 118, 114, 112900, 990, 186),
    ("p4", "玻璃保鲜盒六件套", "承接", 6350, 462, 151, 98, 91, 718900, 7900, 209),
    ("p5", "电热饭盒 1.2L", "利润", 6640, 421, 118, 64, 55, 1204500, 21900, 145),
    ("p6", "316 保温杯 500ml", "引流", 5120, 402, 118, 66, 62, 247400, 3990, 538),
    ("p7", "厨房多用剪刀", "引流", 3980, 268, 88, 60, 57, 170400, 2990, 243),
    ("p8", "可视空气炸锅 5L", "形象", 3100, 88, 22, 7, 4, 183600, 45900, 60),
    ("p9", "双面竹木砧板", "利润", 1080, 34, 12, 4, 1, 11900, 11900, 90),
    ("p10", "珐琅铸铁锅 24cm", "利润", 600, 17, 6, 1, 1, 11900, 29900, 35),
]
SLOTS: list[tuple[str, str | None, int, int, str]] = [
    ("开场暖场", None, 0, 330, "warmup"), ("保温杯", "p6", 330, 980, "talk"), ("炒锅 ①", "p1", 980, 1730, "talk"),
    ("铲勺", "p2", 1730, 2170, "talk"), ("福袋互动", None, 2170, 2480, "game"), ("电热饭盒", "p5", 2480, 3060, "talk"),
    ("保鲜盒", "p4", 3060, 3560, "talk"), ("百洁布 · 剪刀", "p3", 3560, 4100, "welfare"), ("麦饭石不粘炒锅 32cm", "p1", 4100, 0, "talk"),
]  # fmt: skip
TALK = [
    "电磁炉能用吗？", "电陶炉可以吗", "上次买的锅用两周就粘了，你们这质量行不行啊", "32 的送锅盖吗", "现在拍明天能发吗", "主播说慢一点", "刚下单了",
    "多少钱", "已拍", "链接在哪", "这个颜色好看", "家里三口人买哪个合适，平时煎蛋炒菜都用，也想蒸点东西", "哈哈哈", "[赞][赞]", "运费险有吗", "比昨天便宜",
]  # fmt: skip
NICKS = ["栗子妈妈", "阿May", "山野青年", "Lynn", "小满", "不吃香菜", "momo", "用户2031"]


def _wave(rng: random.Random, minutes: int, base: float, growth: float, noise: float) -> list[int | None]:
    values: list[int | None] = []
    level = base
    for i in range(minutes):
        level += growth + rng.gauss(0, noise)
        bump = 150 if 33 <= i <= 36 else 0
        values.append(max(0, round(level + bump)))
    return values


def series(seed: int = 1, minutes: int = 77) -> Series:
    rng = random.Random(seed)
    online = _wave(rng, minutes, 700, 16, 30)
    online[-1] = 1936
    shows: dict[str, list[float | int | None]] = {
        "online": list(online),
        "view_pv": list(_wave(rng, minutes, 350, -1, 14)), "interact_pv": list(_wave(rng, minutes, 130, 1.2, 14)),
        "prod_click_pv": list(_wave(rng, minutes, 40, 1.1, 6)), "comment_pv": list(_wave(rng, minutes, 40, 0.2, 5)),
        "like_pv": list(_wave(rng, minutes, 900, 5, 120)), "share_pv": list(_wave(rng, minutes, 5, 0, 1)),
        "cart_pv": list(_wave(rng, minutes, 14, 0.1, 3)), "order_created": list(_wave(rng, minutes, 8, 0.05, 2)),
        "order_paid": [max(0, round(rng.gauss(9, 3))) for _ in range(minutes)],
        "gmv": [max(0, round(rng.gauss(84000, 30000))) for _ in range(minutes)], "fans_new": list(_wave(rng, minutes, 12, 0, 3)),
    }  # fmt: skip
    return Series([START + i * MINUTE for i in range(minutes)], shows)


def products(seed: int = 2) -> list[ProductRow]:
    rng = random.Random(seed)
    rows = []
    for i, (id_, name, role, exposure, clicks, carts, orders, paid, gmv, price, stock) in enumerate(GOODS):
        spark = [
            max(
                0,
                round(
                    rng.gauss(4, 1.4)
                    + (38 if i == 0 and m > 42 else 0)
                    + (12 if 8 * i <= m < 8 * i + 9 else 0)
                ),
            )
            for m in range(60)
        ]
        rows.append(
            ProductRow(
                id_,
                name,
                role,
                exposure,
                clicks,
                clicks / exposure,
                carts,
                orders,
                paid,
                gmv,
                price,
                stock,
                NOW - 6000,
                i == 0,
                spark,
            )
        )
    return rows


def total(rows: list[ProductRow]) -> ProductRow:
    exposure, clicks = sum(r.exposure or 0 for r in rows), sum(r.clicks for r in rows)
    return ProductRow(
        "", "", None, exposure, clicks, clicks / exposure if exposure else None, sum(r.carts or 0 for r in rows),
        sum(r.orders for r in rows), sum(r.paid for r in rows), sum(r.gmv or 0 for r in rows),
    )  # fmt: skip


def track() -> list[TrackItem]:
    marks = [
        TrackItem(
            f"slot:{i}",
            START + a * 1000,
            "slot",
            label,
            START + b * 1000 if b else None,
            product,
            data={"slot": f"s{i}", "kind": kind},
        )
        for i, (label, product, a, b, kind) in enumerate(SLOTS)
    ]
    rest: list[TrackItem] = [
        TrackItem("a1", START + 1000_000, "action", "p1", product="p1", by="阿哲", data={"action": "pin"}),
        TrackItem("n1", START + 2200_000, "note", "福袋 ×50 发完", by="周宁", data={"action": "note"}),
        TrackItem("h1", START + 800_000, "host", "林夏"),
        TrackItem("i1", START + 2400_000, "incident", "码率跌至 3.1 Mbps · 48 秒"),
        TrackItem("a2", START + 4130_000, "action", "p1", product="p1", by="阿哲", data={"action": "pin"}),
    ]
    return sorted([*marks, *rest], key=lambda m: m.at)


def comments(n: int = 120, seed: int = 3, end: int = NOW) -> list[CommentRow]:
    rng = random.Random(seed)
    rows = []
    for i in range(n):
        hidden = i == n - 9
        at = end - (n - i) * 1400
        rows.append(
            CommentRow(
                f"taobao:r1/c{i}",
                at,
                rng.choice(TALK),
                rng.choice(NICKS),
                hidden,
                "阿哲" if hidden else None,
                "ads" if hidden else None,
            )
        )
    return rows


def tiles(online: int = 1936) -> dict[str, Tile]:
    return {
        "online": Tile(online, "person", as_of=NOW - 3000), "view_uv": Tile(12964, "person", n=37, as_of=NOW - 2000),
        "view_pv": Tile(20412, "times"), "interact_online": Tile(228 / 1936, "ratio", "ok", 228, 1936, as_of=NOW - 2000),
        "prod_click_5m": Tile(610, "times", as_of=NOW - 1000), "order_paid": Tile(747, "order", as_of=NOW - 1000),
        "order_created": Tile(822, "order"), "order_unpaid": Tile(75, "order"), "gmv": Tile(6504500, "minor", as_of=NOW - 1000),
        "spend": Tile(128600, "minor", as_of=NOW - 252_000), "comment_pv": Tile(3284, "times"), "like_pv": Tile(81234, "times"),
        "fans_new": Tile(402, "person"), "watch_per_view": Tile(635, "second", "estimated", note="∫在线 dt，无离开事件"),
        "pcu": Tile(1936, "person"), "acu": Tile(1423.5, "person"),
    }  # fmt: skip


def sources(now: int = NOW) -> list[SourceBadge]:
    return [
        SourceBadge("online", "live", now - 3000, ["taobao:r1"]), SourceBadge("comments", "live", now - 2000, ["taobao:r1"]),
        SourceBadge("orders", "live", now - 1000, ["shop:main"]), SourceBadge("stock", "live", now - 6000, ["erp:1"]),
        SourceBadge("spend", "stale", now - 252_000, ["ads:1"]), SourceBadge("clicks", "live", now - 1000, ["taobao:r1"]),
        SourceBadge("signal", "live", now - 1000, ["obs:1"]),
    ]  # fmt: skip


def snapshot(**change: Any) -> Snapshot:
    rows = products()
    whole: dict[str, Any] = {
        "show": ShowHead(
            SHOW, "秋冬厨房焕新 · 新品首发", "on_air", "CNY", "Asia/Shanghai", "青禾厨房旗舰店", "淘宝直播",
            START, START + 180 * MINUTE, START,
        ),
        "as_of": NOW, "clock": NOW, "offset": 90_000, "tiles": tiles(), "series": series(), "products": rows,
        "product_total": total(rows), "track": track(), "comments": comments(), "comment_total": 3284, "sources": sources(),
        "people": [Present(f"p{i}", n, ["controller"]) for i, n in enumerate(["阿哲", "周宁", "陈露", "小吴", "林夏"])],
        "actions": [
            ActionRow("act_0", NOW - 93_000, "note", "p1", "周宁", data={"text": "顾师傅已到楼下"}),
            ActionRow("act_1", NOW - 58_000, "hide_comment", "p0", "阿哲", data={"comment": "taobao:r1/c111", "reason": "ads"}),
            ActionRow("act_2", NOW - 27_000, "pin", "p0", "阿哲", data={"product": "p1"}),
        ],
        "signal": {
            "bitrate_kbps": Tile(5820), "fps": Tile(30), "dropped": Tile(2), "rtt_ms": Tile(38), "loudness_lufs": Tile(-16.2),
        },
    }  # fmt: skip
    return Snapshot(**{**whole, **change})


def empty() -> Snapshot:
    """A show that is on air and has heard of nothing."""
    kinds: list[Any] = ["online", "comments", "orders", "stock", "spend", "clicks", "signal"]
    return snapshot(
        tiles={}, series=Series(), products=[], product_total=ProductRow("", ""), track=[], comments=[], comment_total=0,
        actions=[], signal={}, sources=[SourceBadge(k, "missing", None, []) for k in kinds],
    )  # fmt: skip


def delta(**change: Any) -> Delta:
    return Delta(**{"as_of": NOW + 1000, "clock": NOW + 1000, "offset": 90_001, **change})

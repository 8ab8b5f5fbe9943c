"""A diagnosis of the made show: the numbers of its review, told by the server's own schemas. Sums add up."""

from typing import Any

from made_show import MINUTE, SHOW, START

from onair.after.diagnosis.schemas import (
    DiagnosisAbout,
    DiagnosisChange,
    DiagnosisEvidence,
    DiagnosisFinding,
    DiagnosisLink,
    DiagnosisOut,
    DiagnosisPart,
    DiagnosisShow,
    DiagnosisText,
)

BASE, TARGET = 17_054_500, 19_034_400
LINKS = (  # to, since, name, base, target, part, spread, usual, out
    ("duration_min", None, "直播时长", "Length of the show", 181, 184, 250_100, 40_000, 900_000, False),
    (
        "view_uv",
        "duration_min",
        "进入人数",
        "Viewers a minute",
        134.3,
        143.9,
        1_291_200,
        310_000,
        2_100_000,
        False,
    ),
    (
        "prod_click_uv",
        "view_uv",
        "观看-点击率",
        "Watched to clicked",
        0.256,
        0.272,
        1_093_900,
        260_000,
        1_500_000,
        False,
    ),
    (
        "cart_uv",
        "prod_click_uv",
        "点击-加购率",
        "Click to cart",
        0.369,
        0.382,
        627_100,
        300_000,
        1_100_000,
        False,
    ),
    ("order_uv", "cart_uv", "加购-下单率", "Cart to order", 0.571, 0.583, 370_200, 280_000, 900_000, False),
    ("pay_uv", "order_uv", "下单-付款率", "Order to payment", 0.914, 0.872, -856_800, 160_000, 380_000, True),
    ("items_paid", "pay_uv", "人均件数", "Pieces a buyer", 1.21, 1.19, -301_500, 120_000, 420_000, False),
    ("gmv", "items_paid", "件单价", "Price a piece", 11_757, 11_440, -494_300, 150_000, 700_000, False),
)


def text(zh: str, en: str) -> DiagnosisText:
    return DiagnosisText(zh=zh, en=en)


def _links() -> list[DiagnosisLink]:
    return [
        DiagnosisLink(
            to=to, since=since, name=text(zh, en), base=base, target=target, part=part, low=part - spread, high=part + spread,
            usual=usual, strays=-5.1 if out else 0.6, out=out, merged=[text("商品曝光", "Product shown")] if to == "prod_click_uv" else [],
        )
        for to, since, zh, en, base, target, part, spread, usual, out in LINKS
    ]  # fmt: skip


def _row(tab: str, zh: str, en: str, **more: Any) -> DiagnosisEvidence:
    none: dict[str, Any] = dict.fromkeys(("key", "metric", "value", "base", "at", "until"))
    return DiagnosisEvidence(tab=tab, label=text(zh, en), **none | {"unit": "times"} | more)


def _findings() -> list[DiagnosisFinding]:
    pan = DiagnosisAbout(of="product", key="p2", label="可视空气炸锅 5L")
    whole = DiagnosisAbout(of="show", key=None, label=None)
    held = DiagnosisChange(
        kind="rule", words=text("打开「加购多、压单多」规则：它提醒时报未付款单数和付款截止。", "Switch on the rule for full carts and unpaid orders: when it speaks, say how many orders wait and until when."),
        metric="order_pay_rate", better="up", value=0.872, base=0.914, about=whole,
    )  # fmt: skip
    price = DiagnosisChange(
        kind="offer", words=text("「可视空气炸锅 5L」恢复到平时的到手价，或用券补回差额。", "Take 可视空气炸锅 5L back to its usual price."),
        metric="click_pay_pv", better="up", value=0.056, base=0.081, about=pan,
    )  # fmt: skip
    return [
        DiagnosisFinding(
            id="orders_held", cause="orders_held", link="pay_uv", link_name=text("下单-付款率", "Order to payment"), seat="controller",
            seat_name=text("场控", "Controller"), about=whole,
            words=text("11.7% 的订单下单后没有付款也没有取消（平时 6.9%）。", "11.7% of orders were neither paid nor cancelled (usually 6.9%)."),
            rows=[
                _row("total", "未付款也未取消的订单", "Orders neither paid nor cancelled", value=215, unit="orders"),
                _row("total", "占创建订单", "Of orders created", value=0.117, base=0.069, unit="ratio"),
                _row("minute", "推流异常", "Stream in trouble", value=95, base=20, unit="s", at=START + 40 * MINUTE, until=START + 42 * MINUTE),
            ],
            share=-771_100, low=-915_000, high=-627_000, weight=0.9, next=held,
        ),
        DiagnosisFinding(
            id="price_raised-1", cause="price_raised", link="pay_uv", link_name=text("下单-付款率", "Order to payment"), seat="merchandiser",
            seat_name=text("选品/货品", "Merchandising"), about=pan,
            words=text("「可视空气炸锅 5L」比平时贵 9.1%（共 1 款涨价），点击照旧、下单变少。", "可视空气炸锅 5L cost 9.1% more than usual (1 products); clicked as ever, ordered less."),
            rows=[_row("product", "可视空气炸锅 5L：件单价", "可视空气炸锅 5L: price a piece", key="p2", metric="price_item", value=45_900, base=42_100, unit="money")],
            share=-160_000, low=-230_000, high=-90_000, weight=0.2, next=price,
        ),
    ]  # fmt: skip


def _parts() -> dict[str, list[DiagnosisPart]]:
    rows = {
        "channel": (("推荐位", 5_420_000, 6_243_400, {"views": 610_000.0, "click": 213_400.0}), ("关注与预约", 3_010_000, 3_768_800, {"views": 758_800.0}), (None, 8_624_500, 9_022_200, None)),
        "product": (("可视空气炸锅 5L", 4_990_000, 4_314_600, {"paid": -675_400.0}), (None, 12_064_500, 14_719_800, None)),
        "host": (("林夏", 17_054_500, 19_034_400, {"seen": 1_979_900.0}),),
    }  # fmt: skip
    return {
        by: [
            DiagnosisPart(key=key, label=key, base=base, target=target, change=target - base, links=links)
            for key, base, target, links in some
        ]
        for by, some in rows.items()
    }


def diagnosis(state: str = "below") -> dict[str, Any]:
    """`state`: below, normal (with the chain), few (without), on_air."""
    compared = state in ("below", "normal")
    links = _links() if compared else []
    for link in links if state == "normal" else ():
        link.out = False
    out = DiagnosisOut(
        show=SHOW, state=state, currency="CNY", target=TARGET if state != "on_air" else None, base=BASE if compared else None,
        change=TARGET - BASE if compared else None, top="pay_uv" if state == "below" else None, links=links, broken=None,
        findings=_findings() if state == "below" else [], parts=_parts() if compared else {},
        past=[DiagnosisShow(id="shw_x", title="上周六")] * (14 if compared else 2), cut=2 if compared else 0, needed=5, level=0.06, cover=0.8,
    )  # fmt: skip
    return out.model_dump(mode="json")


assert sum(part for *_, part, _spread, _usual, _out in LINKS) == TARGET - BASE

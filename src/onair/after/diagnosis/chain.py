"""Which chain a show can be told in, and what its links are called."""

from collections.abc import Sequence

from onair.after.diagnosis.base import common
from onair.after.diagnosis.links import Link, Stages
from onair.kernel.i18n import Text

_BUY = ("prod_expo_uv", "prod_click_uv", "cart_uv", "order_uv", "pay_uv", "items_paid", "gmv")
PEOPLE = ("duration_min", "expo_uv", "view_uv", *_BUY)
"""曝光 → 进入 → 商品曝光 → 点击 →（加购 → 下单 →）成交 → 件 → 金额, people throughout."""
TIMES = ("duration_min", "expo_pv", "view_pv", "view_uv", *_BUY)
"""Where nobody says who was shown the room: impressions and entries in times, then people."""
NAMES: dict[str, Text] = {
    "duration_min": Text("直播时长", "Length of the show"),
    "expo_uv": Text("每分钟曝光", "Impressions a minute"),
    "expo_pv": Text("每分钟曝光", "Impressions a minute"),
    "view_pv": Text("曝光-进入率", "Impression to entry"),
    "view_uv": Text("曝光-进入率", "Impression to entry"),
    "prod_expo_uv": Text("商品曝光率", "Viewer to product shown"),
    "prod_click_uv": Text("商品点击率", "Product shown to click"),
    "cart_uv": Text("点击-加购率", "Click to cart"),
    "order_uv": Text("加购-下单率", "Cart to order"),
    "pay_uv": Text("下单-付款率", "Order to payment"),
    "items_paid": Text("人均件数", "Pieces a buyer"),
    "gmv": Text("件单价", "Price a piece"),
    "refund": Text("退款", "Refunds"),
}
STAGES: dict[str, Text] = {
    "duration_min": Text("时长", "Length"), "expo_uv": Text("曝光", "Shown"), "expo_pv": Text("曝光", "Shown"),
    "view_pv": Text("进入", "Entered"), "view_uv": Text("观看", "Watched"), "prod_expo_uv": Text("商品曝光", "Product shown"),
    "prod_click_uv": Text("点击", "Clicked"), "cart_uv": Text("加购", "Cart"), "order_uv": Text("下单", "Ordered"),
    "pay_uv": Text("成交", "Paid"), "items_paid": Text("件", "Pieces"), "gmv": Text("金额", "Amount"),
}  # fmt: skip
_PLAIN = {
    "expo_uv": "duration_min", "expo_pv": "duration_min", "view_pv": "expo_pv", "view_uv": "expo_uv",
    "prod_expo_uv": "view_uv", "prod_click_uv": "prod_expo_uv", "cart_uv": "prod_click_uv", "order_uv": "cart_uv",
    "pay_uv": "order_uv", "items_paid": "pay_uv", "gmv": "items_paid", "duration_min": None,
}  # fmt: skip
_AGAIN = Text("每次进入的人数", "People per entry")


def chain_of(past: Sequence[Stages], target: Stages) -> list[str]:
    """Stages that both sides have, in the form they can be told in."""
    people = common(past, target, PEOPLE)
    return people if "expo_uv" in people else common(past, target, TIMES)


def form(stages: Sequence[str]) -> tuple[str, ...]:
    """The whole chain that these stages are of, so that those missing between two are named."""
    return PEOPLE if "expo_uv" in stages else TIMES


def own(target: Stages) -> list[str]:
    """Stages of a show without a past to compare with."""
    form = PEOPLE if target.get("expo_uv") is not None else TIMES
    return [stage for stage in form if target.get(stage) is not None]


def name(link: Link) -> Text:
    """What people call the link; one that spans missing stages is named by its ends."""
    if link.since == "view_pv" and link.to == "view_uv":
        return _AGAIN
    if link.since == _PLAIN.get(link.to) or link.since is None:
        return NAMES[link.to] if link.since is not None or link.to == "duration_min" else STAGES[link.to]
    since, to = STAGES[link.since], STAGES[link.to]
    return Text(f"{since.zh}-{to.zh}率", f"{since.en} to {to.en.lower()}")

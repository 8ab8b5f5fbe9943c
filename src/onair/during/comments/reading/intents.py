"""What a comment can want: fourteen intents and unknown; and for what reasons somebody should look at it."""

from typing import Final, Literal

from onair.kernel.i18n import Text

Intent = Literal[
    "price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "ordered", "orderhelp", "complaint",
    "demand", "greet", "spam", "unknown",
]  # fmt: skip
Risk = Literal["abuse", "ads", "complaint", "rumour", "blocked"]

UNKNOWN: Final = "unknown"
INTENTS: Final[dict[Intent, Text]] = {
    "price": Text("问价格", "price"),
    "size": Text("问尺码", "size"),
    "shipping": Text("问物流", "shipping"),
    "stock": Text("问库存", "stock"),
    "link": Text("问链接", "link"),
    "quality": Text("问品质", "quality"),
    "usage": Text("问用法", "usage"),
    "coupon": Text("问优惠", "offers"),
    "ordered": Text("已下单", "ordered"),
    "orderhelp": Text("下单求助", "help with the order"),
    "complaint": Text("抱怨", "complaint"),
    "demand": Text("要看要讲", "show or tell me"),
    "greet": Text("招呼捧场", "greeting, cheering"),
    "spam": Text("广告引流", "advertising"),
    "unknown": Text("其他", "other"),
}
QUESTIONS: Final[frozenset[Intent]] = frozenset(
    {"price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "orderhelp", "demand"}
)
"""Somebody waits for an answer. Never negative, whatever words they use: the gate."""
RISKS: Final[dict[Risk, Text]] = {
    "abuse": Text("辱骂", "abuse"),
    "ads": Text("广告引流", "advertising"),
    "complaint": Text("投诉抱怨", "complaint"),
    "rumour": Text("传言质疑", "rumour"),
    "blocked": Text("屏蔽词", "blocked word"),
}
"""Reasons to look, never to ban: nothing is hidden because of them alone."""

"""Names of the feedback loop. Pure."""

from typing import Literal, get_args

from onair.kernel.i18n import Text

Kind = Literal["quality", "suggestion", "logistics", "service", "price", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_NAMES: dict[Kind, Text] = {
    "quality": Text("质量问题", "quality"),
    "suggestion": Text("体验建议", "suggestion"),
    "logistics": Text("物流", "delivery"),
    "service": Text("服务", "service"),
    "price": Text("价格", "price"),
    "other": Text("其他", "other"),
}
Origin = Literal["comment", "aftersales", "manual", "form"]
State = Literal["open", "assigned", "waiting", "answered", "verified", "closed", "dismissed"]
"""`waiting`: for the asker, the clock stands. `verified`: the asker or a second person says that it is solved.
`dismissed`: nothing to answer (advertising, nonsense), with a reason."""
STATE_NAMES: dict[State, Text] = {
    "open": Text("待分派", "open"),
    "assigned": Text("处理中", "assigned"),
    "waiting": Text("等对方补充", "waiting for the asker"),
    "answered": Text("已答复，待验证", "answered, to be checked"),
    "verified": Text("已验证", "verified"),
    "closed": Text("已关闭", "closed"),
    "dismissed": Text("不受理", "dismissed"),
}
RUNNING: frozenset[State] = frozenset({"open", "assigned"})
"""The clock runs."""
ACTIVE: frozenset[State] = RUNNING | {"waiting", "answered"}
"""Somebody still has to do something."""
Step = Literal["assign", "ask", "reply", "answer", "verify", "reopen", "close", "dismiss"]

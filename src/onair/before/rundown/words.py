"""Words about a rundown: the kinds of slots and what they are called."""

from onair.kernel.i18n import Text

KINDS: dict[str, Text] = {
    "opening": Text("开场", "opening"),
    "product": Text("讲解", "product talk"),
    "game": Text("互动", "game"),
    "welfare": Text("福利", "welfare"),
    "transition": Text("转场", "transition"),
    "qa": Text("答疑", "Q&A"),
    "host_change": Text("换人", "host change"),
    "closing": Text("收尾", "closing"),
}
KIND_NAMES: dict[str, str] = {name: code for code, text in KINDS.items() for name in (code, text.zh, text.en)}
"""What people write → the code that is kept."""

TIMINGS: dict[str, Text] = {
    "linked": Text("顺接", "linked"),
    "locked": Text("锁定时长", "locked length"),
    "fill": Text("补到下一定点", "count to end"),
}
"""What becomes of a slot's length on air: may be shortened; never changes; lasts until the next fixed time or the end.
Where a slot begins is told apart from it: behind the one before, or at its own fixed minute."""
TIMING_NAMES: dict[str, str] = {
    **{name.casefold(): code for code, text in TIMINGS.items() for name in (code, text.zh, text.en)},
    "可压缩": "linked", "固定开始": "linked", "fixed start": "linked", "锁定": "locked", "补满": "fill", "倒数到点": "fill",
}  # fmt: skip
"""What people write → the code that is kept; a fixed start has a column of its own."""

RELEASES = frozenset({"game", "welfare"})
"""Kinds that give the audience something: the rhythm counts from them."""
LEADERS = frozenset({"traffic", "welfare"})
"""Roles that are sold to draw people, near or below cost."""
OPENERS = frozenset({"traffic", "welfare"})
"""Roles that may be the first product of a show."""
LONGEST_MIN = 180
"""Minutes of one slot."""
MOST_SLOTS = 200

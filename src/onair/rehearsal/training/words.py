"""Words about how a rehearsal went."""

from onair.access.roles import ROLE_NAMES, Role
from onair.kernel.i18n import Text
from onair.rehearsal.training.book import SEATS as SEAT_NAMES

SEATS: dict[str, Text] = {seat: ROLE_NAMES[Role(seat)] for seat in SEAT_NAMES}
STATES: dict[str, Text] = {
    "met": Text("发现了", "noticed"), "missed": Text("漏掉", "missed"),
    "not_counted": Text("不计分：留给人的时间不够", "not counted: people had too little time"),
    "not_reached": Text("没有练到", "not reached"),
}  # fmt: skip
CARDS: dict[str, Text] = {
    "right": Text("用对", "right"), "wrong": Text("用错", "wrong"), "none": Text("没有用", "none used"),
    "not_asked": Text("不需要预案", "none needed"),
}  # fmt: skip

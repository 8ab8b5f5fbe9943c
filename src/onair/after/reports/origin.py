"""Which show of which account a file is about: told by one of its sheets, or by its name; and a row's key from it."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.connectors.reports.cells import Reading
from onair.connectors.reports.layout import Grain, Layout, Role
from onair.connectors.reports.read import Line, LineKind
from onair.files import values
from onair.files.values import BadValue
from onair.kernel.clock import HOUR_MS, MINUTE_MS

_NAMED = re.compile(
    r"[(（](?P<account>[^()（）]{1,60})_(?P<end>\d{4}\D?\d{2}\D?\d{2}[ T_]?\d{2}\D?\d{2}(?:\D?\d{2})?)[)）]"
)
"""直播间详情页_整场数据下载_<time>(<account>_<end of the show>).xlsx"""
_NAMES = frozenset({"session", "channel", "product", "minute", "video"})
SLOTS: dict[Grain, int] = {"minute": MINUTE_MS, "ad_10min": 10 * MINUTE_MS, "ad_hour": HOUR_MS}
"""How much time one row of such a table covers from its `at`."""
_WITHIN: tuple[Role, ...] = ("channel", "product_id", "sku", "video", "at", "entry", "order")


class Origin(NamedTuple):
    """What is known of the show; all None: nothing. `name`: of the account, when `account` is its id. `first`…`last`:
    the time that rows cover, in steps of `slot`, told when nothing else is."""

    account: str | None = None
    start: int | None = None
    end: int | None = None
    room: str | None = None
    name: str | None = None
    first: int | None = None
    last: int | None = None
    slot: int = 0

    @property
    def whose(self) -> "Whose | None":
        return Whose(self.account, self.name) if self.account else None


class Whose(NamedTuple):
    """An account as a file tells it: `name` beside its id, None = only one of both is told."""

    account: str
    name: str | None = None

    def same(self, other: "Whose") -> bool:
        """By id where both tell it; a name alone may be either."""
        if self.name is not None and other.name is not None:
            return self.account == other.account
        return bool({self.account, self.name} & {other.account, other.name} - {None})


def whose_of(account_id: object, account: object) -> Whose | None:
    """None: neither is told."""
    told = [str(each) for each in (account_id, account) if each is not None and each != ""]
    return Whose(*told) if told else None


def origin_of_line(line: Line) -> Origin:
    about = line.about
    span = about.get("span")
    start = span.value if span else _value(about, "start")
    whose = whose_of(_value(about, "account_id"), _value(about, "account"))
    return Origin(
        whose and whose.account,
        start if isinstance(start, int) else None,
        span.end if span else _number(about, "end"),
        _text(about, "room"),
        whose and whose.name,
    )


def origin_of_name(name: str, zone: ZoneInfo) -> Origin:
    found = _NAMED.search(name)
    if found is None:
        return Origin()
    digits = re.sub(r"\D", "", found["end"]).ljust(14, "0")
    text = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
    try:
        return Origin(found["account"], None, values.moment(text, zone))
    except BadValue:
        return Origin(found["account"])


class Telling:
    """The one show that a file is about, from all rows that tell something of a show; none when they tell of several."""

    def __init__(self) -> None:
        self._found: Origin | None = None
        self._several = False
        self._covers = Origin()

    def hear(self, layout: Layout, line: Line) -> None:
        if layout.grain == "session":
            self._hear_show(line)
        elif (slot := SLOTS.get(layout.grain)) and (at := _number(line.about, "at")) is not None:
            first, last = self._covers.first, self._covers.last
            self._covers = Origin(
                first=at if first is None else min(first, at),
                last=at + slot if last is None else max(last, at + slot),
                slot=max(slot, self._covers.slot),
            )

    def _hear_show(self, line: Line) -> None:
        told = origin_of_line(line)
        if self._several or (told.start is None and told.room is None):
            return
        self._several = self._found is not None and not _alike(self._found, told)
        self._found = told if self._found is None else _joined(self._found, told)

    def origin(self, named: Origin) -> Origin:
        """`named`: what the name of the file tells, asked when no row told anything of a show; then the moments of rows."""
        if self._several:
            return Origin()
        found = self._found or named
        return found if any(found) else self._covers


def _joined(one: Origin, other: Origin) -> Origin:
    return Origin(
        one.account or other.account,
        other.start if one.start is None else one.start,
        other.end if one.end is None else one.end,
        one.room or other.room,
        one.name or other.name,
    )


def _alike(one: Origin, other: Origin) -> bool:
    """Nothing that both tell differs."""
    return all(a is None or b is None or a == b for a, b in zip(one[:4], other[:4], strict=True))


def within_of(layout: Layout, line: Line) -> str:
    """What a row is about within its show, one part of its key."""
    about = line.about
    named = f"{layout.name if layout.grain == 'session' else None}\x1f" if layout.grain in _NAMES else ""
    found = [about[role].value if role in about else None for role in _WITHIN]
    if "product_id" not in about:
        found.append(about["product"].value if "product" in about else None)
    return named + "\x1f".join(map(str, found))


def key_of(layout: Layout, kind: LineKind, show: Origin, within: str) -> str:
    """128 bits over platform, grain, kind, the show and what the row is about within it."""
    when = show.room or show.start or show.end
    told = f"{layout.platform}\x1f{layout.grain}\x1f{kind}\x1f{show.account}\x1f{when}\x1f{within}"
    return sha256(told.encode()).hexdigest()[:32]


def show_of(layout: Layout, own: Origin | None, file: Origin) -> Origin:
    """Of the two the row's own, when it is about a whole show and says which; `own` None = it cannot say."""
    told = own is not None and layout.grain == "session" and (own.start is not None or own.room)
    return own if own is not None and told else file


def _value(about: Mapping[Role, Reading], role: Role) -> object:
    found = about.get(role)
    return None if found is None else found.value


def _text(about: Mapping[Role, Reading], role: Role) -> str | None:
    found = _value(about, role)
    return None if found is None else str(found)


def _number(about: Mapping[Role, Reading], role: Role) -> int | None:
    found = _value(about, role)
    return found if isinstance(found, int) else None

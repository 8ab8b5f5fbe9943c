"""Which show of which account a file is about: told by one of its sheets, or by its name; and a row's key from it."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.connectors.reports.cells import Reading
from onair.connectors.reports.layout import Layout, Role
from onair.connectors.reports.read import Line, LineKind
from onair.files import values
from onair.files.values import BadValue

_NAMED = re.compile(
    r"[(（](?P<account>[^()（）]{1,60})_(?P<end>\d{4}\D?\d{2}\D?\d{2}[ T_]?\d{2}\D?\d{2}(?:\D?\d{2})?)[)）]"
)
"""直播间详情页_整场数据下载_<time>(<account>_<end of the show>).xlsx"""
_NAMES = frozenset({"session", "channel", "product", "minute", "video"})
_WITHIN: tuple[Role, ...] = ("channel", "product_id", "sku", "video", "at", "entry", "order")


class Origin(NamedTuple):
    """What is known of the show; all None: nothing."""

    account: str | None = None
    start: int | None = None
    end: int | None = None
    room: str | None = None


def origin_of_line(line: Line) -> Origin:
    about = line.about
    span = about.get("span")
    start = span.value if span else _value(about, "start")
    return Origin(
        _text(about, "account_id") or _text(about, "account"),
        start if isinstance(start, int) else None,
        span.end if span else _number(about, "end"),
        _text(about, "room"),
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

    def hear(self, line: Line) -> None:
        told = origin_of_line(line)
        if self._several or (told.start is None and told.room is None):
            return
        self._several = self._found is not None and not _alike(self._found, told)
        self._found = told if self._found is None else _joined(self._found, told)

    def origin(self) -> Origin | None:
        """None: no row told anything, the name of the file may."""
        return Origin() if self._several else self._found


def _joined(one: Origin, other: Origin) -> Origin:
    return Origin(
        one.account or other.account,
        other.start if one.start is None else one.start,
        other.end if one.end is None else one.end,
        one.room or other.room,
    )


def _alike(one: Origin, other: Origin) -> bool:
    """Nothing that both tell differs."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


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

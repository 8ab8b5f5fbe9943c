"""Which show of which account a file is about: told by one of its sheets, or by its name; and a row's key from it."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.connectors.reports.cells import Reading
from onair.connectors.reports.layout import Layout, Role
from onair.connectors.reports.read import Line
from onair.files import values
from onair.files.values import BadValue

_NAMED = re.compile(
    r"[(（](?P<account>[^()（）]{1,60})_(?P<end>\d{4}\D?\d{2}\D?\d{2}[ T_]?\d{2}\D?\d{2}(?:\D?\d{2})?)[)）]"
)
"""直播间详情页_整场数据下载_<time>(<account>_<end of the show>).xlsx"""
BY_ITSELF = frozenset({"session", "ad_hour", "settlement"})
"""Grains whose rows name what they are about; the others need the show of their file."""


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


def origin_of_file(sessions: Sequence[Line], name: str, zone: ZoneInfo) -> Origin:
    """Of the one show that the file is about, from all sheets that tell something of it; nothing when it lists several."""
    found: Origin | None = None
    for line in sessions:
        told = origin_of_line(line)
        if told.start is None and told.room is None:
            continue
        if found is not None and not _alike(found, told):
            return Origin()
        found = told if found is None else _joined(found, told)
    return found if found is not None else origin_of_name(name, zone)


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


def key_of(layout: Layout, line: Line, origin: Origin) -> str:
    """128 bits over platform, grain, kind, the show and what the row is about within it."""
    own = origin_of_line(line)
    show = own if layout.grain == "session" and (own.start is not None or own.room) else origin
    told: list[object] = [
        layout.platform,
        layout.grain,
        line.kind,
        show.account,
        show.room or show.start or show.end,
    ]
    if layout.grain in ("session", "channel", "product", "minute", "video"):
        told.append(layout.name if layout.grain == "session" else None)
    told += [
        _within(line.about, role)
        for role in ("channel", "product_id", "sku", "video", "at", "entry", "order")
    ]
    if "product_id" not in line.about:
        told.append(_within(line.about, "product"))
    return sha256("\x1f".join(str(part) for part in told).encode()).hexdigest()[:32]


def _within(about: Mapping[Role, Reading], role: Role) -> object:
    found = about.get(role)
    return None if found is None else found.value


def _value(about: Mapping[Role, Reading], role: Role) -> object:
    return _within(about, role)


def _text(about: Mapping[Role, Reading], role: Role) -> str | None:
    found = _within(about, role)
    return None if found is None else str(found)


def _number(about: Mapping[Role, Reading], role: Role) -> int | None:
    found = _within(about, role)
    return found if isinstance(found, int) else None

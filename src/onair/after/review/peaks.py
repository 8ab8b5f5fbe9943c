"""When people talked most, and what was on air then."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

PEAKS = 3
APART_MIN = 8
"""Peaks closer than this are one."""

DROP_MIN = 5

Series = Sequence[Sequence[float | int | None]]


class Mark(Struct, frozen=True):
    """Something on the track. ms; `end` None = a point in time."""

    kind: str
    at: int
    label: str
    end: int | None = None
    product: str | None = None


class Peak(Struct, frozen=True):
    """`minute`: ms of its start. `times`: against the median minute. `on`: slots, hosts, acts then."""

    minute: int
    value: float | int
    times: float | None
    on: list[Mark] = field(default_factory=list)


def peaks(series: Series, marks: Sequence[Mark], most: int = PEAKS) -> list[Peak]:
    """The highest minutes of [ms, value], at least APART_MIN apart, highest first; a flat show has none."""
    known = [(int(row[0]), row[1]) for row in series if row[0] is not None and row[1] is not None]
    values = sorted(value for _, value in known)
    if not values or values[-1] <= 0:
        return []
    middle = values[len(values) // 2]
    chosen: list[Peak] = []
    for minute, value in sorted(known, key=lambda row: (-row[1], row[0])):
        if len(chosen) == most or value <= middle:
            break
        if all(abs(minute - peak.minute) >= APART_MIN * 60_000 for peak in chosen):
            times = round(value / middle, 2) if middle else None
            chosen.append(Peak(minute, value, times, [mark for mark in marks if _during(mark, minute)]))
    return chosen


def drops(series: Series, marks: Sequence[Mark], most: int = PEAKS) -> list[Peak]:
    """低谷: where most people left within DROP_MIN minutes, a tenth of those there or more; `value`: how many, `times`: the
    share that was left. The last minutes of the show are its end, not a drop."""
    known = [(int(row[0]), float(row[1])) for row in series if row[0] is not None and row[1] is not None]
    by, end = dict(known), (known[-1][0] if known else 0)
    falls = [
        (was - now, minute, now / was)
        for minute, was in known
        if was > 0 and (now := by.get(minute + DROP_MIN * 60_000)) is not None
        and now <= was * 0.9 and minute + 2 * DROP_MIN * 60_000 <= end
    ]  # fmt: skip
    chosen: list[Peak] = []
    for gap, minute, left in sorted(falls, key=lambda fall: (-fall[0], fall[1])):
        if len(chosen) == most:
            break
        if all(abs(minute - drop.minute) >= APART_MIN * 60_000 for drop in chosen):
            on = [mark for mark in marks if _during(mark, minute)]
            chosen.append(Peak(minute, round(gap), round(left, 2), on))
    return chosen


def _during(mark: Mark, minute: int) -> bool:
    """On air in that minute; a point counts when it came in it or up to two minutes before."""
    if mark.end is None and mark.kind not in ("slot", "host"):
        return minute - 120_000 <= mark.at < minute + 60_000
    return mark.at < minute + 60_000 and (mark.end is None or mark.end > minute)


def marks_of(track: Sequence[Any]) -> list[Mark]:
    """Marks out of track items (anything with kind, at, label, end, product)."""
    return [Mark(item.kind, item.at, item.label, item.end, item.product) for item in track if not item.undone]

"""Counters since the start (TikTok's trend) by shift: the difference of the snapshots at both edges, ratios from their parts.

Shifts are left-closed; of those that overlap nothing is told. People are not additive: they have no share.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onair.after.reports.bundle import Bundle, Said, StatedRow
from onair.after.reports.checks.ratios import PARTS
from onair.after.reports.checks.sums import cumulative, in_time
from onair.after.reports.meaning import additive


class Shift(NamedTuple):
    """[start, end) in ms UTC."""

    label: str
    start: int
    end: int


class ShiftSaid(NamedTuple):
    """`values`: metric → what the counter rose by, placed at its later snapshot."""

    platform: str
    shift: Shift
    values: dict[str, Said]


def split(bundle: Bundle, shifts: Sequence[Shift]) -> Iterator[ShiftSaid]:
    alone = [
        shift for shift in shifts if not any(_overlap(shift, other) for other in shifts if other is not shift)
    ]
    for platform in bundle.platforms("minute"):
        rows = [row for row in bundle.of("minute") if row.platform == platform]
        ordered = in_time(rows) if cumulative(rows) else []
        for shift in alone if ordered else ():
            yield ShiftSaid(platform, shift, _values(ordered, shift))


def _overlap(one: Shift, other: Shift) -> bool:
    return one.start < other.end and other.start < one.end


def _values(ordered: Sequence[StatedRow], shift: Shift) -> dict[str, Said]:
    """Nothing when no snapshot lies within the shift."""
    before, after = _last(ordered, shift.start), _last(ordered, shift.end)
    if after is None or after is before:
        return {}
    found = {}
    for metric, said in after.said.items():
        if (
            additive(metric)
            and (rose := _rose(before.said.get(metric) if before else None, said, before)) is not None
        ):
            found[metric] = rose
    return found | dict(_ratios(after, found))


def _last(ordered: Sequence[StatedRow], at: int) -> StatedRow | None:
    return next((row for row in reversed(ordered) if int(row.about["at"]) <= at), None)


def _rose(was: Said | None, now: Said, before: StatedRow | None) -> Said | None:
    """Of rounded counters a range; None where a side is not stated, or the counter fell."""
    if before is None:
        was = Said(now.metric, 0, now.place)
    if was is None or was.value is None or now.value is None or now.value < was.value:
        return None
    exact = was.low is None and now.low is None
    low, high = (now.least or 0) - (was.most or 0), (now.most or 0) - (was.least or 0)
    return Said(
        now.metric, now.value - was.value, now.place, None if exact else max(low, 0), None if exact else high,
        currency=now.currency, approx=not exact,
    )  # fmt: skip


def _ratios(after: StatedRow, values: dict[str, Said]) -> Iterator[tuple[str, Said]]:
    """Those that the platform exports, for this shift."""
    for metric, (top, bottom, times) in PARTS.items():
        said, over, under = after.said.get(metric), values.get(top), values.get(bottom)
        if (
            said is not None
            and over is not None
            and under is not None
            and over.value is not None
            and under.value
        ):
            yield metric, Said(metric, times * over.value / under.value, said.place, currency=said.currency)

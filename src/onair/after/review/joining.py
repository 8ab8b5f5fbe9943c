"""用户沉淀: follows and joins around moments: what was on air, which prompt or offer stood just before.

A moment is an act, an offer or a slot other than a talk. What came in the WINDOW after it is held against the median
minute of the show. That is a rank of moments, no measured effect: effects with an interval are those of 动作与效果.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from onair.during.broadcast.frames import TrackItem
from onair.metrics.measure import Number

WINDOW_MIN = 3
MOST = 12
LEAST = 3
"""Follows and joins in the window; fewer say nothing."""
PROMPTS = ("action", "offer")
Series = Mapping[str, Sequence[tuple[int, Number | None]]]


class Joined(Struct, frozen=True):
    """`follows`, `joins`: in the window after `at`; None = the source sends no such event. `times`: of both together
    against the show's median minute, None when that is 0. `on`: labels of the slots on air then."""

    at: int
    kind: str
    label: str
    product: str | None
    follows: int | None
    joins: int | None
    times: float | None
    on: list[str]


def moments(series: Series, track: Iterable[TrackItem]) -> list[Joined]:
    """Moments after which most people followed or joined, most first."""
    follows, joins = _by_minute(series, "fans_new"), _by_minute(series, "club_new")
    if not follows and not joins:
        return []
    items = [item for item in track if not item.undone]
    slots = [item for item in items if item.kind == "slot"]
    usual = _median([follows.get(at, 0) + joins.get(at, 0) for at in sorted(follows.keys() | joins.keys())])
    found = []
    for item in items:
        if item.kind not in PROMPTS and not (
            item.kind == "slot" and item.data.get("kind") not in (None, "talk")
        ):
            continue
        followed, joined = _after(follows, item.at), _after(joins, item.at)
        both = (followed or 0) + (joined or 0)
        if both < LEAST:
            continue
        times = round(both / WINDOW_MIN / usual, 2) if usual else None
        on = [slot.label for slot in slots if slot.at <= item.at and (slot.end is None or slot.end > item.at)]
        found.append(Joined(item.at, item.kind, item.label, item.product, followed, joined, times, on))
    return sorted(found, key=lambda one: (-((one.follows or 0) + (one.joins or 0)), one.at))[:MOST]


def _by_minute(series: Series, metric: str) -> dict[int, Number]:
    """Empty when the source never sent such an event."""
    return {at: value for at, value in series.get(metric, ()) if value is not None}


def _after(by: Mapping[int, Number], at: int) -> int | None:
    """In the WINDOW_MIN minutes from the one the moment lies in."""
    if not by:
        return None
    first = at // 60_000 * 60_000
    return int(sum(by.get(first + i * 60_000, 0) for i in range(WINDOW_MIN)))


def _median(values: Sequence[Number]) -> float:
    ordered = sorted(values)
    return float(ordered[len(ordered) // 2]) if ordered else 0.0

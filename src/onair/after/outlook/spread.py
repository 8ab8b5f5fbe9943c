"""From a room's past to P10, P50 and P90: of a show that is planned, and of where a running one ends. Pure.

A planned show: a ridge line through the logs of past totals. A running one: what it has so far ÷ the share that past
shows had at the same point, leaning on the planned range as much as that would have helped in those shows.
"""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from onair.after.outlook.ridge import fit, reach

ENOUGH = 5
PACE_SHOWS = 20
"""The newest shows whose course tells how a show goes on."""
EARLY = 0.05
"""Share of a show under which its own course says nothing yet."""


class Ranged(NamedTuple):
    """`n`: shows it rests on."""

    p10: float
    p50: float
    p90: float
    n: int


class Before(NamedTuple):
    """A past show, as far as one total is concerned. `total` > 0; `facts`: features in a fixed order; `so_far`: the total
    of what sets the pace up to the same point of that show, None = its course is not known."""

    total: float
    facts: tuple[float, ...]
    so_far: float | None = None


class Planned(NamedTuple):
    """`misses`: log errors at the past shows, each without its own help, newest first."""

    ranged: Ranged
    misses: list[float]


def telling(past: Sequence[tuple[float, ...]]) -> list[int]:
    """Places of the features that differ between shows; one that never did says nothing."""
    width = len(past[0]) if past else 0
    return [place for place in range(width) if len({row[place] for row in past}) > 1]


def planned(past: Sequence[Before], wanted: tuple[float, ...]) -> Planned | None:
    """`past` newest first. None with fewer than ENOUGH shows."""
    if len(past) < ENOUGH:
        return None
    kept = telling([one.facts for one in past])
    rows = [[one.facts[place] for place in kept] for one in past]
    found = fit(rows, [log(one.total) for one in past], [wanted[place] for place in kept])
    return Planned(_ranged(found.centre, reach(found.misses), len(past)), found.misses)


def projected(past: Sequence[Before], so_far: float, wanted: tuple[float, ...]) -> Ranged | None:
    """Where the total ends, from `so_far` of what sets its pace. None when fewer than ENOUGH shows had a course."""
    whole = planned(past, wanted)
    known = [
        (one, miss) for one, miss in zip(past, whole.misses if whole else [], strict=False) if one.so_far
    ]
    known = known[:PACE_SHOWS]
    if whole is None or so_far <= 0 or len(known) < ENOUGH:
        return None
    shares = [log((one.so_far or 1.0) / one.total) for one, _ in known]
    mean = sum(shares) / len(shares)
    free = len(shares) / (len(shares) - 1)
    course = [(mean - share) * free for share in shares]
    plan = [miss for _, miss in known]
    lean = leaning(plan, course)
    centre = lean * log(whole.ranged.p50) + (1 - lean) * (log(so_far) - mean)
    left = [lean * one + (1 - lean) * other for one, other in zip(plan, course, strict=True)]
    return _ranged(centre, reach(left), len(known))


def leaning(plan: Sequence[float], course: Sequence[float]) -> float:
    """Weight of the plan, 0 to 1, with which both together would have missed the past shows least (squares)."""
    apart = [b - a for a, b in zip(plan, course, strict=True)]
    size = sum(one * one for one in apart)
    best = sum(b * gap for b, gap in zip(course, apart, strict=True)) / size if size else 0.0
    return min(1.0, max(0.0, best))


def _ranged(centre: float, radius: float, n: int) -> Ranged:
    return Ranged(exp(centre - radius), exp(centre), exp(centre + radius), n)

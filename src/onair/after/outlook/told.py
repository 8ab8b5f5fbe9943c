"""What past shows of a room say of one more: of each total, its range, how it was reached and how such ranges did. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log
from statistics import median
from types import MappingProxyType
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from onair.after.outlook.spread import EARLY, Before, Ranged, planned, projected
from onair.kernel.clock import HOUR_MS, MINUTE_MS
from onair.metrics.measure import Number

PACES = {"gmv": "gmv", "view_uv": "view_pv", "order_paid": "order_paid"}
"""Total → what sets its pace minute by minute; people are told apart over the whole show only, entries are not."""
SALE_THEMES = frozenset({"season"})
Basis = Literal["plan", "course", "done"]
State = Literal["ok", "few", "missing"]


@dataclass(frozen=True, slots=True)
class Evening:
    """A show that is over. `start`, `end` ms; `planned`: ms it was to last, None = not planned; `totals` by metric,
    `minutes`: metric → [(ms, value)]."""

    start: int
    end: int
    sale: bool
    zone: str
    totals: Mapping[str, Number | None]
    minutes: Mapping[str, Sequence[tuple[int, Number | None]]] = field(default_factory=dict)
    planned: int | None = None

    @property
    def facts(self) -> tuple[float, ...]:
        return facts(self.start, self.end - self.start, self.zone, sale=self.sale)

    def so_far(self, metric: str, share: float) -> float | None:
        """What it had when `share` of its planned length was over, so that ending off the plan is part of what is unsure.
        None when it was off the air by then, or nobody counted it by the minute."""
        until = self.start + share * (self.planned or self.end - self.start)
        if until >= self.end:
            return None
        known = [(at, float(n)) for at, n in self.minutes.get(metric, ()) if n is not None]
        if not known:
            return None
        return sum(n * min(1.0, max(0.0, (until - at) / MINUTE_MS)) for at, n in known)


class Tonight(NamedTuple):
    """The show that is told of. `length` ms, `assumed`: from past shows; `elapsed` ms, None = not on air.
    `so_far` by metric; of a show that is over what it came to."""

    start: int
    length: int
    assumed: bool
    sale: bool
    zone: str
    elapsed: int | None = None
    so_far: Mapping[str, Number | None] = MappingProxyType({})
    over: bool = False

    @property
    def share(self) -> float | None:
        return None if self.elapsed is None or self.over else self.elapsed / self.length


class Told(NamedTuple):
    """`n`: shows it rests on; `empty`: shows left out because they had none of it. `held` of `tried`: past shows whose
    total lay in the range that the shows before them gave. `basis` None = no range."""

    metric: str
    state: State
    ranged: Ranged | None
    basis: Basis | None
    so_far: Number | None
    n: int
    empty: int
    held: int
    tried: int


def facts(start: int, length: int, zone: str, *, sale: bool) -> tuple[float, ...]:
    """Weekend, sale, log of the hours."""
    weekend = datetime.fromtimestamp(start / 1000, ZoneInfo(zone)).weekday() >= 5
    return (float(weekend), float(sale), log(max(length, MINUTE_MS) / HOUR_MS))


def usual_length(past: Sequence[Evening]) -> int | None:
    """Median, ms."""
    return round(median(one.end - one.start for one in past)) if past else None


def told(past: Sequence[Evening], tonight: Tonight, metric: str) -> Told:
    """`past` newest first."""
    share, pace = tonight.share, PACES[metric]
    known = [one for one in past if one.totals.get(metric)]
    empty = sum(one.totals.get(metric) == 0 for one in past)
    before = [_before(one, metric, share) for one in known]
    wanted = facts(tonight.start, tonight.length, tonight.zone, sale=tonight.sale)
    now = tonight.so_far.get(metric)
    held, tried = record(before)
    given = any(one.totals.get(metric) is not None for one in past)
    state: State = "few" if given or not past else "missing"
    bare = Told(metric, state, None, None, now, len(known), empty, held, tried)
    said = planned(before, wanted)
    if said is None:
        return bare
    if share is None:
        return bare._replace(state="ok", ranged=said.ranged, basis="done" if tonight.over else "plan")
    if now is None:
        return bare._replace(state="missing")
    course = projected(before, float(tonight.so_far.get(pace) or 0), wanted) if EARLY <= share < 1 else None
    if share >= 1:
        return bare._replace(state="ok")
    ranged = course or said.ranged
    return bare._replace(state="ok", ranged=_least(ranged, now), basis="course" if course else "plan")


def record(before: Sequence[Before]) -> tuple[int, int]:
    """(in the range, told at all) of past shows, each from those before it only. `before` newest first."""
    said = [(one, planned(before[place + 1 :], one.facts)) for place, one in enumerate(before)]
    tried = [(one.total, it.ranged) for one, it in said if it is not None]
    return sum(it.p10 <= total <= it.p90 for total, it in tried), len(tried)


def _before(one: Evening, metric: str, share: float | None) -> Before:
    so_far = one.so_far(PACES[metric], share) if share is not None else None
    return Before(float(one.totals[metric] or 0), one.facts, so_far)


def _least(ranged: Ranged, now: Number) -> Ranged:
    """What is there already does not go away."""
    low = float(now)
    return Ranged(max(low, ranged.p10), max(low, ranged.p50), max(low, ranged.p90), ranged.n)

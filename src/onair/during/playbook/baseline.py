"""A room's own usual: quartiles of a reading over its past shows, by hour of the week in the show's zone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHOWS_MIN = 3
"""Fewer shows at this hour of the week make no baseline: 样本不足, and the rule waits."""
QUARTER_MS = 900_000
NEAR_H = 1
"""Hours before and after that count as the same: shows do not start on the minute."""


class Band(NamedTuple):
    """`n`: shows behind it; one long show is not many."""

    p25: float
    p50: float
    p75: float
    n: int

    def of(self, basis: str) -> float:
        return {"p25": self.p25, "p50": self.p50, "p75": self.p75}[basis]


class Sample(NamedTuple):
    """What one show said in one hour of the week: the reading's values, a minute each."""

    show: str
    hour: int
    key: str
    values: tuple[float, ...]


Bands = Mapping[tuple[int, str], Band]
"""(hour of the week, `reading:window_s`) → band."""


def key_of(reading: str, window_s: int) -> str:
    return f"{reading}:{window_s}"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def hour_of_week(at: int, zone: str) -> int:
    """0 = Monday 00:00 to 01:00 in the zone."""
    local = datetime.fromtimestamp(0, _zone("UTC")) + timedelta(milliseconds=at)
    moment = local.astimezone(_zone(zone))
    return moment.weekday() * 24 + moment.hour


class Hours:
    """The hour of the week, worked out once a quarter: zones are apart by quarters of an hour."""

    def __init__(self, zone: str) -> None:
        self._zone, self._quarter, self._hour = zone, -1, 0

    def at(self, at: int) -> int:
        if at // QUARTER_MS != self._quarter:
            self._quarter, self._hour = at // QUARTER_MS, hour_of_week(at, self._zone)
        return self._hour


def bands(samples: Iterable[Sample]) -> dict[tuple[int, str], Band]:
    """Every show has the same weight: its values are thinned to the smallest common number first."""
    found: dict[tuple[int, str], dict[str, list[float]]] = {}
    for sample in samples:
        if not sample.values:
            continue
        for near in range(-NEAR_H, NEAR_H + 1):
            shows = found.setdefault(((sample.hour + near) % 168, sample.key), {})
            shows.setdefault(sample.show, []).extend(sample.values)
    return {place: _band(list(shows.values())) for place, shows in found.items()}


def _band(shows: list[list[float]]) -> Band:
    each = [[quantile(values, (place + 0.5) / 20) for place in range(20)] for values in shows]
    pooled = [value for values in each for value in values]
    return Band(quantile(pooled, 0.25), quantile(pooled, 0.5), quantile(pooled, 0.75), len(shows))


def quantile(values: Iterable[float], share: float) -> float:
    """Linear between neighbours (type 7)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

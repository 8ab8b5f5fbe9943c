"""The room's own past as a band: P10, median and P90 of a number over comparable shows, with how many.

Comparable = same room, ended before this one began, both real or both rehearsal. Fewer than ENOUGH shows make
no band: the number of shows is told instead (样本不足).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

ENOUGH = 5
SHOWS_MAX = 30
"""The newest shows that a band looks back at."""

Series = Sequence[Sequence[float | int | None]]


class Band(Struct, frozen=True, omit_defaults=False):
    """`n`: shows that had the number. `few`: n < ENOUGH, the quantiles are only what was seen."""

    p10: float | None
    p50: float | None
    p90: float | None
    n: int
    state: Literal["ok", "few", "missing"]


def quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours (Hyndman and Fan, type 7). `ordered` ascending, not empty."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def band(values: Iterable[float | int | None]) -> Band:
    """Missing values are left out, never taken as 0."""
    known = sorted(float(value) for value in values if value is not None)
    if not known:
        return Band(None, None, None, 0, "missing")
    state: Literal["ok", "few"] = "ok" if len(known) >= ENOUGH else "few"
    return Band(quantile(known, 0.1), quantile(known, 0.5), quantile(known, 0.9), len(known), state)


def bands(shows: Sequence[Mapping[str, float | int | None]]) -> dict[str, Band]:
    """One band a metric over what each past show measured."""
    names = sorted({name for values in shows for name in values})
    return {name: band(values.get(name) for values in shows) for name in names}


def curve(shows: Sequence[Series], starts: Sequence[int]) -> list[list[float | int | None]]:
    """Rows [minute of the show, p10, p50, p90, n] over series of [ms, value] and each show's start (ms)."""
    found: dict[int, list[float]] = {}
    for series, start in zip(shows, starts, strict=True):
        first = start // 60_000
        for point in series:
            at, value = point[0], point[1]
            if at is not None and value is not None:
                found.setdefault(int(at) // 60_000 - first, []).append(float(value))
    rows: list[list[float | int | None]] = []
    for minute in sorted(found):
        one = band(found[minute])
        rows.append([minute, one.p10, one.p50, one.p90, one.n])
    return rows

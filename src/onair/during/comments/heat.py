"""Comments a minute against what is usual in this show. Pure."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import NamedTuple

MINUTE = 60_000
MINUTES_KEPT = 30
MINUTES_MIN = 5


class Heat(NamedTuple):
    """`now`: comments of the last 60 s. `usual`: median of the minutes before, None = too few of them; `minutes`: how many."""

    now: int
    usual: float | None
    minutes: int


class Minutes:
    """Counted as they come, events of batches by their times; nothing of the texts."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._first: int | None = None

    def add(self, times: Sequence[int], first: int, last: int) -> None:
        counts = self._counts
        if first // 10_000 == last // 10_000:
            counts[first // 10_000] = counts.get(first // 10_000, 0) + len(times)
        else:
            for tick, n in Counter([at // 10_000 for at in times]).items():
                counts[tick] = counts.get(tick, 0) + n
        self._first = first if self._first is None else min(self._first, first)
        if len(counts) > 12 * MINUTES_KEPT:
            newest = max(counts)
            for old in [
                tick for tick in islice(counts, len(counts) // 2) if tick < newest - 6 * MINUTES_KEPT - 6
            ]:
                del counts[old]

    def heat(self, now: int) -> Heat:
        tick = now // 10_000
        recent = sum(self._counts.get(tick - back, 0) for back in range(1, 7))
        if self._first is None:
            return Heat(recent, None, 0)
        whole = min(MINUTES_KEPT, (tick - self._first // 10_000) // 6 - 1)
        past = [
            sum(self._counts.get(tick - 6 * minute - back, 0) for back in range(1, 7))
            for minute in range(1, whole + 1)
        ]
        return Heat(recent, median(past) if len(past) >= MINUTES_MIN else None, max(whole, 0))

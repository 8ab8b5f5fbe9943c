"""Sums over windows of a series with gaps: missing ticks take no part, and are never 0."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
KNOWN_SHARE = 2 / 3
"""Of a half of a window; below it there is no figure for the moment."""
LAST, LONG = 6, 60
"""What a trigger sees: the last minute against the last ten, in ticks."""


class Series:
    """`known`: ticks with a value. Every question takes many moments at once; NaN = too many gaps."""

    def __init__(self, values: Sequence[float | None] | Floats, known: Mask | None = None) -> None:
        self.values = np.array(values, dtype=np.float64)
        self.known = np.isfinite(self.values) if known is None else known
        held = np.where(self.known, self.values, 0.0)
        self._sum = np.concatenate([[0.0], np.cumsum(held)])
        self._n = np.concatenate([[0], np.cumsum(self.known)])

    def __len__(self) -> int:
        return len(self.values)

    def only(self, known: Mask) -> "Series":
        """The same with further ticks taken out."""
        return Series(self.values, self.known & known)

    def rate(self, start: Ints, end: Ints, share: float = KNOWN_SHARE) -> Floats:
        """Mean of a tick in [start, end); NaN where less than `share` of it is known or it leaves the series."""
        inside = (start >= 0) & (end <= len(self)) & (start < end)
        low, high = np.where(inside, start, 0), np.where(inside, end, 0)
        n = self._n[high] - self._n[low]
        enough = inside & (n >= np.maximum(share * (end - start), 1))
        return np.where(enough, (self._sum[high] - self._sum[low]) / np.maximum(n, 1), np.nan)

    def jump(self, at: Ints, before: int, after: int, whole: int) -> Floats:
        """log of (after + 1) ÷ (before + 1), both as sums of `whole` ticks."""
        later, earlier = self.rate(at, at + after), self.rate(at - before, at)
        found: Floats = np.log((later * whole + 1) / (earlier * whole + 1))
        return found

    def lately(self, at: Ints, since: Ints, whole: int) -> Floats:
        """Sum that `whole` ticks hold at the rate of the last ten minutes, which begin no earlier than `since`."""
        return self.rate(np.maximum(at - LONG, since), at, 0.5) * whole

    def lean(self, at: Ints, since: Ints, whole: int) -> Floats:
        """log of the last minute's rate ÷ that of the last ten minutes, which begin no earlier than `since`."""
        short = self.rate(at - LAST, at, 0.5)
        found: Floats = np.log((short * whole + 1) / (self.lately(at, since, whole) + 1))
        return found


def last_before(edges: Ints, at: Ints) -> Ints:
    """The last edge ≤ each moment, 0 where there is none. `edges` sorted."""
    place = np.searchsorted(edges, at, side="right")
    held = np.concatenate([[0], edges])
    found: Ints = held[place]
    return found


def holds_edge(edges: Ints, start: Ints, end: Ints) -> Mask:
    """Whether an edge lies in [start, end). `edges` sorted."""
    found: Mask = np.searchsorted(edges, end, side="left") > np.searchsorted(edges, start, side="left")
    return found

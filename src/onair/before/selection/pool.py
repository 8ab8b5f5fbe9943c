"""The pool of products as columns: what is known of each, aligned, NaN = not known."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.before.selection.terms import Floats


class Look(NamedTuple):
    """Measured from one picture: pixels of its shorter side, then 0…100 or shares. See looks.py."""

    side: float
    sharpness: float
    exposure: float
    background: float
    clutter: float


class Candidate(NamedTuple):
    """One product and all evidence of it. Money in minor units; None = not known; counts are over `shows`.

    `prices`: (ms, price) oldest first; `sold`, `comments`: of the newest catalogue snapshot; `stars`: the
    team's ratings; `said`: comments while it was talked about, `said_usual`: at the shows' own pace.
    """

    id: str
    title: str
    category: str | None
    currency: str
    price: int | None = None
    stock: int | None = None
    prices: Sequence[tuple[int, int]] = ()
    sold: float | None = None
    comments: float | None = None
    exposures: int = 0
    clicks: int = 0
    orders: int = 0
    paid: int = 0
    refunds: int = 0
    gmv: int = 0
    said: int = 0
    said_usual: int = 0
    shows: int = 0
    cost: int | None = None
    commission: float | None = None
    gift: int | None = None
    freight: int | None = None
    lead_days: float | None = None
    daily_capacity: int | None = None
    on_time: float | None = None
    quality_return: float | None = None
    suppliers: int | None = None
    looks: Sequence[Look] = ()
    stars: Sequence[int] = ()


class Pool:
    """Columns of candidates, made once; `number("price")` etc. are kept."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = candidates
        self._kept: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self.candidates)

    def number(self, name: str) -> Floats:
        """A numeric field, NaN where it is None."""
        if name not in self._kept:
            self._kept[name] = self.each(lambda one: getattr(one, name))
        return self._kept[name]

    def each(self, ask: Callable[[Candidate], float | None]) -> Floats:
        """Any number of a candidate as a column."""
        found = (ask(one) for one in self.candidates)
        return np.fromiter((np.nan if value is None else value for value in found), np.float64, len(self))

    def groups(self) -> NDArray[np.int64]:
        """Which products are comparable: the same category in the same currency; −1 = no category told."""
        numbers: dict[tuple[str, str], int] = {}
        return np.fromiter(
            (
                numbers.setdefault((one.category, one.currency), len(numbers)) if one.category else -1
                for one in self.candidates
            ),
            np.int64,
            len(self),
        )


def group_medians(values: Floats, groups: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """(median of the product's group, how many of the group are known); NaN and 0 without a group."""
    known = ~np.isnan(values) & (groups >= 0)
    medians, counts = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int64)
    if not known.any():
        return medians, counts
    size = int(groups.max()) + 1
    order = np.lexsort((values[known], groups[known]))
    sorted_values, sorted_groups = values[known][order], groups[known][order]
    count = np.bincount(sorted_groups, minlength=size)
    first = np.concatenate(([0], np.cumsum(count)[:-1]))
    last = len(sorted_values) - 1
    low = sorted_values[np.minimum(first + np.maximum(count - 1, 0) // 2, last)]
    high = sorted_values[np.minimum(first + count // 2, last)]
    middle = np.where(count > 0, (low + high) / 2, np.nan)
    inside = groups >= 0
    medians[inside], counts[inside] = middle[groups[inside]], count[groups[inside]]
    return medians, counts


def percentile(values: Floats) -> Floats:
    """Share of the known values at or below each, ties in their middle, × 100; NaN stays."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    if known.any():
        ordered = np.sort(values[known])
        below = np.searchsorted(ordered, values[known], "left")
        upto = np.searchsorted(ordered, values[known], "right")
        found[known] = (below + upto) / 2 / len(ordered) * 100
    return found

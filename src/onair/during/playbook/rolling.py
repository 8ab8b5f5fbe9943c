"""Sums by product over the newest ticks, kept as they go: a pool of tens of thousands is never added up anew."""

from collections import deque
from collections.abc import Mapping
from heapq import nsmallest


class Rolling:
    """`sums`: product → how many in the newest `ticks`; only those with any."""

    def __init__(self, ticks: int) -> None:
        self.sums: dict[str, int] = {}
        self._kept: deque[Mapping[str, int]] = deque()
        self._ticks = ticks
        self._first: dict[tuple[int, int], list[str]] = {}

    def push(self, goods: Mapping[str, int]) -> None:
        """Of the next tick; its numbers are > 0 and never change afterwards."""
        sums = self.sums
        self._first.clear()
        for product, n in goods.items():
            sums[product] = sums.get(product, 0) + n
        self._kept.append(goods)
        if len(self._kept) > self._ticks:
            for product, n in self._kept.popleft().items():
                left = sums[product] - n
                if left:
                    sums[product] = left
                else:
                    del sums[product]

    def most(self, n: int, least: int = 1) -> list[str]:
        """The first `n` of those with at least `least`; of equal ones by id."""
        first = self._first.get((n, least))
        if first is None:
            found = [(-count, product) for product, count in self.sums.items() if count >= least]
            first = self._first[n, least] = [product for _, product in nsmallest(n, found)]
        return first

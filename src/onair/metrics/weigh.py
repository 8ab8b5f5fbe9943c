"""Sums over the columns of a batch."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from onair.events.groups import Group

K = TypeVar("K")
DENSE = 4
"""Events a second; with more, finding where each second ends costs less than working out every event's second."""


def weigh(keys: Sequence[K], counts: Sequence[int] | None) -> dict[K, int]:
    """Sum of the counts (one each when None) by key."""
    if counts is None:
        if keys and keys.count(keys[0]) == len(keys):  # often: one product, one source
            return {keys[0]: len(keys)}
        return Counter(keys)
    found: dict[K, int] = {}
    for key, n in zip(keys, counts, strict=True):
        found[key] = found.get(key, 0) + n
    return found


def by_second(group: Group, counts: Sequence[int] | None) -> dict[int, int]:
    """Sum of the counts (one each when None) by second since 1970."""
    times, begin, end = group.times, group.first // 1000, group.last // 1000
    if begin == end:
        return {begin: len(times) if counts is None else sum(counts)}
    if (end - begin) * DENSE > len(times):
        return weigh([at // 1000 for at in times], counts)
    order = sorted(times)  # next to nothing for times that are in order already
    if counts is not None and order != times:
        return weigh([at // 1000 for at in times], counts)
    found: dict[int, int] = {}
    place = 0
    while place < len(order):
        second = order[place] // 1000
        beyond = bisect_left(order, (second + 1) * 1000, place)
        found[second] = beyond - place if counts is None else sum(counts[place:beyond])
        place = beyond
    return found

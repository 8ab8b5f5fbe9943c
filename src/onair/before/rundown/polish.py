"""Improves an order that keeps every rule by swapping two slots or moving one, as long as every rule is kept. Pure."""

from collections.abc import Callable, Iterator, Sequence

from onair.before.rundown.plan import Case, Item, Placed, worth
from onair.before.rundown.rules import breaches


def laid(case: Case, items: Sequence[Item]) -> list[Placed]:
    """One after another; before a fixed item it may wait, at most the gap allowed."""
    order, end = [], 0
    for item in items:
        start = end
        if (
            item.pin is not None
            and "fixed_time" in case.rules
            and start < item.pin <= start + case.limits.gap
        ):
            start = item.pin
        order.append(Placed(item, start))
        end = start + item.minutes
    return order


def polish(case: Case, order: Sequence[Placed], enough: Callable[[], bool]) -> list[Placed]:
    """The first better neighbour is taken, again and again, until none is better or `enough`."""
    best = list(order)
    held = worth(case, best)
    improved = True
    while improved:
        improved = False
        for items in _neighbours([placed.item for placed in best]):
            if enough():
                return best
            tried = laid(case, items)
            value = worth(case, tried)
            if value > held * (1 + 1e-6) and not breaches(case, tried):
                best, held, improved = tried, value, True
                break
    return best


def _neighbours(items: list[Item]) -> Iterator[list[Item]]:
    n = len(items)
    for one in range(n):
        for other in range(one + 1, n):
            swapped = items.copy()
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield swapped
    for one in range(n):
        for other in range(n):
            if abs(one - other) > 1:
                moved = items.copy()
                moved.insert(other, moved.pop(one))
                yield moved

"""What is arranged: items with durations, the limits of a show, and the order that comes out. Pure data.

Times are whole minutes after the show's start; weights of the curve are audience relative to its mean (1.0).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

GAP_MOST = 10
"""Minutes that may stay empty before a fixed item; filled with a transition."""


@dataclass(frozen=True, slots=True)
class Item:
    """One slot to place. `value`: minor units expected at mean audience; `pin`: minute at which it must start;
    `units`: pieces expected at mean audience; None = unknown. `leader`: sold near or below cost."""

    id: str
    kind: str
    minutes: int
    title: str = ""
    value: int = 0
    role: str | None = None
    category: str | None = None
    product: str | None = None
    host: str | None = None
    pin: int | None = None
    units: float | None = None
    stock: int | None = None
    leader: bool = False

    @property
    def talk(self) -> bool:
        """Sells a product."""
        return self.product is not None


class Promised(NamedTuple):
    """Something promised to the audience before the show. `item`: id of the one that keeps it, None = none does."""

    id: str
    text: str
    item: str | None = None


def keeps(item: Item, promise: Promised) -> bool:
    """Whether an item makes a promise good."""
    return item.id == promise.item


@dataclass(frozen=True, slots=True)
class Limits:
    """Figures of the hard rules. `total` in minutes; windows in slots."""

    total: int
    leader_window: int = 6
    leaders: int = 2
    category_window: int = 3
    category_most: int = 2
    rhythm: int = 30
    gap: int = GAP_MOST


@dataclass(frozen=True, slots=True)
class Case:
    """`hosts`: id → [(from, to)] in minutes, absent = always there. `curve`: one weight a minute."""

    items: Sequence[Item]
    limits: Limits
    curve: Sequence[float]
    hosts: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    promises: Sequence[Promised] = ()
    rules: frozenset[str] = frozenset()

    def weight(self, minute: int) -> float:
        """Audience at a minute; the last known weight goes on."""
        return self.curve[min(max(minute, 0), len(self.curve) - 1)] if self.curve else 1.0


class Placed(NamedTuple):
    item: Item
    start: int

    @property
    def end(self) -> int:
        return self.start + self.item.minutes


Order = Sequence[Placed]


def worth(case: Case, order: Order) -> float:
    """Expected amount of an order: value × audience at its start."""
    return sum(placed.item.value * case.weight(placed.start) for placed in order)

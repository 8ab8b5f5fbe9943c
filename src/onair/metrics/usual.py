"""What nearly all orders are: created once, inside the window, paid once or not yet, or known from one pay only. They
are counted by columns.

Says what `orders.settle` says of them (docs/algorithms/metrics.md); a restart has tens of thousands at once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from onair.events.model import Order, Pay
from onair.metrics.orders import NOBODY_KNOWS, Deed, Piece, pieces
from onair.metrics.share_out import share_out
from onair.metrics.tally import ORDER, PAY, PAY_KNOWN
from onair.metrics.window import Window


class Column(NamedTuple):
    """What some orders add to a counter: when (second), who (None: nobody, then by which channel), how many each."""

    counter: str
    seconds: Sequence[int]
    people: Sequence[int | None]
    channels: Sequence[str | None]
    counts: Sequence[int] | None = None


class Deeds:
    """Deeds of one kind: when (ms), by whom, through which channel, with which products."""

    def __init__(self) -> None:
        self.times: list[int] = []
        self.people: list[int | None] = []
        self.channels: list[str | None] = []
        self.products: list[set[str | None]] = []

    def add(self, deed: Deed, person: int | None, products: set[str | None]) -> None:
        self.times.append(deed.at)
        self.people.append(person)
        self.channels.append(deed.channel)
        self.products.append(products)

    def column(self, counter: str, counts: Sequence[int] | None = None) -> Column:
        return Column(counter, [at // 1000 for at in self.times], self.people, self.channels, counts)

    def by_product(self) -> Counter[str | None]:
        return Counter(product for products in self.products for product in products)

    def named(self) -> Iterator[tuple[int, int, set[str | None]]]:
        """(when, who, products) where somebody is named."""
        for at, person, products in zip(self.times, self.people, self.products, strict=True):
            if person is not None:
                yield at, person, products


class Usual:
    """`take` says whether an order is usual and keeps what it adds; then `columns`, `goods`, `marked` tell of all."""

    def __init__(self, window: Window, person: Callable[[str], int]) -> None:
        self._low, self._high, self._person = window.low, window.high, person
        self._created, self._unpaid, self._known, self._unknown = (Deeds() for _ in range(4))
        """The last two: paid, the amount known or not."""
        self._known_items: list[int] = []
        self._unknown_items: list[int] = []
        self._money: list[int] = []
        self._lines: defaultdict[tuple[str, str | None], int] = defaultdict(int)

    def take(self, deeds: Sequence[Deed]) -> bool:
        order, pay = _pair(deeds)
        anchor = order or pay
        if anchor is None or anchor.at < self._low or (order is not None and order.at > self._high):
            return False
        lines = () if pay is None else pieces(pay)
        common = (() if order is None else pieces(order)) or lines or NOBODY_KNOWS
        products = {piece.product for piece in common}
        person = None if anchor.user is None else self._person(anchor.user)
        self._created.add(anchor, person, products)
        if pay is None:
            self._unpaid.add(anchor, person, products)
        else:
            self._pay(pay, lines or common)
        return True

    def columns(self) -> Iterator[Column]:
        known, unknown, items, money = self._known, self._unknown, self._known_items, self._money
        yield self._created.column("order_created")
        yield self._unpaid.column("order_unpaid")
        yield known.column("order_paid")
        yield known.column("order_known")
        yield known.column("items_paid", items)
        yield known.column("items_known", items)
        yield _somebody(known.column("items_user", items))
        yield known.column("gmv", money)
        yield _somebody(known.column("gmv_user", money))
        yield unknown.column("order_paid")
        yield unknown.column("items_paid", self._unknown_items)
        yield _somebody(unknown.column("items_user", self._unknown_items))

    def goods(self) -> Iterator[tuple[str, str | None, int]]:
        """(counter, product, how many)."""
        known, unknown = self._known.by_product(), self._unknown.by_product()
        for counter, products in (
            ("order_created", self._created.by_product()), ("order_unpaid", self._unpaid.by_product()),
            ("order_paid", known), ("order_known", known), ("order_paid", unknown),
        ):  # fmt: skip
            for product, n in products.items():
                yield counter, product, n
        for (counter, product), n in self._lines.items():
            yield counter, product, n

    def marked(self) -> Iterator[tuple[int, Deeds]]:
        """What those who are named keep."""
        yield from ((ORDER, self._created), (PAY, self._unknown), (PAY | PAY_KNOWN, self._known))

    # ---- inside

    def _pay(self, pay: Pay, lines: Sequence[Piece]) -> None:
        known = pay.amount is not None
        person = None if pay.user is None else self._person(pay.user)
        (self._known if known else self._unknown).add(pay, person, {line.product for line in lines})
        (self._known_items if known else self._unknown_items).append(sum(line.qty for line in lines))
        adds = self._lines
        for line in lines:
            adds["items_paid", line.product] += line.qty
            if known:
                adds["items_known", line.product] += line.qty
        if pay.amount is None:
            return
        self._money.append(pay.amount)
        parts = (
            share_out(pay.amount, [(line.qty, line.price) for line in lines])
            if len(lines) > 1
            else [pay.amount]
        )
        for line, part in zip(lines, parts, strict=True):
            adds["gmv", line.product] += part


def _pair(deeds: Sequence[Deed]) -> tuple[Order | None, Pay | None]:
    """One order, one pay or both; else nothing."""
    first, second = deeds[0], deeds[1] if len(deeds) == 2 else None
    if len(deeds) > 2:
        return None, None
    if isinstance(first, Order) and (second is None or isinstance(second, Pay)):
        return first, second
    if isinstance(first, Pay) and (second is None or isinstance(second, Order)):
        return second, first
    return None, None


def _somebody(column: Column) -> Column:
    """Of people who are named only."""
    if None not in column.people:
        return column
    named = [person is not None for person in column.people]
    counts = list(compress(column.counts or (), named))
    return Column(
        column.counter, list(compress(column.seconds, named)), list(compress(column.people, named)),
        list(compress(column.channels, named)), counts,
    )  # fmt: skip

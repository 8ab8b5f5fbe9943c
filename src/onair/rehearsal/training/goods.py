"""Faults of goods: a stock that vanishes, orders that come many times over."""

from collections.abc import Iterator
from heapq import heappop, heappush

from onair.events.model import AnyEvent, Order, Pay, ProductClick, Slot, Stock
from onair.rehearsal.pace import Step
from onair.rehearsal.training.span import Span

STOCK_SOURCE = "onair:stock"
"""Of a reading for a product whose stock nobody told before."""
PAID_AFTER_MS = (4_000, 20_000)
"""How long somebody of a burst takes to pay."""


class _Shelf:
    """What is known of the goods up to now: the last true readings, and what is being talked about."""

    def __init__(self, product: str | None) -> None:
        self.product = product
        self._named = product is not None
        self.readings: dict[tuple[str, str | None], Stock] = {}
        self._clicked: str | None = None

    def see(self, event: AnyEvent, *, closed: bool) -> None:
        """`closed`: the fault has begun, its product stays what it is."""
        if isinstance(event, Stock) and event.product is not None:
            self.readings[event.product, event.sku] = event
        elif closed or self._named:
            return
        elif isinstance(event, Slot) and event.phase == "start":
            self.product = event.product or self.product
        elif isinstance(event, ProductClick):
            self._clicked = event.product or self._clicked

    def chosen(self) -> str | None:
        """The product of the last slot that had one; without slots, what was clicked last."""
        return self.product or self._clicked

    def of(self, product: str) -> list[Stock]:
        return [reading for (id_, _), reading in self.readings.items() if id_ == product]


def stock_gone(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    """Readings of one product drop by the share; what was true comes back at the end."""
    shelf = _Shelf(span.fault.product)
    product: str | None = None
    begun = over = False
    for step in steps:
        if not begun and step.clock >= span.begin:
            begun, product = True, shelf.chosen()
            if product is not None:
                yield Step(
                    span.begin,
                    [
                        _reading(span, one, f"g{n}", span.begin)
                        for n, one in enumerate(_known(shelf, product))
                    ],
                )
        if begun and not over and step.clock >= span.end:
            over = True
            if product is not None and shelf.of(product):
                yield Step(
                    span.end,
                    [_reading(span, one, f"h{n}", span.end) for n, one in enumerate(shelf.of(product))],
                )
        for event in step.events:
            shelf.see(event, closed=begun)
        if begun and not over and product is not None:
            yield Step(step.clock, [_less(span, product, event) for event in step.events])
        else:
            yield step


def _known(shelf: _Shelf, product: str) -> list[Stock]:
    return shelf.of(product) or [Stock(id="-", source=STOCK_SOURCE, at=0, product=product, available=0)]


def _left(span: Span, available: int) -> int:
    return int(available * (1 - span.fault.strength) + 1e-9) if available > 0 else available


def _reading(span: Span, true: Stock, name: str, at: int) -> Stock:
    """As it is told at a moment: less while the fault lasts, the truth at its end."""
    left = _left(span, true.available) if span.during(at) else true.available
    return Stock(
        id=span.id(name), source=true.source, at=at, product=true.product, sku=true.sku, available=left
    )


def _less(span: Span, product: str, event: AnyEvent) -> AnyEvent:
    if not isinstance(event, Stock) or event.product != product or not span.during(event.at):
        return event
    return Stock(
        id=event.id, source=event.source, at=event.at, product=product, sku=event.sku,
        available=_left(span, event.available),
    )  # fmt: skip


def order_burst(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    """Each order of the span comes several times, each time by somebody unknown, and is paid."""
    paying: list[tuple[int, int, Pay]] = []
    known: set[str] = set()
    count = 0
    for step in steps:
        while paying and paying[0][0] <= step.clock:
            at, _, pay = heappop(paying)
            yield Step(at, [pay])
        more: list[AnyEvent] = []
        for event in step.events:
            if not isinstance(event, Order | Pay) or not span.during(event.at):
                continue
            if isinstance(event, Pay) and event.order in known:
                continue
            known.add(event.order)
            for _ in range(_times(span)):
                count += 1
                if isinstance(event, Order):
                    more.append(_ordered(span, event, count))
                paid = event.at + (span.rng.randint(*PAID_AFTER_MS) if isinstance(event, Order) else 0)
                heappush(paying, (max(paid, step.clock), count, _paid(span, event, paid, count)))
        yield Step(step.clock, [*step.events, *more]) if more else step
    for at, _, pay in sorted(paying, key=lambda one: one[:2]):
        yield Step(at, [pay])


def _times(span: Span) -> int:
    more = span.fault.strength - 1
    return int(more) + (span.rng.random() < more % 1)


def _ordered(span: Span, like: Order, n: int) -> Order:
    return Order(
        id=span.id(f"o{n}"), source=like.source, at=like.at, product=like.product, channel=like.channel,
        order=span.id(f"{n}"), amount=like.amount, items=like.items,
    )  # fmt: skip


def _paid(span: Span, like: Order | Pay, at: int, n: int) -> Pay:
    return Pay(
        id=span.id(f"p{n}"), source=like.source, at=at, product=like.product, channel=like.channel,
        order=span.id(f"{n}"), amount=like.amount, items=like.items,
    )  # fmt: skip

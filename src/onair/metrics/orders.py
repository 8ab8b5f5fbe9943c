"""What one order adds to the numbers, from all its events in any order (docs/algorithms/metrics.md).

An order belongs to the show when it was created inside the window; one known only from pays when its
first pay is not before the start. Everything of such an order counts whenever it comes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from onair.events.model import Cancel, Order, Pay, Refund
from onair.metrics.share_out import share_out
from onair.metrics.tally import ORDER, PAY, PAY_KNOWN, REFUND
from onair.metrics.window import Place, Window

Deed = Order | Pay | Cancel | Refund


class Piece(NamedTuple):
    """One line of an order; `price` None = unknown."""

    product: str | None
    qty: int
    price: int | None


class Sum(NamedTuple):
    """An amount at a moment, of a person or, without one, of a channel."""

    counter: str
    at: int
    user: str | None
    channel: str | None
    n: int


class Effect(Struct):
    """Everything an order adds. `goods`: (counter, product, n); `pairs`: (mark, product, user)."""

    sums: list[Sum] = field(default_factory=list)
    goods: list[tuple[str, str | None, int]] = field(default_factory=list)
    marks: list[tuple[int, str]] = field(default_factory=list)
    pairs: list[tuple[int, str | None, str]] = field(default_factory=list)
    payers: list[tuple[int, str]] = field(default_factory=list)
    elsewhere: list[tuple[Place, str]] = field(default_factory=list)

    def count(self, counter: str, deed: Deed, n: int = 1) -> None:
        self.sums.append(Sum(counter, deed.at, deed.user, deed.channel, n))

    def mark(self, mark: int, deed: Deed, products: Iterable[str | None]) -> None:
        if deed.user is not None:
            self.marks.append((mark, deed.user))
            self.pairs.extend((mark, product, deed.user) for product in products)


class Parts(Struct):
    """The events of one order by kind, each list by (at, source, id)."""

    orders: list[Order] = field(default_factory=list)
    pays: list[Pay] = field(default_factory=list)
    cancels: list[Cancel] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)


NOBODY_KNOWS = (Piece(None, 0, None),)


def settle(deeds: Sequence[Deed], window: Window) -> Effect:
    parts = _sorted(deeds)
    effect = Effect()
    anchor = parts.orders[0] if parts.orders else parts.pays[0] if parts.pays else None
    if anchor is None or not _inside(parts, anchor.at, window):
        for deed in deeds:
            place = _elsewhere(deed.at if anchor is None else anchor.at, anchor is None, window)
            effect.elsewhere.append((place, type(deed).__name__.lower()))
        return effect
    named: list[Order | Pay] = [*parts.orders, *parts.pays]
    common = next((found for deed in named if (found := pieces(deed))), ())
    _created(effect, parts, anchor, common)
    if parts.pays:
        _paid(effect, parts, common)
    if parts.refunds:
        _refunded(effect, parts, common, window)
    return effect


def pieces(deed: Deed) -> tuple[Piece, ...]:
    """The lines an event names itself; its product counts as one line when it has no items."""
    if not isinstance(deed, Cancel) and deed.items:
        return tuple(Piece(line.product, line.qty, line.price) for line in deed.items)
    if deed.product is not None and not isinstance(deed, Cancel):
        return (Piece(deed.product, 1, None),)
    return ()


def _sorted(deeds: Sequence[Deed]) -> Parts:
    parts = Parts()
    into = {Order: parts.orders, Pay: parts.pays, Cancel: parts.cancels, Refund: parts.refunds}
    for deed in deeds if len(deeds) == 1 else sorted(deeds, key=lambda d: (d.at, d.source, d.id)):
        into[type(deed)].append(deed)  # type: ignore[attr-defined]  # the table above pairs them
    return parts


def _inside(parts: Parts, at: int, window: Window) -> bool:
    return window.low <= at and (at <= window.high or not parts.orders)


def _elsewhere(at: int, orphan: bool, window: Window) -> Place:
    """Where the events of a foreign order are listed; a refund of an order never seen is older than the show."""
    if orphan:
        return "after" if at > window.high else "before"
    return "before" if at < window.low else "after"


def _created(effect: Effect, parts: Parts, anchor: Order | Pay, common: tuple[Piece, ...]) -> None:
    """Once, for all products that its order events name; each of them marks its person with its own."""
    told: Sequence[Order | Pay] = parts.orders or (anchor,)
    named = [(deed, {piece.product for piece in pieces(deed) or common or NOBODY_KNOWS}) for deed in told]
    products = set[str | None]().union(*(own for _, own in named))
    counters = ["order_created"] if parts.pays or parts.cancels else ["order_created", "order_unpaid"]
    for counter in counters:
        effect.count(counter, anchor)
        effect.goods.extend((counter, product, 1) for product in products)
    for deed, own in named:
        effect.mark(ORDER, deed, own)


def _paid(effect: Effect, parts: Parts, common: tuple[Piece, ...]) -> None:
    anyone_names = any(pieces(pay) for pay in parts.pays)
    bought: set[str | None] = set()
    known = False
    for place, pay in enumerate(parts.pays):
        own = pieces(pay)
        lines = own or common or NOBODY_KNOWS
        mine = {line.product for line in lines}
        bought |= mine
        _money(effect, pay, lines)
        if own or (place == 0 and not anyone_names):
            _items(effect, pay, lines)
        effect.mark(PAY if pay.amount is None else PAY | PAY_KNOWN, pay, mine)
        if pay.user is not None:
            effect.payers.append((pay.at, pay.user))
        known = known or pay.amount is not None
    for counter in ("order_paid", "order_known") if known else ("order_paid",):
        effect.count(counter, parts.pays[0])
        effect.goods.extend((counter, product, 1) for product in bought)


def _money(effect: Effect, pay: Pay, lines: tuple[Piece, ...]) -> None:
    if pay.amount is None:
        return
    effect.count("gmv", pay, pay.amount)
    if pay.user is not None:
        effect.count("gmv_user", pay, pay.amount)
    for line, part in zip(lines, _shared(pay.amount, lines), strict=True):
        effect.goods.append(("gmv", line.product, part))


def _items(effect: Effect, pay: Pay, lines: tuple[Piece, ...]) -> None:
    total = sum(line.qty for line in lines)
    effect.count("items_paid", pay, total)
    if pay.amount is not None:
        effect.count("items_known", pay, total)
    if pay.user is not None:
        effect.count("items_user", pay, total)
    for line in lines:
        effect.goods.append(("items_paid", line.product, line.qty))
        if pay.amount is not None:
            effect.goods.append(("items_known", line.product, line.qty))


def _refunded(effect: Effect, parts: Parts, common: tuple[Piece, ...], window: Window) -> None:
    back: set[str | None] = set()
    for refund in parts.refunds:
        lines = pieces(refund) or common or NOBODY_KNOWS
        mine = {line.product for line in lines}
        back |= mine
        counters = ["refund_amount_pay"]
        if not refund.timed:
            effect.count("refund_untimed", refund)
        elif window.low <= refund.at <= window.high:
            counters.append("refund_amount_ref")
        for counter in counters:
            effect.count(counter, refund, refund.amount)
            parts_of = zip(lines, _shared(refund.amount, lines), strict=True)
            effect.goods.extend((counter, line.product, part) for line, part in parts_of)
        effect.mark(REFUND, refund, mine)
    effect.count("refund_orders", parts.refunds[0])
    effect.goods.extend(("refund_orders", product, 1) for product in back)


def _shared(amount: int, lines: tuple[Piece, ...]) -> list[int]:
    return share_out(amount, [(line.qty, line.price) for line in lines])

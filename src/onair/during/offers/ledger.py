"""The ledger of a show's offers, folded from its log. Pure: no clock, no I/O; times in ms UTC, money in minor units.

After every step and for every offer whose stock is ours: on_sale = left + held + sold + returned. The fold refuses
nothing: what the log says was decided and answered. Who may have what is decided in `decide`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

import msgspec
from msgspec import Struct

from onair.during.offers.terms import Terms, thawed
from onair.events.model import Cancel, Line, Offer, Refund
from onair.kernel.bounded import forget_oldest

State = Literal["scheduled", "live", "sold_out", "ended"]
Held = Literal["held", "confirmed", "released", "expired"]
EXPLAINED = "offer_cancels_explained"
"""The act by which somebody answers for paid orders that were cancelled (C14)."""
MISPRICED = re.compile(
    r"错价|标错|价格(?:写|填|标)?错|价格异常|mis-?pric|wrong price|price error", re.IGNORECASE
)
"""A price that was offered is no reason to cancel what was paid at it (电商法 49); somebody has to answer for that."""
PARKED_MAX = 10_000
"""Orders given back before we heard that they were made; the oldest is forgotten first."""


class Reservation(Struct, gc=False):
    """`id` follows from offer and request. `left`: of the offer when this was decided. `returned`: units given back
    after they were paid. `refunded`: minor units so far."""

    id: str
    request: str
    user: str
    qty: int
    at: int
    until: int
    left: int
    state: Held = "held"
    order: str | None = None
    amount: int | None = None
    returned: int = 0
    refunded: int = 0


@dataclass(slots=True)
class OfferBook:
    """One offer. `on_sale`: first stock and restocks; `sold`: confirmed and not given back; `returned`: given back,
    and on sale again only by a restock. All in units; all 0 where the stock is the platform's."""

    id: str
    terms: Terms
    at: int
    as_of: int
    on_sale: int = 0
    held: int = 0
    sold: int = 0
    returned: int = 0
    restocks: int = 0
    batch: int = 0
    ended_at: int | None = None
    ended_why: str | None = None
    reservations: dict[str, Reservation] = field(default_factory=dict)
    cancelled: int = 0
    """Paid orders that were cancelled."""
    unexplained: int = 0
    """Of those, without a reason or for a wrong price, since somebody gave one (C14)."""
    taken: dict[str, int] = field(default_factory=dict)
    """Person → units held or bought, > 0."""
    bought: dict[str, int] = field(default_factory=dict)
    _holds: list[tuple[int, str]] = field(default_factory=list, compare=False)

    @property
    def left(self) -> int:
        return self.on_sale - self.held - self.sold - self.returned

    @property
    def buyers(self) -> int:
        """People who bought and kept something."""
        return len(self.bought)

    @property
    def ours(self) -> bool:
        """The stock is kept here."""
        return self.terms.stock is not None

    def state(self, now: int) -> State:
        """By the server's time; the end does not wait for its event."""
        terms = self.terms
        if self.ended_at is not None or (terms.ends_at is not None and now >= terms.ends_at):
            return "ended"
        if now < terms.starts_at:
            return "scheduled"
        return "sold_out" if self.ours and self.left <= 0 and self.held == 0 else "live"

    def price(self, now: int) -> int:
        """What one unit costs at this moment: the offer's price while it can be had, else the usual one."""
        return self.terms.price if self.state(now) == "live" else self.terms.usual_price

    def due(self, now: int, *, over: bool) -> bool:
        """There is something to write: a hold or the offer itself is over."""
        ends = self.terms.ends_at
        ended = over or (ends is not None and now >= ends)
        return (ended and self.ended_at is None) or self._next() <= now

    def overdue(self, now: int) -> Iterator[Reservation]:
        """Holds that are over and not yet released, the oldest first."""
        due = [entry for entry in self._holds if entry[0] <= now] if self._next() <= now else []
        for _, id_ in sorted(due):
            if self.reservations[id_].state == "held":
                yield self.reservations[id_]

    def _next(self) -> int:
        """When the first hold ends; never, when there is none."""
        while self._holds and self.reservations[self._holds[0][1]].state != "held":
            heappop(self._holds)
        return self._holds[0][0] if self._holds else 2**63

    # ---- what happened

    def reserve(self, made: Reservation) -> None:
        if made.id not in self.reservations:
            self.reservations[made.id] = made
            self.held += made.qty
            self.taken[made.user] = self.taken.get(made.user, 0) + made.qty
            heappush(self._holds, (made.until, made.id))

    def confirm(self, made: Reservation, order: str, amount: int | None) -> None:
        made.state, made.order, made.amount = "confirmed", order, amount
        self.held -= made.qty
        self.sold += made.qty
        self.bought[made.user] = self.bought.get(made.user, 0) + made.qty

    def release(self, made: Reservation, *, expired: bool) -> None:
        made.state = "expired" if expired else "released"
        self.held -= made.qty
        _less(self.taken, made.user, made.qty)

    def give_back(self, made: Reservation, units: int) -> None:
        """Paid units came back: not sold any more, and not on sale either."""
        made.returned += units
        self.sold -= units
        self.returned += units
        _less(self.taken, made.user, units)
        _less(self.bought, made.user, units)

    def called_off(self, reason: str | None) -> None:
        """A paid order was cancelled, not given back by its buyer."""
        self.cancelled += 1
        if not (reason or "").strip() or MISPRICED.search(reason or ""):
            self.unexplained += 1

    def restock(self, qty: int) -> None:
        self.on_sale += qty
        self.batch = qty
        self.restocks += 1


class OfferLedger:
    """All offers of one show. `rev` grows with every change; `odd`: steps that fit nothing, by step."""

    def __init__(self) -> None:
        self.offers: dict[str, OfferBook] = {}
        self.rev = 0
        self.odd: dict[str, int] = {}
        self._orders: dict[str, list[tuple[OfferBook, Reservation]]] = {}
        self._parked: dict[str, list[Cancel | Refund]] = {}

    def take(self, events: Iterable[Offer]) -> None:
        for event in events:
            self.rev += 1
            if event.step == "publish":
                self._publish(event)
                continue
            book = self.offers.get(event.offer)
            if book is None or not _STEPS[event.step](self, book, event):
                self.odd[event.step] = self.odd.get(event.step, 0) + 1
            elif event.at > book.as_of:
                book.as_of = event.at

    def came_back(self, events: Iterable[Cancel | Refund]) -> None:
        """Orders cancelled or refunded, at the shop or on the platform. Nothing is kept before the first offer."""
        for event in events if self.offers else ():
            if (lines := self._orders.get(event.order)) is not None:
                self._give_back(lines, event)
            else:
                self._parked.setdefault(event.order, []).append(event)
                forget_oldest(self._parked, PARKED_MAX)

    def explained(self, offer: str) -> None:
        """Somebody answers for the cancellations so far, by name and with a reason; the log has both."""
        if (book := self.offers.get(offer)) is not None:
            book.unexplained = 0
            self.rev += 1

    # ---- steps; True: it fitted

    def _publish(self, event: Offer) -> None:
        if event.offer in self.offers:
            return
        try:
            terms = thawed(event.terms or {})
        except msgspec.ValidationError:  # of a newer program, or of a log from before offers had terms
            self.odd["publish"] = self.odd.get("publish", 0) + 1
            return
        stock = terms.stock or 0
        self.offers[event.offer] = OfferBook(
            event.offer, terms, event.at, event.at, on_sale=stock, batch=stock
        )

    def _reserve(self, book: OfferBook, event: Offer) -> bool:
        if event.request is None or event.user is None or event.until is None:
            return False
        book.reserve(Reservation(
            event.id, event.request, event.user, event.qty, event.at, event.until, event.left or 0,
        ))  # fmt: skip
        return True

    def _confirm(self, book: OfferBook, event: Offer) -> bool:
        made = book.reservations.get(reservation_of(event))
        if made is None or made.state != "held" or event.order is None:
            return False
        book.confirm(made, event.order, event.amount)
        lines = self._orders.setdefault(event.order, [])
        lines.append((book, made))
        for back in self._parked.pop(event.order, ()):
            self._give_back(lines, back)
        return True

    def _release(self, book: OfferBook, event: Offer) -> bool:
        made = book.reservations.get(reservation_of(event))
        if made is None or made.state != "held":
            return False
        book.release(made, expired=event.why == "expired")
        return True

    def _restock(self, book: OfferBook, event: Offer) -> bool:
        if not book.ours or event.qty <= 0:
            return False
        book.restock(event.qty)
        return True

    def _end(self, book: OfferBook, event: Offer) -> bool:
        if book.ended_at is None:
            book.ended_at, book.ended_why = event.at, event.why
        return True

    def _give_back(self, lines: list[tuple[OfferBook, Reservation]], event: Cancel | Refund) -> None:
        for book, made in lines:
            units = _units_back(book, made, event)
            if units > 0:
                book.give_back(made, units)
                if isinstance(event, Cancel):
                    book.called_off(event.reason)
                book.as_of = max(book.as_of, event.at)
                self.rev += 1


_STEPS = {
    "reserve": OfferLedger._reserve, "confirm": OfferLedger._confirm, "release": OfferLedger._release,
    "restock": OfferLedger._restock, "end": OfferLedger._end,
}  # fmt: skip


def reservation_of(event: Offer) -> str:
    """A later step carries its reservation's id before the first colon."""
    return event.id.partition(":")[0]


def _units_back(book: OfferBook, made: Reservation, event: Cancel | Refund) -> int:
    """Units of a reservation that a cancelled or refunded order gives back. A refund that names its items gives back
    those; one that does not, all as soon as the money is: half a price back is no unit back."""
    kept = made.qty - made.returned
    if isinstance(event, Cancel):
        return kept
    if event.items is not None:
        return min(kept, sum(max(0, line.qty) for line in event.items if _same(line, book.terms)))
    made.refunded += event.amount
    return kept if made.refunded >= (made.amount or 0) else 0


def _same(line: Line, terms: Terms) -> bool:
    return line.product == terms.product and terms.sku in (None, line.sku)


def _less(of: dict[str, int], who: str, units: int) -> None:
    rest = of.get(who, 0) - units
    if rest > 0:
        of[who] = rest
    else:
        of.pop(who, None)

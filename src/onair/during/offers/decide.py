"""Who gets what: one turn of the show's owner. Everybody who waits is decided in order, on top of the ledger as the
log made it; the events go to the log in one batch, and nobody hears an answer before that is synced.

Pure: the time and the audiences are arguments.
"""

from collections.abc import Mapping, Set
from hashlib import blake2b
from typing import NamedTuple

from msgspec.structs import replace

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.ledger import Held, OfferBook, OfferLedger, Reservation
from onair.during.offers.refusals import (
    AmountDiffers,
    ConfirmedAlready,
    ConfirmedOtherwise,
    EligibilityUnknown,
    HoldExpired,
    HoldReleased,
    LimitReached,
    NotEligible,
    OfferEnded,
    OfferNotFound,
    OfferNotStarted,
    RequestReused,
    ReservationNotFound,
    SoldOut,
    StockElsewhere,
)
from onair.events.model import Offer

Audiences = Mapping[str, Set[str]]
"""Id of an audience → keys of the people in it; one that is not known is not there."""


class Granted(NamedTuple):
    """A reservation as it stands after the turn. `fresh` False: this was decided before."""

    book: OfferBook
    made: Reservation
    fresh: bool


def reservation_id(offer: str, request: str) -> str:
    """The same for the same two, on any day; both parts after a length, so no two pairs share one."""
    text = f"{len(offer)}:{offer}{request}".encode("utf-8", "surrogatepass")
    return f"rsv_{blake2b(text, digest_size=15).hexdigest()}"


class Shelf:
    """One offer in one turn: what does not change during it, and what is left after each decision."""

    __slots__ = ("book", "left", "limit", "made", "open", "taken", "until")

    def __init__(self, book: OfferBook, now: int) -> None:
        self.book, self.left, self.until = book, book.left, now + book.terms.hold_ms
        self.open = book.ours and book.state(now) in ("live", "sold_out")
        self.limit = book.terms.per_person
        self.taken: dict[str, int] = {}
        """Person → units, beside those of the book."""
        self.made: dict[str, Reservation] = {}
        """What this turn made or changed."""

    def has(self, user: str) -> int:
        return self.book.taken.get(user, 0) + self.taken.get(user, 0)

    def take(self, user: str, units: int) -> None:
        """Below 0: given back."""
        self.left -= units
        self.taken[user] = self.taken.get(user, 0) + units

    def known(self, id_: str) -> Reservation | None:
        return self.made.get(id_) or self.book.reservations.get(id_)


class Turn:
    """`events`: what to write, in order. The ledger itself is not touched."""

    def __init__(self, ledger: OfferLedger, now: int, audiences: Audiences | None = None) -> None:
        self.events: list[Offer] = []
        self._ledger, self._now, self._audiences = ledger, now, audiences or {}
        self._shelves: dict[str, Shelf] = {}

    def sweep(self, *, over: bool) -> None:
        """Release the holds that are over; end what time ended. `over`: the show is, and its offers with it."""
        now = self._now
        for book in self._ledger.offers.values():
            for made in book.overdue(now):
                self._let_go(self._shelf(book.id), made, "expired")
            by_time = book.terms.ends_at is not None and now >= book.terms.ends_at
            if book.ended_at is None and (by_time or over):
                why = "time" if by_time else "show_over"
                product = book.terms.product
                self.events.append(Offer(
                    id=f"{book.id}:end", source=OWN_SOURCE, at=now, product=product, offer=book.id, step="end", why=why,
                ))  # fmt: skip

    def reserve(self, offer: str, request: str, user: str, qty: int) -> Granted:
        """Raises OfferNotFound, RequestReused, OfferNotStarted, OfferEnded, StockElsewhere, NotEligible,
        EligibilityUnknown, LimitReached, SoldOut."""
        shelf = self._shelves.get(offer) or self._shelf(offer)
        id_ = reservation_id(offer, request)
        known = shelf.known(id_)
        if known is not None:
            if known.user != user or known.qty != qty:
                raise RequestReused(request=request)
            return Granted(shelf.book, known, False)
        self._may(shelf, user, qty)
        shelf.take(user, qty)
        now, until, left = self._now, shelf.until, shelf.left
        self.events.append(Offer(
            id=id_, source=OWN_SOURCE, at=now, user=user, offer=offer, step="reserve", request=request, qty=qty,
            until=until, left=left,
        ))  # fmt: skip
        made = shelf.made[id_] = Reservation(id_, request, user, qty, now, until, left)
        return Granted(shelf.book, made, True)

    def confirm(self, offer: str, id_: str, order: str, amount: int) -> Granted:
        """Raises OfferNotFound, ReservationNotFound, HoldExpired, HoldReleased, AmountDiffers, ConfirmedOtherwise."""
        shelf, made = self._find(offer, id_)
        book = shelf.book
        if made.state == "confirmed":
            if (made.order, made.amount) != (order, amount):
                raise ConfirmedOtherwise(order=made.order)
            return Granted(book, made, False)
        if made.state == "released":
            raise HoldReleased
        if made.state == "expired" or self._now >= made.until:
            raise HoldExpired
        due = book.terms.price * made.qty
        if amount != due:
            raise AmountDiffers(amount=amount, due=due)
        self.events.append(Offer(
            id=f"{id_}:c", source=OWN_SOURCE, at=self._now, user=made.user, offer=offer, step="confirm",
            request=made.request, qty=made.qty, order=order, amount=amount,
        ))  # fmt: skip
        changed = shelf.made[id_] = replace(made, state="confirmed", order=order, amount=amount)
        return Granted(book, changed, True)

    def release(self, offer: str, id_: str) -> Granted:
        """Raises OfferNotFound, ReservationNotFound, ConfirmedAlready."""
        shelf, made = self._find(offer, id_)
        if made.state == "confirmed":
            raise ConfirmedAlready(order=made.order)
        if made.state != "held":
            return Granted(shelf.book, made, False)
        return Granted(shelf.book, self._let_go(shelf, made, "asked"), True)

    def look(self, offer: str, id_: str) -> Granted:
        """Raises OfferNotFound, ReservationNotFound."""
        shelf, made = self._find(offer, id_)
        return Granted(shelf.book, made, False)

    # ---- inside

    def _shelf(self, offer: str) -> Shelf:
        book = self._ledger.offers.get(offer)
        if book is None:
            raise OfferNotFound
        return self._shelves.setdefault(offer, Shelf(book, self._now))

    def _find(self, offer: str, id_: str) -> tuple[Shelf, Reservation]:
        shelf = self._shelves.get(offer) or self._shelf(offer)
        made = shelf.known(id_)
        if made is None:
            raise ReservationNotFound
        return shelf, made

    def _may(self, shelf: Shelf, user: str, qty: int) -> None:
        if not shelf.open:
            self._closed(shelf.book)
        if shelf.book.terms.eligible.kind != "all":
            self._eligible(shelf.book, user)
        if shelf.limit is not None and shelf.has(user) + qty > shelf.limit:
            raise LimitReached(per_person=shelf.limit, taken=shelf.has(user))
        if qty > shelf.left:
            held = shelf.book.held + sum(shelf.taken.values())
            raise SoldOut(left=max(0, shelf.left), held=held)

    def _closed(self, book: OfferBook) -> None:
        state, terms = book.state(self._now), book.terms
        if state == "scheduled":
            raise OfferNotStarted(starts_at=terms.starts_at)
        if state == "ended":
            raise OfferEnded(ended_at=book.ended_at or terms.ends_at)
        raise StockElsewhere

    def _eligible(self, book: OfferBook, user: str) -> None:
        whom = book.terms.eligible
        people = self._audiences.get(whom.set) if whom.set is not None else None
        if people is None:
            raise EligibilityUnknown(kind=whom.kind)
        if user not in people:
            raise NotEligible(kind=whom.kind)

    def _let_go(self, shelf: Shelf, made: Reservation, why: str) -> Reservation:
        shelf.take(made.user, -made.qty)
        self.events.append(Offer(
            id=f"{made.id}:r", source=OWN_SOURCE, at=self._now, user=made.user, offer=shelf.book.id, step="release",
            request=made.request, qty=made.qty, why=why,
        ))  # fmt: skip
        state: Held = "expired" if why == "expired" else "released"
        changed = shelf.made[made.id] = replace(made, state=state)
        return changed

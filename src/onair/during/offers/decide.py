"""Who gets what: one turn of the show's owner. Everybody who waits is decided in order, on top of the ledger as the
log made it; the events go to the log in one batch, and nobody hears an answer before that is synced.

Pure: the time and the audiences are arguments.
"""

from collections.abc import Mapping, Set
from hashlib import blake2b
from typing import NamedTuple

from msgspec.structs import replace

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.ledger import OfferBook, OfferLedger, Reservation
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


class Turn:
    """`events`: what to write, in order. The ledger itself is not touched."""

    def __init__(self, ledger: OfferLedger, now: int, audiences: Audiences | None = None) -> None:
        self.events: list[Offer] = []
        self._ledger, self._now, self._audiences = ledger, now, audiences or {}
        self._used: dict[str, int] = {}
        self._taken: dict[tuple[str, str], int] = {}
        self._made: dict[str, Reservation] = {}

    def left(self, book: OfferBook) -> int:
        return book.left - self._used.get(book.id, 0)

    def sweep(self, *, over: bool) -> None:
        """Release the holds that are over; end what time ended. `over`: the show is, and its offers with it."""
        now = self._now
        for book in self._ledger.offers.values():
            for made in book.overdue(now):
                self._let_go(book, made, "expired")
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
        book = self._book(offer)
        id_ = reservation_id(offer, request)
        known = self._made.get(id_) or book.reservations.get(id_)
        if known is not None:
            if (known.user, known.qty) != (user, qty):
                raise RequestReused(request=request)
            return Granted(book, known, False)
        self._may(book, user, qty)
        used = self._used[offer] = self._used.get(offer, 0) + qty
        self._taken[offer, user] = self._taken.get((offer, user), 0) + qty
        until, left = self._now + book.terms.hold_ms, book.left - used
        self.events.append(Offer(
            id=id_, source=OWN_SOURCE, at=self._now, user=user, offer=offer, step="reserve", request=request, qty=qty,
            until=until, left=left,
        ))  # fmt: skip
        made = self._made[id_] = Reservation(id_, request, user, qty, self._now, until, left)
        return Granted(book, made, True)

    def confirm(self, offer: str, id_: str, order: str, amount: int) -> Granted:
        """Raises OfferNotFound, ReservationNotFound, HoldExpired, HoldReleased, AmountDiffers, ConfirmedOtherwise."""
        book, made = self._find(offer, id_)
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
        changed = self._made[id_] = replace(made, state="confirmed", order=order, amount=amount)
        return Granted(book, changed, True)

    def release(self, offer: str, id_: str) -> Granted:
        """Raises OfferNotFound, ReservationNotFound, ConfirmedAlready."""
        book, made = self._find(offer, id_)
        if made.state == "confirmed":
            raise ConfirmedAlready(order=made.order)
        if made.state != "held":
            return Granted(book, made, False)
        return Granted(book, self._let_go(book, made, "asked"), True)

    def look(self, offer: str, id_: str) -> Granted:
        """Raises OfferNotFound, ReservationNotFound."""
        return Granted(*self._find(offer, id_), False)

    # ---- inside

    def _book(self, offer: str) -> OfferBook:
        book = self._ledger.offers.get(offer)
        if book is None:
            raise OfferNotFound
        return book

    def _find(self, offer: str, id_: str) -> tuple[OfferBook, Reservation]:
        book = self._book(offer)
        made = self._made.get(id_) or book.reservations.get(id_)
        if made is None:
            raise ReservationNotFound
        return book, made

    def _may(self, book: OfferBook, user: str, qty: int) -> None:
        state, terms = book.state(self._now), book.terms
        if state == "scheduled":
            raise OfferNotStarted(starts_at=terms.starts_at)
        if state == "ended":
            raise OfferEnded(ended_at=book.ended_at or terms.ends_at)
        if not book.ours:
            raise StockElsewhere
        self._eligible(book, user)
        if terms.per_person is not None:
            taken = book.taken.get(user, 0) + self._taken.get((book.id, user), 0)
            if taken + qty > terms.per_person:
                raise LimitReached(per_person=terms.per_person, taken=taken)
        left = self.left(book)
        if qty > left:
            raise SoldOut(left=max(0, left), held=book.held)

    def _eligible(self, book: OfferBook, user: str) -> None:
        whom = book.terms.eligible
        if whom.kind == "all":
            return
        people = self._audiences.get(whom.set) if whom.set is not None else None
        if people is None:
            raise EligibilityUnknown(kind=whom.kind)
        if user not in people:
            raise NotEligible(kind=whom.kind)

    def _let_go(self, book: OfferBook, made: Reservation, why: str) -> Reservation:
        self._used[book.id] = self._used.get(book.id, 0) - made.qty
        who = (book.id, made.user)
        self._taken[who] = self._taken.get(who, 0) - made.qty
        self.events.append(Offer(
            id=f"{made.id}:r", source=OWN_SOURCE, at=self._now, user=made.user, offer=book.id, step="release",
            request=made.request, qty=made.qty, why=why,
        ))  # fmt: skip
        state = "expired" if why == "expired" else "released"
        changed = self._made[made.id] = replace(made, state=state)
        return changed

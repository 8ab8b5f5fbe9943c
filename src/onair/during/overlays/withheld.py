"""Prices that are not shown although they are known: the checkout was seen to take more (C12), the desk is told. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import blake2b

from msgspec import Struct

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.panel import OfferChip, OfferRow
from onair.during.overlays.charged import ChargedBook
from onair.during.overlays.naming import amounts_in, told
from onair.during.overlays.sheet import Sheet
from onair.events.model import Incident
from onair.kernel.money import from_minor

KIND = "wrong_price"
"""The emergency card of that name opens by it."""
CONDITIONS = frozenset({"eligible", "coupon"})
"""Chips without which a price is not everybody's (Order 117, 32)."""


class OverlayWithheld(Struct, frozen=True):
    """`offer` None = the price of the product file. `shown`: what would stand there; `charged`: the least of what the
    newest payments took, since `since`."""

    offer: str | None
    product: str
    shown: int
    charged: int
    since: int
    order: str

    @property
    def subject(self) -> str:
        return self.offer or self.product


def conditions(row: OfferRow) -> list[OfferChip]:
    """Who pays this price; empty = everybody."""
    return [chip for chip in row.terms if chip.code in CONDITIONS]


def title_told(row: OfferRow) -> str:
    """The amounts of its own terms may stand in it while it runs; over, it has none."""
    if row.state in ("ended", "sold_out"):
        return told(row.title)
    amounts = [row.offer_price, row.usual_price, *([row.reference.amount] if row.reference else [])]
    known = [Decimal(from_minor(amount, row.currency)) for amount in amounts]
    return told(row.title, frozenset((*known, *(one for chip in row.terms for one in amounts_in(chip.zh)))))


def withheld(
    book: ChargedBook, rows: Iterable[OfferRow], product: str | None, sheet: Sheet
) -> list[OverlayWithheld]:
    """Of the offers that run and of the product on air (its own id) where no offer runs for it."""
    found: list[OverlayWithheld] = []
    offered: set[str | None] = set()
    for row in rows:
        if row.state != "live":
            continue
        own = sheet.own_id(row.product) or row.product
        offered.add(own)
        most = row.usual_price if conditions(row) else row.offer_price
        doubt = book.doubt(own, most, since=row.starts_at)
        if doubt is not None:
            found.append(
                OverlayWithheld(row.id, own, row.offer_price, doubt.charged, doubt.since, doubt.order)
            )
    good = sheet.good(product)
    if good is not None and good.price is not None and product not in offered:
        doubt = book.doubt(good.id, good.price)
        if doubt is not None:
            found.append(OverlayWithheld(None, good.id, good.price, doubt.charged, doubt.since, doubt.order))
    return found


class PriceAlarms:
    """One incident for each price that is withheld, until it is not; what the log knows goes on after a restart."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        """Offer or product → id of the incident."""

    def take(self, events: Iterable[Incident]) -> None:
        for event in events:
            if event.source != OWN_SOURCE or event.kind != KIND or "subject" not in event.data:
                continue
            subject = str(event.data["subject"])
            if event.phase == "start":
                self.open[subject] = event.incident
            elif self.open.get(subject) == event.incident:
                del self.open[subject]

    def due(self, held: Sequence[OverlayWithheld], now: int) -> list[Incident]:
        """What is not told yet, and what is over."""
        there = {one.subject: one for one in held}
        told = [_event(_id(one), "start", now, _facts(one)) for one in held if one.subject not in self.open]
        over = [
            _event(id_, "end", now, {"subject": subject})
            for subject, id_ in self.open.items()
            if subject not in there
        ]
        return [*told, *over]


def _facts(one: OverlayWithheld) -> dict[str, str | int | None]:
    return {
        "subject": one.subject,
        "product": one.product,
        "offer": one.offer,
        "shown": one.shown,
        "charged": one.charged,
    }


def _id(one: OverlayWithheld) -> str:
    """The same for the same payment; ids of orders and products may be long."""
    text = f"{len(one.subject)}:{one.subject}{one.order}"
    return f"price:{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=12).hexdigest()}"


def _event(incident: str, phase: str, at: int, data: dict[str, str | int | None]) -> Incident:
    return Incident(
        id=f"{incident}:{phase}", source=OWN_SOURCE, at=at, incident=incident, kind=KIND,
        phase="end" if phase == "end" else "start", data=data,
    )  # fmt: skip

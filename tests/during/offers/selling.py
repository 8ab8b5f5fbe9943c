"""Offers for tests: terms, events and a ledger, all invented."""

from typing import Any

from onair.during.offers.decide import Turn
from onair.during.offers.ledger import OfferLedger
from onair.during.offers.terms import Terms, frozen
from onair.events.model import Offer

T0 = 1_795_334_400_000
MINUTE = 60_000


def terms(**change: Any) -> Terms:
    base: dict[str, Any] = {
        "kind": "flash", "title": "示例杯", "product": "p1", "price": 5900, "usual_price": 11800, "currency": "CNY",
        "starts_at": T0, "ends_at": T0 + 30 * MINUTE, "stock": 100, "per_person": 2, "hold_s": 300,
    }  # fmt: skip
    return Terms(**{**base, **change})


def publish(offer: str = "ofr_1", **change: Any) -> Offer:
    made = terms(**change)
    return Offer(
        id=f"{offer}:publish", source="onair", at=T0, product=made.product, offer=offer, step="publish",
        until=made.ends_at, terms=frozen(made),
    )  # fmt: skip


def restock(qty: int, at: int = T0 + 1, n: int = 1) -> Offer:
    return Offer(id=f"re{n}", source="onair", at=at, offer="ofr_1", step="restock", qty=qty)


def ledger(**change: Any) -> OfferLedger:
    """One offer, published."""
    made = OfferLedger()
    made.take([publish(**change)])
    return made


def turned(to: OfferLedger, turn: Turn) -> Turn:
    """The events of a turn are in the log."""
    to.take(turn.events)
    return turn

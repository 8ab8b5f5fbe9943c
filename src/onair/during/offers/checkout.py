"""What a shop's checkout sends and gets; msgspec on the raw body. Money in minor units, times in ms UTC."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from onair.during.offers.decide import Granted
from onair.during.offers.ledger import OfferBook
from onair.during.offers.panel import OfferChip, Reading
from onair.during.offers.terms import PER_ORDER_MAX, frozen
from onair.during.offers.words import chips
from onair.kernel.errors import BadInput

Request64 = Annotated[str, Meta(min_length=1, max_length=64)]
OrderId = Annotated[str, Meta(min_length=1, max_length=128)]


class BadCheckout(BadInput):
    code = "bad_checkout"
    zh = "结算请求不合要求：{why}。没有预占或改动任何内容，请修改后重试。"
    en = "The checkout request does not fit: {why}. Nothing was changed; correct it and try again."


class Reserve(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`request`: the shop's own id of this try, the same when it is sent again. `user`: who buys, by the shop's id;
    `source`: whose ids these are, as in events. No price: it is the offer's."""

    request: Request64
    user: OrderId
    qty: Annotated[int, Meta(ge=1, le=PER_ORDER_MAX)] = 1
    source: Request64 = "shop"


class Confirm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`amount`: what is paid for these units; refused unless it is the offer's price times the quantity."""

    order: OrderId
    amount: Annotated[int, Meta(ge=0, le=10**15)]


class Reserved(Struct, frozen=True):
    """`price` of one. `left`: of the offer when this was decided. `state`: held, confirmed, released, expired."""

    reservation: str
    state: str
    qty: int
    price: int
    amount: int
    expires_at: int
    left: int


class Settled(Struct, frozen=True):
    """A reservation after confirm or release. `order`, `paid`: once it is confirmed."""

    reservation: str
    state: str
    qty: int
    expires_at: int
    order: str | None
    paid: int | None


class OfferNow(Struct, frozen=True):
    """`price`: of one now, the usual one when the offer is not on. `left`, `held`, `sold`: None where not known, as
    where the platform owns the stock; `left` is then its newest reading, of `stock_at`."""

    offer: str
    state: str
    price: int
    starts_at: int
    ends_at: int | None
    left: int | None
    held: int | None
    sold: int | None
    stock_by: str
    stock_at: int | None
    terms: dict[str, Any]
    words: list[OfferChip]
    server_time: int


_reserve, _confirm = msgspec.json.Decoder(Reserve), msgspec.json.Decoder(Confirm)
encode = msgspec.json.Encoder().encode


def read_reserve(body: bytes) -> Reserve:
    """Raises BadCheckout."""
    try:
        return _reserve.decode(body)
    except _UNREADABLE as error:
        raise BadCheckout(why=_why(error)) from None


def read_confirm(body: bytes) -> Confirm:
    """Raises BadCheckout."""
    try:
        return _confirm.decode(body)
    except _UNREADABLE as error:
        raise BadCheckout(why=_why(error)) from None


_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""All that hostile bytes raise (reference: deep nesting and bad UTF-8 are none of msgspec's own)."""


def _why(error: Exception) -> str:
    return str(error)[:200] if isinstance(error, msgspec.DecodeError) else type(error).__name__


def reserved(granted: Granted) -> Reserved:
    made, price = granted.made, granted.book.terms.price
    return Reserved(made.id, made.state, made.qty, price, price * made.qty, made.until, made.left)


def settled(granted: Granted) -> Settled:
    made = granted.made
    return Settled(made.id, made.state, made.qty, made.until, made.order, made.amount)


def offer_now(book: OfferBook, reading: Reading | None, now: int) -> OfferNow:
    ours = book.ours
    left, at = (book.left, None) if ours else reading or (None, None)
    public = {name: value for name, value in frozen(book.terms).items() if name != "floor"}
    words = [OfferChip(code, text.zh, text.en) for code, text in chips(book.terms)]
    return OfferNow(
        book.id, book.state(now), book.price(now), book.terms.starts_at, book.terms.ends_at, left,
        book.held if ours else None, book.sold if ours else None, "onair" if ours else "platform", at, public, words, now,
    )  # fmt: skip

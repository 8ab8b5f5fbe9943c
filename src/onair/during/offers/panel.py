"""What screens are shown of the offers. None = not known, never 0; the private part is for the desk alone."""

from collections.abc import Iterable

from msgspec import Struct

from onair.during.offers.ledger import OfferBook, OfferLedger
from onair.during.offers.terms import Terms
from onair.during.offers.words import chips


class OfferChip(Struct, frozen=True):
    """A condition or promise in words. `code`: eligible, per_person, coupon, gift, instalment, trial, returns."""

    code: str
    zh: str
    en: str


class OfferReference(Struct, frozen=True):
    """What the price is compared with. `kind`: lowest_paid (of `window_days`), maker, listed."""

    kind: str
    amount: int
    window_days: int | None
    as_of: int


class OfferRow(Struct, frozen=True):
    """`price`: of one now, the usual one as soon as the offer is over or not begun. `offer_price`: of one while it
    lasts. `stock_by`: onair (ledger) or platform (a reading: `left` with `stock_at`, the rest unknown). `on_sale`:
    first stock and restocks; `sold`: paid and not given back; `returned`: given back. `batch`: units put on sale last.
    `as_of`: of the newest thing counted, ms."""

    id: str
    kind: str
    title: str
    product: str
    sku: str | None
    state: str
    currency: str
    price: int
    offer_price: int
    usual_price: int
    reference: OfferReference | None
    starts_at: int
    ends_at: int | None
    ended_at: int | None
    ended_why: str | None
    stock_by: str
    stock_at: int | None
    on_sale: int | None
    left: int | None
    held: int | None
    sold: int | None
    returned: int | None
    buyers: int | None
    restocks: int | None
    batch: int | None
    per_person: int | None
    terms: list[OfferChip]
    as_of: int


class OffersPanel(Struct, frozen=True):
    """Every offer published in the show, the newest first."""

    offers: list[OfferRow]


class OfferDeskRow(Struct, frozen=True):
    """`platform`: what the stock's owner says is left, at `platform_at`. `warn`: platform_less (fewer there than we show),
    platform_silent (nothing heard for ten minutes while it sells), platform_unknown (never heard), cancelled (paid orders
    were cancelled and nobody says why). `cancelled`: paid orders that were; `unexplained`: of those without a reason
    (C14)."""

    id: str
    platform: int | None
    platform_at: int | None
    cancelled: int
    unexplained: int
    warn: list[str]


class OffersDeskPanel(Struct, frozen=True):
    """What only the desk sees."""

    offers: list[OfferDeskRow]


Reading = tuple[int, int]
"""(available, at)"""
SILENT_MS = 600_000


class Stocks:
    """The newest reading of each (product, sku) from the stock's owner."""

    def __init__(self) -> None:
        self._lots: dict[str, dict[str | None, Reading]] = {}

    def read(self, product: str, sku: str | None, available: int, at: int) -> None:
        lots = self._lots.setdefault(product, {})
        if at >= lots.get(sku, (0, at))[1]:
            lots[sku] = (available, at)

    def of(self, terms: Terms) -> Reading | None:
        """Of the offer's own sku; without one, all lots of the product added up, as old as the newest."""
        lots = self._lots.get(terms.product)
        if not lots:
            return None
        if terms.sku is not None:
            return lots.get(terms.sku)
        return sum(available for available, _ in lots.values()), max(at for _, at in lots.values())


def offers_panel(ledger: OfferLedger, stocks: Stocks, now: int) -> OffersPanel:
    return OffersPanel([row(book, stocks.of(book.terms), now) for book in newest_first(ledger)])


def desk_panel(ledger: OfferLedger, stocks: Stocks, now: int) -> OffersDeskPanel:
    return OffersDeskPanel([_desk(book, stocks.of(book.terms), now) for book in newest_first(ledger)])


def newest_first(ledger: OfferLedger) -> Iterable[OfferBook]:
    return reversed(ledger.offers.values())


def row(book: OfferBook, reading: Reading | None, now: int) -> OfferRow:
    terms, ours = book.terms, book.ours
    about = terms.reference
    left, at = (book.left, None) if ours else reading or (None, None)

    def counted(n: int) -> int | None:
        return n if ours else None

    return OfferRow(
        book.id, terms.kind, terms.title, terms.product, terms.sku, book.state(now), terms.currency, book.price(now),
        terms.price, terms.usual_price,
        None if about is None else OfferReference(about.kind, about.amount, about.window_days, about.as_of),
        terms.starts_at, terms.ends_at, book.ended_at, book.ended_why, "onair" if ours else "platform", at,
        counted(book.on_sale), left, counted(book.held), counted(book.sold), counted(book.returned),
        counted(book.buyers), counted(book.restocks), counted(book.batch), terms.per_person,
        [OfferChip(code, words.zh, words.en) for code, words in chips(terms)],
        book.as_of if at is None else max(book.as_of, at),
    )  # fmt: skip


def _desk(book: OfferBook, reading: Reading | None, now: int) -> OfferDeskRow:
    there, at = reading or (None, None)
    return OfferDeskRow(
        book.id,
        there,
        at,
        book.cancelled,
        book.unexplained,
        warnings(book, reading, now),
    )


def warnings(book: OfferBook, reading: Reading | None, now: int) -> list[str]:
    """Where the platform's number contradicts what is shown, until the offer is over; and cancellations of paid orders that
    nobody explained, whenever they come."""
    found = ["cancelled"] if book.unexplained else []
    if book.state(now) == "ended":
        return found
    if reading is None:
        return found if book.ours else [*found, "platform_unknown"]
    there, at = reading
    if book.ours and there < book.left:
        found.append("platform_less")
    if not book.ours and now - at > SILENT_MS:
        found.append("platform_silent")
    return found

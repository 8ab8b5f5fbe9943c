"""What the overlays of a show get: values by token, the offer on screen, the scene, subtitles; and their layouts, which
change rarely. Everything is encoded once for all who watch."""

from collections.abc import Container, Iterable, Sequence

from msgspec import Struct, field

from onair.during.offers.panel import OfferChip, OfferRow
from onair.during.overlays.layout import OverlayLayout
from onair.during.overlays.sheet import Sheet
from onair.during.overlays.template import Key
from onair.during.overlays.token import OverlayValue, Reading, known_tokens, value_of
from onair.during.overlays.withheld import OverlayWithheld, conditions, title_told

CAPTIONS_SHOWN = 2
OVER_MS = 300_000
"""An offer that has ended stays on screen this long, with the price that holds now."""


class OverlayOffer(Struct, frozen=True):
    """`price`: what the checkout charges while it is live; `after`: before and afterwards. `left` None = not known;
    `left_at`: when the platform said so, None = our own ledger, always current. `goods`: what it is for. `only`: whose
    the price is, empty = everybody's; `doubted`: the checkout was seen to take more, so no price is shown."""

    id: str
    kind: str
    title: str
    goods: str
    state: str
    price: int
    after: int
    starts_at: int
    ends_at: int | None
    on_sale: int | None
    left: int | None
    left_at: int | None
    per_person: int | None
    terms: list[OfferChip]
    only: list[OfferChip] = []
    doubted: bool = False


class OverlayProduct(Struct, frozen=True):
    """What is on air where no offer is. `price` None = not known, or `doubted` as of an offer."""

    name: str
    price: int | None
    doubted: bool


class OverlaySeller(Struct, frozen=True):
    name: str
    address: str
    contact: str


class OverlayAnswer(Struct, frozen=True):
    """`question`: the words of whoever asked, without a name; empty = not known, or hidden since."""

    at: int
    question: str
    text: str


class OverlayScene(Struct, frozen=True):
    """`at`: since when."""

    name: str
    at: int
    text: str


class OverlayCaption(Struct, frozen=True):
    """A line for the hearing; `typed` by a person, else from a feed."""

    at: int
    text: str
    typed: bool


class OverlayComing(Struct, frozen=True):
    name: str
    at: int | None


class OverlayPanel(Struct, frozen=True):
    """`values`: of the tokens that layouts ask for; one that is absent is missing. `offers`: those on screen; `current`:
    which of them is meant where nothing else is said; `product`: on air. `ai`: the AI label shows. `withheld`: prices
    that are not shown, and why."""

    values: dict[str, OverlayValue]
    current: str | None
    offers: list[OverlayOffer]
    seller: OverlaySeller
    answer: OverlayAnswer | None
    coming: OverlayComing | None
    scene: OverlayScene | None
    captions: list[OverlayCaption]
    ai: bool
    product: OverlayProduct | None = None
    withheld: list[OverlayWithheld] = []


class OverlayNote(Struct, frozen=True, omit_defaults=True):
    """What a token means, in one line; `needs`: the source that must be fresh."""

    kind: str
    zh: str
    en: str
    needs: str | None = None


class OverlayLayouts(Struct, frozen=True):
    layouts: list[OverlayLayout]
    notes: dict[str, OverlayNote] = field(default_factory=dict)


def layouts_panel(layouts: Sequence[OverlayLayout], keys: Iterable[Key]) -> OverlayLayouts:
    known = known_tokens()
    used = sorted({key.name for key in keys if key.name in known})
    notes = {n: OverlayNote(known[n].kind, known[n].says.zh, known[n].says.en, known[n].needs) for n in used}
    return OverlayLayouts(list(layouts), notes)


def values_of(keys: Iterable[Key], reading: Reading) -> dict[str, OverlayValue]:
    found = {str(key): value_of(key, reading) for key in keys}
    return {key: found[key] for key in sorted(found) if found[key].value is not None}


def offer_on_screen(rows: Sequence[OfferRow], product: str | None, now: int, sheet: Sheet) -> OfferRow | None:
    """The one of the product on air, live before announced before just over; else what is live. Of several the one that
    ends first."""

    def rank(row: OfferRow) -> tuple[bool, int, int]:
        return sheet.own_id(row.product) != product, _STATES.get(row.state, 9), row.ends_at or FAR

    shown = [
        row
        for row in rows
        if row.state == "live" or (sheet.own_id(row.product) == product and _fresh(row, now))
    ]
    return min(shown, key=rank, default=None)


_STATES = {"live": 0, "sold_out": 1, "scheduled": 2, "ended": 3}
FAR = 2**60


def _fresh(row: OfferRow, now: int) -> bool:
    return row.state in ("scheduled", "sold_out") or now - (row.ended_at or row.ends_at or 0) < OVER_MS


def offer_shown(row: OfferRow, sheet: Sheet, doubted: Container[str]) -> OverlayOffer:
    good, title, only = sheet.good(sheet.own_id(row.product)), title_told(row), conditions(row)
    return OverlayOffer(
        row.id, row.kind, title, good.name if good else title, row.state, row.offer_price, row.usual_price, row.starts_at,
        row.ends_at, row.on_sale, None if row.left is None else max(0, row.left), row.stock_at, row.per_person,
        [chip for chip in row.terms if chip not in only], only, row.id in doubted,
    )  # fmt: skip

"""Frozen results of evidence. Money in minor units, times in ms UTC, rates 0…1; None = not known."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from onair.kernel.clock import DAY_MS
from onair.trade.evidence.required import Lacking, PaperLists, lacking

PaperKind = Literal[
    "licence", "certificate", "quality_report", "authorisation", "trademark", "food_licence", "health_food",
    "cosmetic_filing", "fibre_label", "ccc", "maker_price", "other",
]  # fmt: skip
PAPER_KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
PaperState = Literal["ok", "soon", "expired", "missing"]
SOON_MS = 30 * DAY_MS
SignalKind = Literal[
    "exposures", "clicks", "orders", "paid", "gmv", "refunds", "carts", "comments", "comments_usual",
    "unanswered",
]  # fmt: skip
"""`comments`: while it was talked about; `comments_usual`: what the show's own pace makes in the same time. `unanswered`:
questions that no answer of the library fits; `value` the people who asked."""


class PricePoint(NamedTuple):
    at: int
    price: int
    source: str


class SnapshotPoint(NamedTuple):
    """What a catalogue showed of a product: `sold` in 30 days, `comments` ever."""

    at: int
    source: str
    price: int | None
    sold: int | None
    comments: int | None


class Supply(NamedTuple):
    """`sheet`: the other columns of a 排品表. `version` 0 = nobody entered anything yet."""

    cost: int | None = None
    commission_rate: float | None = None
    gift_cost: int | None = None
    freight: int | None = None
    lead_days: float | None = None
    daily_capacity: int | None = None
    on_time_rate: float | None = None
    quality_return_rate: float | None = None
    suppliers: int | None = None
    sheet: Mapping[str, Any] = {}
    updated_at: int | None = None
    version: int = 0


SUPPLY_FIELDS = Supply._fields[:9]


class Paper(NamedTuple):
    """`expires_at` None = does not expire; `file`: an address, or None when only the number is kept."""

    kind: str
    number: str
    issuer: str | None
    expires_at: int | None
    file: str | None
    id: str = ""
    product: str = ""
    version: int = 0


class ProductSignal(NamedTuple):
    """What a show said of a product. `n` counts; `value` minor units for money kinds, else 0."""

    product: str
    show: str
    kind: str
    n: int
    value: int
    as_of: int


class ProductFeedback(NamedTuple):
    """Tickets of a product in a week: `n` how many said it, `open` tickets that still wait. `week`: its start, ms UTC."""

    product: str
    week: int
    kind: str
    n: int
    open: int
    as_of: int


def lacks_of(lists: PaperLists, category: str | None, papers: Sequence[Paper]) -> Lacking | None:
    """What of its category's list a product with these papers lacks; None = nothing."""
    return lacking(lists, category, {paper.kind for paper in papers})


def state_of_papers(papers: Sequence[Paper], now: int, lacks: Lacking | None) -> PaperState:
    """The best of each kind counts: one expired kind without a valid successor makes the dossier expired, whatever
    else is missing.

    `lacks`: what the list of the product's category wants and is not there.
    """
    last: dict[str, int | None] = {}
    for paper in papers:
        held = last.get(paper.kind, 0)
        known = paper.expires_at is not None and held is not None
        last[paper.kind] = max(held or 0, paper.expires_at or 0) if known else None
    first = min((end for end in last.values() if end is not None), default=None)
    if first is not None and first <= now:
        return "expired"
    if lacks is not None:
        return "missing"
    return "soon" if first is not None and first <= now + SOON_MS else "ok"

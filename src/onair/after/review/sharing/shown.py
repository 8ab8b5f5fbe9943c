"""What a shared link shows. Everything is named here: what is not in these lists does not leave the house.

No person (hosts, viewers, team), no words of viewers or of the team (comments, notes, labels of slots), no floor price,
cost, margin or ad spend. Without `money` no amount either.
"""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from onair.after.review.bands import Band
from onair.after.review.service import Found, told
from onair.after.review.shapes import NumbersRow, Point, Review
from onair.during.broadcast.frames import TrackItem
from onair.metrics.catalog import catalog
from onair.metrics.funnel import Stage
from onair.metrics.measure import Grain
from onair.metrics.numbers import Value

TOTALS = (
    "gmv", "view_uv", "view_pv", "watch_pay_uv", "pay_uv", "order_created", "order_paid", "order_pay_rate", "aov_buyer",
    "gpm", "stay_viewer", "acu", "pcu", "interact_pv", "interact_rate_uv", "fans_new", "follow_rate", "club_new",
    "natural_share", "organic_leverage", "refund_rate_amount",
)  # fmt: skip
ROWS: dict[Grain, tuple[str, ...]] = {
    "channel": ("view_pv", "view_uv", "pay_uv", "gmv", "gpm"),
    "product": (
        "prod_expo_pv", "prod_click_pv", "prod_ctr_pv", "cart_pv", "order_created", "order_paid", "order_pay_rate", "gmv",
    ),
    "new": ("view_uv", "pay_uv", "watch_pay_uv"),
}  # fmt: skip
SERIES = ("online", "interact_pv", "gmv")
PRODUCTS_MAX = 100


class SharedShow(Struct, frozen=True):
    title: str
    platform: str | None
    currency: str
    zone: str
    started_at: int | None
    ended_at: int | None
    generated: bool


class SharedSlot(Struct, frozen=True):
    """`label`: the product's title; a slot without a product is told by its kind only."""

    at: int
    end: int | None
    kind: str
    label: str | None


class SharedPeak(Struct, frozen=True):
    minute: int
    value: float | int
    on: list[SharedSlot]


class SharedMetric(Struct, frozen=True):
    zh: str
    en: str
    unit: str


class SharedReview(Struct, frozen=True):
    """Body of GET /api/v1/shared/{secret}. `until`: when the link ends, ms."""

    show: SharedShow
    as_of: int
    live: bool
    until: int
    money: bool
    metrics: dict[str, Value]
    words: dict[str, SharedMetric]
    baseline: dict[str, Band]
    funnels: dict[str, list[Stage]]
    channels: list[NumbersRow]
    products: list[NumbersRow]
    fresh: list[NumbersRow]
    series: dict[str, list[Point]]
    slots: list[SharedSlot]
    peaks: list[SharedPeak]


class Terms(NamedTuple):
    """`until`: when it ends, ms."""

    until: int
    money: bool


def shared(found: Found, review: Review, terms: Terms) -> SharedReview:
    """Only what the lists above name. Rows keep no funnels: those are the whole show's."""
    view, goods = found.view, found.names.product
    kept = {name for name in (*TOTALS, *(m for ids in ROWS.values() for m in ids)) if _may(name, terms)}
    slots = [_slot(item, goods) for item in found.track if item.kind == "slot" and not item.undone]
    return SharedReview(
        show=SharedShow(
            view.title, view.room.platform if view.room else None, view.currency, view.zone, view.started_at,
            view.ended_at, view.demo or view.origin == "rehearsal",
        ),
        as_of=review.as_of,
        live=review.live,
        until=terms.until,
        money=terms.money,
        metrics={name: review.numbers.metrics[name] for name in TOTALS if name in kept},
        words={name: SharedMetric(catalog()[name].zh, catalog()[name].en, catalog()[name].unit) for name in sorted(kept)},
        baseline={name: band for name, band in review.baseline.items() if name in TOTALS and name in kept},
        funnels=review.numbers.funnels,
        channels=_rows(found, "channel", kept),
        products=_rows(found, "product", kept),
        fresh=_rows(found, "new", kept),
        series={name: review.numbers.series.get(name, []) for name in SERIES if _may(name, terms)},
        slots=slots,
        peaks=[
            SharedPeak(peak.minute, peak.value, [one for one in slots if _at(one, peak.minute)]) for peak in review.peaks
        ],
    )  # fmt: skip


def _may(metric: str, terms: Terms) -> bool:
    return terms.money or not catalog()[metric].unit.startswith("money")


def _rows(found: Found, grain: Grain, kept: set[str]) -> list[NumbersRow]:
    wanted = [name for name in ROWS[grain] if name in kept]
    body = told(found, grain, wanted, PRODUCTS_MAX if grain == "product" else None)
    return [NumbersRow(row.key, row.label, row.group, row.metrics) for row in body.rows]


def _slot(item: TrackItem, goods: Mapping[str, tuple[str, str | None]]) -> SharedSlot:
    title, _ = goods.get(item.product or "", (None, None))
    return SharedSlot(item.at, item.end, str(item.data.get("kind") or "talk"), title)


def _at(slot: SharedSlot, minute: int) -> bool:
    return slot.at < minute + 60_000 and (slot.end is None or slot.end > minute)

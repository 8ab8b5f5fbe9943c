"""Everything known of a team's products, as candidates: reads the neighbours, computes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.before.selection.model import SelectionImage, SelectionRating
from onair.before.selection.pool import Candidate, Look
from onair.trade.evidence.service import (
    ProductSignal,
    SnapshotPoint,
    Supply,
    signals_of,
    snapshots,
    supply_of,
)
from onair.trade.service import ProductView, list_products

POOL_MAX = 50_000
"""Products scored at once; more than any shop sells in a show."""
NOTHING = Supply()


def gather(tx: Session, tenant: str) -> list[Candidate]:
    """Every product that is not removed, in order of its id."""
    products, _ = list_products(tx, tenant, sort="id", limit=POOL_MAX)
    history, supply = snapshots(tx, tenant), supply_of(tx, tenant)
    signals, looks, stars = _signals(signals_of(tx, tenant)), _looks(tx, tenant), _stars(tx, tenant)
    return [
        _candidate(
            one, history.get(one.id, ()), supply.get(one.id, NOTHING), signals.get(one.id, ()),
            looks=looks.get(one.id, ()), stars=stars.get(one.id, ()),
        )
        for one in products
    ]  # fmt: skip


def _candidate(
    product: ProductView, history: Sequence[SnapshotPoint], supply: Supply, signals: Sequence[ProductSignal],
    *, looks: Sequence[Look], stars: Sequence[int],
) -> Candidate:  # fmt: skip
    counts: dict[str, int] = defaultdict(int)
    for signal in signals:
        counts[signal.kind] += signal.value if signal.kind == "gmv" else signal.n
    return Candidate(
        id=product.id, title=product.title, category=product.category, currency=product.currency,
        price=product.price, stock=product.stock,
        prices=[(point.at, point.price) for point in history if point.price is not None],
        sold=_newest([point.sold for point in history]), comments=_newest([point.comments for point in history]),
        exposures=counts["exposures"], clicks=counts["clicks"], orders=counts["orders"], paid=counts["paid"],
        refunds=counts["refunds"], gmv=counts["gmv"], said=counts["comments"], said_usual=counts["comments_usual"],
        shows=len({signal.show for signal in signals}),
        cost=supply.cost, commission=supply.commission_rate, gift=supply.gift_cost, freight=supply.freight,
        lead_days=supply.lead_days, daily_capacity=supply.daily_capacity, on_time=supply.on_time_rate,
        quality_return=supply.quality_return_rate, suppliers=supply.suppliers, looks=looks, stars=stars,
    )  # fmt: skip


def _newest(values: Sequence[int | None]) -> int | None:
    return next((value for value in reversed(values) if value is not None), None)


def _signals(found: Iterable[ProductSignal]) -> dict[str, list[ProductSignal]]:
    by: dict[str, list[ProductSignal]] = {}
    for signal in found:
        by.setdefault(signal.product, []).append(signal)
    return by


def _looks(tx: Session, tenant: str) -> dict[str, list[Look]]:
    by: dict[str, list[Look]] = {}
    for row in tx.scalars(select(SelectionImage).where(SelectionImage.tenant_id == tenant)):
        by.setdefault(row.product_id, []).append(Look(**row.look))
    return by


def _stars(tx: Session, tenant: str) -> dict[str, list[int]]:
    by: dict[str, list[int]] = {}
    query = select(SelectionRating.product_id, SelectionRating.stars)
    for product, stars in tx.execute(query.where(SelectionRating.tenant_id == tenant)):
        by.setdefault(product, []).append(stars)
    return by

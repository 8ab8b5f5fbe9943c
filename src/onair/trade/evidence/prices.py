"""Price history: what catalogues showed, and what our own list said."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock, midnight
from onair.trade.evidence.model import Snapshot
from onair.trade.evidence.shapes import PricePoint, SnapshotPoint
from onair.trade.model import Product

OWN = "list"
"""Source of a price that our own product list had."""
ASKED_AT_ONCE = 500


def price_points(tx: Session, tenant: str, product: str) -> list[PricePoint]:
    """Oldest first."""
    mine = (Snapshot.tenant_id == tenant) & (Snapshot.product_id == product) & Snapshot.price.is_not(None)
    rows = tx.scalars(select(Snapshot).where(mine).order_by(Snapshot.at, Snapshot.source))
    return [PricePoint(row.at, row.price or 0, row.source) for row in rows]


def snapshots(tx: Session, tenant: str, product: str | None = None) -> dict[str, list[SnapshotPoint]]:
    """Of every product, or of one; oldest first."""
    columns = (
        Snapshot.product_id,
        Snapshot.at,
        Snapshot.source,
        Snapshot.price,
        Snapshot.sold,
        Snapshot.comments,
    )
    query = select(*columns).where(Snapshot.tenant_id == tenant).order_by(Snapshot.product_id, Snapshot.at)
    if product is not None:
        query = query.where(Snapshot.product_id == product)
    found: dict[str, list[SnapshotPoint]] = {}
    for one, at, source, price, sold, comments in tx.execute(query):
        found.setdefault(one, []).append(SnapshotPoint(at, source, price, sold, comments))
    return found


def newest_days(tx: Session, tenant: str, products: Sequence[str]) -> dict[str, int]:
    """Product → the moment (ms) of the newest snapshot that a file brought; what our own list said is none."""
    query = select(Snapshot.product_id, func.max(Snapshot.at)).where(
        Snapshot.tenant_id == tenant, Snapshot.product_id.in_(products), Snapshot.source != OWN
    )
    return {row[0]: row[1] for row in tx.execute(query.group_by(Snapshot.product_id))}


def put_snapshots(tx: Session, tenant: str, points: Mapping[str, Sequence[SnapshotPoint]]) -> int:
    """Add points, or put right those of the same moment and source. → how many were new or changed."""
    changed = 0
    products = list(points)
    for first in range(0, len(products), ASKED_AT_ONCE):
        part = products[first : first + ASKED_AT_ONCE]
        wanted = {(product, point.at, point.source): point for product in part for point in points[product]}
        changed += _put_part(tx, tenant, part, wanted)
    return changed


def _put_part(
    tx: Session, tenant: str, part: Sequence[str], wanted: Mapping[tuple[str, int, str], SnapshotPoint]
) -> int:
    """Reads only what may be of the same moment, and writes new rows in one statement: a pool has 100,000."""
    mine = (Snapshot.tenant_id == tenant) & Snapshot.product_id.in_(part)
    near = Snapshot.at.between(
        min((at for _, at, _ in wanted), default=0), max((at for _, at, _ in wanted), default=0)
    )
    held = {
        (row.product_id, row.at, row.source): row for row in tx.scalars(select(Snapshot).where(mine, near))
    }
    fresh = [
        {"tenant_id": tenant, "product_id": key[0], **point._asdict()}
        for key, point in wanted.items()
        if key not in held
    ]
    if fresh:
        tx.execute(insert(Snapshot), fresh)
    other = [
        (row, wanted[key]) for key, row in held.items()
        if key in wanted and (row.price, row.sold, row.comments) != wanted[key][2:]
    ]  # fmt: skip
    for row, point in other:
        row.price, row.sold, row.comments = point[2:]
    return len(fresh) + len(other)


def note_list_prices(tx: Session, tenant: str, clock: Clock, zone: str) -> int:
    """Keep today's list price of every product whose price moved since it was last seen. → how many.

    Today is the shop's (`zone`, an IANA name), as it is where files are read.
    """
    newest = select(Snapshot.product_id, func.max(Snapshot.at).label("at")).where(
        Snapshot.tenant_id == tenant, Snapshot.price.is_not(None)
    )
    last = newest.group_by(Snapshot.product_id).subquery()
    seen = select(Snapshot.product_id, Snapshot.price).join(
        last, (Snapshot.product_id == last.c.product_id) & (Snapshot.at == last.c.at)
    )
    known = {row[0]: row[1] for row in tx.execute(seen.where(Snapshot.tenant_id == tenant))}
    listed = select(Product.id, Product.price).where(
        Product.tenant_id == tenant, Product.removed.is_(False), Product.price.is_not(None)
    )
    moved = [(product, price) for product, price in tx.execute(listed) if known.get(product) != price]
    return put_snapshots(tx, tenant, _today(moved, midnight(clock(), zone)))


def _today(moved: Iterable[tuple[str, int | None]], at: int) -> dict[str, list[SnapshotPoint]]:
    return {product: [SnapshotPoint(at, OWN, price, None, None)] for product, price in moved}

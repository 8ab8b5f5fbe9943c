"""Use cases of supply facts: costs, lead time, capacity, reliability, and the rest of the 排品表."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import ProductSupply
from onair.trade.evidence.shapes import SUPPLY_FIELDS, Supply
from onair.trade.products import get_product
from onair.trade.versions import require_version


def supply_of(tx: Session, tenant: str, products: Sequence[str] | None = None) -> dict[str, Supply]:
    """Of the given products (None = all); those nobody entered anything for are not in it."""
    query = select(ProductSupply).where(ProductSupply.tenant_id == tenant)
    if products is not None:
        query = query.where(ProductSupply.product_id.in_(products))
    return {row.product_id: _view(row) for row in tx.scalars(query)}


def put_supply(
    tx: Session, actor: Actor, clock: Clock, product: str, *, version: int, changes: Mapping[str, Any]
) -> Supply:
    """`changes`: of SUPPLY_FIELDS and `sheet`; None forgets. `version` 0 = nothing was there.

    Raises ProductNotFound, Stale.
    """
    get_product(tx, actor.tenant, product)
    row = tx.get(ProductSupply, (actor.tenant, product), with_for_update=True)
    held = _view(row) if row else Supply()
    now = {name: getattr(held, name) for name in (*SUPPLY_FIELDS, "sheet")}
    require_version(version, held.version, changes, now)
    return write_supply(tx, actor, clock, product, changes, row=row)


def write_supply(
    tx: Session,
    actor: Actor,
    clock: Clock,
    product: str,
    changes: Mapping[str, Any],
    *,
    row: ProductSupply | None,
) -> Supply:
    """For who has looked already. The same again changes nothing, not even the version."""
    before = _view(row) if row else Supply()
    if all(getattr(before, name) == value for name, value in changes.items()):
        return before
    if row is None:
        row = ProductSupply(tenant_id=actor.tenant, product_id=product, sheet={}, version=0)
        tx.add(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = clock()
    row.version += 1
    touch(tx, actor.tenant, clock)
    after = _view(row)
    audit(tx, actor, clock, "supply.put", product, before=_told(before), after=_told(after))
    return after


def supply_rows(tx: Session, tenant: str, products: Sequence[str]) -> dict[str, ProductSupply]:
    """The rows themselves, locked: for an import that writes many."""
    query = select(ProductSupply).where(
        ProductSupply.tenant_id == tenant, ProductSupply.product_id.in_(products)
    )
    return {row.product_id: row for row in tx.scalars(query.with_for_update())}


def _told(supply: Supply) -> dict[str, Any]:
    return {
        name: value
        for name, value in supply._asdict().items()
        if value not in (None, {}) and name != "version"
    }


def _view(row: ProductSupply) -> Supply:
    facts = {name: getattr(row, name) for name in SUPPLY_FIELDS}
    return Supply(**facts, sheet=dict(row.sheet), updated_at=row.updated_at, version=row.version)

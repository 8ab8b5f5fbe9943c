"""Whether evidence has changed: one counter a team, and the products' own marks."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock
from onair.store.rows import locked_or_new
from onair.trade.evidence.model import EvidenceMark
from onair.trade.model import Product


def touch(tx: Session, tenant: str, clock: Clock) -> None:
    """Evidence of this team has changed in this transaction."""
    mark = locked_or_new(
        tx,
        lambda: tx.get(EvidenceMark, tenant, with_for_update=True),
        lambda: EvidenceMark(tenant_id=tenant, changes=0, changed_at=clock()),
    )
    mark.changes, mark.changed_at = mark.changes + 1, clock()


def stamp(tx: Session, tenant: str) -> str:
    """Equal exactly when no product and no evidence has changed."""
    mark = tx.get(EvidenceMark, tenant)
    query = select(func.count(), func.sum(Product.version), func.max(Product.updated_at))
    products = tx.execute(query.where(Product.tenant_id == tenant, Product.removed.is_(False))).one()
    return ":".join(str(part or 0) for part in (mark.changes if mark else 0, *products))


def changed_at(tx: Session, tenant: str) -> int | None:
    """When evidence or a product changed last, ms; None when there is nothing."""
    mark = tx.get(EvidenceMark, tenant)
    newest = tx.scalar(select(func.max(Product.updated_at)).where(Product.tenant_id == tenant))
    known = [at for at in (mark.changed_at if mark else None, newest) if at is not None]
    return max(known) if known else None

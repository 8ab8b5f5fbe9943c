"""Use cases of a product's dossier: licences, certificates, reports, with their expiry."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.kernel.errors import NotFound
from onair.kernel.ids import new_id
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import ProductPaper
from onair.trade.evidence.shapes import Paper
from onair.trade.products import get_product
from onair.trade.versions import require_version

FIELDS = ("kind", "number", "issuer", "expires_at", "file")


class PaperNotFound(NotFound):
    code = "paper_not_found"
    zh = "没有资质 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no paper {id}, or it belongs to another team. Nothing was changed."


class NewPaper(NamedTuple):
    kind: str
    number: str
    issuer: str | None = None
    expires_at: int | None = None
    file: str | None = None


def dossier_of(tx: Session, tenant: str, product: str) -> list[Paper]:
    """Oldest first."""
    return dossiers(tx, tenant, (product,)).get(product, [])


def dossiers(tx: Session, tenant: str, products: Collection[str] | None = None) -> dict[str, list[Paper]]:
    """Of all products of a team, or of those."""
    query = select(ProductPaper).where(ProductPaper.tenant_id == tenant).order_by(ProductPaper.id)
    if products is not None:
        query = query.where(ProductPaper.product_id.in_(products))
    found: dict[str, list[Paper]] = {}
    for row in tx.scalars(query):
        found.setdefault(row.product_id, []).append(_view(row))
    return found


def add_paper(tx: Session, actor: Actor, clock: Clock, product: str, paper: NewPaper) -> Paper:
    """The same kind and number again changes that paper instead. Raises ProductNotFound."""
    get_product(tx, actor.tenant, product)
    same = select(ProductPaper).where(
        ProductPaper.tenant_id == actor.tenant, ProductPaper.product_id == product,
        ProductPaper.kind == paper.kind, ProductPaper.number == paper.number,
    )  # fmt: skip
    row = tx.scalars(same).first()
    if row is not None:
        return _write(
            tx, actor, clock, row, {name: value for name, value in paper._asdict().items() if value}
        )
    row = ProductPaper(
        id=new_id("ppr", clock), tenant_id=actor.tenant, product_id=product, created_at=clock(), version=1,
        **paper._asdict(),
    )  # fmt: skip
    tx.add(row)
    touch(tx, actor.tenant, clock)
    audit(tx, actor, clock, "paper.add", row.id, after={"product": product} | paper._asdict())
    return _view(row)


def change_paper(
    tx: Session, actor: Actor, clock: Clock, paper: str, *, version: int, changes: dict[str, Any]
) -> Paper:
    """Raises PaperNotFound, Stale."""
    row = _paper(tx, actor.tenant, paper)
    require_version(version, row.version, changes, {name: getattr(row, name) for name in FIELDS})
    return _write(tx, actor, clock, row, changes)


def remove_paper(tx: Session, actor: Actor, clock: Clock, paper: str) -> None:
    """Raises PaperNotFound."""
    row = _paper(tx, actor.tenant, paper)
    before = {"product": row.product_id} | {name: getattr(row, name) for name in FIELDS}
    tx.delete(row)
    touch(tx, actor.tenant, clock)
    audit(tx, actor, clock, "paper.remove", paper, before=before)


def _write(tx: Session, actor: Actor, clock: Clock, row: ProductPaper, changes: dict[str, Any]) -> Paper:
    before = {name: getattr(row, name) for name in changes}
    if before == changes:
        return _view(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    touch(tx, actor.tenant, clock)
    audit(tx, actor, clock, "paper.change", row.id, before=before, after=changes)
    return _view(row)


def _paper(tx: Session, tenant: str, paper: str) -> ProductPaper:
    row = tx.get(ProductPaper, paper, with_for_update=True)
    if row is None or row.tenant_id != tenant:
        raise PaperNotFound(id=paper)
    return row


def _view(row: ProductPaper) -> Paper:
    facts = {name: getattr(row, name) for name in FIELDS}
    return Paper(**facts, id=row.id, product=row.product_id, version=row.version)

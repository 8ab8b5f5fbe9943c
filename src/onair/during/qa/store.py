"""Reading the library from its tables."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.during.qa.answer import Answer, Library, Source
from onair.during.qa.model import QaAnswer
from onair.trade.evidence.service import changed_at, dossiers
from onair.trade.personas.uses import in_force
from onair.trade.service import products_of

FIELDS = (
    "product", "intent", "variants", "short", "short_en", "long", "source", "until", "never", "host",
)  # fmt: skip
"""What a person writes of an answer."""
GONE = 1
"""Evidence that is not there any more: its answer ended long ago."""


def library_stamp(tx: Session, tenant: str) -> tuple[Any, ...]:
    """Differs whenever `library_of` may answer something else."""
    row = QaAnswer
    query = select(func.count(), func.sum(row.version), func.max(row.updated_at)).where(
        row.tenant_id == tenant
    )
    used = in_force(tx, tenant)
    return (*tx.execute(query).one(), used, changed_at(tx, tenant))


def library_of(tx: Session, tenant: str) -> Library:
    """Everything a matcher needs, the ends of evidence counted."""
    rows = tx.scalars(select(QaAnswer).where(QaAnswer.tenant_id == tenant).order_by(QaAnswer.id)).all()
    ends = evidence_ends(tx, tenant, {row.product_id for row in rows if row.product_id and row.source})
    answers = {row.id: view(row, ends) for row in rows}
    own = sorted({row.product_id for row in rows if row.product_id})
    products = {name: one.id for one in products_of(tx, tenant, own).values() for name in one.ids}
    return Library(answers, products, in_force(tx, tenant))


def evidence_ends(tx: Session, tenant: str, products: Collection[str]) -> dict[str, int | None]:
    """Paper → when it runs out, None = never; of those products."""
    if not products:
        return {}
    held = dossiers(tx, tenant, products)
    return {paper.id: paper.expires_at for papers in held.values() for paper in papers}


def view(row: QaAnswer, ends: dict[str, int | None]) -> Answer:
    """As others read it. An answer ends with its evidence at the latest."""
    source = Source(**row.source) if row.source else None
    until = row.until
    if source is not None and source.ref is not None and until is not None:
        end = ends.get(source.ref, GONE)
        until = until if end is None else min(until, end)
    kept: Any = row.state
    intent: Any = row.intent
    return Answer(
        id=row.id, product=row.product_id, intent=intent, variants=tuple(row.variants), short=row.short, long=row.long,
        short_en=row.short_en, source=source, until=until, never=tuple(row.never), host=row.host_id, kept=kept,
        author=row.author_id, author_name=row.author_name, approver=row.approver_id, approver_name=row.approver_name,
        approved_at=row.approved_at, created_at=row.created_at, updated_at=row.updated_at, version=row.version,
    )  # fmt: skip

"""Reading the library from its tables."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.compliance.lint import Evidence
from onair.during.qa.answer import Answer, Backing, Library, Source
from onair.during.qa.checking import day_of
from onair.during.qa.model import QaAnswer
from onair.kernel.clock import DAY_MS
from onair.trade.claims.service import knowledge
from onair.trade.evidence.service import Paper, changed_at, dossiers
from onair.trade.personas.uses import in_force
from onair.trade.service import all_products

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
    shelf = all_products(tx, tenant)
    backing = backing_of(tx, tenant, [one.id for one in shelf])
    answers = {row.id: view(row, backing) for row in rows}
    products = {name: one.id for one in shelf for name in one.ids}
    return Library(answers, products, in_force(tx, tenant), backing)


def backing_of(tx: Session, tenant: str, products: Collection[str]) -> Backing:
    """The records of these products and of all hosts."""
    held = dossiers(tx, tenant, products) if products else {}
    papers = {paper.id: _evidence(paper) for papers in held.values() for paper in papers}
    return Backing(knowledge(tx, tenant, products), papers)


def _evidence(paper: Paper) -> Evidence:
    """As the lint knows it: a report proves figures, a certificate a standard, the rest itself."""
    kind = {"quality_report": "report", "certificate": "standard"}.get(paper.kind, paper.kind)
    ends = None if paper.expires_at is None else day_of(paper.expires_at)
    return Evidence(paper.id, kind, "", paper.issuer or "", scope=(paper.product,), valid_until=ends)


def view(row: QaAnswer, backing: Backing) -> Answer:
    """As others read it. An answer ends with its evidence at the latest, and with its day."""
    source = Source(**row.source) if row.source else None
    until = row.until
    if source is not None and source.ref is not None and until is not None:
        paper = backing.papers.get(source.ref)
        if paper is None:
            until = GONE
        elif paper.valid_until is not None:
            until = min(until, midnight_after(paper.valid_until))
    kept: Any = row.state
    intent: Any = row.intent
    return Answer(
        id=row.id, product=row.product_id, intent=intent, variants=tuple(row.variants), short=row.short, long=row.long,
        short_en=row.short_en, source=source, until=until, chosen_until=row.until,
        never=tuple(row.never), host=row.host_id, kept=kept,
        author=row.author_id, author_name=row.author_name, approver=row.approver_id, approver_name=row.approver_name,
        approved_at=row.approved_at, created_at=row.created_at, updated_at=row.updated_at, version=row.version,
    )  # fmt: skip


def midnight_after(day: date) -> int:
    """Its end, ms UTC."""
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000) + DAY_MS

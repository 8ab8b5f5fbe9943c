"""The rows of imports and learnt mappings: small reads and writes, each in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.connectors.mapped_csv.mapping import Mapping
from onair.during.intake.imports.model import Import, LearntMapping
from onair.during.intake.imports.problems import ImportNotFound
from onair.during.intake.imports.windows import Span
from onair.files.headers import signature
from onair.kernel.clock import Clock
from onair.kernel.ids import new_id

WAITING = ("queued", "running")
OPEN = (*WAITING, "needs_mapping")
PAGE = 50


def create(tx: Session, actor: Actor, clock: Clock, *, file: str, size: int, asked: dict[str, Any]) -> Import:
    """A queued import."""
    row = Import(
        id=new_id("imp", clock), tenant_id=actor.tenant, show_id=None, file=file[:255], sha256="", size=size,
        kind=None, state="queued", progress=0.0, cancel=False, asked=asked, result={}, problem=None,
        signature=None, starts_at=None, ends_at=None, start_said=False, end_said=False, ledger=False,
        sets_window=False, spool=None, quarantine=None, created_by=actor.id, created_at=clock(),
        finished_at=None,
    )  # fmt: skip
    tx.add(row)
    audit(tx, actor, clock, "import.create", row.id, after={"file": row.file, **asked})
    tx.flush()
    return row


def get(tx: Session, tenant: str, import_id: str) -> Import:
    """Raises ImportNotFound, also for another team's."""
    row = tx.scalars(select(Import).where(Import.id == import_id, Import.tenant_id == tenant)).one_or_none()
    if row is None:
        raise ImportNotFound()
    return row


def listed(tx: Session, tenant: str, before: str | None, limit: int = PAGE) -> Sequence[Import]:
    """Newest first."""
    query = select(Import).where(Import.tenant_id == tenant)
    if before:
        query = query.where(Import.id < before)
    return tx.scalars(query.order_by(Import.id.desc()).limit(limit)).all()


def unfinished(tx: Session) -> Sequence[Import]:
    """Of every team: what a process that died left behind, oldest first."""
    return tx.scalars(select(Import).where(Import.state.in_(WAITING)).order_by(Import.id)).all()


def spans(tx: Session, show: str) -> list[Span]:
    """What earlier imports said about a show's window."""
    query = select(Import).where(Import.show_id == show, Import.sets_window, Import.starts_at.is_not(None))
    return [
        Span(row.starts_at, row.ends_at, row.start_said, row.end_said, row.ledger)
        for row in tx.scalars(query)
        if row.starts_at is not None and row.ends_at is not None
    ]


def learnt(tx: Session, tenant: str, wanted: str) -> dict[str, Any] | None:
    """The newest mapping of a header signature."""
    query = select(LearntMapping).where(LearntMapping.tenant_id == tenant, LearntMapping.signature == wanted)
    row = tx.scalars(query.order_by(LearntMapping.version.desc()).limit(1)).one_or_none()
    return None if row is None else row.mapping


def learn(
    tx: Session, actor: Actor, clock: Clock, *, headers: Sequence[str], mapping: Mapping, body: dict[str, Any]
) -> int:
    """Keep a mapping for these headers as a new version. Raises BadMapping. → its version."""
    mapping.checked(headers)
    wanted = signature(headers)
    newest = select(func.max(LearntMapping.version)).where(
        LearntMapping.tenant_id == actor.tenant, LearntMapping.signature == wanted
    )
    version = (tx.scalar(newest) or 0) + 1
    tx.add(
        LearntMapping(
            tenant_id=actor.tenant, signature=wanted, version=version, headers=list(headers), mapping=body,
            created_by=actor.id, created_at=clock(),
        )
    )  # fmt: skip
    audit(tx, actor, clock, "mapping.learn", wanted, after={"version": version, "mapping": body})
    return version

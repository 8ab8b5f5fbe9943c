"""The audit chain: each entry's hash covers its fields and the hash before it, per tenant.

An edited, deleted, inserted or reordered entry breaks the chain; a cut tail disagrees with the head.
The chain does not stop somebody who can rewrite every row and the head: keep its last hash elsewhere
(backups carry it) to see that too.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.model import Audit, AuditHead
from onair.access.roles import Actor
from onair.kernel.clock import Clock

GENESIS = "0" * 64
FIELDS = ("tenant_id", "seq", "at", "actor_kind", "actor_id", "actor_name", "action", "subject",
          "before", "after", "why", "prev")  # fmt: skip
PAGE = 1000


def canonical(value: Any) -> str | None:
    """JSON with sorted keys and no spaces; None stays None."""
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def link_hash(entry: Audit) -> str:
    """SHA-256 over the fields as a JSON list: unambiguous, so no two entries read the same."""
    fields = [getattr(entry, name) for name in FIELDS]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def audit(
    tx: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    subject: str,
    *,
    before: Any = None,
    after: Any = None,
    why: str | None = None,
) -> int:
    """Append one entry in the caller's transaction: it stands exactly if the change stands. → its number."""
    head = _head(tx, actor.tenant)
    entry = Audit(
        tenant_id=actor.tenant,
        seq=head.seq + 1,
        at=clock(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject[:200],
        before=canonical(before),
        after=canonical(after),
        why=why,
        prev=head.hash,
    )
    entry.hash = link_hash(entry)
    tx.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    return entry.seq


def turn(tx: Session, tenant: str) -> None:
    """Wait for one's turn: from here to the end of the transaction nobody else of the team writes what is audited.

    For what looks before it writes; SQLite has one writer anyway, PostgreSQL many.
    """
    _head(tx, tenant)


def _head(tx: Session, tenant: str) -> AuditHead:
    """Locked until the transaction ends, so it is read once in it."""
    kept = tx.info.get(AuditHead)
    if isinstance(kept, AuditHead) and kept in tx and kept.tenant_id == tenant:
        return kept
    locked = select(AuditHead).where(AuditHead.tenant_id == tenant).with_for_update()
    head = tx.scalars(locked).one_or_none()
    if head is None:
        head = AuditHead(tenant_id=tenant, seq=0, hash=GENESIS)
        tx.add(head)
    tx.info[AuditHead] = head
    return head


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken` None = the chain holds; else the number of the first entry that does not fit, and why."""

    entries: int
    head: str
    broken: int | None = None
    why: str | None = None


def verify_audit(tx: Session, tenant: str) -> Verdict:
    """Walk the whole chain of a tenant; linear time, constant memory."""
    prev, expected = GENESIS, 1
    for entry in _entries(tx, tenant):
        fault = _fault(entry, expected, prev)
        if fault:
            return Verdict(entries=expected - 1, head=prev, broken=expected, why=fault)
        prev, expected = entry.hash, expected + 1
    head = tx.get(AuditHead, tenant)
    last = (head.seq, head.hash) if head else (0, GENESIS)
    if last != (expected - 1, prev):
        return Verdict(entries=expected - 1, head=prev, broken=expected, why="tail")
    return Verdict(entries=expected - 1, head=prev)


def _fault(entry: Audit, expected: int, prev: str) -> str | None:
    if entry.seq != expected:
        return "missing"
    if entry.prev != prev:
        return "order"
    return None if link_hash(entry) == entry.hash else "edited"


def _entries(tx: Session, tenant: str) -> Iterable[Audit]:
    last = None
    while True:
        query = select(Audit).where(Audit.tenant_id == tenant).order_by(Audit.seq).limit(PAGE)
        page = tx.scalars(query if last is None else query.where(Audit.seq > last)).all()
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].seq
        tx.expunge_all()

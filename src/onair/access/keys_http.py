"""Routes of API keys and of the audit chain."""

import json
from typing import Annotated

from fastapi import Query

from onair.access import audit_view, keys
from onair.access.audit import verify_audit
from onair.access.roles import Actor, Role
from onair.access.schemas import (
    AuditRow,
    AuditRowPage,
    AuditVerdict,
    Key,
    KeyPage,
    KeyWithSecret,
    NewKey,
)
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Cursor
from onair.access.web.identity import KeyMemory
from onair.kernel.errors import NotAllowed

router = Router("access")
KEEPERS = Allow(roles={Role.technician})
READERS = Allow(roles={Role.owner, Role.auditor})
TECHNICAL = frozenset({"events:write", "numbers:read", "imports:write", "connections:write"})


class ScopeBeyondRole(NotAllowed):
    code = "scope_beyond_role"
    zh = "技术只能创建 {mine} 范围的密钥。没有创建，请找负责人。"
    en = "A technician may make keys for {mine} only. No key was made; ask an owner."


@router.get("/api/v1/keys", allow=KEEPERS)
def keys_list(call: Call) -> KeyPage:
    with call.db.read() as tx:
        rows = keys.list_keys(tx, call.actor.tenant)
    return KeyPage(items=[Key.model_validate(row, from_attributes=True) for row in rows])


@router.post("/api/v1/keys", status_code=201, allow=KEEPERS, errors=(ScopeBeyondRole,))
def create(form: NewKey, call: Call) -> KeyWithSecret:
    """The secret is in this answer and nowhere else."""
    _within(call.actor, form.scopes)
    with call.db.write() as tx:
        made = keys.create_key(tx, call.actor, call.clock, form.name, form.scopes)
    return KeyWithSecret(id=made.id, name=form.name, scopes=sorted(set(form.scopes)), secret=made.secret)


@router.delete("/api/v1/keys/{key_id}", status_code=204, allow=KEEPERS)
def revoke(key_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        keys.revoke_key(tx, call.actor, call.clock, key_id)
    call.use(KeyMemory).forget()


def _within(actor: Actor, scopes: list[str]) -> None:
    """Nobody hands out more than they may do themselves."""
    if actor.kind == "person" and Role.owner not in actor.roles and not TECHNICAL.issuperset(scopes):
        raise ScopeBeyondRole(mine=", ".join(sorted(TECHNICAL)))


@router.get("/api/v1/audit", allow=READERS)
def audit_list(call: Call, cursor: Annotated[Cursor | None, Query()] = None) -> AuditRowPage:
    """Newest first, 100 at a time."""
    with call.db.read() as tx:
        rows, following = audit_view.page(tx, call.actor.tenant, cursor)
    return AuditRowPage(items=[_row(entry) for entry in rows], next=following)


@router.post("/api/v1/audit/verify", allow=READERS)
def audit_verify(call: Call) -> AuditVerdict:
    """Walks the whole chain."""
    with call.db.read() as tx:
        found = verify_audit(tx, call.actor.tenant)
    broken = None if found.broken is None else str(found.broken)
    return AuditVerdict(
        ok=broken is None, rows=found.entries, head=found.head, broken_at=broken, why=found.why
    )


def _row(entry: audit_view.Entry) -> AuditRow:
    return AuditRow(
        id=str(entry.seq), at=entry.at, actor=entry.actor_id, actor_name=entry.actor_name,
        actor_kind=entry.actor_kind, action=entry.action, subject=entry.subject, why=entry.why,
        before=entry.before and json.loads(entry.before), after=entry.after and json.loads(entry.after),
    )  # fmt: skip

"""API keys: `onair_<id>_<secret>`, shown once, kept as a hash, bound to a tenant and to scopes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.audit import audit
from onair.access.model import ApiKey
from onair.access.roles import SCOPES, Actor
from onair.access.secrets import digest
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.ids import new_id, new_secret

PREFIX = "onair_"


class UnknownScope(BadInput):
    code = "unknown_scope"
    zh = "没有这样的权限范围：{scope}。没有创建密钥，可选：{known}。"
    en = "There is no scope {scope}. No key was created; the scopes are {known}."


@dataclass(frozen=True, slots=True)
class NewKey:
    """`secret` is the whole key; it cannot be shown again."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class KeyView:
    id: str
    name: str
    scopes: list[str]
    created_at: int
    revoked_at: int | None


def create_key(tx: Session, actor: Actor, clock: Clock, name: str, scopes: Iterable[str]) -> NewKey:
    """Raises UnknownScope."""
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(scope=scope, known=", ".join(SCOPES))
    row_id = new_id("key", clock)
    secret = f"{PREFIX}{row_id.removeprefix('key_')}_{new_secret()}"
    row = ApiKey(id=row_id, tenant_id=actor.tenant, name=name, hash=digest(secret), scopes=" ".join(wanted))
    row.created_by, row.created_at, row.revoked_at = actor.id, clock(), None
    tx.add(row)
    audit(tx, actor, clock, "key.create", row_id, after={"name": name, "scopes": wanted})
    return NewKey(row_id, secret)


def revoke_key(tx: Session, actor: Actor, clock: Clock, key: str, why: str | None = None) -> None:
    """From the next request on (at most 2 s later in another process). Raises NotFound."""
    query = select(ApiKey).where(ApiKey.id == key, ApiKey.tenant_id == actor.tenant)
    row = tx.scalars(query.with_for_update()).one_or_none()
    if row is None or row.revoked_at is not None:
        raise NotFound(what=key)
    row.revoked_at = clock()
    audit(tx, actor, clock, "key.revoke", key, before=_public(row), why=why)


def list_keys(tx: Session, tenant: str) -> list[KeyView]:
    """Newest first, revoked ones included."""
    rows = tx.scalars(select(ApiKey).where(ApiKey.tenant_id == tenant).order_by(ApiKey.id.desc())).all()
    return [KeyView(row.id, row.name, row.scopes.split(), row.created_at, row.revoked_at) for row in rows]


def find_key(tx: Session, secret: str) -> Actor | None:
    """Who holds this key, or None."""
    query = select(ApiKey).where(ApiKey.hash == digest(secret), ApiKey.revoked_at.is_(None))
    row = tx.scalars(query).one_or_none()
    if row is None:
        return None
    return Actor(row.tenant_id, "key", row.id, row.name, scopes=frozenset(row.scopes.split()))


def _public(row: ApiKey) -> dict[str, object]:
    return {"name": row.name, "scopes": row.scopes.split()}

"""Tenants: one team's whole world. Nothing is shared between two of them but the installation."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.audit import audit
from onair.access.model import Tenant
from onair.access.roles import system
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id


class WhichTenant(Conflict):
    code = "which_tenant"
    zh = "这里有多个团队：{known}。没有任何改动，请用 --tenant 指明。"
    en = "There are several teams here: {known}. Nothing was changed; say which with --tenant."


@dataclass(frozen=True, slots=True)
class TenantView:
    id: str
    name: str
    demo: bool
    created_at: int


def create_tenant(tx: Session, clock: Clock, name: str, demo: bool = False) -> TenantView:
    """An empty team; `invite_owner` gives it its first person."""
    row = Tenant(id=new_id("tnt", clock), name=name, demo=demo, created_at=clock())
    tx.add(row)
    tx.flush()
    audit(tx, system(row.id), clock, "tenant.create", row.id, after={"name": name, "demo": demo})
    return _view(row)


def list_tenants(tx: Session) -> list[TenantView]:
    """Oldest first."""
    return [_view(row) for row in tx.scalars(select(Tenant).order_by(Tenant.id))]


def find_tenant(tx: Session, wanted: str | None = None) -> TenantView:
    """By id or name; without one, the only team. Raises NotFound, WhichTenant."""
    found = [view for view in list_tenants(tx) if wanted is None or wanted in (view.id, view.name)]
    if not found:
        raise NotFound(what=wanted or "tenant")
    if len(found) > 1:
        raise WhichTenant(known=", ".join(f"{view.name} ({view.id})" for view in found))
    return found[0]


def get_tenant(tx: Session, tenant: str) -> TenantView:
    """Raises NotFound."""
    row = tx.get(Tenant, tenant)
    if row is None:
        raise NotFound(what=tenant)
    return _view(row)


def _view(row: Tenant) -> TenantView:
    return TenantView(row.id, row.name, row.demo, row.created_at)

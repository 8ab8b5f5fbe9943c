"""Use cases of rooms and hosts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.model import Host, Room
from onair.trade.versions import require_version
from onair.trade.views import HostView, RoomView


class RoomAmbiguous(Conflict):
    code = "room_ambiguous"
    zh = "有几个直播间都叫「{name}」。没有保存，请改用直播间的编号。"
    en = "There are several rooms called {name}. Nothing was saved; give the room's id."


def create_room(
    tx: Session, actor: Actor, clock: Clock, *, name: str, platform: str, account: str | None = None
) -> RoomView:
    row = Room(
        id=new_id("rom", clock), tenant_id=actor.tenant, name=name, platform=platform, account=account, market="cn",
        stock_owner="onair",
    )  # fmt: skip
    row.created_at, row.version = clock(), 1
    tx.add(row)
    tx.flush()
    view = room_view(row)
    audit(tx, actor, clock, "room.create", row.id, after=asdict(view))
    return view


def change_room(
    tx: Session, actor: Actor, clock: Clock, room: str, *, version: int, changes: Mapping[str, Any]
) -> RoomView:
    """Raises NotFound, Stale."""
    row = room_of(tx, actor.tenant, room, lock=True)
    before = asdict(room_view(row))
    require_version(version, row.version, changes, before)
    _write(row, changes)
    after = room_view(row)
    audit(tx, actor, clock, "room.change", room, before=before, after=asdict(after))
    return after


def list_rooms(tx: Session, tenant: str) -> list[RoomView]:
    """By name."""
    rows = tx.scalars(select(Room).where(Room.tenant_id == tenant).order_by(Room.name, Room.id))
    return [room_view(row) for row in rows]


def same_place(tx: Session, tenant: str, room: str) -> list[str]:
    """Ids of the rooms of one place of business: those of one account on one platform, else the room alone."""
    row = room_of(tx, tenant, room)
    if row.account is None:
        return [row.id]
    alike = select(Room.id).where(
        Room.tenant_id == tenant, Room.platform == row.platform, Room.account == row.account
    )
    return list(tx.scalars(alike.order_by(Room.id)))


def get_room(tx: Session, tenant: str, room: str) -> RoomView:
    """Raises NotFound."""
    return room_view(room_of(tx, tenant, room))


def create_host(tx: Session, actor: Actor, clock: Clock, name: str) -> HostView:
    row = Host(id=new_id("hst", clock), tenant_id=actor.tenant, name=name, created_at=clock(), version=1)
    tx.add(row)
    tx.flush()
    view = _host_view(row)
    audit(tx, actor, clock, "host.create", row.id, after=asdict(view))
    return view


def change_host(
    tx: Session, actor: Actor, clock: Clock, host: str, *, version: int, changes: Mapping[str, Any]
) -> HostView:
    """Raises NotFound, Stale."""
    query = select(Host).where(Host.id == host, Host.tenant_id == actor.tenant)
    row = tx.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(what=host)
    before = asdict(_host_view(row))
    require_version(version, row.version, changes, before)
    _write(row, changes)
    after = _host_view(row)
    audit(tx, actor, clock, "host.change", host, before=before, after=asdict(after))
    return after


def list_hosts(tx: Session, tenant: str) -> list[HostView]:
    """By name."""
    rows = tx.scalars(select(Host).where(Host.tenant_id == tenant).order_by(Host.name, Host.id))
    return [_host_view(row) for row in rows]


def room_of(tx: Session, tenant: str, room: str, *, lock: bool = False) -> Room:
    """The row, for trade itself. Raises NotFound."""
    query = select(Room).where(Room.id == room, Room.tenant_id == tenant)
    row = tx.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(what=room)
    return row


def room_by_name(tx: Session, tenant: str, name: str) -> Room:
    """By id, else the only one of that name. Raises NotFound, RoomAmbiguous."""
    named = select(Room).where(Room.tenant_id == tenant, or_(Room.id == name, Room.name == name))
    found = tx.scalars(named.order_by((Room.id == name).desc()).limit(2)).all()
    if not found:
        raise NotFound(what=name)
    if len(found) > 1 and found[0].id != name:
        raise RoomAmbiguous(name=name)
    return found[0]


def room_view(row: Room) -> RoomView:
    return RoomView(row.id, row.name, row.platform, row.account, row.version, row.market, row.stock_owner)


def _host_view(row: Host) -> HostView:
    return HostView(row.id, row.name, row.version)


def _write(row: Room | Host, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        setattr(row, field, value)
    row.version += 1

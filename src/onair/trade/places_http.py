"""Routes of rooms and hosts."""

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.trade import places
from onair.trade.schemas import (
    Host,
    HostPage,
    HostPatch,
    NewHost,
    NewRoom,
    Room,
    RoomPage,
    RoomPatch,
    host_out,
    room_out,
)
from onair.trade.versions import Stale

router = Router("trade")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
ROOMS = Allow(roles={Role.operator, Role.technician}, scopes={"shows:write"})
HOSTS = Allow(roles={Role.operator}, scopes={"shows:write"})


@router.get("/api/v1/rooms", allow=READ)
def rooms(call: Call) -> RoomPage:
    with call.db.read() as tx:
        return RoomPage(items=[room_out(view) for view in places.list_rooms(tx, call.actor.tenant)])


@router.post("/api/v1/rooms", status_code=201, allow=ROOMS)
def create_room(form: NewRoom, call: Call) -> Room:
    with call.db.write() as tx:
        made = places.create_room(
            tx, call.actor, call.clock, name=form.name, platform=form.platform, account=form.account
        )
    return room_out(made)


@router.patch("/api/v1/rooms/{room_id}", allow=ROOMS, errors=(Stale,))
def change_room(room_id: Id, form: RoomPatch, call: Call) -> Room:
    """Only fields that are sent change. A stale `version` answers 409 with the difference."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = places.change_room(tx, call.actor, call.clock, room_id, version=form.version, changes=changes)
    return room_out(after)


@router.get("/api/v1/hosts", allow=READ)
def hosts(call: Call) -> HostPage:
    with call.db.read() as tx:
        return HostPage(items=[host_out(view) for view in places.list_hosts(tx, call.actor.tenant)])


@router.post("/api/v1/hosts", status_code=201, allow=HOSTS)
def create_host(form: NewHost, call: Call) -> Host:
    with call.db.write() as tx:
        return host_out(places.create_host(tx, call.actor, call.clock, form.name))


@router.patch("/api/v1/hosts/{host_id}", allow=HOSTS, errors=(Stale,))
def change_host(host_id: Id, form: HostPatch, call: Call) -> Host:
    with call.db.write() as tx:
        after = places.change_host(
            tx, call.actor, call.clock, host_id, version=form.version, changes={"name": form.name}
        )
    return host_out(after)

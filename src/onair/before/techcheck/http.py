"""Routes of technical checks: upload or live input, follow, cancel, look back; a room's setup and checklist."""

import asyncio
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from fastapi import Path as PathParam
from fastapi import Query
from sqlalchemy.orm import Session
from starlette.responses import FileResponse

from onair.access.roles import TEAM, Role
from onair.access.service import list_people
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS
from onair.before.techcheck import checklist, service
from onair.before.techcheck.runner import TechChecks
from onair.before.techcheck.schemas import (
    NewTechLive,
    NewTechTask,
    ProfileName,
    TechBench,
    TechCheckAccepted,
    TechCheckOut,
    TechCheckPage,
    TechMember,
    TechSetupOut,
    TechSetupPut,
    TechTaskList,
    TechTaskOut,
    TechTaskPatch,
    TechUplinkOut,
    Uplink,
    bench_out,
    check_out,
    row_out,
    setup_out,
    task_out,
)
from onair.before.techcheck.views import CheckView, TaskView
from onair.connectors.media import programs, targets
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.settings import Settings
from onair.store.faults import DiskFull, is_full
from onair.store.files import sync_file, sync_folder
from onair.trade.versions import Stale

router = Router("techcheck")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.technician, Role.operator}, scopes={"shows:write"})
FILE_LIMIT = 1 << 30
UPLINK_LIMIT = 32 << 20
WRITTEN_AT_ONCE = 4 << 20
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FileName = Annotated[str, Query(min_length=1, max_length=255, pattern=NO_CONTROLS)]

StillName = Annotated[str, PathParam(max_length=40, pattern=r"^[a-z0-9.-]+$")]


class NothingSent(BadInput):
    code = "techcheck_empty"
    zh = "没有收到录像内容。没有开始检测，请重新选择文件。"
    en = "The recording came empty. Nothing was started; choose the file again."


def _checks(call: Call) -> TechChecks:
    return call.services.maybe(TechChecks) or call.services.put(TechChecks(call.services))


@router.get("/api/v1/techcheck", allow=READ)
def bench(call: Call) -> TechBench:
    """Categories with their limits, which programs this server lacks, and the show that is prepared next."""
    with call.db.read() as tx:
        return bench_out(service.next_show(tx, call.actor.tenant, call.clock()), call.lang)


@router.get("/api/v1/techcheck/rooms/{room_id}", allow=READ)
def setup(room_id: Id, call: Call) -> TechSetupOut:
    """The room's category and colour card."""
    with call.db.read() as tx:
        return setup_out(service.setup_of(tx, call.actor.tenant, room_id))


@router.put("/api/v1/techcheck/rooms/{room_id}", allow=WRITE, errors=(Stale, service.BadCard))
def change_setup(room_id: Id, form: TechSetupPut, call: Call) -> TechSetupOut:
    """A stale `version` answers 409 with the difference."""
    with call.db.write() as tx:
        view = service.change_setup(
            tx, call.actor, call.clock, room_id, version=form.version, profile=form.profile, card=form.card
        )
    return setup_out(view)


@router.get("/api/v1/techcheck/rooms/{room_id}/checks", allow=READ)
def history(room_id: Id, call: Call, cursor: Annotated[Id | None, Query()] = None) -> TechCheckPage:
    """Newest first, 30 at a time."""
    with call.db.read() as tx:
        found, following = service.history(tx, call.actor.tenant, room_id, cursor)
    return TechCheckPage(items=[row_out(view, call.lang) for view in found], next=following)


@router.post(
    "/api/v1/techcheck/rooms/{room_id}/uploads",
    status_code=202,
    allow=WRITE,
    body_limit=FILE_LIMIT,
    errors=(NothingSent, DiskFull, programs.ProgramMissing, service.TooManyWaiting),
    openapi_extra=_BODY,
)
async def upload(
    room_id: Id,
    call: Call,
    name: FileName = "recording",
    profile: ProfileName | None = None,
    uplink_kbps: Uplink | None = None,
) -> TechCheckAccepted:
    """The recording itself as the body (≤ 1 GiB), written to the data folder as it comes."""
    await asyncio.to_thread(_ready, call, room_id)
    checks = _checks(call)
    held = checks.incoming()
    try:
        size = await _written(call, held)
        view = await asyncio.to_thread(_queued, call, room_id, held, (name, profile, uplink_kbps, size))
    finally:
        held.unlink(missing_ok=True)
    checks.submit(call.actor, view.id)
    return TechCheckAccepted(id=view.id)


@router.post(
    "/api/v1/techcheck/rooms/{room_id}/live",
    status_code=202,
    allow=WRITE,
    errors=(targets.BadAddress, targets.PrivateAddress, programs.ProgramMissing, service.TooManyWaiting),
)
async def live(room_id: Id, form: NewTechLive, call: Call) -> TechCheckAccepted:
    """Take down a live input for a while and measure it. Its address is judged, used, and not kept."""
    shown = targets.shown(form.url)
    view = await asyncio.to_thread(_live, call, room_id, form, shown)
    _checks(call).submit(call.actor, view.id, url=form.url, seconds=form.seconds)
    return TechCheckAccepted(id=view.id)


@router.post("/api/v1/techcheck/uplink", allow=WRITE, body_limit=UPLINK_LIMIT, openapi_extra=_BODY)
async def uplink(call: Call) -> TechUplinkOut:
    """Counts what is sent and throws it away: the page measures how fast this computer can send."""
    taken = 0
    async for part in call.request.stream():
        taken += len(part)
    return TechUplinkOut(bytes=taken)


@router.get("/api/v1/techcheck/checks/{check_id}", allow=READ)
def get(check_id: Id, call: Call) -> TechCheckOut:
    with call.db.read() as tx:
        return check_out(service.get_check(tx, call.actor.tenant, check_id), call.lang)


@router.post("/api/v1/techcheck/checks/{check_id}/cancel", allow=WRITE, errors=(service.CheckOver,))
def cancel(check_id: Id, call: Call) -> TechCheckOut:
    """Waiting or running; its programs are ended."""
    with call.db.write() as tx:
        view = service.cancel(tx, call.actor, call.clock, check_id)
    _checks(call).ended(check_id)
    return check_out(view, call.lang)


@router.get(
    "/api/v1/techcheck/checks/{check_id}/stills/{name}",
    allow=READ,
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
)
def still(check_id: Id, name: StillName, call: Call) -> FileResponse:
    """A small picture of the recording."""
    with call.db.read() as tx:
        view = service.get_check(tx, call.actor.tenant, check_id)
    known = {s.name for s in view.report.stills} if view.report else set()
    path = _checks(call).folder(check_id) / name
    if name not in known or not path.is_file():
        raise NotFound(what=name)
    return FileResponse(path, media_type="image/jpeg", headers={"cache-control": "private, max-age=86400"})


@router.get("/api/v1/techcheck/rooms/{room_id}/checklist", allow=READ)
def tasks(room_id: Id, call: Call) -> TechTaskList:
    with call.db.read() as tx:
        return _list(tx, call, checklist.tasks(tx, call.actor.tenant, room_id))


@router.post(
    "/api/v1/techcheck/rooms/{room_id}/checklist", status_code=201, allow=WRITE, errors=(checklist.ListFull,)
)
def add_task(room_id: Id, form: NewTechTask, call: Call) -> TechTaskOut:
    with call.db.write() as tx:
        return task_out(checklist.add(tx, call.actor, call.clock, room_id, form.text), call.lang)


@router.post("/api/v1/techcheck/rooms/{room_id}/checklist/fill", allow=WRITE)
def fill_tasks(room_id: Id, call: Call) -> TechTaskList:
    """Add what the room's category asks for and the list lacks."""
    with call.db.write() as tx:
        return _list(tx, call, checklist.fill(tx, call.actor, call.clock, room_id))


@router.post("/api/v1/techcheck/rooms/{room_id}/checklist/reopen", allow=WRITE)
def reopen_tasks(room_id: Id, call: Call) -> TechTaskList:
    """All open again, before the next show."""
    with call.db.write() as tx:
        return _list(tx, call, checklist.reopen(tx, call.actor, call.clock, room_id))


@router.patch("/api/v1/techcheck/tasks/{task_id}", allow=WRITE, errors=(Stale,))
def change_task(task_id: Id, form: TechTaskPatch, call: Call) -> TechTaskOut:
    """A stale `version` answers 409 with the difference."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        view = checklist.change(tx, call.actor, call.clock, task_id, version=form.version, changes=changes)
    return task_out(view, call.lang)


@router.delete("/api/v1/techcheck/tasks/{task_id}", status_code=204, allow=WRITE)
def remove_task(task_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        checklist.remove(tx, call.actor, call.clock, task_id)


def _list(tx: Session, call: Call, found: list[TaskView]) -> TechTaskList:
    people = [TechMember(id=one.id, name=one.name) for one in list_people(tx, call.actor.tenant)]
    return TechTaskList(items=[task_out(view, call.lang) for view in found], people=people)


def _ready(call: Call, room: str) -> None:
    """Before a gigabyte is read: is the room there, are the programs?"""
    with call.db.read() as tx:
        service.setup_of(tx, call.actor.tenant, room)
    for name in programs.INSTALL:
        programs.program(name)


async def _written(call: Call, path: Path) -> int:
    """The body in a file, never more than 4 MiB of it in memory. Raises NothingSent, DiskFull."""
    size, held = 0, bytearray()
    try:
        with await asyncio.to_thread(path.open, "wb", 0) as file:
            async for part in call.request.stream():
                held += part
                size += len(part)
                if len(held) >= WRITTEN_AT_ONCE:
                    await asyncio.to_thread(file.write, bytes(held))
                    held.clear()
            await asyncio.to_thread(file.write, bytes(held))
    except OSError as error:
        if is_full(error):
            raise DiskFull from error
        raise
    if not size:
        raise NothingSent()
    return size


def _queued(call: Call, room: str, held: Path, asked: tuple[str, str | None, float | None, int]) -> CheckView:
    name, profile, uplink_kbps, size = asked
    base = PurePosixPath(name.replace("\\", "/")).name or "recording"
    sync_file(held)  # what is promised to be measured must outlive a power cut
    with call.db.write() as tx:
        view = service.begin(
            tx, call.actor, call.clock, room,
            source="upload", name=base, profile=profile, size=size, uplink_kbps=uplink_kbps,
        )  # fmt: skip
        place = _checks(call).recording(view.id)
        place.parent.mkdir(parents=True)
        held.rename(place)
        sync_folder(place.parent)
    return view


def _live(call: Call, room: str, form: NewTechLive, shown: str) -> CheckView:
    _ready(call, room)
    targets.target(form.url, private=call.use(Settings).private_targets)
    with call.db.write() as tx:
        return service.begin(
            tx, call.actor, call.clock, room,
            source="live", name=shown, profile=form.profile, uplink_kbps=form.uplink_kbps,
        )  # fmt: skip

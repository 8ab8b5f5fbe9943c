"""Routes of the emergency cards: their texts, what a room has for them, what would become of it now."""

import asyncio
from typing import NamedTuple

from fastapi import Query
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Router
from onair.delivery.service import TargetNotFound, paused, targets
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.emergency import store
from onair.during.emergency.book import Slip
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.report import RunTold, report
from onair.during.emergency.schemas import (
    EmergencyCardOut,
    EmergencyCardPage,
    EmergencyCardPut,
    EmergencyOffer,
    EmergencyReportOut,
    EmergencyRoomOut,
    EmergencyRoomPut,
    EmergencyTrial,
    EmergencyTrialPage,
    Held,
    Slug,
    card_out,
    report_out,
    room_out,
)
from onair.during.emergency.sheets import TITLES, Writer, file_of
from onair.during.emergency.trying import trials
from onair.during.signal.service import Offered, code_text, orders_of
from onair.kernel.errors import BadInput
from onair.trade.service import get_room
from onair.trade.versions import Stale

router = Router("emergency")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITES = Allow(roles={Role.operator, Role.controller, Role.technician})
SETS = Allow(roles={Role.operator, Role.technician})
TAKE_OUT = Allow(roles={Role.operator, Role.controller, Role.technician, Role.analyst}, scopes={"shows:read"})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
CARDS = "/api/v1/emergency/cards"
ROOM = "/api/v1/emergency/rooms/{room_id}"


class UnknownEmergencyFile(BadInput):
    code = "emergency_unknown_file"
    zh = "不能导出为「{format}」或没有表「{sheet}」。没有生成文件，可用：xlsx、csv；表 {known}。"
    en = "No export as {format}, or no sheet {sheet}. No file was made; there are xlsx and csv; sheets {known}."


@router.get(CARDS, allow=READ, summary="Emergency cards of the team")
def list_cards(call: Call) -> EmergencyCardPage:
    with call.db.read() as tx:
        return EmergencyCardPage(items=[card_out(view) for view in store.cards(tx, call.actor.tenant)])


@router.put(f"{CARDS}/{{card_id}}", allow=WRITES, errors=(store.CardNotFound, store.BadCard, Stale))
def put_card(card_id: Slug, form: EmergencyCardPut, call: Call) -> EmergencyCardOut:
    """The team's own words, steps and times; shows on air follow at once, an emergency that is open keeps its own."""
    changes = form.model_dump(mode="json", include=form.model_fields_set - {"version"}, exclude_none=True)
    with call.db.write() as tx:
        view = store.put_card(tx, call.actor, call.clock, card_id, version=form.version, changes=changes)
    _changed(call)
    return card_out(view)


@router.delete(f"{CARDS}/{{card_id}}", allow=WRITES, errors=(store.CardNotFound, Stale))
def reset_card(card_id: Slug, version: Held, call: Call) -> EmergencyCardOut:
    """As it came with OnAir."""
    with call.db.write() as tx:
        view = store.reset_card(tx, call.actor, call.clock, card_id, version=version)
    _changed(call)
    return card_out(view)


@router.get(ROOM, allow=READ, summary="What a room has for emergencies")
def get_setup(room_id: Id, call: Call) -> EmergencyRoomOut:
    with call.db.read() as tx:
        get_room(tx, call.actor.tenant, room_id)
        return room_out(room_id, store.setup_of(tx, call.actor.tenant, room_id))


@router.put(ROOM, allow=SETS, errors=(TargetNotFound, store.BadAuto, Stale))
def put_setup(room_id: Id, form: EmergencyRoomPut, call: Call) -> EmergencyRoomOut:
    """Scene, input, text source and robots; and which steps may run without a person. Who allowed that stays on record."""
    new = store.NewSetup(form.scene, form.main_scene, form.input, form.text, form.targets, form.auto)
    with call.db.write() as tx:
        setup = store.put_setup(tx, call.actor, call.clock, room_id, version=form.version, new=new)
    _changed(call)
    return room_out(room_id, setup)


@router.get(f"{ROOM}/offered", allow=SETS, summary="Scenes and inputs of the room's encoder, to choose from")
async def offered(room_id: Id, call: Call) -> EmergencyOffer:
    found = await _offered(call, room_id)
    return EmergencyOffer(
        ok=found.code == "ok", code=found.code, why=code_text(found.code).of(call.lang), scenes=list(found.scenes),
        inputs=list(found.inputs), backup=found.backup,
    )  # fmt: skip


@router.post(f"{ROOM}/try", allow=SETS, summary="What would become of the steps now; nothing is sent")
async def try_out(room_id: Id, call: Call) -> EmergencyTrialPage:
    """A look at the encoder and at the robots with what is saved."""
    found = await _offered(call, room_id)
    told = await asyncio.to_thread(_trials, call, room_id, found)
    return EmergencyTrialPage(items=told)


@router.get(
    "/api/v1/shows/{show_id}/emergencies",
    allow=READ,
    errors=(NoShow,),
    summary="The after-action report of a show",
)
async def get_report(show_id: Id, call: Call) -> EmergencyReportOut:
    """Timeline of every emergency, who did what, how long it took, what was left undone; and all corrections."""
    told, _ = await _told(call, show_id)
    return report_out(show_id, told.runs, told.slips, told.names, call.lang)


@router.get(
    "/api/v1/shows/{show_id}/emergencies/export",
    allow=TAKE_OUT,
    errors=(NoShow, UnknownEmergencyFile),
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
    summary="The after-action report as a file",
)
async def export(
    show_id: Id,
    call: Call,
    format: str = Query("xlsx", max_length=10),
    sheet: str = Query("runs", max_length=20),
) -> Response:
    """XLSX of all sheets, or one sheet as CSV; texts are guarded against formulas; that it was taken out is audited."""
    if format not in ("xlsx", "csv") or sheet not in TITLES:
        raise UnknownEmergencyFile(format=format, sheet=sheet, known=", ".join(TITLES))
    told, zone = await _told(call, show_id)
    writer = Writer(told.runs, told.slips, told.names, zone, call.lang)
    body = await asyncio.to_thread(file_of, writer, format, sheet)
    await asyncio.to_thread(_remember, call, show_id, format)
    headers = {
        "Content-Disposition": f'attachment; filename="emergencies-{show_id}.{format}"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(body, media_type=XLSX if format == "xlsx" else CSV, headers=headers)


class Told(NamedTuple):
    runs: list[RunTold]
    slips: list[Slip]
    names: dict[str, str]


async def _told(call: Call, show: str) -> tuple[Told, str]:
    """With the show's zone. Raises NoShow."""
    owner = await call.use(Hub).owner(show, call.actor.tenant)
    here = (await owner.settled()).companions.get("emergency")
    names = await asyncio.to_thread(House(call.db).names, call.actor.tenant)
    if not isinstance(here, Emergencies):
        return Told([], [], names), owner.facts.zone
    runs = report(here.book, over=owner.facts.state in ("ended", "reviewed"))
    return Told(runs, list(here.book.slips.values()), names), owner.facts.zone


def _remember(call: Call, show: str, kind: str) -> None:
    with call.db.write() as tx:
        audit(tx, call.actor, call.clock, "show.export", show, after={"format": kind, "what": "emergencies"})


def _trials(call: Call, room: str, found: Offered) -> list[EmergencyTrial]:
    with call.db.read() as tx:
        setup = store.setup_of(tx, call.actor.tenant, room)
        robots = {one.id: one for one in targets(tx, call.actor.tenant)}
        held = paused(tx, call.actor.tenant)
    return [
        EmergencyTrial.model_validate(
            {"do": one.do, "what": one.what, "ok": one.ok, "why": one.why.of(call.lang)}
        )
        for one in trials(setup, found, robots, paused=held)
    ]


async def _offered(call: Call, room: str) -> Offered:
    """Raises NotFound for a room of nobody's."""
    await asyncio.to_thread(_known, call, room)
    return await orders_of(call.services).offered(call.actor.tenant, room)


def _known(call: Call, room: str) -> None:
    with call.db.read() as tx:
        get_room(tx, call.actor.tenant, room)


def _changed(call: Call) -> None:
    hub = call.services.maybe(Hub)
    if hub is not None:
        hub.relearn("emergency", tenant=call.actor.tenant)

"""Routes of the emergency cards: their texts, what a room has for them, what would become of it now."""

import asyncio

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.delivery.service import TargetNotFound, paused, targets
from onair.during.broadcast.hub import Hub
from onair.during.emergency import store
from onair.during.emergency.schemas import (
    EmergencyCardOut,
    EmergencyCardPage,
    EmergencyCardPut,
    EmergencyOffer,
    EmergencyRoomOut,
    EmergencyRoomPut,
    EmergencyTrial,
    EmergencyTrialPage,
    Held,
    Slug,
    card_out,
    room_out,
)
from onair.during.emergency.trying import trials
from onair.during.signal.service import Offered, code_text, orders_of
from onair.trade.service import get_room
from onair.trade.versions import Stale

router = Router("emergency")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITES = Allow(roles={Role.operator, Role.controller, Role.technician})
SETS = Allow(roles={Role.operator, Role.technician})
CARDS = "/api/v1/emergency/cards"
ROOM = "/api/v1/emergency/rooms/{room_id}"


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

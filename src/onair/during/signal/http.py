"""Routes of signal sources, the state of a show's signal, and the door for relays that call back (`calls`)."""

import asyncio

from msgspec import structs

from onair.access.roles import Role
from onair.access.service import installation_secret
from onair.access.web import Allow, Call, Id, Router
from onair.connectors.addresses import BadTarget
from onair.connectors.signal_kinds import signal_manifest, signals
from onair.delivery.service import vault_of
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.hub import Hub
from onair.during.signal import sources as service
from onair.during.signal.calls import raw_routes as door
from onair.during.signal.causes import CAUSES
from onair.during.signal.checking import checked
from onair.during.signal.companion import SignalFold, seen
from onair.during.signal.desk import SignalDesk
from onair.during.signal.panel import SignalIncident
from onair.during.signal.schemas import (
    NewSignalSource,
    SignalFiguresOut,
    SignalIncidentOut,
    SignalKindOut,
    SignalKindPage,
    SignalOut,
    SignalOutputOut,
    SignalSeenOut,
    SignalSettingOut,
    SignalSourceOut,
    SignalSourcePage,
    SignalSourcePatch,
    SignalTriedOut,
    SignalTry,
)
from onair.during.signal.trying import Tried, try_source
from onair.during.signal.wording import code_text, kind_name
from onair.kernel.i18n import Lang
from onair.kernel.settings import Settings
from onair.trade.versions import Stale

router = Router(tag="signal")
raw_routes = door
SEES = Allow(roles={Role.operator, Role.technician, Role.controller})
SETS = Allow(roles={Role.operator, Role.technician})


@router.get("/api/v1/signal/kinds", allow=SEES, summary="Connectors of the live signal and their settings")
def kinds(call: Call) -> SignalKindPage:
    return SignalKindPage(items=[_kind(name, call.lang) for name in signals()])


@router.get("/api/v1/signal/sources", allow=SEES, summary="Signal sources in use")
def list_sources(call: Call) -> SignalSourcePage:
    with call.db.read() as tx:
        found = service.sources(tx, call.actor.tenant)
    return SignalSourcePage(items=[_source(view, call) for view in found])


@router.post(
    "/api/v1/signal/sources", status_code=201, allow=SETS, errors=(BadTarget, service.TooManySources)
)
def create_source(form: NewSignalSource, call: Call) -> SignalSourceOut:
    """Its secrets are sealed and never shown again."""
    new = service.NewSource(form.room, form.kind, form.output, form.name, form.config)
    with call.db.write() as tx:
        made = service.create_source(
            tx, call.actor, call.clock, vault_of(call.services), new, private=_private(call)
        )
    _changed(call)
    return _source(made, call)


@router.patch("/api/v1/signal/sources/{source_id}", allow=SETS, errors=(BadTarget, Stale, service.NoSource))
def change_source(source_id: Id, form: SignalSourcePatch, call: Call) -> SignalSourceOut:
    """Only fields that are sent change; it is then looked at anew, a wrong password too."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        made = service.change_source(
            tx, call.actor, call.clock, vault_of(call.services), source_id, version=form.version, changes=changes,
            private=_private(call),
        )  # fmt: skip
    _changed(call)
    return _source(made, call)


@router.delete("/api/v1/signal/sources/{source_id}", status_code=204, allow=SETS, errors=(service.NoSource,))
def remove_source(source_id: Id, call: Call) -> None:
    """Its settings are overwritten; nobody looks there any more."""
    with call.db.write() as tx:
        service.remove_source(tx, call.actor, call.clock, source_id)
    _changed(call)


@router.post(
    "/api/v1/signal/sources/{source_id}/test",
    allow=SETS,
    errors=(service.NoSource,),
    summary="Look there once and say what is found",
)
async def test_source(source_id: Id, call: Call) -> SignalTriedOut:
    kind, config = await asyncio.to_thread(_held, call, source_id)
    return _tried(await try_source(kind, config, call.use(SignalDesk).reach), call.lang)


@router.post(
    "/api/v1/signal/test",
    allow=SETS,
    errors=(BadTarget,),
    summary="Look once with settings that are not saved",
)
async def test_settings(form: SignalTry, call: Call) -> SignalTriedOut:
    config = checked(form.kind, form.config, private=_private(call))
    return _tried(await try_source(form.kind, config, call.use(SignalDesk).reach), call.lang)


@router.get(
    "/api/v1/shows/{show_id}/signal",
    allow=SEES,
    errors=(NoShow,),
    summary="State of a show's signal, and its incidents",
)
async def show_signal(show_id: Id, call: Call) -> SignalOut:
    owner = await call.use(Hub).owner(show_id, call.actor.tenant)
    fold = (await owner.settled()).companions.get("signal")
    incidents = fold.incidents() if isinstance(fold, SignalFold) else []
    monitor, now = call.use(SignalDesk).monitor(show_id), call.clock()
    outputs = [] if monitor is None else [
        SignalOutputOut.model_validate(
            {
                "name": out.name, "state": out.advance(now), "since": out.since or None,
                "figures": SignalFiguresOut(**structs.asdict(out.figures(now))),
            }
        )
        for out in monitor.outputs.values()
    ]  # fmt: skip
    found = [] if monitor is None else seen(monitor, now)
    return SignalOut(
        watched=monitor is not None,
        outputs=outputs,
        sources=[_seen(structs.asdict(one), call.lang) for one in found],
        incidents=[_incident(one, call.lang) for one in incidents],
    )


def _private(call: Call) -> bool:
    return call.use(Settings).private_targets


def _changed(call: Call) -> None:
    """Looked at anew, and the panels of shows know whether there is a backup line."""
    call.use(SignalDesk).changed()
    call.use(Hub).relearn("signal", tenant=call.actor.tenant)


def _held(call: Call, source: str) -> tuple[str, dict[str, str]]:
    with call.db.read() as tx:
        view = service.get_source(tx, call.actor.tenant, source)
        return view.kind, service.settings_of(tx, vault_of(call.services), source)


def _kind(name: str, lang: Lang) -> SignalKindOut:
    told = signal_manifest(name)
    fields = [
        SignalSettingOut(
            name=field.name, label=field.label.of(lang), secret=field.secret, required=field.required
        )
        for field in told.fields
    ]
    return SignalKindOut(
        kind=name, title=told.title.of(lang), about=told.about.of(lang), part=told.part, calls=told.calls,
        acts=told.acts, fields=fields,
    )  # fmt: skip


def _source(view: service.SourceView, call: Call) -> SignalSourceOut:
    state, why = call.use(SignalDesk).seen(view.id)
    url = None
    sets = Role.owner in call.actor.roles or call.actor.roles & SETS.roles
    if signal_manifest(view.kind).calls and sets:
        secret = service.call_secret(installation_secret(call.use(Settings).home), view.id)
        url = f"{call.use(Settings).public_url}/api/v1/signal/calls/{view.id}/{secret}"
    return SignalSourceOut.model_validate(
        {
            "id": view.id, "room": view.room, "kind": view.kind, "part": view.part, "output": view.output,
            "name": view.name, "shown": view.shown, "backup": view.backup, "created_at": view.created_at,
            "version": view.version, "state": state, "why": code_text(why).of(call.lang) if why else None,
            "call_url": url,
        }
    )  # fmt: skip


def _tried(found: Tried, lang: Lang) -> SignalTriedOut:
    reading = found.reading
    return SignalTriedOut(
        ok=found.code == "ok", code=found.code, why=code_text(found.code).of(lang), program=found.program,
        flow=reading.flow if reading else None, kbps_known=reading is not None and reading.bytes is not None,
        fps=reading.fps if reading else None, lufs=found.lufs,
    )  # fmt: skip


def _seen(one: dict[str, str], lang: Lang) -> SignalSeenOut:
    why = one["why"]
    return SignalSeenOut.model_validate({**one, "why": code_text(why).of(lang) if why else None})


def _incident(one: SignalIncident, lang: Lang) -> SignalIncidentOut:
    cause = CAUSES.get(one.cause)
    words = {"title": kind_name(one.kind).of(lang), "cause_text": cause.of(lang) if cause else one.cause}
    return SignalIncidentOut.model_validate(structs.asdict(one) | words)

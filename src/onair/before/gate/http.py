"""Routes of the gate: ready or not and why; words, waivers, owners, the team's setting."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.service import list_people
from onair.access.web import Allow, Call, Id, Router
from onair.before.gate import marks
from onair.before.gate.gates import gates_of
from onair.before.gate.ports import SellerListener
from onair.before.gate.schemas import (
    Code,
    GateMarkForm,
    GateMember,
    GateOut,
    GateOwnerForm,
    GateSettingsForm,
    GateSettingsOut,
    GateUnmarkForm,
    ReadyList,
    WaiveForm,
    gate_out,
    ready_out,
    settings_out,
)
from onair.before.gate.verdict import assemble
from onair.kernel.clock import DAY_MS
from onair.trade.service import State, coming_shows
from onair.trade.versions import Stale

router = Router("gate")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
SIGN = Allow(roles={Role.operator, Role.controller, Role.merchandiser})
DECIDE = Allow(roles={Role.operator})
GATE = "/api/v1/shows/{show_id}/gate"
LISTED_MAX = 20


@router.get(GATE, allow=READ)
def get(show_id: Id, call: Call) -> GateOut:
    """Ready or not; each point with who settles it, by when, why it is open, and where to settle it."""
    return _gate(call, show_id)


@router.get("/api/v1/readiness", allow=READ)
def readiness(call: Call, most: Annotated[int, Query(ge=1, le=LISTED_MAX)] = LISTED_MAX) -> ReadyList:
    """The gates of the shows that are being prepared and start within a day of now or later, the next one first."""
    gates, tenant = gates_of(call.services), call.actor.tenant
    with call.db.read() as tx:
        found = coming_shows(tx, tenant, (State.preparing, State.ready), call.clock() - DAY_MS, most)
        return ReadyList(
            items=[ready_out(view.id, gates.readiness(tx, tenant, view.id), call.lang) for view in found]
        )


@router.post(f"{GATE}/marks", allow=SIGN, errors=(marks.PointUnknown,))
def sign(show_id: Id, form: GateMarkForm, call: Call) -> GateOut:
    """A person's word on a point: verified, seen, reviewed; `sign_off` is for owners and operators."""
    marks.require_signer(call.actor, form.code)
    gates = gates_of(call.services)
    with call.db.read() as tx:
        seen = gates.facts(tx, call.actor.tenant, show_id)
    with call.db.write() as tx:
        gates.sign(tx, call.actor, show_id, code=form.code, subject=form.subject, note=form.note, seen=seen)
    return _gate(call, show_id)


@router.post(f"{GATE}/marks/withdraw", allow=SIGN, errors=(marks.PointUnknown,))
def unsign(show_id: Id, form: GateUnmarkForm, call: Call) -> GateOut:
    """Take a word back; who may give it may."""
    marks.require_signer(call.actor, form.code)
    with call.db.write() as tx:
        marks.take_mark_back(tx, call.actor, call.clock, show_id, code=form.code, subject=form.subject)
    return _gate(call, show_id)


@router.post(f"{GATE}/waivers/{{code}}", allow=DECIDE, errors=(marks.PointUnknown, marks.AlreadyWaived))
def waive(show_id: Id, code: Code, form: WaiveForm, call: Call) -> GateOut:
    """Pass over a point with a reason; `all` = the whole gate, which only an owner may."""
    with call.db.write() as tx:
        marks.waive(tx, call.actor, call.clock, show_id, code=code, reason=form.reason)
    return _gate(call, show_id)


@router.delete(f"{GATE}/waivers/{{code}}", allow=DECIDE, errors=(marks.PointUnknown,))
def unwaive(show_id: Id, code: Code, call: Call) -> GateOut:
    """Take a waiver back; that it stood stays on record."""
    with call.db.write() as tx:
        marks.unwaive(tx, call.actor, call.clock, show_id, code=code)
    return _gate(call, show_id)


@router.patch(f"{GATE}/points/{{code}}", allow=DECIDE, errors=(marks.PointUnknown, Stale))
def name_owner(show_id: Id, code: Code, form: GateOwnerForm, call: Call) -> GateOut:
    """Who settles a point, and by when."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        marks.name_owner(
            tx, call.actor, call.clock, show_id, code=code, version=form.version, changes=changes
        )
    return _gate(call, show_id)


@router.get("/api/v1/gate/settings", allow=READ)
def settings(call: Call) -> GateSettingsOut:
    """What an open gate does, and who sells."""
    with call.db.read() as tx:
        return settings_out(marks.settings_of(tx, call.actor.tenant))


@router.patch("/api/v1/gate/settings", allow=DECIDE, errors=(Stale,))
def change_settings(form: GateSettingsForm, call: Call) -> GateSettingsOut:
    """Only fields that are sent change. Overlays on air show the seller as it is then."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        settled = marks.put_settings(tx, call.actor, call.clock, version=form.version, changes=changes)
    for listener in call.services.every(SellerListener):
        listener.on_seller_changed(call.actor.tenant)
    return settings_out(settled)


def _gate(call: Call, show: str) -> GateOut:
    gates, tenant = gates_of(call.services), call.actor.tenant
    with call.db.read() as tx:
        facts = gates.facts(tx, tenant, show)
        gate = assemble(facts, marks.waivers_of(tx, tenant, show), marks.owners_of(tx, tenant, show))
        mode = marks.settings_of(tx, tenant).mode
        team = [GateMember(id=one.id, name=one.name) for one in list_people(tx, tenant)]
    return gate_out(facts, gate, mode=mode, team=team, lang=call.lang)

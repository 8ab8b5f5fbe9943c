"""Routes of targets, the kill switch and the outbox; those of contacts and links beside it."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Cursor
from onair.connectors.addresses import BadTarget
from onair.connectors.ports import sender_manifest, senders
from onair.delivery import outbox, switch, targets
from onair.delivery.contacts_http import router as contacts
from onair.delivery.links_http import raw_routes as link_routes
from onair.delivery.links_http import router as links
from onair.delivery.pulse import AtWork, pulse
from onair.delivery.reasons import reason
from onair.delivery.schemas import (
    FaultOut,
    KindOut,
    KindPage,
    MessageOut,
    MessagePage,
    NewTargetIn,
    Queued,
    SendingOut,
    SettingOut,
    SettleIn,
    State,
    SwitchIn,
    SwitchOut,
    TargetOut,
    TargetPage,
    TargetPatch,
    TestIn,
)
from onair.delivery.vault import vault_of
from onair.kernel.clock import HOUR_MS
from onair.kernel.i18n import Lang, Text
from onair.kernel.settings import Settings
from onair.trade.versions import Stale

router = Router("delivery")
router.include(contacts)
router.include(links)
raw_routes = link_routes
SEES = Allow(roles={Role.operator, Role.technician, Role.controller, Role.service})
SETS = Allow(roles={Role.technician, Role.operator})
STOPS = Allow(roles={Role.operator, Role.technician, Role.controller})
TEST = Text("测试消息", "Test message")
TEST_TEXT = Text(
    "OnAir 播控已连通这个通道。看到这条说明设置正确。", "OnAir reaches this target: its settings are right."
)


@router.get("/api/v1/delivery/kinds", allow=SEES, summary="Kinds of targets and their settings")
def kinds(call: Call) -> KindPage:
    return KindPage(items=[_kind(name, call.lang) for name in senders()])


@router.get("/api/v1/delivery/targets", allow=SEES, summary="Targets in use")
def list_targets(call: Call) -> TargetPage:
    with call.db.read() as tx:
        found = targets.targets(tx, call.actor.tenant)
    return TargetPage(items=[_target(view, call.lang) for view in found])


@router.post("/api/v1/delivery/targets", status_code=201, allow=SETS, errors=(BadTarget,))
def create_target(form: NewTargetIn, call: Call) -> TargetOut:
    """Its secrets are sealed and never shown again."""
    private = call.use(Settings).private_targets
    new = targets.NewTarget(form.kind, form.name, form.channel, form.config)
    with call.db.write() as tx:
        made = targets.create_target(
            tx, call.actor, call.clock, vault_of(call.services), new, private=private
        )
    return _target(made, call.lang)


@router.patch("/api/v1/delivery/targets/{target_id}", allow=SETS, errors=(BadTarget, Stale))
def change_target(target_id: Id, form: TargetPatch, call: Call) -> TargetOut:
    """Only fields that are sent change; switching it on again forgets its trouble."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    private = call.use(Settings).private_targets
    with call.db.write() as tx:
        made = targets.change_target(
            tx, call.actor, call.clock, vault_of(call.services), target_id, version=form.version,
            changes=changes, private=private,
        )  # fmt: skip
    return _target(made, call.lang)


@router.delete("/api/v1/delivery/targets/{target_id}", status_code=204, allow=SETS)
def remove_target(target_id: Id, call: Call) -> None:
    """Its settings are overwritten; what waits for it is blocked."""
    with call.db.write() as tx:
        targets.remove_target(tx, call.actor, call.clock, target_id)


@router.post("/api/v1/delivery/targets/{target_id}/test", status_code=202, allow=SETS)
def try_target(target_id: Id, form: TestIn, call: Call) -> Queued:
    """Puts a test message into the outbox; look there for what became of it."""
    now = call.clock()
    payload = {"title": TEST.of(call.lang), "text": TEST_TEXT.of(call.lang)}
    category = outbox.STAFF if form.contact is None else "service"
    message = outbox.Message(
        f"test:{target_id}:{now}", target_id, "test", payload, now, form.contact, category, now + HOUR_MS
    )
    with call.db.write() as tx:
        return Queued(message=outbox.enqueue(tx, call.actor.tenant, call.clock, message))


@router.get("/api/v1/delivery/health", allow=SEES, summary="Whether messages leave")
def health(call: Call) -> SendingOut:
    """As `onair doctor` tells it: at work or not, how many are late, the last one when, the last error."""
    with call.db.read() as tx:
        found = pulse(tx, call.clock(), call.services.maybe(AtWork), call.actor.tenant)
    told = found.fault and FaultOut(
        code=found.fault.code, why=found.fault.why.of(call.lang), at=found.fault.at
    )
    return SendingOut(state=found.state, behind=found.behind, last_sent=found.last_sent, fault=told)


@router.get("/api/v1/delivery/switch", allow=SEES, summary="Kill switch and dry run")
def get_switch(call: Call) -> SwitchOut:
    with call.db.read() as tx:
        return SwitchOut(**switch.switch_of(tx, call.actor.tenant)._asdict())


@router.put("/api/v1/delivery/switch", allow=STOPS, summary="Stop everything, or go on")
def put_switch(form: SwitchIn, call: Call) -> SwitchOut:
    with call.db.write() as tx:
        made = switch.set_switch(
            tx, call.actor, call.clock, paused=form.paused, dry_run=form.dry_run, why=form.why
        )
    return SwitchOut(**made._asdict())


@router.get("/api/v1/delivery/outbox", allow=SEES, summary="Messages, newest first")
def list_outbox(
    call: Call, state: State | None = None, cursor: Annotated[Cursor | None, Query()] = None
) -> MessagePage:
    with call.db.read() as tx:
        rows, following = outbox.list_outbox(tx, call.actor.tenant, state=state, cursor=cursor)
        counts = outbox.counts(tx, call.actor.tenant)
    return MessagePage(items=[_message(row, call.lang) for row in rows], next=following, counts=counts)


@router.post(
    "/api/v1/delivery/outbox/{message_id}/settle",
    status_code=204,
    allow=STOPS,
    errors=(outbox.NotUnknown,),
    summary="Say what became of a message that nobody knows about",
)
def settle(message_id: Id, form: SettleIn, call: Call) -> None:
    with call.db.write() as tx:
        outbox.settle_by_hand(tx, call.actor, call.clock, message_id, form.outcome)


@router.delete(
    "/api/v1/delivery/outbox/{message_id}", status_code=204, allow=STOPS, errors=(outbox.NotUnknown,)
)
def cancel(message_id: Id, call: Call) -> None:
    """Take a message back while it waits."""
    with call.db.write() as tx:
        outbox.take_back(tx, call.actor, call.clock, message_id)


def _kind(name: str, lang: Lang) -> KindOut:
    told = sender_manifest(name)
    fields = [
        SettingOut(
            name=field.name, label=field.label.of(lang), secret=field.secret, required=field.required,
            choices=list(field.choices),
        )
        for field in told.fields
    ]  # fmt: skip
    channels = list(told.channels)
    return KindOut.model_validate(
        {
            "kind": name,
            "title": told.title.of(lang),
            "about": told.about.of(lang),
            "channels": channels,
            "staff": told.staff,
            "fields": fields,
        }
    )


def _target(view: targets.TargetView, lang: Lang) -> TargetOut:
    trouble = reason(view.trouble).of(lang) if view.trouble is not None else None
    facts = {name: value for name, value in view._asdict().items() if name != "hold_until"}
    return TargetOut.model_validate(facts | {"trouble": trouble})


def _message(row: outbox.Row, lang: Lang) -> MessageOut:
    return MessageOut.model_validate(row._asdict() | {"reason": reason(row.detail).of(lang)})

"""Routes of the warm-up: the plan of a show, its items, what is due, promises, what it brought."""

from typing import Annotated, Any

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.service import list_people
from onair.access.web import Allow, Call, Id, Router
from onair.before.warmup import counts, items, promises, running
from onair.before.warmup.attribution import WINDOW_MS
from onair.before.warmup.counted import Attributions
from onair.before.warmup.ports import ClicksView, Outbox, SlotBook
from onair.before.warmup.schemas import (
    AttributionOut,
    DoneForm,
    DryRun,
    DueItem,
    DueOut,
    ItemForm,
    ItemPatch,
    PlanForm,
    PromiseForm,
    PromisePatch,
    ReservedForm,
    SkipForm,
    WarmupClicks,
    WarmupItem,
    WarmupLink,
    WarmupMember,
    WarmupOut,
    WarmupPeople,
    WarmupPromiseOut,
    WarmupTarget,
    WithdrawForm,
    came_out,
    dry_out,
    item_fields,
    item_out,
    promise_out,
    warmup_out,
)
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.kernel.errors import NotFound
from onair.store.log import EventLog
from onair.trade.service import get_show
from onair.trade.versions import Stale

router = Router("warmup")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
PLAN = Allow(roles={Role.operator}, scopes={"shows:write"})
DO = Allow(roles=TEAM - {Role.auditor}, scopes={"shows:write"})
SHOW = "/api/v1/shows/{show_id}/warmup"
ITEM = "/api/v1/warmup/items/{item_id}"
ITEM_LIMIT = 2**20
"""Bytes: 10,000 people by name, 64 characters each, and the words."""
PROMISE = "/api/v1/warmup/promises/{promise_id}"


class NoLink(NotFound):
    code = "warmup_link_none"
    zh = "这一条没有短链接。没有任何改动；先给它填上链接地址。"
    en = "This item has no short link. Nothing was changed; give it an address first."


def _outbox(call: Call) -> Outbox | None:
    return call.services.maybe(Outbox)


def _look(call: Call, url: str | None) -> None:
    """After the commit, beside everything else: a link that leads nowhere is told with the plan and blocks nothing."""
    outbox = _outbox(call)
    if outbox is not None and url:
        outbox.ask(url)


@router.get(SHOW, allow=READ)
def get(show_id: Id, call: Call) -> WarmupOut:
    """The whole plan of a show with what became of each item."""
    return _whole(call, show_id)


@router.post(
    f"{SHOW}/plan", status_code=201, allow=PLAN, errors=(items.NoStart, items.PlanThere, items.TooLate)
)
def lay_out(show_id: Id, form: PlanForm, call: Call) -> WarmupOut:
    """The default plan, T−7 d … T−10 min, on this show's calendar; only steps still to come."""
    with call.db.write() as tx:
        items.apply_template(tx, call.actor, call.clock, show_id, form.lang or call.lang)
    return _whole(call, show_id)


@router.get(f"{SHOW}/dry-run", allow=READ)
def dry_run(show_id: Id, call: Call) -> DryRun:
    """What would go out to whom, word for word. Sends nothing."""
    with call.db.read() as tx:
        rows = counts.dry_run(tx, call.actor.tenant, show_id, call.clock(), _outbox(call))
    return dry_out(rows, call.lang)


@router.get(f"{SHOW}/attribution", allow=READ)
def attribution(
    show_id: Id, call: Call, window_hours: Annotated[int, Query(ge=1, le=720)] = WINDOW_MS // HOUR_MS
) -> AttributionOut:
    """The show's entries and paid orders by item of its warm-up."""
    window = window_hours * HOUR_MS
    with call.db.read() as tx:
        log = call.use(EventLog)
        kept = call.services.maybe(Attributions) or call.services.put(Attributions())
        show, told, found = counts.attribution_of(
            tx, log, kept, call.actor.tenant, show_id, outbox=_outbox(call), window=window
        )
    rows = [came_out(found.by_item[line.item.id], line) for line in told]
    return AttributionOut(
        window_ms=window,
        rows=[*rows, came_out(found.rest)],
        blind=found.blind,
        currency=show.currency,
        zone=show.zone,
    )


@router.post(
    f"{SHOW}/items",
    status_code=201,
    allow=PLAN,
    body_limit=ITEM_LIMIT,
    errors=(items.NoStart, items.TooManyItems),
)
def create(show_id: Id, form: ItemForm, call: Call) -> WarmupItem:
    """One more thing to say before the show."""
    new = items.NewItem(**_sent(form.model_dump()))
    with call.db.write() as tx:
        made = items.create_item(tx, call.actor, call.clock, show_id, new, outbox=_outbox(call))
    _look(call, made.url)
    return item_out(made)


@router.patch(ITEM, allow=PLAN, body_limit=ITEM_LIMIT, errors=(Stale, items.ItemFixed, items.NoStart))
def change(item_id: Id, form: ItemPatch, call: Call) -> WarmupItem:
    """Only fields that are sent change. A stale `version` answers 409 with the difference."""
    changes = _sent(form.model_dump(include=form.model_fields_set - {"version"}))
    with call.db.write() as tx:
        after = items.change_item(
            tx, call.actor, call.clock, item_id, version=form.version, changes=changes, outbox=_outbox(call)
        )
    if "url" in changes:
        _look(call, after.url)
    return item_out(after)


@router.delete(ITEM, status_code=204, allow=PLAN, errors=(items.ItemFixed,))
def remove(item_id: Id, call: Call) -> None:
    """Only what has not gone out."""
    with call.db.write() as tx:
        items.remove_item(tx, call.actor, call.clock, item_id)


@router.post(f"{ITEM}/done", allow=DO, errors=(items.ItemFixed,))
def done(item_id: Id, form: DoneForm, call: Call) -> WarmupItem:
    """我已发: by whom and when is kept."""
    with call.db.write() as tx:
        return item_out(items.mark_done(tx, call.actor, call.clock, item_id, form.at))


@router.post(f"{ITEM}/reopen", allow=DO, errors=(items.ItemFixed,))
def reopen(item_id: Id, call: Call) -> WarmupItem:
    """Take back 我已发, a skip or a miss."""
    with call.db.write() as tx:
        return item_out(items.reopen(tx, call.actor, call.clock, item_id))


@router.post(f"{ITEM}/skip", allow=PLAN, errors=(items.ItemFixed,))
def skip(item_id: Id, form: SkipForm, call: Call) -> WarmupItem:
    """Decided against."""
    with call.db.write() as tx:
        return item_out(items.skip(tx, call.actor, call.clock, item_id, form.why))


@router.post(
    f"{ITEM}/send",
    allow=PLAN,
    errors=(items.ItemFixed, items.ShowOver, running.SendingPaused, running.NotSendable),
)
def send(item_id: Id, call: Call) -> WarmupItem:
    """Hand it to its target now. It never goes out twice."""
    with call.db.write() as tx:
        return item_out(running.send_now(tx, call.actor, call.clock, item_id, _outbox(call)))


@router.put(f"{ITEM}/reserved", allow=DO)
def reserved(item_id: Id, form: ReservedForm, call: Call) -> WarmupItem:
    """预约 counted on the platform, typed in."""
    with call.db.write() as tx:
        return item_out(items.set_reserved(tx, call.actor, call.clock, item_id, form.reserved))


@router.get(f"{ITEM}/people", allow=READ)
def people(item_id: Id, call: Call) -> WarmupPeople:
    """The persons one item is for; lists give their number."""
    with call.db.read() as tx:
        return WarmupPeople(people=list(items.get_item(tx, call.actor.tenant, item_id).people))


@router.get(f"{ITEM}/link", allow=READ, errors=(NoLink,))
def link(item_id: Id, call: Call) -> WarmupLink:
    """The item's own short link, its QR code and who followed it."""
    outbox = _outbox(call)
    with call.db.write() as tx:  # a link is made when it is first asked for
        item = items.get_item(tx, call.actor.tenant, item_id)
        if outbox is None or not item.url:
            raise NoLink()
        made = outbox.link(tx, call.actor.tenant, call.clock, url=item.url, item=item.id, show=item.show)
        clicks = outbox.clicks(tx, call.actor.tenant, [item.id]).get(item.id, ClicksView())
    _look(call, item.url)
    return WarmupLink(url=made.url, qr_svg=made.qr_svg, clicks=WarmupClicks(**clicks._asdict()))


@router.get("/api/v1/warmup/due", allow=READ)
def due(call: Call, hours: Annotated[int, Query(ge=0, le=168)] = 24) -> DueOut:
    """What is to go out in the next hours in all shows, and what was missed today."""
    tenant = call.actor.tenant
    with call.db.read() as tx:
        found = items.due_list(tx, tenant, call.clock(), hours * DAY_MS // 24)
        shows = {one: get_show(tx, tenant, one) for one in {item.show for item in found}}
    rows = [
        item_fields(item) | {"show_title": shows[item.show].title, "zone": shows[item.show].zone}
        for item in found
    ]
    return DueOut(items=[DueItem.model_validate(row) for row in rows])


@router.post(f"{SHOW}/promises", status_code=201, allow=PLAN, errors=(promises.PromiseVague,))
def promise(show_id: Id, form: PromiseForm, call: Call) -> WarmupPromiseOut:
    """What was said will happen: from now on the rundown owes it."""
    with call.db.write() as tx:
        new = promises.NewPromise(**form.model_dump())
        return promise_out(promises.make_promise(tx, call.actor, call.clock, show_id, new))


@router.patch(PROMISE, allow=PLAN, errors=(Stale, promises.PromiseVague, promises.SlotNotHere))
def change_promise(promise_id: Id, form: PromisePatch, call: Call) -> WarmupPromiseOut:
    """Only fields that are sent change; `kept_by_slot` names the slot that keeps it."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = promises.change_promise(
            tx, call.actor, call.clock, promise_id, version=form.version, changes=changes,
            slots=call.services.maybe(SlotBook),
        )  # fmt: skip
    return promise_out(after)


@router.post(f"{PROMISE}/withdraw", status_code=204, allow=PLAN)
def withdraw(promise_id: Id, form: WithdrawForm, call: Call) -> None:
    """It was said and will not be kept: the reason stays on record."""
    with call.db.write() as tx:
        promises.withdraw_promise(tx, call.actor, call.clock, promise_id, form.why)


def _whole(call: Call, show: str) -> WarmupOut:
    outbox = _outbox(call)
    with call.db.read() as tx:
        plan = counts.plan_of(tx, call.actor.tenant, show, call.clock(), outbox)
        targets = outbox.targets(tx, call.actor.tenant) if outbox else []
        team = [WarmupMember(id=one.id, name=one.name) for one in list_people(tx, call.actor.tenant)]
    return warmup_out(
        plan, [WarmupTarget(**one._asdict(), people=one.people) for one in targets], team, call.lang
    )


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    return values | ({"people": tuple(values["people"])} if "people" in values else {})

"""What the warm-up brought: clicks, 预约, cost, and the entries of the show by item."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.before.warmup import dead, lint
from onair.before.warmup.attribution import WINDOW_MS, Attributed, Sent
from onair.before.warmup.counted import Attributions
from onair.before.warmup.items import items_of
from onair.before.warmup.kinds import ItemState
from onair.before.warmup.ports import ClicksView, Outbox, SentView
from onair.before.warmup.promises import promises
from onair.before.warmup.running import Context, text_of, wrong
from onair.before.warmup.views import ItemView, Line, Promise, sending_of
from onair.store.log import EventLog
from onair.trade.service import ShowView, get_show

LEFT = ("sent", "confirm_wait")


class Totals(NamedTuple):
    """`cost` in minor units of what is known; `uncosted` items without one; `reserved` typed in; clicks of people."""

    items: int
    cost: int
    uncosted: int
    reserved: int
    clicks: int
    visitors: int


class PlanView(NamedTuple):
    show: ShowView
    lines: list[Line]
    promises: list[Promise]
    findings: dict[str, list[lint.Finding]]
    totals: Totals
    paused: bool
    sender: bool


class Rehearsed(NamedTuple):
    """What would go out: to whom, when, which words; nothing was sent."""

    item: ItemView
    target: str | None
    messages: int
    text: str
    findings: list[lint.Finding]


def plan_of(tx: Session, tenant: str, show: str, now: int, outbox: Outbox | None) -> PlanView:
    """Everything about one show's warm-up. Raises ShowNotFound."""
    held = get_show(tx, tenant, show)
    items = items_of(tx, tenant, show)
    promised = promises(tx, tenant, show)
    targets = {one.id: one for one in outbox.targets(tx, tenant)} if outbox else {}
    context = Context(held, [one.text for one in promised], targets)
    lines = _lines(tx, tenant, items, outbox)
    found = {item.id: wrong(item, context, now) + _dead(item, outbox, held.zone) for item in items}
    paused = outbox is not None and outbox.paused(tx, tenant)
    return PlanView(held, lines, promised, found, _totals(lines), paused, outbox is not None)


def dry_run(tx: Session, tenant: str, show: str, now: int, outbox: Outbox | None) -> list[Rehearsed]:
    """What is still to come, as it would go out now. Sends nothing, writes nothing."""
    plan = plan_of(tx, tenant, show, now, outbox)
    targets = {one.id: one for one in outbox.targets(tx, tenant)} if outbox else {}
    context = Context(plan.show, [one.text for one in plan.promises], targets)
    waiting = [line.item for line in plan.lines if line.item.state == ItemState.planned]
    return [
        Rehearsed(
            item, targets[item.target].name if item.target in targets else None, 0 if item.by_hand else len(item.keys),
            text_of(item, context), plan.findings[item.id],
        )
        for item in waiting
    ]  # fmt: skip


def attribution_of(
    tx: Session,
    log: EventLog,
    kept: Attributions,
    tenant: str,
    show: str,
    *,
    outbox: Outbox | None,
    window: int = WINDOW_MS,
) -> tuple[ShowView, list[Line], Attributed]:
    """Entries and paid orders of the show by item; reads the show's log unless `kept` has it. Raises ShowNotFound, LogDamaged."""
    held = get_show(tx, tenant, show)
    told = [
        (item, went_out(item, states))
        for item, states in _states(tx, tenant, items_of(tx, tenant, show), outbox)
    ]
    sent = [Sent(item.id, at, item.channel, item.link_code) for item, at in told if at is not None]
    items = [item for item, at in told if at is not None]
    return held, _lines(tx, tenant, items, outbox), kept.of(log, show, sent, window)


def went_out(item: ItemView, states: Mapping[str, SentView]) -> int | None:
    """When the first people got it: by hand, or by a message that left. None = nobody did, so it brought nobody."""
    if item.state == ItemState.done:
        return item.sent_at
    left = [states[key] for key in item.keys if key in states and states[key].state in LEFT]
    return min((one.at or item.sent_at or item.due_at for one in left), default=None)


def _states(
    tx: Session, tenant: str, items: list[ItemView], outbox: Outbox | None
) -> list[tuple[ItemView, Mapping[str, SentView]]]:
    keys = [key for item in items if not item.by_hand for key in item.keys]
    states = outbox.states(tx, tenant, keys) if outbox is not None and keys else {}
    return [(item, states) for item in items]


def _lines(tx: Session, tenant: str, items: list[ItemView], outbox: Outbox | None) -> list[Line]:
    if outbox is None:
        return [Line(item) for item in items]
    keys = [key for item in items if item.state == ItemState.handed for key in item.keys]
    states = dict(outbox.states(tx, tenant, keys)) if keys else {}
    linked = [item.id for item in items if item.link_code]
    clicks = outbox.clicks(tx, tenant, linked) if linked else {}
    lines = []
    for item in items:
        sending, said = sending_of(item, states)
        lines.append(Line(item, clicks.get(item.id, ClicksView()), sending, said))
    return lines


def _dead(item: ItemView, outbox: Outbox | None, zone: str) -> list[lint.Finding]:
    told = outbox.dead(item.url) if outbox is not None and item.url else None
    return [lint.Finding("link_dead", "warning", dead.words(told, zone))] if told else []


def _totals(lines: list[Line]) -> Totals:
    return Totals(
        items=len(lines),
        cost=sum(line.item.cost or 0 for line in lines),
        uncosted=sum(line.item.cost is None for line in lines),
        reserved=sum(line.item.reserved or 0 for line in lines),
        clicks=sum(line.clicks.total for line in lines),
        visitors=sum(line.clicks.people for line in lines),
    )

"""The warm-up of the demo's next show: planned a week before, most of it out, sent to nobody."""

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.before.warmup.service import (
    ItemView,
    Layer,
    NewItem,
    Outbox,
    apply_template,
    change_item,
    create_item,
    keep_promise,
    make_promise,
    mark_done,
    send_now,
    set_reserved,
    skip,
)
from onair.delivery.service import BOT, Hit, NewTarget, Vault, count, create_target, set_switch, targets
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS, Clock
from onair.rehearsal.tonight import calls
from onair.rehearsal.tonight.calls import Call
from onair.trade.service import ShowView

WEEK_BEFORE = 8 * DAY_MS
BOTS = 9


def robot(tx: Session, actor: Actor, clock: Clock, vault: Vault) -> str:
    """The staff's robot, on dry run, and the team's own dry run on top. → its id."""
    held = next((one for one in targets(tx, actor.tenant) if one.name == calls.ROBOT), None)
    if held is not None:
        return held.id
    config = {"url": calls.NOWHERE, "secret": "whsec_" + "ZGVtbyBvbmx5LCBub3RoaW5nIGlzIGV2ZXIgc2VudA=="}
    new = NewTarget("signed_webhook", calls.ROBOT, None, config)
    made = create_target(tx, actor, clock, vault, new, private=False)
    set_switch(tx, actor, clock, paused=False, dry_run=True, why=calls.SKIPPED_WHY)
    return made.id


def promise(tx: Session, actor: Actor, clock: Clock, show: ShowView) -> None:
    for new in calls.PROMISES:
        make_promise(tx, actor, clock, show.id, new)


def keep_guest(tx: Session, actor: Actor, clock: Clock, promises: Mapping[str, str], slot: str) -> None:
    """`promises`: kind → id. The guest is kept by the slot made for it."""
    keep_promise(tx, actor, clock, promises["guest"], slot)


class Desk(NamedTuple):
    """What every item needs: who acts, through what it goes, to which robot, and where its link leads."""

    people: Mapping[str, Actor]
    clock: Clock
    outbox: Outbox
    robot: str
    url: str
    rng: Random


def plan(tx: Session, desk: Desk, show: ShowView) -> None:
    """The usual plan of a week ago, and what became of it since."""
    start, operator = show.starts_at or 0, desk.people["operator"]
    items = apply_template(tx, operator, lambda: start - WEEK_BEFORE, show.id, "zh")
    by_title = {item.title: item for item in items}
    for call in calls.CALLS:
        _call(tx, desk, by_title[call.title], call)
    title, text = calls.CREW_CALL
    new = NewItem(
        Layer.group, "员工群", title, text, owner=operator.id, cost=0, target=desk.robot, lead_ms=DAY_MS
    )
    made = create_item(tx, operator, lambda: start - WEEK_BEFORE, show.id, new, outbox=desk.outbox)
    send_now(tx, operator, lambda: made.due_at, made.id, desk.outbox)


def _call(tx: Session, desk: Desk, item: ItemView, call: Call) -> None:
    owner, operator = desk.people[call.owner], desk.people["operator"]
    changes: dict[str, Any] = {"owner": owner.id, "cost": call.cost}
    if "{link}" in item.text:
        changes["url"] = desk.url
    if call.fate == "robot":
        changes["target"] = desk.robot
    before = item.due_at - HOUR_MS
    changed = change_item(
        tx, operator, lambda: before, item.id, version=item.version, changes=changes, outbox=desk.outbox
    )
    if call.fate == "skipped":
        skip(tx, operator, lambda: before, item.id, calls.SKIPPED_WHY)
    elif call.fate == "robot" and item.due_at <= desk.clock():
        send_now(tx, operator, lambda: item.due_at, item.id, desk.outbox)
    elif call.fate == "done":
        mark_done(tx, owner, lambda: item.due_at + 4 * MINUTE_MS, item.id)
        if call.reserved is not None:
            set_reserved(tx, operator, desk.clock, item.id, call.reserved)
        if changed.link_code is not None:
            count(tx, list(_hits(changed.link_code, item.due_at, desk.clock(), call.people, desk.rng)))


def _hits(code: str, since: int, until: int, people: int, rng: Random) -> list[Hit]:
    """Most in the first hours, a few again; and some machines that look at every link."""
    hits = []
    for _ in range(people):
        at = since + min(int(rng.expovariate(1 / (5 * HOUR_MS))), max(until - since, 1))
        who = f"{rng.getrandbits(128):032x}"
        hits += [Hit(code, who, at)] * (1 + (rng.random() < 0.18))
    return [*hits, *(Hit(code, BOT, since + place * MINUTE_MS) for place in range(BOTS))]

"""A change goes into the plan of a show through the rooms that own the plan, can be taken back, and is seen there."""

from typing import Any, NamedTuple

import msgspec
from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.after.changes.defaults import IN_RUNDOWN, Unfit, back, lay, stands
from onair.after.changes.model import Body, Kind, NextChangeRow, Taken
from onair.before.rundown.service import new_of, played, put_rundown, rundown_of
from onair.during.offers.planning.draft import draft_of
from onair.during.offers.planning.gathering import plans_of
from onair.during.offers.planning.store import create_plan, get_plan, remove_plan
from onair.during.playbook.rule import body_of
from onair.during.playbook.store import RuleNotFound, able, find, put
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict
from onair.kernel.i18n import Lang
from onair.trade.service import State, get_show

OVER = frozenset({State.ended, State.reviewed})
WHY = {
    "no_slot": (
        "这场流程里没有这个商品，先把它排进流程",
        "the product is in no slot of this rundown; put it there first",
    ),
    "no_value": (
        "这条改动没有写要改成多少，请在页面上手动改",
        "the change does not say to what; change it by hand",
    ),
    "full": ("讲解卡的必说已满 20 条", "the card already has 20 lines that must be said"),
    "by_hand": (
        "这条要人来做，做完点「做好了」",
        "it is for a person to do; mark it done when it is",
    ),
    "over": ("这场已结束", "that show is over"),
}


class CannotTake(Conflict):
    code = "change_cannot_take"
    zh = "没有写进计划：{why}。计划没有变。"
    en = "Not taken into the plan: {why}. The plan is as it was."

    def __init__(self, code: str) -> None:
        self.reason = code
        super().__init__(reason=code)

    def detail(self, lang: Lang) -> str:
        zh, en = WHY[self.reason]
        return self.zh.format(why=zh) if lang == "zh" else self.en.format(why=en)


class ChangedSince(Conflict):
    code = "change_changed_since"
    zh = "写进去之后有人又改过同一处，没有撤回，免得盖掉别人的改动。计划没有变；请在页面上手动改。"
    en = "Somebody changed the same place since, so it was not taken back over theirs. The plan is as it was; change it by hand."


class Where(NamedTuple):
    """A change and the show it goes into."""

    kind: Kind
    body: Body
    show: str
    since: int

    @classmethod
    def of(cls, row: NextChangeRow, show: str) -> "Where":
        return cls(row.kind, row.what, show, row.created_at)  # type: ignore[arg-type]  # written by us only


def take(tx: Session, actor: Actor, clock: Clock, at: Where) -> Taken:
    """Raises CannotTake, and what the rooms of the plan raise."""
    if get_show(tx, actor.tenant, at.show).state in OVER:
        raise CannotTake("over")
    try:
        if at.kind in IN_RUNDOWN:
            return _rundown(tx, actor, clock, at)
        if at.kind == "rule":
            return _rule(tx, actor, clock, at)
        if at.kind == "offer":
            return _offer(tx, actor, clock, at)
    except Unfit as why:
        raise CannotTake(why.code) from None
    raise CannotTake("by_hand")


def untake(tx: Session, actor: Actor, clock: Clock, at: Where, taken: Taken) -> None:
    """Raises ChangedSince, and what the rooms of the plan raise."""
    if get_show(tx, actor.tenant, at.show).state in OVER:
        raise CannotTake("over")
    if at.kind in IN_RUNDOWN:
        now = rundown_of(tx, actor.tenant, at.show)
        slots = back([new_of(slot) for slot in now.slots], taken.before, taken.after)
        if slots is None:
            raise ChangedSince
        put_rundown(
            tx, actor, clock, at.show, version=now.version, slots=slots, theme=now.theme, why="change.undo"
        )
    elif at.kind == "rule" and taken.subject is not None:
        view = find(tx, actor.tenant, taken.subject)
        if view.rule is None or view.rule.on != taken.after["on"]:
            raise ChangedSince
        body = {**body_of(view.rule), "on": taken.before["on"]}
        put(tx, actor, clock, taken.subject, version=view.version, body=body)
    elif at.kind == "offer" and taken.subject is not None:
        plan = get_plan(tx, actor.tenant, taken.subject)
        if plan.version != taken.after["version"]:
            raise ChangedSince
        remove_plan(tx, actor, clock, taken.subject)


def in_plan(tx: Session, tenant: str, at: Where, taken: Taken | None) -> bool:
    """Whether it stands in that show's plan, whoever put it there; or somebody's word that it is done."""
    if taken is not None and taken.note is not None:
        return True
    if at.kind in IN_RUNDOWN:
        slots = [new_of(slot) for slot in rundown_of(tx, tenant, at.show).slots]
        return stands(at.kind, at.body, slots)
    if at.kind == "rule":
        return _ruled(tx, tenant, at.body)
    if at.kind == "offer":
        over = get_show(tx, tenant, at.show).state in OVER
        own = [
            row
            for row in plans_of(tx, tenant, at.show)
            if row.product_id == at.body.key and row.created_at >= at.since
        ]
        return any(row.published_at is not None for row in own) if over else bool(own)
    return False


def _rundown(tx: Session, actor: Actor, clock: Clock, at: Where) -> Taken:
    now = rundown_of(tx, actor.tenant, at.show)
    laid = lay(at.kind, at.body, [new_of(slot) for slot in now.slots])
    put_rundown(
        tx, actor, clock, at.show, version=now.version, slots=laid.slots, theme=now.theme, why="change.take"
    )
    return _taken(actor, clock, now.id, laid.before, laid.after)


def settled(tx: Session, actor: Actor, clock: Clock, at: Where) -> Body:
    """With the place where the room's past shows had most people, when that is what is asked for. Raises CannotTake."""
    if at.kind != "slot_order" or not at.body.params.get("best") or at.body.params.get("place") is not None:
        return at.body
    plan = played(tx, actor.tenant, at.show, clock)
    talks = [slot for slot in plan.rundown.slots if slot.product is not None]
    if not talks or not plan.case.curve:
        raise CannotTake("no_value")
    best = max(range(len(talks)), key=lambda place: plan.case.weight(talks[place].at))
    return msgspec.structs.replace(at.body, params={**at.body.params, "place": best + 1})


def _rule(tx: Session, actor: Actor, clock: Clock, at: Where) -> Taken:
    rule, on = _wanted(at.body)
    view = find(tx, actor.tenant, rule)
    held = able(view)
    put(tx, actor, clock, rule, version=view.version, body={**body_of(held), "on": on})
    return _taken(actor, clock, rule, {"on": held.on}, {"on": on})


def _wanted(body: Body) -> tuple[str, bool]:
    rule, on = body.params.get("rule"), body.params.get("on", True)
    if not isinstance(rule, str) or not isinstance(on, bool):
        raise Unfit("no_value")
    return rule, on


def _ruled(tx: Session, tenant: str, body: Body) -> bool:
    try:
        rule, on = _wanted(body)
        held = find(tx, tenant, rule).rule
    except (Unfit, RuleNotFound):
        return False
    return held is not None and held.on == on


def _offer(tx: Session, actor: Actor, clock: Clock, at: Where) -> Taken:
    """A past show's offer as a draft of this one, without its moments: those are of that evening."""
    old = at.body.params.get("offer")
    if not isinstance(old, str):
        raise Unfit("by_hand")
    draft = draft_of(get_plan(tx, actor.tenant, old).body)
    fresh = msgspec.structs.replace(
        draft, starts_at=None, ends_at=None, slot=None, floor_why=None, floor_by=None
    )
    made = create_plan(tx, actor, clock, at.show, fresh)
    return _taken(actor, clock, made.id, {}, {"version": made.version})


def _taken(actor: Actor, clock: Clock, subject: str | None, before: Any, after: Any) -> Taken:
    return Taken(actor.id, actor.name, clock(), subject, before, after)

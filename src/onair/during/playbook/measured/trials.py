"""Switchbacks of rules: registered before the first moment, each moment's place taken before anybody knows its arm.

The key of a lot follows from the installation's secret and the plan's id, so it is kept nowhere else and a restored
backup has it. What was drawn is in the log with the proposal, so a replay holds back the same ones.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal, NamedTuple, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.during.playbook.effect.switchback import Plan, Switchback, analyse, arm, drawn, fits, register
from onair.during.playbook.measured.model import PlaybookEffect, PlaybookTrial, PlaybookTrialMoment
from onair.during.playbook.proposals import Lot
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.service import get_room

NONE: Mapping[str, Lot] = {}
KEPT = 5
"""Of one rule and room that a scorecard tells, newest first."""


class TrialRunning(Conflict):
    code = "playbook_trial_running"
    zh = "这条规则在这个直播间已经有一个对照实验在进行（{at} / {moments}）。没有开始新的，请先等它结束或停止它。"
    en = "A trial of this rule is running in this room ({at} of {moments}). None was started; wait for it or stop it."


class NoTrial(NotFound):
    code = "playbook_no_trial"
    zh = "这条规则在这个直播间没有进行中的对照实验。没有任何改动。"
    en = "No trial of this rule is running in this room. Nothing was changed."


class Trial(NamedTuple):
    """One that runs, as a show on air knows it."""

    id: str
    rule: str
    control: str | None


class TrialView(NamedTuple):
    """`held`, `measured`: of the `taken`. `result` None = it is not over, or no moment was taken. broken: the plan was
    changed after it was registered, so nothing is told of it; the others stay."""

    row: PlaybookTrial
    state: Literal["running", "done", "stopped", "broken"]
    taken: int
    held: int
    measured: int
    result: Switchback | None


def key_of(secret: bytes, id_: str) -> bytes:
    return hmac.digest(secret, f"switchback\n{id_}".encode(), hashlib.sha256)


def start(
    tx: Session, actor: Actor, clock: Clock, secret: bytes, *, rule: str, room: str, moments: int, control: str | None
) -> PlaybookTrial:  # fmt: skip
    """Raises NotFound (room), TrialRunning, BadMoments."""
    turn(tx, actor.tenant)  # the first two at once would both find none
    get_room(tx, actor.tenant, room)
    for row in tx.scalars(_of(actor.tenant, rule, room).with_for_update()):
        taken = _taken(tx, row.id)
        if row.stopped_at is None and taken < row.moments:
            raise TrialRunning(at=taken, moments=row.moments)
    id_, now = new_id("ptr", clock), clock()
    plan = register(id_, moments, key_of(secret, id_), now)
    row = PlaybookTrial(
        id=id_, tenant_id=actor.tenant, room_id=room, rule_id=rule, moments=moments, control=control, seal=plan.seal,
        created_at=now, created_by=actor.id, created_name=actor.name, stopped_at=None, stopped_by=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(
        tx, actor, clock, "playbook.trial.start", rule, after={"room": room, "trial": id_, "moments": moments}
    )
    return row


def stop(tx: Session, actor: Actor, clock: Clock, *, rule: str, room: str) -> PlaybookTrial:
    """What was found so far is told. Raises NoTrial."""
    for row in tx.scalars(_of(actor.tenant, rule, room).with_for_update()):
        if row.stopped_at is None and _taken(tx, row.id) < row.moments:
            row.stopped_at, row.stopped_by = clock(), actor.id
            audit(tx, actor, clock, "playbook.trial.stop", rule, after={"room": room, "trial": row.id})
            return row
    raise NoTrial


def claim(tx: Session, trial: str, show: str, proposal: str, at: int) -> bool:
    """Take the next place; the same moment again keeps its own. False: stopped, or no place is left."""
    row = tx.get(PlaybookTrial, trial, with_for_update=True)
    known = select(PlaybookTrialMoment).where(
        PlaybookTrialMoment.show_id == show, PlaybookTrialMoment.proposal == proposal
    )
    if tx.scalars(known).first() is not None:
        return True
    place = _taken(tx, trial)
    if row is None or row.stopped_at is not None or place >= row.moments:
        return False
    tx.add(
        PlaybookTrialMoment(
            trial_id=trial, place=place, tenant_id=row.tenant_id, show_id=show, proposal=proposal, at=at
        )
    )
    tx.flush()
    return True


def running(tx: Session, tenant: str, room: str) -> dict[str, Trial]:
    """By rule."""
    query = select(PlaybookTrial).where(
        PlaybookTrial.tenant_id == tenant, PlaybookTrial.room_id == room, PlaybookTrial.stopped_at.is_(None)
    )
    return {
        row.rule_id: Trial(row.id, row.rule_id, row.control)
        for row in tx.scalars(query)
        if _taken(tx, row.id) < row.moments
    }


def lots(tx: Session, secret: bytes, show: str) -> dict[str, Lot]:
    """Proposal → its place and arm, of the moments that a show has taken. Where a plan does not fit its lot any more, its
    rule speaks as always."""
    query = (
        select(PlaybookTrialMoment, PlaybookTrial)
        .join(PlaybookTrial, PlaybookTrial.id == PlaybookTrialMoment.trial_id)
        .where(PlaybookTrialMoment.show_id == show)
    )
    return {
        moment.proposal: Lot(
            trial=row.id, place=moment.place, control=row.control,
            held=not arm(plan_of(row), key_of(secret, row.id), moment.place),
        )
        for moment, row in tx.execute(query)
        if fits(plan_of(row), key_of(secret, row.id))
    }  # fmt: skip


def told(tx: Session, secret: bytes, tenant: str, room: str | None = None) -> dict[str, list[TrialView]]:
    """Rule → its trials, newest first; of one room, or of all."""
    query = select(PlaybookTrial).where(PlaybookTrial.tenant_id == tenant)
    if room is not None:
        query = query.where(PlaybookTrial.room_id == room)
    found: dict[str, list[TrialView]] = {}
    for row in tx.scalars(query.order_by(PlaybookTrial.created_at.desc(), PlaybookTrial.id)):
        views = found.setdefault(row.rule_id, [])
        if sum(one.row.room_id == row.room_id for one in views) < KEPT:
            views.append(view_of(tx, secret, row))
    return found


def view_of(tx: Session, secret: bytes, row: PlaybookTrial) -> TrialView:
    """The result is told when it is over and its shows were read: whoever looks earlier may stop when it pleases."""
    key, plan = key_of(secret, row.id), plan_of(row)
    moments = tx.scalars(select(PlaybookTrialMoment).where(PlaybookTrialMoment.trial_id == row.id)).all()
    if not fits(plan, key):
        return TrialView(row, "broken", len(moments), 0, 0, None)
    shows = {moment.show_id for moment in moments}
    query = select(PlaybookEffect.show_id, PlaybookEffect.moments).where(
        PlaybookEffect.tenant_id == row.tenant_id, PlaybookEffect.show_id.in_(shows)
    )
    read = {one.show_id: one.moments for one in tx.execute(query)}
    lot, found = drawn(plan, key), cast(list[float | None], [None] * row.moments)
    for moment in moments:
        found[moment.place] = read.get(moment.show_id, {}).get(moment.proposal)
    over = row.stopped_at is not None or (len(moments) == row.moments and shows <= set(read))
    return TrialView(
        row, "stopped" if row.stopped_at is not None else "done" if over else "running", len(moments),
        sum(not lot[moment.place] for moment in moments), sum(one is not None for one in found),
        analyse(plan, key, found) if over and moments else None,
    )  # fmt: skip


def plan_of(row: PlaybookTrial) -> Plan:
    return Plan(row.id, row.moments, row.created_at, row.seal)


def has_moments(tx: Session, show: str) -> bool:
    query = select(PlaybookTrialMoment.place).where(PlaybookTrialMoment.show_id == show).limit(1)
    return tx.scalars(query).first() is not None


def _of(tenant: str, rule: str, room: str) -> Select[PlaybookTrial]:
    return select(PlaybookTrial).where(
        PlaybookTrial.tenant_id == tenant, PlaybookTrial.rule_id == rule, PlaybookTrial.room_id == room
    )


def _taken(tx: Session, trial: str) -> int:
    query = select(func.count()).where(PlaybookTrialMoment.trial_id == trial)
    return int(tx.scalar(query) or 0)

"""Routes of measured effects: what a show's actions did, rules tried by lot."""

import asyncio
from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.hub import Hub
from onair.during.playbook.baselines import OVER, Baselines
from onair.during.playbook.companion import Playbook
from onair.during.playbook.effect.switchback import BadMoments
from onair.during.playbook.knowledge import Knowledge, learn
from onair.during.playbook.measured.claims import TrialClaims
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.schemas import EffectOut, ShowEffects, StartTrial, TrialOut
from onair.during.playbook.measured.telling import effect_out, trial_out
from onair.during.playbook.measured.trials import NoTrial, TrialRunning, start, stop, view_of
from onair.during.playbook.schemas import RuleId
from onair.during.playbook.store import RuleNotFound, find
from onair.kernel.errors import NotFound
from onair.trade.service import ShowNotFound, ShowView, get_show

router = Router("playbook")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
DECIDE = Allow(roles={Role.operator})
TRIAL = "/api/v1/playbook/rules/{rule_id}/trial"


@router.get("/api/v1/shows/{show_id}/effects", allow=READ, errors=(ShowNotFound, NoShow))
async def effects(show_id: Id, call: Call) -> ShowEffects:
    """What people and rules did in this show and what it changed, oldest first; each measured once, when it was due."""
    view = await asyncio.to_thread(_view, call, show_id)
    if view.state in OVER:
        found = await asyncio.to_thread(call.use(Baselines).effects, view)
    else:
        owner = await call.use(Hub).owner(show_id, call.actor.tenant)
        book = owner.state.companions.get("playbook")
        found = book.measuring.so_far() if isinstance(book, Playbook) else []
    known = await asyncio.to_thread(_known, call, view)
    return ShowEffects(final=view.state in OVER, items=[_out(one, call, view, known) for one in found])


@router.put(TRIAL, allow=DECIDE, errors=(RuleNotFound, NotFound, TrialRunning, BadMoments))
def start_trial(rule_id: RuleId, form: StartTrial, call: Call) -> TrialOut:
    """Begin a switchback: of the moments that the rule finds in this room, half are held back by lot, in shows to come
    and on air. What was drawn is seen when a moment has come, the result when all are over."""
    secret = call.use(TrialClaims).secret
    with call.db.write() as tx:
        find(tx, call.actor.tenant, rule_id)
        row = start(
            tx, call.actor, call.clock, secret, rule=rule_id, room=form.room, moments=form.moments, control=form.control
        )  # fmt: skip
        found = view_of(tx, secret, row)
    call.use(Hub).relearn("playbook", tenant=call.actor.tenant)
    return trial_out(found, call.lang)


@router.delete(TRIAL, allow=DECIDE, errors=(NoTrial,))
def stop_trial(rule_id: RuleId, call: Call, room: Annotated[Id, Query()]) -> TrialOut:
    """End it before its last moment; the rule speaks as always, and what was found so far is told."""
    secret = call.use(TrialClaims).secret
    with call.db.write() as tx:
        found = view_of(tx, secret, stop(tx, call.actor, call.clock, rule=rule_id, room=room))
    call.use(Hub).relearn("playbook", tenant=call.actor.tenant)
    return trial_out(found, call.lang)


def _view(call: Call, show: str) -> ShowView:
    with call.db.read() as tx:
        return get_show(tx, call.actor.tenant, show)


def _known(call: Call, view: ShowView) -> Knowledge:
    with call.db.read() as tx:
        return learn(tx, view.tenant, view.room.id if view.room else None)


def _out(one: Measured, call: Call, view: ShowView, known: Knowledge) -> EffectOut:
    return effect_out(one, call.lang, view.zone, names=known.people, goods=known.products)

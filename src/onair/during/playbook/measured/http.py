"""Routes of measured effects: what a show's actions did."""

import asyncio

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.hub import Hub
from onair.during.playbook.baselines import OVER, Baselines
from onair.during.playbook.companion import Playbook
from onair.during.playbook.knowledge import Knowledge, learn
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.schemas import EffectOut, ShowEffects
from onair.during.playbook.measured.telling import effect_out
from onair.trade.service import ShowNotFound, ShowView, get_show

router = Router("playbook")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})


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


def _view(call: Call, show: str) -> ShowView:
    with call.db.read() as tx:
        return get_show(tx, call.actor.tenant, show)


def _known(call: Call, view: ShowView) -> Knowledge:
    with call.db.read() as tx:
        return learn(tx, view.tenant, view.room.id if view.room else None)


def _out(one: Measured, call: Call, view: ShowView, known: Knowledge) -> EffectOut:
    return effect_out(one, call.lang, view.zone, names=known.people, goods=known.products)

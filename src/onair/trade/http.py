"""Routes of shows; those of rooms, hosts and products are taken in below."""

import logging
from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS, Cursor, Millis
from onair.kernel.i18n import Text
from onair.kernel.settings import Settings
from onair.trade import places, places_http, policy_http, products_http, shows
from onair.trade.ports import CancelListener, ShowListener, StepGuard
from onair.trade.schemas import NewShow, ShowOut, ShowOutPage, ShowPatch, show_out
from onair.trade.states import State, WrongState
from onair.trade.versions import Stale
from onair.trade.views import ShowView

router = Router("trade")
log = logging.getLogger("onair.trade")

READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
PLAN = Allow(roles={Role.operator}, scopes={"shows:write"})
RUN = Allow(roles={Role.operator, Role.controller}, scopes={"shows:write"})
CLOSE = Allow(roles={Role.operator, Role.analyst}, scopes={"shows:write"})
GUARDED = (State.ready, State.on_air)
Search = Annotated[str | None, Query(max_length=80, pattern=NO_CONTROLS)]


@router.get("/api/v1/shows", allow=READ)
def list_(
    call: Call,
    *,
    state: State | None = None,
    q: Search = None,
    since: Annotated[Millis | None, Query(alias="from")] = None,
    until: Annotated[Millis | None, Query(alias="to")] = None,
    cursor: Annotated[Cursor | None, Query()] = None,
) -> ShowOutPage:
    """Latest planned start first, 50 at a time."""
    with call.db.read() as tx:
        wanted = shows.Wanted(state, q, since, until)
        found, following = shows.list_shows(tx, call.actor.tenant, wanted, cursor)
    return ShowOutPage(items=[show_out(view) for view in found], next=following)


@router.post("/api/v1/shows", status_code=201, allow=PLAN, errors=(shows.ShowTimes, places.RoomAmbiguous))
def create(form: NewShow, call: Call) -> ShowOut:
    """A show in 筹备."""
    new = shows.NewShow(
        title=form.title, currency=form.currency, zone=form.zone or call.use(Settings).zone, room=form.room,
        starts_at=form.starts_at, planned_end=form.planned_end, note=form.note,
    )  # fmt: skip
    with call.db.write() as tx:
        view = shows.create_show(tx, call.actor, call.clock, new)
    return _told(call, view)


@router.get("/api/v1/shows/{show_id}", allow=READ)
def get(show_id: Id, call: Call) -> ShowOut:
    with call.db.read() as tx:
        return show_out(shows.get_show(tx, call.actor.tenant, show_id))


@router.patch("/api/v1/shows/{show_id}", allow=PLAN, errors=(Stale, shows.ShowTimes, shows.ShowFixed))
def change(show_id: Id, form: ShowPatch, call: Call) -> ShowOut:
    """Only fields that are sent change. A stale `version` answers 409 with the difference."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    if "room" in changes:
        changes["room_id"] = changes.pop("room")
    with call.db.write() as tx:
        view = shows.change_show(tx, call.actor, call.clock, show_id, version=form.version, changes=changes)
    return _told(call, view)


@router.delete("/api/v1/shows/{show_id}", status_code=204, allow=PLAN, errors=(WrongState,))
def cancel(show_id: Id, call: Call) -> None:
    """Only while in 筹备."""
    with call.db.write() as tx:
        shows.cancel_show(tx, call.actor, call.clock, show_id)
    for listener in call.services.every(CancelListener):
        listener.on_show_cancelled(call.actor.tenant, show_id)


@router.post("/api/v1/shows/{show_id}/ready", allow=PLAN, errors=(WrongState,))
def ready(show_id: Id, call: Call) -> ShowOut:
    """筹备 → 就绪."""
    return _step(call, show_id, State.ready)


@router.post("/api/v1/shows/{show_id}/start", allow=RUN, errors=(WrongState,))
def start(show_id: Id, call: Call) -> ShowOut:
    """筹备 or 就绪 → 直播中; the show's window begins now."""
    return _step(call, show_id, State.on_air)


@router.post("/api/v1/shows/{show_id}/end", allow=RUN, errors=(WrongState,))
def end(show_id: Id, call: Call) -> ShowOut:
    """直播中 → 已结束; the show's window ends now."""
    return _step(call, show_id, State.ended)


@router.post("/api/v1/shows/{show_id}/reviewed", allow=CLOSE, errors=(WrongState,))
def reviewed(show_id: Id, call: Call) -> ShowOut:
    """已结束 → 已复盘."""
    return _step(call, show_id, State.reviewed)


@router.post("/api/v1/shows/{show_id}/duplicate", status_code=201, allow=PLAN)
def duplicate(show_id: Id, call: Call) -> ShowOut:
    """The same plan at the same weekday and hour, the next time still to come."""
    with call.db.write() as tx:
        view = shows.duplicate_show(tx, call.actor, call.clock, show_id)
    return _told(call, view)


def _step(call: Call, show: str, to: State) -> ShowOut:
    warning = _asked(call, show, to)
    with call.db.write() as tx:
        why = warning.zh if warning else None
        view = shows.transition(tx, call.actor, call.clock, show, to, why=why)
    told = _told(call, view)
    return told.model_copy(update={"warning": warning.of(call.lang)}) if warning else told


def _asked(call: Call, show: str, to: State) -> Text | None:
    """What the guards of the step have to say; the first that refuses ends it."""
    guards = call.services.every(StepGuard)
    if not guards or to not in GUARDED:
        return None
    with call.db.read() as tx:
        view = shows.get_show(tx, call.actor.tenant, show)
    said = [guard.before_step(call.actor, view, to) for guard in guards]
    return next((one for one in said if one is not None), None)


def _told(call: Call, view: ShowView) -> ShowOut:
    """After the commit: whoever runs the show hears of it."""
    for listener in call.services.every(ShowListener):
        listener.on_show_changed(view)
    return show_out(view)


router.include(places_http.router)
router.include(products_http.router)
router.include(policy_http.router)

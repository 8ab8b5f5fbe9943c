"""Routes of rehearsals: replay a show, see what runs, stop it."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router, Strict
from onair.rehearsal.pace import BadSpeed
from onair.rehearsal.replay import NothingToReplay, NotRunning, Rehearsals
from onair.trade.schemas import ShowOut, show_out
from onair.trade.service import ShowNotFound, get_show

router = Router("rehearsal")
RUN = Allow(roles={Role.operator, Role.controller, Role.analyst}, scopes={"shows:write"})


class ReplayForm(Strict):
    """`speed` 1 to 600 times, 0 = as fast as possible."""

    speed: Annotated[float, Field(ge=0, le=600)] = 60


class RehearsalPage(BaseModel):
    items: list[ShowOut]
    next: str | None = None


@router.post(
    "/api/v1/shows/{show_id}/replay",
    status_code=202,
    allow=RUN,
    errors=(ShowNotFound, NothingToReplay, BadSpeed),
)
async def replay(show_id: Id, form: ReplayForm, call: Call) -> ShowOut:
    """A new show with the same events, on their own clock."""
    return show_out(await call.use(Rehearsals).replay(call.actor, show_id, form.speed))


@router.get("/api/v1/rehearsals", allow=Allow(roles=TEAM, scopes={"shows:read", "shows:write"}))
def running(call: Call) -> RehearsalPage:
    """The replays of this team that run now."""
    with call.db.read() as tx:
        views = [
            get_show(tx, call.actor.tenant, show) for show in call.use(Rehearsals).running(call.actor.tenant)
        ]
    return RehearsalPage(items=[show_out(view) for view in views])


@router.post("/api/v1/rehearsals/{show_id}/stop", allow=RUN, errors=(NotRunning,))
async def stop(show_id: Id, call: Call) -> ShowOut:
    """The copy keeps what it got and is ended there."""
    return show_out(await call.use(Rehearsals).stop_for(call.actor, show_id))

"""Routes: what a review wants changed next time, where it goes, and what became of it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.after.changes import service
from onair.after.changes.adopting import adopted
from onair.after.changes.judging import changes_of
from onair.after.changes.model import NextChangeRow
from onair.after.changes.schemas import (
    ChangeBackIn,
    ChangesOut,
    ChangeTakeIn,
    NextChangeIn,
    NextChangeOut,
    NextChangePatch,
    change_out,
)
from onair.after.changes.taking import OVER, CannotTake, ChangedSince
from onair.after.diagnosis.service import FindingNotFound, diagnoses_of
from onair.trade.service import ShowNotFound, ShowView, get_show
from onair.trade.versions import Stale

router = Router("changes")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITE = Allow(roles={Role.operator, Role.controller, Role.merchandiser, Role.analyst}, scopes={"shows:write"})
DECIDE = Allow(roles={Role.operator, Role.controller, Role.merchandiser}, scopes={"shows:write"})
_SHOW, _CHANGE = "/api/v1/shows/{show_id}", "/api/v1/changes/{change_id}"
REFUSED = (service.ChangeNotFound, service.ChangeState, service.ChangeUnfit, ShowNotFound, Stale)


@router.get(
    f"{_SHOW}/changes", allow=READ, errors=(ShowNotFound,), summary="What this show's review wants changed"
)
def list_changes(show_id: Id, call: Call) -> ChangesOut:
    """Oldest first, declined ones too, with what became of each."""
    with call.db.read() as tx:
        return _out(tx, call, service.found_in(tx, call.actor.tenant, show_id))


@router.post(
    f"{_SHOW}/changes", allow=WRITE, status_code=201, summary="Write down what to change next time",
    errors=(ShowNotFound, FindingNotFound, service.ChangeUnfit, service.TooManyChanges),
)  # fmt: skip
def create_change(show_id: Id, form: NextChangeIn, call: Call) -> NextChangeOut:
    """A finding of the diagnosis, or a person's own; the same finding again gives what is there."""
    new = form.new()
    if form.finding is not None:
        found = adopted(
            diagnoses_of(call.services).finding(call.actor, show_id, form.finding), form.owner, form.due_at
        )
        if found is None:
            raise service.ChangeUnfit(why="这条发现没有要改的 the finding asks for nothing")
        new = found
    with call.db.write() as tx:
        row = service.create(tx, call.actor, call.clock, show_id, new)
        return _one(tx, call, row)


@router.get(
    f"{_SHOW}/carried", allow=READ, errors=(ShowNotFound,), summary="What reviews want changed in this show"
)
def list_carried(show_id: Id, call: Call) -> ChangesOut:
    """While it is planned: what goes into it, and whether it stands in its plan. Once it is over: whether each worked."""
    with call.db.read() as tx:
        view = get_show(tx, call.actor.tenant, show_id)
        found = service.carried(tx, call.actor.tenant, show_id)
        people = service.names_of(tx, call.actor.tenant, [one.row for one in found])
        items = [change_out(one.row, people, one) for one in found]
    judging = view.state in OVER and any(one.state in service.OPEN for one in items)
    if judging:
        changes_of(call.services).on_show_changed(view)
    return ChangesOut(items=items, judging=judging)


@router.patch(
    _CHANGE,
    allow=DECIDE,
    errors=REFUSED,
    summary="Accept or decline a change, say who does it and where it goes",
)
def patch_change(change_id: Id, form: NextChangePatch, call: Call) -> NextChangeOut:
    """An accepted one goes to the room's next show unless `to_show` says another."""
    with call.db.write() as tx:
        row = service.decide(
            tx, call.actor, call.clock, change_id, version=form.version, wanted=form.wanted()
        )
        return _one(tx, call, row)


@router.post(
    f"{_CHANGE}/take",
    allow=DECIDE,
    errors=(*REFUSED, CannotTake),
    summary="Put a change into the plan of a show",
)
def take_change(change_id: Id, form: ChangeTakeIn, call: Call) -> NextChangeOut:
    """Minutes, order and card into the rundown, an offer as a draft, a rule on or off; or a person's word that it is done."""
    with call.db.write() as tx:
        row = service.take_into(
            tx,
            call.actor,
            call.clock,
            change_id,
            version=form.version,
            show=form.show,
            note=form.note,
            params=form.params(),
        )
        return _one(tx, call, row)


@router.post(
    f"{_CHANGE}/undo", allow=DECIDE, errors=(*REFUSED, CannotTake, ChangedSince), summary="Take a change out of the plan again"
)  # fmt: skip
def undo_change(change_id: Id, form: ChangeBackIn, call: Call) -> NextChangeOut:
    """Only what it changed itself goes back; what somebody changed since stays."""
    with call.db.write() as tx:
        row = service.take_back(tx, call.actor, call.clock, change_id, version=form.version)
        return _one(tx, call, row)


def _out(tx: Session, call: Call, rows: Sequence[NextChangeRow]) -> ChangesOut:
    people, shows = _around(tx, call, rows)
    return ChangesOut(items=[change_out(row, people, to=shows.get(row.to_show or "")) for row in rows])


def _one(tx: Session, call: Call, row: NextChangeRow) -> NextChangeOut:
    people, shows = _around(tx, call, [row])
    return change_out(row, people, to=shows.get(row.to_show or ""))


def _around(
    tx: Session, call: Call, rows: Sequence[NextChangeRow]
) -> tuple[dict[str, str], dict[str, ShowView]]:
    """Owners' names, and the shows that they go to."""
    wanted = {row.to_show for row in rows if row.to_show}
    shows = {show: get_show(tx, call.actor.tenant, show) for show in wanted}
    return service.names_of(tx, call.actor.tenant, rows), shows

"""Use cases of shows: planned, run, ended, reviewed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, get_tenant
from onair.kernel import paging
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.trade.model import Room, Show
from onair.trade.places import room_by_name, room_of, room_view
from onair.trade.states import NAMES, State, WrongState, require_step
from onair.trade.versions import require_version
from onair.trade.views import Origin, ShowView

PAGE = 50
WEEK_MS = 7 * DAY_MS
PLANNED = frozenset({"room_id", "starts_at", "currency", "zone"})
"""Fixed once the show is on air: numbers already count in them."""


class ShowNotFound(NotFound):
    code = "show_not_found"
    zh = "没有这个场次，或者它不属于您的团队。没有任何改动，请核对编号。"
    en = "There is no such show, or it belongs to another team. Nothing was changed; check its id."


class ShowTimes(Conflict):
    code = "show_times"
    zh = "结束时间必须晚于开始时间。没有保存，请修改时间。"
    en = "The end must come after the start. Nothing was saved; correct the times."


class ShowFixed(Conflict):
    code = "show_fixed"
    zh = "场次已是「{state}」，{fields} 不能再改。没有任何改动。"
    en = "The show is {state}; {fields} can no longer change. Nothing was changed."


class NewShow(NamedTuple):
    """`zone` an IANA name; `room` its id or its name; `state` other than 筹备 only for shows made from files and rehearsals."""

    title: str
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    room: str | None = None
    starts_at: int | None = None
    planned_end: int | None = None
    note: str | None = None
    origin: Origin = "live"
    staged: bool = False
    state: State = State.preparing
    started_at: int | None = None
    ended_at: int | None = None


class Wanted(NamedTuple):
    """Filter of a list. `since`/`until`: of the planned start, ms."""

    state: State | None = None
    q: str | None = None
    since: int | None = None
    until: int | None = None


def create_show(tx: Session, actor: Actor, clock: Clock, new: NewShow) -> ShowView:
    """Raises NotFound (room), RoomAmbiguous, ShowTimes."""
    room = None if new.room is None else room_by_name(tx, actor.tenant, new.room).id
    row = Show(
        id=new_id("shw", clock),
        tenant_id=actor.tenant,
        title=new.title,
        room_id=room,
        currency=new.currency,
        zone=new.zone,
        state=new.state,
        starts_at=new.starts_at,
        planned_end=new.planned_end,
        started_at=new.started_at,
        ended_at=new.ended_at,
        end_declared=False,
        origin=new.origin,
        staged=new.staged,
        demo=get_tenant(tx, actor.tenant).demo,
        note=new.note,
        created_at=clock(),
        version=1,
    )
    _settle(row)
    tx.add(row)
    tx.flush()
    view = _view(tx, row)
    audit(tx, actor, clock, "show.create", row.id, after=_facts(view))
    return view


def get_show(tx: Session, tenant: str, show: str) -> ShowView:
    """Raises ShowNotFound."""
    return _view(tx, _show(tx, tenant, show, lock=False))


def find_show(tx: Session, show: str) -> ShowView | None:
    """Of whatever tenant: for the show's owner, which has checked nothing yet and tells nobody."""
    row = tx.get(Show, show)
    return None if row is None or row.cancelled_at is not None else _view(tx, row)


def list_shows(
    tx: Session, tenant: str, wanted: Wanted = Wanted(), cursor: str | None = None, limit: int = PAGE
) -> tuple[list[ShowView], str | None]:
    """Latest planned start first. → shows and the next cursor. Raises BadCursor."""
    query = _filtered(tenant, wanted).order_by(Show.sort_at.desc(), Show.id.desc()).limit(limit + 1)
    if cursor:
        place = paging.decode(cursor, "sort_at", int)
        earlier = and_(Show.sort_at == place.value, Show.id < place.id)
        query = query.where(or_(Show.sort_at < place.value, earlier))
    rows = tx.scalars(query).all()
    more = rows[limit - 1] if len(rows) > limit else None
    following = paging.encode(paging.Place("sort_at", more.sort_at, more.id)) if more else None
    return _views(tx, rows[:limit]), following


def coming_shows(
    tx: Session, tenant: str, states: Collection[State], since: int, limit: int
) -> list[ShowView]:
    """Shows in one of `states` that start at `since` (ms) or later, the next one first; at last those without a start."""
    unplanned = Show.starts_at.is_(None)
    query = _filtered(tenant, Wanted()).where(Show.state.in_(states), or_(unplanned, Show.starts_at >= since))
    return _views(tx, tx.scalars(query.order_by(unplanned, Show.sort_at, Show.id).limit(limit)).all())


def _filtered(tenant: str, wanted: Wanted) -> Select[Show]:
    query = select(Show).where(Show.tenant_id == tenant, Show.cancelled_at.is_(None))
    if wanted.state is not None:
        query = query.where(Show.state == wanted.state)
    if wanted.q:
        query = query.where(Show.title.icontains(wanted.q, autoescape=True))
    if wanted.since is not None:
        query = query.where(Show.sort_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Show.sort_at <= wanted.until)
    return query


def change_show(
    tx: Session, actor: Actor, clock: Clock, show: str, *, version: int, changes: Mapping[str, Any]
) -> ShowView:
    """`changes`: of title, room_id, starts_at, planned_end, currency, zone, note.

    Raises Stale, ShowFixed, ShowTimes.
    """
    row = _show(tx, actor.tenant, show)
    before = _facts(_view(tx, row))
    require_version(version, row.version, changes, before)
    changed = {field: value for field, value in changes.items() if before[field] != value}
    fixed = PLANNED & changed.keys()
    state = State(row.state)
    if fixed and state not in (State.preparing, State.ready):
        raise ShowFixed(state=f"{NAMES[state].zh} {NAMES[state].en}", fields=", ".join(sorted(fixed)))
    if changed.get("room_id") is not None:
        room_of(tx, actor.tenant, changed["room_id"])
    for field, value in changed.items():
        setattr(row, field, value)
    _settle(row)
    return _changed(tx, actor, clock, row, action="show.change", before=before)


def transition(
    tx: Session,
    actor: Actor,
    clock: Clock,
    show: str,
    to: State,
    *,
    at: int | None = None,
    why: str | None = None,
) -> ShowView:
    """Start and end take `at` (ms) as their moment, default now. Raises WrongState, ShowNotFound."""
    row = _show(tx, actor.tenant, show)
    require_step(State(row.state), to)
    before = _facts(_view(tx, row))
    moment = clock() if at is None else at
    if to is State.on_air:
        row.started_at = moment
    if to is State.ended:
        row.ended_at, row.end_declared = max(moment, row.started_at or moment), True
    row.state = to
    return _changed(tx, actor, clock, row, action=f"show.{to}", before=before, why=why)


def set_window(
    tx: Session, actor: Actor, clock: Clock, show: str, *, start: int | None, end: int | None, declared: bool
) -> ShowView:
    """Where the show begins and ends by its data or by somebody's word (`declared`). Raises ShowTimes."""
    row = _show(tx, actor.tenant, show)
    if start is not None and end is not None and end < start:
        raise ShowTimes()
    before = _facts(_view(tx, row))
    row.started_at, row.ended_at, row.end_declared = start, end, declared
    return _changed(tx, actor, clock, row, action="show.window", before=before)


def cancel_show(tx: Session, actor: Actor, clock: Clock, show: str, why: str | None = None) -> None:
    """Only while it is being prepared. Raises WrongState."""
    row = _show(tx, actor.tenant, show)
    if row.state != State.preparing:
        raise WrongState(State(row.state))
    row.cancelled_at = clock()
    audit(tx, actor, clock, "show.cancel", row.id, before=_facts(_view(tx, row)), why=why)


def cancelled_shows(tx: Session, since: int) -> list[tuple[str, str]]:
    """(tenant, id) of those cancelled at `since` (ms) or later, whatever the team: for who must follow them."""
    query = select(Show.tenant_id, Show.id).where(Show.cancelled_at >= since)
    return [(tenant, show) for tenant, show in tx.execute(query.order_by(Show.cancelled_at))]


def duplicate_show(tx: Session, actor: Actor, clock: Clock, show: str) -> ShowView:
    """The same plan at the same hour and weekday, the next time that is still to come."""
    old = get_show(tx, actor.tenant, show)
    start, end = old.starts_at, old.planned_end
    if start is not None:
        shift = max(0, -(-(clock() - start) // WEEK_MS)) * WEEK_MS or WEEK_MS
        start, end = start + shift, None if end is None else end + shift
    new = NewShow(old.title, old.currency, old.zone, old.room.id if old.room else None, start, end, old.note)
    return create_show(tx, actor, clock, new)


def find_or_create_show(
    tx: Session, actor: Actor, clock: Clock, new: NewShow, *, force: bool = False
) -> ShowView:
    """The newest show of that title, else (or with `force`) a new one. For imports."""
    query = select(Show).where(
        Show.tenant_id == actor.tenant, Show.title == new.title, Show.cancelled_at.is_(None)
    )
    held = None if force else tx.scalars(query.order_by(Show.id.desc()).limit(1)).one_or_none()
    return _view(tx, held) if held else create_show(tx, actor, clock, new)


def show_by_name(tx: Session, tenant: str, name: str) -> ShowView:
    """By id, else the newest of that title. Raises ShowNotFound."""
    query = select(Show).where(Show.tenant_id == tenant, Show.cancelled_at.is_(None))
    named = query.where(or_(Show.id == name, Show.title == name)).order_by(
        (Show.id == name).desc(), Show.id.desc()
    )
    row = tx.scalars(named.limit(1)).one_or_none()
    if row is None:
        raise ShowNotFound()
    return _view(tx, row)


def shows_of_room(tx: Session, tenant: str, room: str, since: int, until: int) -> list[ShowView]:
    """Shows of a room that overlap [since, until], latest start first: to place stray events."""
    query = select(Show).where(Show.tenant_id == tenant, Show.room_id == room, Show.cancelled_at.is_(None))
    found = _views(tx, tx.scalars(query.order_by(Show.sort_at.desc()).limit(200)).all())
    return [view for view in found if _overlaps(view, since, until)]


def _overlaps(view: ShowView, since: int, until: int) -> bool:
    start = view.started_at if view.started_at is not None else view.starts_at
    return start is not None and start <= until and (view.ended_at is None or view.ended_at >= since)


def _show(tx: Session, tenant: str, show: str, *, lock: bool = True) -> Show:
    query = select(Show).where(Show.id == show, Show.tenant_id == tenant, Show.cancelled_at.is_(None))
    row = tx.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise ShowNotFound()
    return row


def _settle(row: Show) -> None:
    if row.starts_at is not None and row.planned_end is not None and row.planned_end <= row.starts_at:
        raise ShowTimes()
    moments = (row.starts_at, row.started_at, row.created_at)
    row.sort_at = next(moment for moment in moments if moment is not None)


def _changed(
    tx: Session,
    actor: Actor,
    clock: Clock,
    row: Show,
    *,
    action: str,
    before: Mapping[str, Any],
    why: str | None = None,
) -> ShowView:
    row.version += 1
    tx.flush()
    view = _view(tx, row)
    audit(tx, actor, clock, action, row.id, before=before, after=_facts(view), why=why)
    return view


def _facts(view: ShowView) -> dict[str, Any]:
    facts = asdict(view) | {"room_id": view.room.id if view.room else None}
    for field in ("id", "tenant", "room", "version"):
        del facts[field]
    return facts


def _view(tx: Session, row: Show) -> ShowView:
    return _views(tx, [row])[0]


def _views(tx: Session, rows: Sequence[Show]) -> list[ShowView]:
    wanted = {row.room_id for row in rows if row.room_id}
    rooms = {room.id: room for room in tx.scalars(select(Room).where(Room.id.in_(wanted)))} if wanted else {}
    return [
        ShowView(
            id=row.id,
            tenant=row.tenant_id,
            title=row.title,
            room=room_view(rooms[row.room_id]) if row.room_id else None,
            currency=row.currency,
            zone=row.zone,
            state=State(row.state),
            starts_at=row.starts_at,
            planned_end=row.planned_end,
            started_at=row.started_at,
            ended_at=row.ended_at,
            end_declared=row.end_declared,
            origin=row.origin,  # type: ignore[arg-type]  # written by us only
            staged=row.staged,
            demo=row.demo,
            note=row.note,
            version=row.version,
        )
        for row in rows
    ]

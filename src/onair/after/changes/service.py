"""Use cases: what is to change next time is written down, decided, taken into a plan, and looked at there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import structs
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, list_people
from onair.after.changes.model import Body, Kind, NextChangeRow, Param, Taken, kept
from onair.after.changes.taking import OVER, Where, in_plan, settled, take, untake
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.ids import new_id
from onair.metrics.catalog import catalog
from onair.trade.service import ShowView, State, coming_shows, find_product, get_show
from onair.trade.versions import require_version

MOST = 40
OPEN = frozenset({"accepted", "applied"})
COMING = (State.preparing, State.ready)


class ChangeNotFound(NotFound):
    code = "change_not_found"
    zh = "没有这条改动，或者它不属于您的团队。没有任何改变。"
    en = "There is no such change, or it belongs to another team. Nothing was changed."


class ChangeUnfit(BadInput):
    code = "change_unfit"
    zh = "这条改动不能用：{why}。没有保存，请改好再存。"
    en = "The change cannot be used: {why}. Nothing was saved; correct it and save again."


class TooManyChanges(Conflict):
    code = "change_too_many"
    zh = "一场最多记 {most} 条改动。没有保存；下一场只改一处最看得出效果。"
    en = "A show has at most {most} changes. Nothing was saved; one change a show is told best."


class ChangeState(Conflict):
    code = "change_state"
    zh = "这条改动现在是「{state}」，不能这样做。没有任何改变。"
    en = "The change is {state}; this cannot be done now. Nothing was changed."


class NewChange(NamedTuple):
    """What is written down. `finding`: of the diagnosis, None = a person's own."""

    kind: Kind
    body: Body
    finding: str | None = None
    owner: str | None = None
    due_at: int | None = None


class Carried(NamedTuple):
    """A change as it stands for the show it goes into. `assigned` False: it goes to the room's next show, and this may be
    it. `stands`: it is in the plan, whoever put it there. `origin`: the show whose review asked for it."""

    row: NextChangeRow
    origin: ShowView
    assigned: bool
    stands: bool


def create(tx: Session, actor: Actor, clock: Clock, show: str, new: NewChange) -> NextChangeRow:
    """The same finding again gives what is there. Raises ShowNotFound, ChangeUnfit, TooManyChanges."""
    view = get_show(tx, actor.tenant, show)
    mine = (NextChangeRow.tenant_id == actor.tenant) & (NextChangeRow.from_show == show)
    if new.finding is not None:
        held = tx.scalars(
            select(NextChangeRow).where(mine, NextChangeRow.finding == new.finding)
        ).one_or_none()
        if held is not None:
            return held
    _require(tx, actor.tenant, view, new)
    body = _with_product(tx, actor.tenant, new.body, known=new.finding is None)
    if (tx.scalar(select(func.count()).select_from(NextChangeRow).where(mine)) or 0) >= MOST:
        raise TooManyChanges(most=MOST)
    row = NextChangeRow(
        id=new_id("chg", clock), tenant_id=actor.tenant, from_show=show, to_show=None,
        room_id=view.room.id if view.room else None, finding=new.finding, kind=new.kind, body=kept(body),
        state="proposed", owner_id=new.owner, due_at=new.due_at, taken=None, verdict=None, mark=None,
        created_at=clock(), created_by=actor.name, updated_at=clock(), updated_by=actor.name, version=1,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "change.create", row.id, after=_told(row))
    return row


def get_change(tx: Session, tenant: str, change: str, *, lock: bool = False) -> NextChangeRow:
    """Raises ChangeNotFound."""
    row = tx.get(NextChangeRow, change, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant:
        raise ChangeNotFound
    return row


def found_in(tx: Session, tenant: str, show: str) -> list[NextChangeRow]:
    """What this show's review asks for, oldest first. Raises ShowNotFound."""
    get_show(tx, tenant, show)
    mine = (NextChangeRow.tenant_id == tenant) & (NextChangeRow.from_show == show)
    return list(
        tx.scalars(select(NextChangeRow).where(mine).order_by(NextChangeRow.created_at, NextChangeRow.id))
    )


def decide(
    tx: Session, actor: Actor, clock: Clock, change: str, *, version: int, wanted: dict[str, Any]
) -> NextChangeRow:
    """`wanted` of state (accepted, declined, proposed), to_show, owner_id, due_at. An accepted one without a show goes to
    the room's next. Raises ChangeNotFound, Stale, ChangeState, ChangeUnfit, ShowNotFound."""
    row = get_change(tx, actor.tenant, change, lock=True)
    before = _told(row)
    require_version(version, row.version, wanted, {name: getattr(row, name) for name in wanted})
    if row.state == "judged" or (row.taken is not None and {"state", "to_show"} & wanted.keys()):
        raise ChangeState(state=row.state)
    target = wanted.get("to_show")
    if target is not None:
        _require_coming(tx, actor.tenant, row, target)
    if wanted.get("owner_id") is not None:
        _require_person(tx, actor.tenant, wanted["owner_id"])
    for name, value in wanted.items():
        setattr(row, name, value)
    if wanted.get("state") == "accepted" and row.to_show is None:
        row.to_show = next_show(tx, row, clock())
    if row.state in ("declined", "proposed"):
        row.to_show = None
    return _touched(tx, actor, clock, row, action="change.decide", before=before)


def take_into(
    tx: Session, actor: Actor, clock: Clock, change: str, *, version: int, show: str, note: str | None = None,
    params: Mapping[str, Param] = MappingProxyType({}),
) -> NextChangeRow:  # fmt: skip
    """Put it into the plan of `show`, `params` where it does not say to what; with a `note` a person says that it is done.
    Raises as `decide`, CannotTake."""
    row = get_change(tx, actor.tenant, change, lock=True)
    require_version(version, row.version, {}, {})
    if row.state not in ("proposed", "accepted") or row.taken is not None:
        raise ChangeState(state=row.state)
    _require_coming(tx, actor.tenant, row, show)
    before = _told(row)
    body = structs.replace(row.what, params={**row.what.params, **params})
    row.body = kept(
        body if note is not None else settled(tx, actor, clock, Where.of(row, show)._replace(body=body))
    )
    how = (
        Taken(actor.id, actor.name, clock(), note=note)
        if note is not None
        else take(tx, actor, clock, Where.of(row, show))
    )
    row.to_show, row.taken, row.state = show, kept(how), "applied"
    return _touched(tx, actor, clock, row, action="change.take", before=before)


def take_back(tx: Session, actor: Actor, clock: Clock, change: str, *, version: int) -> NextChangeRow:
    """Out of the plan again; it stays accepted. Raises ChangeNotFound, Stale, ChangeState, ChangedSince, CannotTake."""
    row = get_change(tx, actor.tenant, change, lock=True)
    require_version(version, row.version, {}, {})
    how = row.how
    if row.state != "applied" or how is None or row.to_show is None:
        raise ChangeState(state=row.state)
    before = _told(row)
    if how.note is None:
        untake(tx, actor, clock, Where.of(row, row.to_show), how)
    row.taken, row.state = None, "accepted"
    return _touched(tx, actor, clock, row, action="change.undo", before=before)


def carried(tx: Session, tenant: str, show: str) -> list[Carried]:
    """What goes into a show, or went: oldest first. Raises ShowNotFound."""
    view = get_show(tx, tenant, show)
    mine = NextChangeRow.to_show == show
    if view.room is not None and view.state in COMING:
        loose = NextChangeRow.to_show.is_(None) & (NextChangeRow.room_id == view.room.id)
        mine = or_(mine, loose & NextChangeRow.state.in_(OPEN) & (NextChangeRow.from_show != show))
    query = select(NextChangeRow).where(NextChangeRow.tenant_id == tenant, mine)
    rows = tx.scalars(query.order_by(NextChangeRow.created_at, NextChangeRow.id)).all()
    return [
        Carried(
            row, get_show(tx, tenant, row.from_show), row.to_show == show,
            in_plan(tx, tenant, Where.of(row, show), row.how),
        )
        for row in rows
    ]  # fmt: skip


def unassign(tx: Session, tenant: str, show: str) -> None:
    """Of a show that is cancelled: what was to go there goes to the room's next."""
    query = select(NextChangeRow).where(NextChangeRow.tenant_id == tenant, NextChangeRow.to_show == show)
    for row in tx.scalars(query.with_for_update()):
        row.to_show, row.taken = None, None
        row.state = "accepted" if row.state in OPEN else row.state
        row.version += 1


def next_show(tx: Session, row: NextChangeRow, now: int) -> str | None:
    """The room's next show that is planned."""
    if row.room_id is None:
        return None
    coming = coming_shows(tx, row.tenant_id, COMING, now, 50)
    fitting = (
        one.id for one in coming if one.room and one.room.id == row.room_id and one.id != row.from_show
    )
    return next(fitting, None)


def _require(tx: Session, tenant: str, view: ShowView, new: NewChange) -> None:
    if view.started_at is None and view.state not in OVER:
        raise ChangeUnfit(why="这场还没播 the show has not been on air")
    verify = new.body.verify
    if verify is not None and verify.metric not in catalog():
        raise ChangeUnfit(why=f"没有指标 no metric {verify.metric[:60]}")
    if new.owner is not None:
        _require_person(tx, tenant, new.owner)


def _with_product(tx: Session, tenant: str, body: Body, *, known: bool) -> Body:
    """About the team's own product, whatever id names it; a finding may be about one it does not have. Raises ChangeUnfit."""
    if body.of != "product":
        return body
    product = find_product(tx, tenant, body.key or "")
    if product is None and not known:
        return body
    if product is None:
        raise ChangeUnfit(why=f"没有商品 no product {(body.key or '')[:60]}")
    return structs.replace(body, key=product.id, label=body.label or product.title)


def _require_person(tx: Session, tenant: str, person: str) -> None:
    if person not in {one.id for one in list_people(tx, tenant)}:
        raise ChangeUnfit(why="负责人不在您的团队 the person is not of your team")


def _require_coming(tx: Session, tenant: str, row: NextChangeRow, show: str) -> None:
    """Raises ShowNotFound, ChangeUnfit."""
    view = get_show(tx, tenant, show)
    if show == row.from_show or view.state in OVER:
        raise ChangeUnfit(why="要放到还没播完的另一场 it goes to another show that is not over")


def _touched(
    tx: Session, actor: Actor, clock: Clock, row: NextChangeRow, *, action: str, before: dict[str, Any]
) -> NextChangeRow:
    row.updated_at, row.updated_by = clock(), actor.name
    row.version += 1
    tx.flush()
    audit(tx, actor, clock, action, row.id, before=before, after=_told(row))
    return row


def _told(row: NextChangeRow) -> dict[str, Any]:
    names = ("from_show", "to_show", "kind", "state", "owner_id", "due_at", "taken")
    return {name: getattr(row, name) for name in names} | {"words": row.what.words.zh}


def names_of(tx: Session, tenant: str, rows: Sequence[NextChangeRow]) -> dict[str, str]:
    """Owners by id."""
    wanted = {row.owner_id for row in rows}
    return {one.id: one.name for one in list_people(tx, tenant) if one.id in wanted}

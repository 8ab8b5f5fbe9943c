"""Rehearsals as they are written down. Blocking; takes actor and clock."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, list_people
from onair.kernel import paging
from onair.kernel.clock import Clock
from onair.rehearsal.training.errors import SeatTaken, TooManyTrainings, TrainingNotFound
from onair.rehearsal.training.fault import Fault
from onair.rehearsal.training.lore import Limits, limits_of
from onair.rehearsal.training.model import Training, TrainingLimits
from onair.rehearsal.training.plan import Plan
from onair.rehearsal.training.score import Score
from onair.store.rows import locked_or_new
from onair.trade.service import ShowView, get_show
from onair.trade.versions import Stale

RUNNING, OVER = "running", "over"
RUNNING_MOST = 3
PAGE = 50
SEATS = ("operator", "controller", "host", "merchandiser", "service", "technician")
INSTRUCTOR = "instructor"
COMPARED = 20


class Seat(NamedTuple):
    person: str
    name: str


class TrainingView(NamedTuple):
    """`begin`: of its show, ms; the show's own id is the rehearsal's. `why` it is over: done, stopped, failed."""

    show: str
    tenant: str
    title: str
    demo: bool
    zone: str
    plan: Plan
    begin: int
    seats: Mapping[str, Seat]
    instructor: str | None
    limits: Mapping[str, Limits]
    paused: bool
    state: str
    why: str | None
    started_by: str
    created_at: int
    finished_at: int | None
    score: Score | None

    @property
    def from_ms(self) -> int:
        """When people come into the show, ms of its clock."""
        return self.begin + self.plan.from_s * 1000

    @property
    def end_ms(self) -> int:
        return self.begin + self.plan.length_s * 1000

    def sees(self, actor: Actor) -> bool:
        """Whether what is planned may be shown to somebody: hidden faults only to the instructor, before the end."""
        return not self.plan.hidden or self.state == OVER or actor.id == self.instructor

    def runs(self, actor: Actor) -> bool:
        """Whether somebody may pause, speed up or stop it."""
        own = (self.started_by, self.instructor)
        return actor.id in own or actor.kind in ("local", "system") or "owner" in actor.roles


def seated(tx: Session, tenant: str, wanted: Mapping[str, str]) -> tuple[dict[str, Seat], str | None]:
    """Seat → person; and the instructor, who sits nowhere else. Raises SeatTaken."""
    people = {one.id: one.name for one in list_people(tx, tenant)}
    for seat, person in wanted.items():
        if seat not in (*SEATS, INSTRUCTOR):
            raise SeatTaken(seat=seat[:40], why_zh="没有这个座位", why_en="there is no such seat")
        if person not in people:
            raise SeatTaken(seat=seat, why_zh="团队里没有这个人", why_en="nobody of the team bears this id")
    instructor = wanted.get(INSTRUCTOR)
    seats = {seat: Seat(who, people[who]) for seat, who in wanted.items() if seat != INSTRUCTOR}
    if instructor is not None and any(seat.person == instructor for seat in seats.values()):
        raise SeatTaken(seat=INSTRUCTOR, why_zh="讲师不能同时是学员", why_en="the instructor is no trainee")
    return seats, instructor


def require_room(tx: Session, tenant: str) -> None:
    """Raises TooManyTrainings."""
    query = select(Training.show_id).where(Training.tenant_id == tenant, Training.state == RUNNING)
    if (n := len(tx.scalars(query).all())) >= RUNNING_MOST:
        raise TooManyTrainings(n=n, retry_after_s=30)


def write(
    tx: Session, actor: Actor, clock: Clock, made: Plan, *, show: ShowView, seats: Mapping[str, Seat],
    instructor: str | None,
) -> TrainingView:  # fmt: skip
    row = Training(
        show_id=show.id, tenant_id=actor.tenant, scenario=made.scenario, source_show=made.source_show,
        seed=made.seed, begin=show.started_at or 0, minutes=made.minutes, viewers=made.viewers, from_s=made.from_s,
        speed=made.speed, paused=False, hidden=made.hidden, faults=msgspec.to_builtins(made.faults),
        seats={seat: list(one) for seat, one in seats.items()}, instructor=instructor,
        limits=msgspec.to_builtins(team_limits(tx, actor.tenant)[0]), mark=made.mark, state=RUNNING, why=None,
        started_by=actor.id, created_at=clock(), finished_at=None, score=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    return _view(row, show)


def find(tx: Session, tenant: str, show: str) -> TrainingView:
    """Raises TrainingNotFound, ShowNotFound."""
    return _view(_row(tx, tenant, show), get_show(tx, tenant, show))


def newest(
    tx: Session, tenant: str, cursor: str | None, show: str | None = None
) -> tuple[list[TrainingView], str | None]:
    """Newest first, and the next cursor; of one show only when it is named. Raises BadCursor."""
    query = select(Training).where(Training.tenant_id == tenant)
    if show is not None:
        query = query.where(Training.show_id == show)
    if cursor:
        place = paging.decode(cursor, "created_at", int)
        earlier = (Training.created_at < place.value) | (
            (Training.created_at == place.value) & (Training.show_id < place.id)
        )
        query = query.where(earlier)
    order = query.order_by(Training.created_at.desc(), Training.show_id.desc()).limit(PAGE + 1)
    rows = tx.scalars(order).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = paging.encode(paging.Place("created_at", last.created_at, last.show_id)) if last else None
    return [_view(row, get_show(tx, tenant, row.show_id)) for row in rows[:PAGE]], following


def alike(tx: Session, view: TrainingView) -> list[TrainingView]:
    """Earlier rehearsals of the same that have a score, newest first."""
    query = select(Training).where(
        Training.tenant_id == view.tenant, Training.mark == view.plan.mark, Training.show_id != view.show,
        Training.score.is_not(None), Training.created_at <= view.created_at,
    )  # fmt: skip
    rows = tx.scalars(query.order_by(Training.created_at.desc()).limit(COMPARED)).all()
    return [_view(row, get_show(tx, view.tenant, row.show_id)) for row in rows if row.score]


def left_running(tx: Session) -> list[tuple[str, str]]:
    """(team, show) of all that a server left."""
    query = select(Training).where(Training.state == RUNNING).order_by(Training.created_at)
    return [(row.tenant_id, row.show_id) for row in tx.scalars(query)]


def change(tx: Session, tenant: str, show: str, **fields: Any) -> None:
    row = _row(tx, tenant, show, lock=True)
    for name, value in fields.items():
        setattr(row, name, value)
    tx.flush()


# ---- limits


def team_limits(tx: Session, tenant: str) -> tuple[dict[str, Limits], int]:
    """By kind of fault, and the version to send with a change."""
    row = _limits(tx, tenant)
    own = msgspec.convert(row.limits, dict[str, Limits]) if row is not None else {}
    return limits_of(own), row.version if row is not None else 0


def put_limits(
    tx: Session, actor: Actor, clock: Clock, own: Mapping[str, Limits], version: int
) -> tuple[dict[str, Limits], int]:
    """Whole; a kind that is not named is as ours. Raises BadLimits, Stale."""
    limits_of(own)
    row = locked_or_new(
        tx,
        lambda: _limits(tx, actor.tenant, lock=True),
        lambda: TrainingLimits(
            tenant_id=actor.tenant, limits={}, updated_at=clock(), updated_by=actor.id, version=0
        ),
    )
    if row.version != version:
        raise Stale(difference={}, version=row.version)
    row.limits, row.updated_at, row.updated_by = msgspec.to_builtins(dict(own)), clock(), actor.id
    row.version += 1
    tx.flush()
    return team_limits(tx, actor.tenant)


def _limits(tx: Session, tenant: str, *, lock: bool = False) -> TrainingLimits | None:
    query = select(TrainingLimits).where(TrainingLimits.tenant_id == tenant)
    return tx.scalars(query.with_for_update() if lock else query).one_or_none()


# ---- inside


def _row(tx: Session, tenant: str, show: str, *, lock: bool = False) -> Training:
    query = select(Training).where(Training.show_id == show, Training.tenant_id == tenant)
    row = tx.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise TrainingNotFound
    return row


def _view(row: Training, show: ShowView) -> TrainingView:
    made = Plan(
        row.scenario, row.source_show, row.seed, row.minutes, row.viewers, row.from_s,
        msgspec.convert(row.faults, list[Fault]), row.hidden, row.speed, row.mark,
    )  # fmt: skip
    seats = {seat: Seat(*one) for seat, one in row.seats.items()}
    score = None if row.score is None else msgspec.convert(row.score, Score)
    return TrainingView(
        row.show_id, row.tenant_id, show.title, show.demo, show.zone, made, row.begin, seats, row.instructor,
        msgspec.convert(row.limits, dict[str, Limits]), row.paused, row.state, row.why, row.started_by,
        row.created_at, row.finished_at, score,
    )  # fmt: skip

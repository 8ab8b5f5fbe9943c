"""Makes the show of a rehearsal: its own, marked as such, with a rundown. Blocking."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.after.review.past import REPLAY
from onair.before.rundown.book import SlotUnknown
from onair.before.rundown.service import NewSlot, new_of, put_rundown, rundown_of
from onair.kernel.clock import MINUTE_MS, Clock
from onair.rehearsal.replay import NothingToReplay
from onair.rehearsal.rundown import rundown_of as simulated
from onair.rehearsal.simulator.shop import GOODS
from onair.rehearsal.training import plan
from onair.rehearsal.training.book import TrainingView, require_room, seated, write
from onair.rehearsal.training.errors import SourceRuns
from onair.rehearsal.training.plan import Plan, Wanted
from onair.rehearsal.training.scenario import scenarios
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import (
    NewShow,
    ShowView,
    State,
    create_show,
    get_show,
    list_hosts,
    products_of,
)

ZONE, CURRENCY = "Asia/Shanghai", "CNY"


class Wish(NamedTuple):
    """Who wants what. `rng`: for what is left to chance; `seats`: seat → person."""

    actor: Actor
    clock: Clock
    wanted: Wanted
    seats: Mapping[str, str]
    rng: Random


def opened(db: Database, log: EventLog, wish: Wish) -> tuple[TrainingView, ShowView]:
    """Raises ScenarioUnknown, BadFault, SeatTaken, ShowNotFound, SourceRuns, NothingToReplay, SourceUnfit,
    TooManyTrainings."""
    actor, clock = wish.actor, wish.clock
    with db.read() as tx:
        source = _source(tx, actor.tenant, wish.wanted.source_show)
        require_room(tx, actor.tenant)
        seated(tx, actor.tenant, wish.seats)
        hosts = _hosts(tx, actor.tenant)
    if source is not None and log.end(source.id) == 0:
        raise NothingToReplay
    made = plan.plan(wish.wanted, source, wish.rng)
    begin = _begin(source, made, clock)
    if source is not None:
        plan.fit(plan.base(made, begin, log, hosts), made, begin)
    with db.write() as tx:
        require_room(tx, actor.tenant)
        seats, instructor = seated(tx, actor.tenant, wish.seats)
        show = create_show(tx, actor, clock, _show(made, source, begin))
        slots = _copied(tx, source) if source is not None else _simulated(tx, actor.tenant, made, begin)
        _lay(tx, actor, clock, show.id, slots)
        return write(tx, actor, clock, made, show=show, seats=seats, instructor=instructor), show


def hosts_of(db: Database, tenant: str) -> tuple[str, str] | None:
    with db.read() as tx:
        return _hosts(tx, tenant)


def _hosts(tx: Session, tenant: str) -> tuple[str, str] | None:
    """The first two of the team take turns in a simulated show."""
    found = sorted(host.id for host in list_hosts(tx, tenant))
    return (found[0], found[1]) if len(found) > 1 else None


def _source(tx: Session, tenant: str, show: str | None) -> ShowView | None:
    if show is None:
        return None
    found = get_show(tx, tenant, show)
    if found.state not in (State.ended, State.reviewed) or found.started_at is None or found.ended_at is None:
        raise SourceRuns
    return found


def _begin(source: ShowView | None, made: Plan, clock: Clock) -> int:
    """A past show at its own time; a simulated one so that it would end now: no datum lies in the future."""
    if source is not None:
        return source.started_at or 0
    begin = clock() - made.minutes * MINUTE_MS
    return begin - begin % MINUTE_MS


def _show(made: Plan, source: ShowView | None, begin: int) -> NewShow:
    """Its note marks it as a copy: it teaches nothing and is compared with nothing."""
    return NewShow(
        title=_title(made, source), currency=source.currency if source else CURRENCY,
        zone=source.zone if source else ZONE, room=source.room.id if source and source.room else None,
        starts_at=begin, planned_end=begin + made.length_s * 1000,
        note=f"{REPLAY}{source.id if source else 'simulated'}@{made.speed:g}", origin="rehearsal",
        staged=source.staged if source else False, state=State.on_air, started_at=begin,
    )  # fmt: skip


def _title(made: Plan, source: ShowView | None) -> str:
    """What is rehearsed; where the faults are kept secret, not a word of them."""
    told = made.scenario is not None and not made.hidden
    name = scenarios()[made.scenario].name.zh.split("：")[0] if told and made.scenario else None
    about = source.title[:90] if source else name or ("故障保密" if made.hidden else "自选故障")
    return f"演练 · {about}"


def _copied(tx: Session, source: ShowView) -> list[NewSlot]:
    """The past show's rundown with its own ids, as its log names them. Hosts stay out: nobody is busy by a rehearsal."""
    slots = rundown_of(tx, source.tenant, source.id).slots
    return [replace(new_of(slot), host=None, helpers=()) for slot in slots]


def _simulated(tx: Session, tenant: str, made: Plan, begin: int) -> list[NewSlot]:
    hosts = _hosts(tx, tenant)
    goods = products_of(tx, tenant, {good.id for good in GOODS})
    known = {id_ for id_, one in goods.items() if not one.removed}
    return simulated(plan.params(made, hosts), made.seed, begin, goods=known, hosts=())


def _lay(tx: Session, actor: Actor, clock: Clock, show: str, slots: list[NewSlot]) -> None:
    """Goods of then that are gone: the rehearsal goes without a rundown, and the screen says so."""
    if slots:
        with suppress(SlotUnknown), tx.begin_nested():
            put_rundown(tx, actor, clock, show, version=0, slots=slots)

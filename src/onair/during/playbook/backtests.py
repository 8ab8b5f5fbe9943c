"""Back-tests as work that people wait for: queued, with progress, cancelled at any time, kept with their result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.during.playbook.backtest import Outcome
from onair.during.playbook.model import PlaybookBacktest
from onair.during.playbook.rule import Rule, body_of, from_body
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound, TooMany
from onair.kernel.ids import new_id
from onair.trade.service import ShowView, State, Wanted, get_show, list_shows

SHOWS_MAX = 20
WAITING_MAX = 6
KEPT = 50
OPEN = ("queued", "running")


class BacktestNotFound(NotFound):
    code = "playbook_backtest_not_found"
    zh = "没有回测 {id}，或者它不属于您的团队。"
    en = "There is no back-test {id}, or it belongs to another team."


class NoPastShows(BadInput):
    code = "playbook_no_past_shows"
    zh = "没有可以回测的场次：要选已开播过的场次。没有开始。"
    en = "There is no show to test on: choose shows that ran. Nothing was started."


class TooManyBacktests(TooMany):
    code = "playbook_backtest_queue_full"
    zh = "已有 {n} 次回测在排队，这一次没有开始。请等前面的完成，或取消不需要的。"
    en = (
        "{n} back-tests are waiting, so this one was not started. Wait for them or cancel what is not needed."
    )


@dataclass(frozen=True, slots=True)
class BacktestView:
    """`state`: queued, running, done, cancelled, failed. `progress` 0 to 1."""

    id: str
    rule: Rule
    shows: tuple[str, ...]
    state: str
    progress: float
    result: tuple[Outcome, ...]
    problem: dict[str, Any] | None
    created_by: str
    created_at: int
    finished_at: int | None


def begin(
    tx: Session, actor: Actor, clock: Clock, rule: Rule, *, shows: Sequence[str] = (), room: str | None = None
) -> BacktestView:
    """Queue a run over the named shows, or the newest of a room or the team. Raises NoPastShows, TooManyBacktests."""
    chosen = [get_show(tx, actor.tenant, show) for show in shows] or _newest(tx, actor.tenant, room)
    ran = [view.id for view in chosen if view.started_at is not None]
    if not ran:
        raise NoPastShows
    waiting = select(PlaybookBacktest.id).where(
        PlaybookBacktest.tenant_id == actor.tenant, PlaybookBacktest.state.in_(OPEN)
    )
    if (n := len(tx.scalars(waiting).all())) >= WAITING_MAX:
        raise TooManyBacktests(n=n, retry_after_s=30)
    row = PlaybookBacktest(
        id=new_id("pbt", clock), tenant_id=actor.tenant, rule=body_of(rule), shows=ran[:SHOWS_MAX], state="queued",
        progress=0.0, result=[], problem=None, created_by=actor.id, created_at=clock(), finished_at=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    for old in tx.scalars(_of(actor.tenant).offset(KEPT)):
        if old.state not in OPEN:
            tx.delete(old)
    return view_of(row)


def _newest(tx: Session, tenant: str, room: str | None) -> list[ShowView]:
    found: list[ShowView] = []
    for state in (State.ended, State.reviewed):
        views, _ = list_shows(tx, tenant, Wanted(state=state), limit=100)
        found += [view for view in views if room is None or (view.room is not None and view.room.id == room)]
    return sorted(found, key=lambda view: view.started_at or 0, reverse=True)[:SHOWS_MAX]


def _of(tenant: str) -> Any:
    return (
        select(PlaybookBacktest)
        .where(PlaybookBacktest.tenant_id == tenant)
        .order_by(PlaybookBacktest.created_at.desc(), PlaybookBacktest.id)
    )


def get(tx: Session, tenant: str, id_: str) -> BacktestView:
    """Raises BacktestNotFound."""
    return view_of(row_of(tx, tenant, id_))


def newest(tx: Session, tenant: str) -> list[BacktestView]:
    """Newest first."""
    return [view_of(row) for row in tx.scalars(_of(tenant).limit(KEPT))]


def row_of(tx: Session, tenant: str, id_: str) -> PlaybookBacktest:
    row = tx.get(PlaybookBacktest, id_)
    if row is None or row.tenant_id != tenant:
        raise BacktestNotFound(id=id_)
    return row


def view_of(row: PlaybookBacktest) -> BacktestView:
    return BacktestView(
        row.id, from_body(row.rule), tuple(row.shows), row.state, row.progress,
        tuple(msgspec.convert(row.result, list[Outcome])), row.problem, row.created_by, row.created_at, row.finished_at,
    )  # fmt: skip

"""Runs back-tests one after the other, beside the server's work."""

import asyncio
import logging
from typing import Any

import msgspec
from sqlalchemy import select

from onair.during.broadcast.house import facts_of
from onair.during.playbook.backtest import Outcome, Stopped, run
from onair.during.playbook.backtests import OPEN, BacktestView, row_of, view_of
from onair.during.playbook.listening import Listening
from onair.during.playbook.model import PlaybookBacktest
from onair.during.playbook.pastlog import batches
from onair.during.playbook.rule import Words
from onair.during.playbook.samples import bands_of_room
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError
from onair.store.db import Database
from onair.store.log import EventLog, LogDamaged
from onair.trade.service import get_show

STEP = 0.02
"""Progress is written down at steps of this size."""
log = logging.getLogger("onair.playbook")


class Backtests:
    """Runs them one after the other in a thread. `start` and `stop` belong to the server's loop."""

    def __init__(self, db: Database, event_log: EventLog, clock: Clock, listening: Listening) -> None:
        self._db, self._log, self._clock, self._listening = db, event_log, clock, listening
        self._turn = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._cancelled: set[str] = set()
        self._stopping = False

    async def start(self) -> None:
        """Take up what a stopped server left: it begins again, as nothing of it was kept."""
        for tenant, id_ in await asyncio.to_thread(self._left):
            self.submit(tenant, id_)

    async def stop(self) -> None:
        """The one in hand stops at its next batch and is taken up again at the next start."""
        self._stopping = True
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def submit(self, tenant: str, id_: str) -> None:
        task = asyncio.get_running_loop().create_task(self._take(tenant, id_))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self, tenant: str, id_: str) -> BacktestView:
        """Before its turn it never starts; afterwards it stops at the next batch. Raises BacktestNotFound."""
        with self._db.write() as tx:
            row = row_of(tx, tenant, id_)
            if row.state in OPEN:
                self._cancelled.add(id_)
                row.state, row.finished_at = "cancelled", self._clock()
            return view_of(row)

    async def idle(self) -> None:
        """Until nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- inside

    async def _take(self, tenant: str, id_: str) -> None:
        async with self._turn:
            if not self._stopping:
                await asyncio.to_thread(self._work, tenant, id_)
        self._cancelled.discard(id_)

    def _work(self, tenant: str, id_: str) -> None:
        try:
            with self._db.write() as tx:
                row = row_of(tx, tenant, id_)
                if row.state not in OPEN:
                    return
                row.state, row.result, row.progress = "running", [], 0.0
                view = view_of(row)
            self._shows(tenant, view)
        except Stopped:
            return
        except OnAirError as error:
            self._end(tenant, id_, "failed", _stored(error))
        except Exception:
            log.exception("back-test %s failed", id_)
            self._end(tenant, id_, "failed", _stored(OnAirError()))
        else:
            self._end(tenant, id_, "done", None)

    def _shows(self, tenant: str, view: BacktestView) -> None:
        for place, show in enumerate(view.shows):
            outcome = self._show(tenant, view, show, place)
            with self._db.write() as tx:
                row = row_of(tx, tenant, view.id)
                row.result = [*row.result, msgspec.to_builtins(outcome)]
                row.progress = (place + 1) / len(view.shows)

    def _show(self, tenant: str, view: BacktestView, show: str, place: int) -> Outcome:
        with self._db.read() as tx:
            found = get_show(tx, tenant, show)
            room, before = found.room, found.started_at
            bands = (
                bands_of_room(tx, tenant, room.id, before) if room is not None and before is not None else {}
            )
        end, written = self._log.end(show), 0.0

        def told(offset: int) -> bool:
            nonlocal written
            share = (place + offset / max(end, 1)) / len(view.shows)
            if share - written >= STEP:
                written = share
                self._progress(tenant, view.id, share)
            return not self._stopping and view.id not in self._cancelled

        facts, title = facts_of(found), found.title
        try:
            listen = self._listening.of(view.rule, tenant, show)
            read = batches(self._log, show)
            return run(view.rule, facts, bands, read, title=title, told=told, listen=listen)
        except LogDamaged as error:  # the others are read all the same
            why = Words(error.detail("zh"), error.detail("en"))
            return Outcome(show=show, title=title, started_at=facts.started_at, unread=why)

    def _progress(self, tenant: str, id_: str, share: float) -> None:
        with self._db.write() as tx:
            row = row_of(tx, tenant, id_)
            if row.state == "running":
                row.progress = max(row.progress, round(min(share, 1.0), 3))

    def _end(self, tenant: str, id_: str, state: str, problem: dict[str, Any] | None) -> None:
        with self._db.write() as tx:
            row = row_of(tx, tenant, id_)
            if row.state in OPEN:
                row.state, row.problem, row.finished_at = state, problem, self._clock()

    def _left(self) -> list[tuple[str, str]]:
        with self._db.read() as tx:
            query = select(PlaybookBacktest).where(PlaybookBacktest.state.in_(OPEN))
            return [
                (row.tenant_id, row.id) for row in tx.scalars(query.order_by(PlaybookBacktest.created_at))
            ]


def _stored(error: OnAirError) -> dict[str, Any]:
    return {"code": error.code, "zh": error.detail("zh"), "en": error.detail("en")}

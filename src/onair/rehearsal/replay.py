"""Any show once more, at a speed, as a show of its own: the source is only read.

The copy is marked origin `rehearsal`; its clock is the file's own time, so it ends with the numbers that
the source had. It counts up to the source's end from its first moment on: what a log holds of the time after that
(payments, refunds, a file longer than the show) is played before the copy is ended.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from onair.access.service import Actor, list_tenants, system
from onair.after.review.past import REPLAY
from onair.during.broadcast.hub import Hub
from onair.events.model import AnyEvent
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.rehearsal.order import steps_of_log
from onair.rehearsal.pace import Played, Take, ahead, checked_speed, play
from onair.rehearsal.training.book import left_running
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import (
    NewShow,
    ShowView,
    State,
    Wanted,
    create_show,
    get_show,
    list_shows,
    transition,
)

NOTE = REPLAY
"""How a show that is a replay is told from others: `replay:<source>@<speed>`."""
log = logging.getLogger("onair.rehearsal")


class NothingToReplay(Conflict):
    code = "nothing_to_replay"
    zh = "这个场次还没有任何事件。没有开始重放，请先导入或开播。"
    en = "This show has no events yet. No replay was started; import or run it first."


class NotRunning(NotFound):
    code = "replay_not_running"
    zh = "这个重放没有在进行。没有任何改动。"
    en = "This replay is not running. Nothing was changed."


class Source(NamedTuple):
    """What is replayed and by whom it was asked."""

    actor: Actor
    show: ShowView
    speed: float


class _Running(NamedTuple):
    task: asyncio.Task[Played]
    stop: asyncio.Event
    tenant: str


def owner_take(hub: Hub, show: str, *, settled: bool) -> Take:
    """Batches go to the show's owner. `settled`: users are keys already, as in a log."""

    async def take(events: list[AnyEvent], clock: int) -> None:
        owner = await hub.owner(show)
        await owner.ingest(events, clock, settled=settled)

    return take


class Rehearsals:
    """The replays that run in this process. `changed` is told of every show that changes its state."""

    def __init__(
        self, db: Database, event_log: EventLog, hub: Hub, clock: Clock, changed: Callable[[ShowView], None]
    ) -> None:
        self._db, self._log, self._hub, self._clock, self._changed = db, event_log, hub, clock, changed
        self._running: dict[str, _Running] = {}

    async def replay(self, actor: Actor, show: str, speed: float) -> ShowView:
        """Start and give the new show. Raises BadSpeed, ShowNotFound, NothingToReplay."""
        checked_speed(speed)
        view = await asyncio.to_thread(self._begin, actor, show, speed)
        stop = asyncio.Event()
        source = Source(actor, await asyncio.to_thread(self._read, actor, show), speed)
        task = asyncio.get_running_loop().create_task(self._run(source, view, stop))
        self._running[view.id] = _Running(task, stop, view.tenant)
        task.add_done_callback(lambda done: self._over(view.id, done))
        return view

    async def wait(self, show: str) -> Played:
        """Until a running replay is over. Raises NotRunning and what the replay raised."""
        if show not in self._running:
            raise NotRunning()
        return await asyncio.shield(self._running[show].task)

    async def stop(self, show: str) -> Played:
        """End a replay after the batch in hand; the copy keeps what it got. Raises NotRunning."""
        if show not in self._running:
            raise NotRunning()
        running = self._running[show]
        running.stop.set()
        return await running.task

    async def stop_for(self, actor: Actor, show: str) -> ShowView:
        """`stop` for somebody of the team; gives the ended show. Raises NotRunning."""
        if show not in self.running(actor.tenant):
            raise NotRunning()
        await self.stop(show)
        return await asyncio.to_thread(self._read, actor, show)

    def running(self, tenant: str) -> list[str]:
        """Shows of a team that are replays and run now."""
        return [show for show, running in list(self._running.items()) if running.tenant == tenant]

    async def stop_all(self) -> None:
        for show in list(self._running):
            await self.stop(show)

    def end_orphans(self) -> int:
        """Replays that a killed server left on air are ended where they were. Gives how many."""
        ended = 0
        with self._db.read() as tx:
            taken_up = {show for _, show in left_running(tx)}
            left = [
                view
                for tenant in list_tenants(tx)
                for view in list_shows(tx, tenant.id, Wanted(state=State.on_air), limit=1000)[0]
                if view.origin == "rehearsal" and (view.note or "").startswith(NOTE)
            ]
        for view in left:
            if view.id not in self._running and view.id not in taken_up:
                self._end(system(view.tenant), view, self._clock_of(view))
                ended += 1
        return ended

    def _clock_of(self, view: ShowView) -> int | None:
        """How far it came, its end at most; None = nothing of it was played."""
        length = self._log.end(view.id)
        last = next(iter(self._log.read(view.id, length - 1)), None) if length else None
        return None if last is None else min(last.clock, view.window.high)

    def _read(self, actor: Actor, show: str) -> ShowView:
        with self._db.read() as tx:
            return get_show(tx, actor.tenant, show)

    def _begin(self, actor: Actor, show: str, speed: float) -> ShowView:
        source = self._read(actor, show)
        if self._log.end(source.id) == 0:
            raise NothingToReplay()
        shown = f"×{speed:g}" if speed else "max"
        new = NewShow(
            title=f"{source.title[:100]} · 演练 {shown}", currency=source.currency, zone=source.zone,
            room=source.room.id if source.room else None, starts_at=source.starts_at,
            planned_end=source.planned_end, note=f"{NOTE}{source.id}@{speed:g}", origin="rehearsal",
            staged=source.staged, state=State.on_air, started_at=source.started_at,
            ended_at=source.ended_at,
        )  # fmt: skip
        with self._db.write() as tx:
            return create_show(tx, actor, self._clock, new)

    async def _run(self, source: Source, view: ShowView, stop: asyncio.Event) -> Played:
        read = partial(self._log.read, source.show.id)
        steps = ahead(await asyncio.to_thread(steps_of_log, read, source.speed))
        take = owner_take(self._hub, view.id, settled=True)
        shown = source.show
        played = await play(
            steps,
            take,
            speed=source.speed,
            begin=shown.started_at,
            end=shown.ended_at,
            stop=stop,
            clock=self._clock,
        )
        end = source.show.ended_at
        if played.stopped and played.clock is not None:
            end = min(played.clock, view.window.high)
        await asyncio.to_thread(self._end, source.actor, view, end or played.clock)
        return played

    def _end(self, actor: Actor, view: ShowView, at: int | None) -> None:
        with self._db.write() as tx:
            moment = at if at is not None else view.started_at
            ended = transition(tx, actor, self._clock, view.id, State.ended, at=moment)
        self._changed(ended)

    def _over(self, show: str, task: "asyncio.Task[Played]") -> None:
        self._running.pop(show, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("replay %s failed", show, exc_info=error)

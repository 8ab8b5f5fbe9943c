"""The rehearsals that run in this process: started, turned, taken up after a restart, ended and scored."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from random import Random

from onair.access.service import Actor, system
from onair.during.broadcast.hub import Hub
from onair.events.model import Action
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError
from onair.kernel.ids import new_id
from onair.rehearsal.pace import Pace, Played, Step, ahead, play
from onair.rehearsal.replay import owner_take
from onair.rehearsal.training import opening, plan
from onair.rehearsal.training.book import OVER, TrainingView, change, find, left_running
from onair.rehearsal.training.control import Do, control
from onair.rehearsal.training.errors import NoFaultAhead, TrainingOver
from onair.rehearsal.training.marks import scored
from onair.rehearsal.training.plan import Wanted
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowView, State, get_show, transition

SPEED_MOST = 60.0
LEAD_S = 5.0
"""Of people's time before a fault to which is jumped."""
log = logging.getLogger("onair.training")


class _Running:
    """`pace` None while what is before people come is played. `why`: why it ends, once that is known."""

    def __init__(self, view: TrainingView) -> None:
        self.view = view
        self.pace: Pace | None = None
        self.speed, self.held = view.plan.speed, view.paused
        self.stop = asyncio.Event()
        self.why: str | None = None
        self.taken_up = False
        self.task: asyncio.Task[None] | None = None


class _Split:
    """Steps before a moment, then the rest."""

    def __init__(self, steps: AsyncIterator[Step], at: int) -> None:
        self._steps, self._at = steps, at
        self._held: Step | None = None

    async def before(self) -> AsyncIterator[Step]:
        async for step in self._steps:
            if step.clock >= self._at:
                self._held = step
                return
            yield step

    async def rest(self) -> AsyncIterator[Step]:
        if self._held is not None:
            yield self._held
        async for step in self._steps:
            yield step


class Trainings:
    """`changed` is told of every show that changes its state."""

    def __init__(
        self, db: Database, event_log: EventLog, hub: Hub, clock: Clock, changed: Callable[[ShowView], None]
    ) -> None:
        self._db, self._log, self._hub, self._clock, self._changed = db, event_log, hub, clock, changed
        self._running: dict[str, _Running] = {}
        self._closing = False
        self._loop: asyncio.AbstractEventLoop | None = None

    # ---- what people do

    async def start(self, actor: Actor, wanted: Wanted, seats: dict[str, str]) -> TrainingView:
        """Raises what `plan.plan`, `book.seated` and `opening.opened` raise."""
        rng = Random(self._clock())  # noqa: S311 (which faults come is no secret worth guessing)
        view, show = await asyncio.to_thread(
            opening.opened, self._db, self._log, opening.Wish(actor, self._clock, wanted, seats, rng)
        )
        self._changed(show)
        self._go(view)
        return view

    async def turn(
        self, actor: Actor, view: TrainingView, do: Do, speed: float | None = None
    ) -> TrainingView:
        """Pause, go on, another speed, to the next fault, stop. Raises TrainingOver, NoFaultAhead."""
        running = self._running.get(view.show)
        if running is None or running.stop.is_set():
            raise TrainingOver
        if do == "stop":
            running.why = "stopped"
            await self._note(running, actor.id, "stop")
            running.stop.set()
            if running.task is not None:
                await asyncio.wait([running.task])
        else:
            await self._turn(running, actor.id, do, speed)
        return await asyncio.to_thread(self._read, view.tenant, view.show)

    def clock_of(self, show: str) -> int | None:
        """Where the show's clock should be, ms; None before people come and after the end."""
        running = self._running.get(show)
        if running is None or running.pace is None:
            return None
        return min(running.pace.now(running.view.from_ms), running.view.end_ms)

    def waits(self, show: str) -> bool:
        """Whether it stands because the server was gone, until somebody lets it go on."""
        running = self._running.get(show)
        return running is not None and running.taken_up

    async def wait(self, show: str) -> None:
        """Until it is over."""
        running = self._running.get(show)
        if running is not None and running.task is not None:
            await asyncio.wait([running.task])

    # ---- the server's life

    async def take_up(self) -> int:
        """What a stopped server left stands still where it was until somebody lets it go on. Gives how many."""
        self._loop = asyncio.get_running_loop()
        left = await asyncio.to_thread(self._left)
        for view, on_air in left:
            if on_air:
                self._go(view, taken_up=True)
            else:
                await asyncio.to_thread(self._close, view, "stopped")
        return len(left)

    async def rest(self) -> None:
        """The server stops: what runs is taken up by the next one."""
        self._closing = True
        for running in list(self._running.values()):
            running.stop.set()
        tasks = [running.task for running in self._running.values() if running.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener, from any thread: somebody ended the show itself."""
        running = self._running.get(view.id)
        if running is not None and view.state is not State.on_air and self._loop is not None:
            running.why = running.why or "stopped"
            self._loop.call_soon_threadsafe(running.stop.set)

    # ---- inside

    def _go(self, view: TrainingView, *, taken_up: bool = False) -> None:
        self._loop = asyncio.get_running_loop()
        running = self._running[view.show] = _Running(view)
        running.held = running.held or taken_up
        running.taken_up = taken_up
        running.task = self._loop.create_task(self._run(running, taken_up=taken_up))

    async def _run(self, running: _Running, *, taken_up: bool) -> None:
        view = running.view
        try:
            played = await self._play(running, taken_up=taken_up)
        except Exception:
            log.exception("rehearsal %s failed", view.show)
            running.why, played = "failed", None
        if self._closing and running.why is None:
            self._running.pop(view.show, None)
            return
        try:
            await self._finish(running, played)
        except Exception:
            log.exception("rehearsal %s could not be closed", view.show)
        self._running.pop(view.show, None)

    async def _play(self, running: _Running, *, taken_up: bool) -> Played:
        view = running.view
        owner = await self._hub.owner(view.show)
        last = (await owner.settled()).clock if taken_up else 0
        hosts = await asyncio.to_thread(opening.hosts_of, self._db, view.tenant)
        steps = plan.timeline(view.plan, view.begin, self._log, hosts)
        left = (step for step in steps if step.clock >= last)
        settled = view.plan.source_show is not None
        take = owner_take(self._hub, view.show, settled=settled)
        split = _Split(ahead(left), max(view.from_ms, last))
        before = await play(split.before(), take, speed=0, stop=running.stop)
        if before.stopped:
            return before
        pace = await self._begin(running, max(view.from_ms, last), taken_up=taken_up)
        return await play(split.rest(), take, speed=running.speed, stop=running.stop, pace=pace)

    async def _begin(self, running: _Running, at: int, *, taken_up: bool) -> Pace:
        """The clock goes from here on, or stands here."""
        view, owner = running.view, await self._hub.owner(running.view.show)
        begin = control(
            f"{view.show}:start", view.from_ms, "start", view.started_by, wall=self._clock(), speed=view.plan.speed,
            **{"from": view.from_ms},
        )  # fmt: skip
        await owner.ingest([begin], at, settled=True)
        if taken_up:
            await self._note(running, "rule:rehearsal", "taken_up")
            await asyncio.to_thread(self._write, view, {"paused": True})
        pace = running.pace = Pace(running.speed, self._clock, at)
        if running.held:
            pace.hold()
        return pace

    async def _turn(self, running: _Running, by: str, do: Do, speed: float | None) -> None:
        pace = running.pace
        if do == "speed" and speed is not None:
            running.speed = speed
            await self._note(running, by, "speed", speed=speed)
            if pace is not None:
                pace.turn(speed)
        elif do in ("pause", "resume"):
            if running.held == (do == "pause"):
                return
            running.held, running.taken_up = do == "pause", False
            await self._note(running, by, do)
            if pace is not None:
                (pace.hold if running.held else pace.go_on)()
        elif do == "jump":
            to = self._ahead(running)
            await self._note(running, by, "jump", to=to)
            if pace is not None:
                pace.jump(to)
        kept = {"speed": running.speed, "paused": running.held}
        await asyncio.to_thread(self._write, running.view, kept)

    def _ahead(self, running: _Running) -> int:
        view, pace = running.view, running.pace
        now = view.from_ms if pace is None else pace.now(view.from_ms)
        lead = round(LEAD_S * 1000 * running.speed)
        moments = [view.begin + fault.offset_s * 1000 - lead for fault in view.plan.faults]
        coming = [moment for moment in moments if moment > now]
        if not coming or pace is None:
            raise NoFaultAhead
        return min(coming)

    async def _note(self, running: _Running, by: str, do: Do, **data: object) -> None:
        """In the log of the show: the score is made of it. What a held show is told belongs to its last moment."""
        owner = await self._hub.owner(running.view.show)
        event: Action = control(new_id("ctl", self._clock), owner.now(), do, by, wall=self._clock(), **data)
        await owner.record([event])

    async def _finish(self, running: _Running, played: Played | None) -> None:
        why = running.why or ("done" if played is not None and not played.stopped else "stopped")
        if why == "done":
            await self._note(running, "rule:rehearsal", "stop")
        at = (await (await self._hub.owner(running.view.show)).settled()).clock
        ended = await asyncio.to_thread(self._end, running.view, running.view.end_ms if why == "done" else at)
        if ended is not None:
            self._changed(ended)
        await asyncio.to_thread(self._close, running.view, why)

    def _end(self, view: TrainingView, at: int) -> ShowView | None:
        with self._db.write() as tx:
            if get_show(tx, view.tenant, view.show).state is not State.on_air:
                return None
            return transition(tx, system(view.tenant), self._clock, view.show, State.ended, at=at)

    def _close(self, view: TrainingView, why: str) -> None:
        try:
            found = scored(self._log, view)
        except OnAirError:
            log.exception("rehearsal %s could not be scored", view.show)
            found = None
        self._write(
            view, {"state": OVER, "why": why, "finished_at": self._clock(), "score": found, "paused": False}
        )

    def _write(self, view: TrainingView, fields: Mapping[str, object]) -> None:
        with self._db.write() as tx:
            change(tx, view.tenant, view.show, **fields)

    def _read(self, tenant: str, show: str) -> TrainingView:
        with self._db.read() as tx:
            return find(tx, tenant, show)

    def _left(self) -> list[tuple[TrainingView, bool]]:
        with self._db.read() as tx:
            found = []
            for tenant, show in left_running(tx):
                on_air = get_show(tx, tenant, show).state is State.on_air
                found.append((find(tx, tenant, show), on_air))
            return found

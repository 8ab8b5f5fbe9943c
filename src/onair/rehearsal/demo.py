"""The demo: an invented team with five past evenings, one show on air that goes on by itself, and the next prepared.

Everything is simulated and marked as such. Seeding twice changes nothing; a restart takes up the show on air
where the clock says it should be, or begins a new one.
"""

import asyncio
import logging
from collections.abc import Coroutine
from random import Random
from typing import NamedTuple

from onair.access.service import TenantView
from onair.access.web.services import Services
from onair.before.rundown.service import put_rundown, rundown_of
from onair.during.broadcast.hub import Hub
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.settings import Settings
from onair.rehearsal import cast
from onair.rehearsal.pace import Played, ahead, play, steps_of_events
from onair.rehearsal.replay import owner_take
from onair.rehearsal.rundown import rundown_of as simulated
from onair.rehearsal.sale import Sale
from onair.rehearsal.simulator import Params, simulate
from onair.rehearsal.simulator.shop import GOODS
from onair.rehearsal.tape import Tape
from onair.rehearsal.team import Crew, make_team
from onair.rehearsal.tonight.cards import card
from onair.rehearsal.tonight.grumble import grumbled
from onair.rehearsal.tonight.prepare import Preparation
from onair.rehearsal.tonight.recording import measure
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import (
    NewShow,
    ShowListener,
    ShowView,
    State,
    Wanted,
    create_show,
    list_shows,
    transition,
)

NOTE = "演练数据：种子 "
"""Before a seed, in a show's note: says which evening it is."""
HISTORY_STEP_MS = 20_000
LIVE_MS = cast.LIVE_MINUTES * MINUTE_MS
TRAIL_MS = 40 * MINUTE_MS
"""How long after the end late payments are still awaited."""
log = logging.getLogger("onair.demo")


class Seeded(NamedTuple):
    """`logins`: the table to print once, None when everybody was there. `live`: the show on air."""

    team: TenantView
    logins: str | None
    live: ShowView


class Demo:
    """`start` seeds what is missing and takes up the show on air; `stop` lets it rest."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services, self._clock = services, clock
        self._db, self._hub = services.get(Database), services.get(Hub)
        self._log = EventLog(self._db)
        self._stop = asyncio.Event()
        self._told_later: list[ShowView] = []
        """Past evenings: who archives them and learns from them begins when the console can be opened."""
        self._going: set[asyncio.Task[object]] = set()

    async def start(self) -> Seeded:
        home = self._services.get(Settings).home
        crew, logins = await asyncio.to_thread(make_team, self._db, home, self._clock)
        await self._history(crew)
        live = await self._resume(crew)
        await self._prepare(crew)
        self._tell_waiting()
        return Seeded(crew.team, logins, live)

    async def stop(self) -> None:
        """The show stays on air in the books; the next start takes it up again."""
        self._stop.set()
        await asyncio.gather(*self._going, return_exceptions=True)

    # ---- past evenings

    async def _history(self, crew: Crew) -> None:
        """The pool as it was, and what each evening taught it."""
        plans = Preparation(self._services, crew, self._clock)
        await asyncio.to_thread(plans.pool)
        for evening in cast.PAST:
            if evening is cast.PAST[-1]:
                await asyncio.to_thread(plans.documents)
            if (show := await self._evening(crew, evening)) is not None:
                await asyncio.to_thread(plans.learned, show)

    async def _prepare(self, crew: Crew) -> None:
        plans = Preparation(self._services, crew, self._clock)
        show, fresh = await asyncio.to_thread(plans.shows)
        if fresh:
            self._tell(show)
        if show.room is not None:
            self._go(measure(self._services, self._clock, crew.team.id, show.room.id))

    async def _evening(self, crew: Crew, evening: cast.Evening) -> ShowView | None:
        """→ the show that is over; None when it was there."""
        known = await asyncio.to_thread(self._find, crew, f"{NOTE}{evening.seed}")
        if known is not None and await asyncio.to_thread(self._whole, known):
            return None
        params = crew.plays(evening.character)
        if known is None:
            start = cast.evening_start(evening, self._clock())
            known = await asyncio.to_thread(self._open, crew, evening.title, evening.seed, start, params)
        start = known.started_at or 0
        events, truth = simulate(params, evening.seed, start)
        if evening is cast.PAST[-1]:
            events = grumbled(events, evening.seed, (start + truth.end) // 2)
        return await self._whole_show(crew, known, Tape(events), truth.end)

    async def _whole_show(self, crew: Crew, view: ShowView, tape: Tape, end: int) -> ShowView:
        """To its end at once, and then what comes late: days are not followed tick by tick in a show that is over."""
        if view.state is State.on_air:
            await self._catch_up(view, tape, end)
            view = await asyncio.to_thread(self._ended, crew, view, end)
            self._told_later.append(view)
        await self._hub.reread(view.id)
        await self._catch_up(view, tape)
        return view

    # ---- the show on air

    async def _resume(self, crew: Crew) -> ShowView:
        """Take up the show on air, or begin one as if it had been running for a while."""
        known, now = await asyncio.to_thread(self._on_air, crew), self._clock()
        over = known is not None and _end_of(known) < now
        if known is not None and over:
            self._go(self._finish(crew, known))
        view = known if known and not over else await self._begin(crew, now - cast.LIVE_SINCE_MS)
        await asyncio.to_thread(self._lay, crew, view)
        tape = _tape(crew, view)
        if known is None:  # the first start shows a whole evening at once, a restart is quick
            await self._catch_up(view, tape)
        self._go(self._carry(crew, view, tape))
        return view

    async def _finish(self, crew: Crew, view: ShowView) -> None:
        """The server was down when the show ended: it gets its rest at once."""
        await self._whole_show(crew, view, _tape(crew, view), _end_of(view))
        self._tell_waiting()

    async def _begin(self, crew: Crew, start: int) -> ShowView:
        start -= start % 1000
        title = f"{cast.LIVE_TITLE} {cast.day(start)}"
        return await asyncio.to_thread(self._open, crew, title, start // 1000, start, crew.plays(cast.LIVE))

    async def _carry(self, crew: Crew, view: ShowView, tape: Tape) -> None:
        """In real time to the end; then the next show begins while late payments of this one trickle in."""
        await self._catch_up(view, tape)
        rng = Random(view.started_at)  # noqa: S311 (demo data)
        self._go(Sale(self._services, crew, view, clock=self._clock, stop=self._stop, rng=rng).run())
        if (await self._play(view, tape, _end_of(view))).stopped:
            return
        await asyncio.to_thread(self._end, crew, view, _end_of(view))
        following = await self._begin(crew, self._clock())
        await asyncio.to_thread(self._lay, crew, following)
        self._go(self._carry(crew, following, _tape(crew, following)))
        await self._play(view, tape, _end_of(view) + TRAIL_MS)

    async def _play(self, view: ShowView, tape: Tape, until: int) -> Played:
        take = owner_take(self._hub, view.id, settled=False)
        steps = ahead(steps_of_events(tape.until(until)))
        now = self._clock()
        return await play(steps, take, speed=1, begin=now, stop=self._stop, clock=self._clock)

    async def _catch_up(self, view: ShowView, tape: Tape, until: int | None = None) -> None:
        """Everything up to `until`, or up to now, that the show does not have yet, as fast as it goes."""
        known = (await (await self._hub.owner(view.id)).settled()).clock
        at = self._clock() if until is None else until
        steps = ahead(steps_of_events(tape.until(at, known), HISTORY_STEP_MS))
        await play(steps, owner_take(self._hub, view.id, settled=False), speed=0, stop=self._stop)

    # ---- the books

    def _open(self, crew: Crew, title: str, seed: int, start: int, params: Params) -> ShowView:
        new = NewShow(
            title=title, currency=cast.CURRENCY, zone=cast.ZONE, room=crew.room, starts_at=start,
            planned_end=start + params.minutes * MINUTE_MS, note=f"{NOTE}{seed}", origin="rehearsal",
            state=State.on_air, started_at=start,
        )  # fmt: skip
        with self._db.write() as tx:
            view = create_show(tx, crew.actor, self._clock, new)
        self._tell(view)
        return view

    def _lay(self, crew: Crew, view: ShowView) -> None:
        """The rundown of the show on air, once; what somebody made of it stays."""
        with self._db.write() as tx:
            if rundown_of(tx, view.tenant, view.id).version:
                return
            start = view.started_at or 0
            slots = simulated(
                crew.plays(cast.LIVE), start // 1000, start, goods={good.id for good in GOODS}, hosts=crew.hosts,
                cards={good.id: card(good.id) for good in GOODS},
            )  # fmt: skip
            put_rundown(tx, crew.actor, self._clock, view.id, version=0, slots=slots)
        self._tell(view)

    def _end(self, crew: Crew, view: ShowView, at: int) -> None:
        self._tell(self._ended(crew, view, at))

    def _ended(self, crew: Crew, view: ShowView, at: int) -> ShowView:
        with self._db.write() as tx:
            return transition(tx, crew.actor, self._clock, view.id, State.ended, at=at)

    def _tell_waiting(self) -> None:
        waiting, self._told_later = self._told_later, []
        for view in waiting:
            self._tell(view)

    def _tell(self, view: ShowView) -> None:
        for listener in self._services.every(ShowListener):
            listener.on_show_changed(view)

    def _whole(self, view: ShowView) -> bool:
        """It is over, and what comes after an evening (payments, refunds) has come too."""
        end = self._log.end(view.id)
        if view.ended_at is None or not end:
            return False
        return next(self._log.read(view.id, end - 1)).clock > view.ended_at

    def _find(self, crew: Crew, note: str) -> ShowView | None:
        with self._db.read() as tx:
            shows, _ = list_shows(tx, crew.team.id, limit=1000)
        return next((view for view in shows if view.note == note), None)

    def _on_air(self, crew: Crew) -> ShowView | None:
        with self._db.read() as tx:
            shows, _ = list_shows(tx, crew.team.id, Wanted(state=State.on_air), limit=1000)
        past = {f"{NOTE}{evening.seed}" for evening in cast.PAST}
        ours = [view for view in shows if (view.note or "").startswith(NOTE) and view.note not in past]
        return max(ours, key=lambda view: view.started_at or 0, default=None)

    def _go(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._going.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: "asyncio.Task[object]") -> None:
        self._going.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the show of the demo stopped", exc_info=error)


async def seed_demo(services: Services, clock: Clock) -> tuple[Demo, Seeded]:
    """Seed what is missing and keep the show on air going until `Demo.stop`.

    Needs Database, Hub and Settings among the services; every ShowListener is told of each change.
    """
    demo = Demo(services, clock)
    return demo, await demo.start()


def _end_of(view: ShowView) -> int:
    return (view.started_at or 0) + LIVE_MS


def _tape(crew: Crew, view: ShowView) -> Tape:
    start = view.started_at or 0
    events, _ = simulate(crew.plays(cast.LIVE), start // 1000, start)
    return Tape(events)

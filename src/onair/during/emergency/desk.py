"""Who does the steps of the emergency cards, on the server's loop, each once.

Before a step is begun that is in the log, durably, and what came of it afterwards; when the process dies in between,
nobody knows whether the encoder heard it: then that is written, and a person is asked. Nothing is tried again by itself.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import nullcontext, suppress
from typing import Any

from onair.access.web import Services
from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.emergency.card import ENCODER
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.doing import Came, Task, carry_out
from onair.during.emergency.run import Run, StepRun
from onair.during.emergency.telling import begun, ended, lost, wanted
from onair.events.model import AnyEvent
from onair.kernel.errors import OnAirError

STEP_S = 0.2
AGAIN_S = 1.0
STOPS_S = 3.0
"""A stopping server waits this long for what it has begun."""
log = logging.getLogger("onair.emergency")
Key = tuple[str, str, str]
"""Show, run, step."""


class EmergencyDesk:
    """`start`, `stop`: on the server's loop."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._hub = services.get(Hub)
        self._held: dict[Key, asyncio.Task[None]] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._look: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._look = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self) -> None:
        if self._look is not None:
            self._look.cancel()
            with suppress(asyncio.CancelledError):
                await self._look
        if self._held:
            await asyncio.wait(self._held.values(), timeout=STOPS_S)
        for task in list(self._held.values()):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    # ---- inside

    async def _keep(self) -> None:
        while True:
            for owner in self._hub.owners():
                try:
                    self._step(owner)
                except Exception:
                    log.exception("emergencies of %s", owner.facts.id)
            await asyncio.sleep(STEP_S)

    def _step(self, owner: Owner) -> None:
        here = owner.state.companions.get("emergency")
        if not isinstance(here, Emergencies) or owner.rebuilding:
            return
        for run in here.book.all():
            for one in run.steps.values() if run.open else ():
                key = (owner.facts.id, run.id, one.step.id)
                if key in self._held:
                    continue
                if one.state == "begun":
                    self._hold(key, self._lost(owner.facts.id, run, one))
                elif wanted(here, run, one, on_air=owner.facts.state == "on_air"):
                    self._hold(key, self._work(key))

    def _hold(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._held[key] = task

        def over(done: asyncio.Task[None]) -> None:
            self._held.pop(key, None)
            if not done.cancelled() and (error := done.exception()) is not None:
                log.error("step %s of %s in %s", key[2], key[1], key[0], exc_info=error)

        task.add_done_callback(over)

    async def _work(self, key: Key) -> None:
        """Steps of one room's encoder go one after another, in the order of the card."""
        owner = await self._hub.owner(key[0])
        first = self._task(owner, key)
        if first is None:
            return
        async with self._turn(owner) if first[0].step.do in ENCODER else nullcontext():
            found = self._task(owner, key)
            if found is None:
                return
            task, real = found
            try:
                fresh = await owner.record([begun(task, owner.now())])
            except OnAirError as error:
                log.warning("step %s not begun: %s", task.id, error.code)
                await asyncio.sleep(AGAIN_S)
                return
            if fresh:
                came = await self._carried(task) if real else Came(True, "drill")
                await self._write(key[0], lambda at: ended(task, came, at, real=real))

    def _task(self, owner: Owner, key: Key) -> tuple[Task, bool] | None:
        """Looked at again when its turn has come: it may be over by now. With whether it is real."""
        here = owner.state.companions.get("emergency")
        run = here.book.get(key[1]) if isinstance(here, Emergencies) else None
        if not isinstance(here, Emergencies) or run is None:
            return None
        one = run.steps[key[2]]
        if not wanted(here, run, one, on_air=owner.facts.state == "on_air"):
            return None
        real = not run.drill and owner.facts.origin == "live" and owner.facts.state == "on_air"
        return Task(owner.facts, run, one, here.setup, owner.now(), one.attempts + 1), real

    async def _carried(self, task: Task) -> Came:
        try:
            return await carry_out(self._services, task)
        except OnAirError as error:
            log.warning("step %s: %s", task.id, error.code)
            return Came(False, error.code)
        except Exception:
            log.exception("step %s failed", task.id)
            return Came(False, "crashed")

    async def _lost(self, show: str, run: Run, one: StepRun) -> None:
        """It was begun by a process that is no more."""
        await self._write(show, lambda at: [lost(run, one, at)])

    async def _write(self, show: str, told: Callable[[int], list[AnyEvent]]) -> None:
        """Until it is in the log: ids are the same the next time, so nothing comes twice."""
        while True:
            try:
                owner = await self._hub.owner(show)
                await owner.record(told(owner.now()))
                return
            except (NoShow, ShowNotOpen) as gone:
                log.warning("emergency of %s is not written any more: %s", show, gone.code)
                return
            except OnAirError as error:
                log.warning("emergency of %s not written: %s", show, error.code)
                await asyncio.sleep(AGAIN_S)

    def _turn(self, owner: Owner) -> asyncio.Lock:
        return self._turns.setdefault(owner.facts.room_id or owner.facts.id, asyncio.Lock())

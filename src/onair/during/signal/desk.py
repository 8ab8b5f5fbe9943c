"""Everybody who watches: a task for each source of each show on air, and a step four times a second for each show."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from onair.access.service import list_tenants
from onair.access.web import Services
from onair.connectors.signals import AnySeen, Blind, Reach, waits
from onair.delivery.service import vault_of
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.signal.monitor import Monitor
from onair.during.signal.sources import SourceView, settings_of, sources
from onair.during.signal.trying import watched
from onair.events.model import AnyEvent
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.trade.service import State, Wanted, list_shows

LOOK_S, STEP_S = 2.0, 0.25
KEPT_MAX = 200
"""Events that wait for a log which cannot be written; older ones are dropped and said."""
log = logging.getLogger("onair.signal")


class _Followed:
    """A show on air: its monitor, the tasks of its sources by (id, version), and what waits to be written."""

    def __init__(self, show: str) -> None:
        self.monitor = Monitor(show)
        self.tasks: dict[tuple[str, int], asyncio.Task[None]] = {}
        self.waiting: list[AnyEvent] = []


class Room(NamedTuple):
    show: str
    sources: tuple[SourceView, ...]


class SignalDesk:
    """`start`, `stop` and `hear` belong to the server's loop; `changed` may come from any thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._followed: dict[str, _Followed] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._look = asyncio.Event()
        self._word = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._loop.create_task(self._keep()), self._loop.create_task(self._steps())]

    async def stop(self) -> None:
        for task in [*self._tasks, *(task for one in self._followed.values() for task in one.tasks.values())]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._followed.clear()

    def changed(self) -> None:
        """Sources were edited: look at once."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._look.set)

    def monitor(self, show: str) -> Monitor | None:
        """What is known of a show on air at this moment."""
        found = self._followed.get(show)
        return None if found is None else found.monitor

    def seen(self, source: str) -> tuple[str, str | None]:
        """State of one source and, when it cannot be seen, why; idle while no show of its room is on air."""
        for one in list(self._followed.values()):  # routes ask from threads of their own
            line = one.monitor.line(source)
            if line is not None:
                why = line.why_blind(self._services.clock())
                return ("unknown", why) if why is not None else (str(line.flow), None)
        return "idle", None

    def hear(self, source: str, seen: tuple[AnySeen, ...]) -> None:
        """A relay called back."""
        for one in self._followed.values():
            for word in seen:
                one.monitor.take(source, word)
        self._word.set()

    @property
    def reach(self) -> Reach:
        return Reach(self._services.get(Settings).private_targets, self._services.clock)

    # ---- inside

    async def _keep(self) -> None:
        """What is on air now is followed, what is not any more is let go."""
        while True:
            try:
                wanted = {one.show: one for one in await asyncio.to_thread(self._wanted)}
                for show in [show for show in self._followed if show not in wanted]:
                    await self._leave(show)
                for one in wanted.values():
                    await self._follow_or_say(one)
            except Exception:
                log.exception("shows on air could not be looked up")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOK_S)
            self._look.clear()

    def _wanted(self) -> list[Room]:
        found: list[Room] = []
        with self._services.get(Database).read() as tx:
            for tenant in list_tenants(tx):
                by_room: dict[str, list[SourceView]] = {}
                for view in sources(tx, tenant.id):
                    by_room.setdefault(view.room, []).append(view)
                if not by_room:
                    continue
                shows, _ = list_shows(tx, tenant.id, Wanted(state=State.on_air), limit=1000)
                found += [
                    Room(show.id, tuple(by_room[show.room.id]))
                    for show in shows
                    if show.origin == "live" and show.room is not None and show.room.id in by_room
                ]
        return found

    async def _follow_or_say(self, wanted: Room) -> None:
        """One show that cannot be loaded does not keep the others from being followed."""
        try:
            await self._follow(wanted)
        except Exception:
            log.exception("the signal of %s cannot be followed; it is tried again", wanted.show)

    async def _follow(self, wanted: Room) -> None:
        one, fresh = self._followed.get(wanted.show), False
        if one is None:
            one, fresh = _Followed(wanted.show), True
        one.monitor.furnish(wanted.sources)
        if fresh:
            owner = await self._owner(wanted.show)
            one.monitor.resume((await owner.settled()).track.marks())
            self._followed[wanted.show] = one
        now = {(view.id, view.version): view for view in wanted.sources}
        for gone in [key for key in one.tasks if key not in now]:
            one.tasks.pop(gone).cancel()
        for key, view in now.items():
            if key not in one.tasks:
                one.tasks[key] = asyncio.get_running_loop().create_task(self._watch(one.monitor, view))

    async def _owner(self, show: str) -> Owner:
        return await self._services.get(Hub).owner(show)

    async def _leave(self, show: str) -> None:
        one = self._followed.pop(show)
        for task in one.tasks.values():
            task.cancel()
        one.waiting += one.monitor.finish(self._services.clock())
        await self._write(show, one)

    async def _watch(self, monitor: Monitor, view: SourceView) -> None:
        """Until it is cancelled, or the source says that trying again must be done by hand."""
        for pause in waits():
            try:
                config = await asyncio.to_thread(self._settings, view.id)
                async for seen in watched(view.kind, config, self.reach):
                    monitor.take(view.id, seen)
                    self._word.set()
                return
            except OnAirError as error:
                log.warning("signal source %s: %s", view.id, error.code)
                monitor.take(view.id, Blind(at=self._services.clock(), code=error.code, final=True))
                return
            except Exception:
                log.exception("watching signal source %s failed; it is tried again", view.id)
                monitor.take(view.id, Blind(at=self._services.clock(), code="failed"))
            await asyncio.sleep(pause)

    def _settings(self, source: str) -> Mapping[str, str]:
        with self._services.get(Database).read() as tx:
            return settings_of(tx, vault_of(self._services), source)

    async def _steps(self) -> None:
        """At every word and four times a second: debounce and silence need the clock."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._word.wait(), STEP_S)
            self._word.clear()
            for show, one in list(self._followed.items()):
                try:
                    one.waiting += one.monitor.step(self._services.clock())
                except Exception:
                    log.exception("following the signal of %s failed", show)
                if one.waiting:
                    await self._write(show, one)

    async def _write(self, show: str, one: _Followed) -> None:
        """What cannot be written waits: ids are the same the next time, so nothing comes twice."""
        batch, one.waiting = one.waiting, []
        try:
            await (await self._owner(show)).record(batch)
        except Exception as error:
            log.warning(
                "signal of %s not written: %s", show, error, exc_info=not isinstance(error, OnAirError)
            )
            one.waiting = batch + one.waiting
            if len(one.waiting) > KEPT_MAX:
                log.warning("%d readings of %s dropped", len(one.waiting) - KEPT_MAX, show)
                one.waiting = one.waiting[-KEPT_MAX:]

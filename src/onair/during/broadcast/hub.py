"""All running shows of this process: one owner each, loaded on demand, unloaded when nobody needs it."""

import asyncio
import concurrent.futures
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from onair.during.broadcast import garbage
from onair.during.broadcast.companions import Feature, attached, views_of
from onair.during.broadcast.facts import Backdrop, Facts, Good, NoShow
from onair.during.broadcast.owner import Owner
from onair.during.broadcast.screen import Screen
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import OnAirError
from onair.store.log import EventLog
from onair.trade.views import ShowView

IDLE_MS = 10 * MINUTE_MS
"""An owner that nobody wrote to or watched for this long is unloaded; its log brings it back."""
JANITOR_S = 10.0
BEAT_S = 1.0
"""Companions of the shows on air are told the time this often."""
SWITCH_S = 0.001
"""Threads that replay or write give way to the event loop this soon; Python's own 5 ms add up in every ack."""
log = logging.getLogger("onair.hub")


class Desk:
    """An owner and its screen."""

    __slots__ = ("owner", "screen")

    def __init__(self, owner: Owner, screen: Screen) -> None:
        self.owner, self.screen = owner, screen


class Hub:
    """`start` and `stop` belong to the server's loop; the `…_changed` calls may come from any thread."""

    def __init__(self, log: EventLog, clock: Clock, backdrop: Backdrop, secret: bytes) -> None:
        self._log, self._clock, self._backdrop, self._secret = log, clock, backdrop, secret
        self._features: tuple[Feature, ...] = ()
        self._desks: dict[str, asyncio.Task[Desk]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._aside: dict[str, asyncio.Event] = {}
        self.stopping = False

    def attach(self, features: Sequence[Feature]) -> None:
        """Rooms that follow every show; before `start`."""
        self._features = tuple(features)

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.stopping = False
        garbage.begin()
        sys.setswitchinterval(SWITCH_S)
        self._tasks = [self._loop.create_task(self._sweep())]
        if self._features:
            self._tasks.append(self._loop.create_task(self._beat()))

    def say_bye(self) -> None:
        """End all streams with `bye stopping`, so that a server can shut down; clients come back by themselves."""
        self.stopping = True
        for desk in self._loaded():
            desk.screen.close("stopping")

    async def stop(self) -> None:
        self.say_bye()
        for task in self._tasks:
            task.cancel()
        for desk in self._loaded():
            desk.owner.fold_waiting()
        self._desks.clear()
        garbage.end()

    async def owner(self, show: str, tenant: str | None = None) -> Owner:
        """The owner of a show, loaded from its log when needed.

        Raises NoShow when there is none, or when it is not `tenant`'s; LogDamaged.
        """
        return (await self.desk(show, tenant)).owner

    async def screen(self, show: str, tenant: str | None = None) -> Screen:
        return (await self.desk(show, tenant)).screen

    @asynccontextmanager
    async def aside(self, show: str) -> AsyncIterator[bool]:
        """For who appends a great deal to the log of a show that is over: while it lasts, nobody loads the show, and who
        asks for it waits. → False: it is in use, so its owner has to be asked."""
        while (gate := self._aside.get(show)) is not None:
            await gate.wait()
        task = self._desks.get(show)
        desk = (
            task.result() if task and task.done() and not task.cancelled() and not task.exception() else None
        )
        if task is not None and (desk is None or desk.screen.watched or not desk.owner.idle):
            yield False
            return
        if desk is not None:
            self._unload(desk)
        gate = self._aside[show] = asyncio.Event()
        try:
            yield True
        finally:
            del self._aside[show]
            gate.set()

    async def desk(self, show: str, tenant: str | None = None) -> Desk:
        while (gate := self._aside.get(show)) is not None:
            await gate.wait()
        task = self._desks.get(show)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._desks[show] = asyncio.get_running_loop().create_task(self._load(show))
        try:
            desk = await asyncio.shield(task)
        except Exception:
            if self._desks.get(show) is task:
                del self._desks[show]
            raise
        if tenant is not None and desk.owner.facts.tenant != tenant:
            raise NoShow
        desk.owner.touched = self._clock()
        return desk

    def loaded(self) -> list[str]:
        """Shows that are in memory."""
        return [desk.owner.facts.id for desk in self._loaded()]

    def running(self, tenant: str) -> list[Owner]:
        """Of a team's shows on air. In the server's loop only."""
        found = (desk.owner for desk in self._loaded())
        return [owner for owner in found if owner.facts.tenant == tenant and owner.facts.state == "on_air"]

    def owners(self) -> list[Owner]:
        """Of the shows in memory; looking at them does not keep them there."""
        return [desk.owner for desk in self._loaded()]

    # what others tell; from any thread

    def on_show_changed(self, view: ShowView) -> None:
        """trade.ports.ShowListener. Read again rather than believed: two changes may be told in the wrong order."""
        self.show_changed(view.id)

    def show_changed(self, show: str) -> None:
        """A show was started, ended, edited or removed."""
        self._call(self.reread, show)

    async def reread(self, show: str) -> None:
        """`show_changed`, in the server's loop: it is known when this returns."""
        task = self._desks.get(show)
        if task is None:
            return
        desk = await asyncio.shield(task)
        facts: Facts | None = await asyncio.to_thread(self._backdrop.show, show)
        if facts is None:
            self._unload(desk)
        elif facts != desk.owner.facts:
            desk.owner.change_facts(facts)
            await self._learn(desk, {feature.name for feature in self._features})

    def goods_changed(self, tenant: str) -> None:
        """Products, hosts or people of a team were edited."""
        self._call(self._relearn, tenant)

    def relearn(self, feature: str, *, tenant: str | None = None, show: str | None = None) -> None:
        """What a feature knows beside the log was edited: for one show, or all of a team."""

        async def relearn(_: str) -> None:
            loading = [task for task in self._desks.values() if not task.done()]
            for desk in self._loaded():
                await again(desk)
            for task in loading:  # they may have read what was there before
                with suppress(OnAirError):
                    await again(await asyncio.shield(task))

        async def again(desk: Desk) -> None:
            facts = desk.owner.facts
            if show in (None, facts.id) and tenant in (None, facts.tenant):
                await self._learn(desk, {feature})

        self._call(relearn, feature)

    def hang_up(self, show: str, who: str) -> None:
        """A link or key of a show was revoked: its streams end now."""

        async def leave(_: str) -> None:
            for desk in self._loaded():
                if desk.owner.facts.id == show:
                    desk.screen.hang_up(who)

        self._call(leave, show)

    # ---- inside

    def _call(self, work: Callable[[str], Coroutine[None, None, None]], name: str) -> None:
        if self._loop is not None and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(work(name), self._loop).add_done_callback(_report)

    async def _learn(self, desk: Desk, names: set[str]) -> None:
        for feature in self._features:
            if feature.name in names:
                told = await asyncio.to_thread(feature.learn, desk.owner.facts)
                desk.owner.know(feature.name, told)

    async def _load(self, show: str) -> Desk:
        facts = await asyncio.to_thread(self._backdrop.show, show)
        if facts is None:
            raise NoShow
        known = await asyncio.to_thread(attached, self._features, facts)
        owner = Owner(facts, self._log, self._clock, self._secret, known)
        goods, names = await asyncio.to_thread(self._around, facts.tenant)
        screen = Screen(owner, self._clock, goods, names, views_of(self._features))
        await owner.load()
        return Desk(owner, screen)

    def _around(self, tenant: str) -> tuple[Mapping[str, Good], Mapping[str, str]]:
        return self._backdrop.goods(tenant), self._backdrop.names(tenant)

    async def _relearn(self, tenant: str) -> None:
        desks = [desk for desk in self._loaded() if desk.owner.facts.tenant == tenant]
        if desks:
            goods, names = await asyncio.to_thread(self._around, tenant)
            for desk in desks:
                desk.screen.know(goods, names)

    def _unload(self, desk: Desk) -> None:
        desk.screen.close("ended")
        desk.owner.retired = True
        self._desks.pop(desk.owner.facts.id, None)
        garbage.let_go()

    def _loaded(self) -> list[Desk]:
        done = (task for task in self._desks.values() if task.done() and not task.cancelled())
        return [task.result() for task in done if task.exception() is None]

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(JANITOR_S)
            now = self._clock()
            for tenant in {desk.owner.facts.tenant for desk in self._loaded() if desk.screen.watched}:
                try:
                    await self._relearn(tenant)  # prices and names are edited while the show is on
                except Exception:
                    log.warning("goods of %s could not be read", tenant, exc_info=True)
            for desk in self._loaded():
                kept = desk.screen.watched or (self._features and desk.owner.facts.state == "on_air")
                if not kept and desk.owner.idle and now - desk.owner.touched > IDLE_MS:
                    self._unload(desk)

    async def _beat(self) -> None:
        """Whether somebody watches or not: a show on air is followed."""
        turn = 0
        while True:
            try:
                if turn % JANITOR_S == 0:
                    for show in await asyncio.to_thread(self._backdrop.on_air):
                        if show not in self._desks:
                            await self._take_up(show)
            except Exception:  # whatever the database says: nobody else would follow the shows
                log.exception("shows on air could not be looked up")
            for desk in self._loaded():
                if desk.owner.facts.state == "on_air":
                    await _beat_one(desk.owner)
            turn += 1
            await asyncio.sleep(BEAT_S)

    async def _take_up(self, show: str) -> None:
        """One that cannot be loaded keeps no other from being followed."""
        try:
            await self.desk(show)
        except Exception:
            log.exception("show %s could not be taken up; it is tried again", show)


async def _beat_one(owner: Owner) -> None:
    try:
        await owner.beat()
    except Exception:
        log.exception("following %s failed", owner.facts.id)


def _report(future: "concurrent.futures.Future[None]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("telling an owner failed", exc_info=error)

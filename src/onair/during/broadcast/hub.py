"""All running shows of this process: one owner each, loaded on demand, unloaded when nobody needs it."""

import asyncio
import concurrent.futures
import gc
import logging
import sys
from collections.abc import Callable, Coroutine, Mapping

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
GC_THRESHOLDS = (50_000, 20, 100)
"""The states hold millions of objects without cycles; the default looks through all of them again and again, which
costs a quarter of a replay and stops everybody for as long as a look takes."""
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
        self._desks: dict[str, asyncio.Task[Desk]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._janitor: asyncio.Task[None] | None = None
        self.stopping = False

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.stopping = False
        gc.set_threshold(*GC_THRESHOLDS)
        sys.setswitchinterval(SWITCH_S)
        self._janitor = self._loop.create_task(self._sweep())

    def say_bye(self) -> None:
        """End all streams with `bye stopping`, so that a server can shut down; clients come back by themselves."""
        self.stopping = True
        for desk in self._loaded():
            desk.screen.close("stopping")

    async def stop(self) -> None:
        self.say_bye()
        if self._janitor is not None:
            self._janitor.cancel()
        for desk in self._loaded():
            desk.owner.fold_waiting()
        self._desks.clear()

    async def owner(self, show: str, tenant: str | None = None) -> Owner:
        """The owner of a show, loaded from its log when needed.

        Raises NoShow when there is none, or when it is not `tenant`'s; LogDamaged.
        """
        return (await self.desk(show, tenant)).owner

    async def screen(self, show: str, tenant: str | None = None) -> Screen:
        return (await self.desk(show, tenant)).screen

    async def desk(self, show: str, tenant: str | None = None) -> Desk:
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

    # what others tell; from any thread

    def on_show_changed(self, view: ShowView) -> None:
        """trade.ports.ShowListener. Read again rather than believed: two changes may be told in the wrong order."""
        self.show_changed(view.id)

    def show_changed(self, show: str) -> None:
        """A show was started, ended, edited or removed."""
        self._call(self._reread, show)

    def goods_changed(self, tenant: str) -> None:
        """Products, hosts or people of a team were edited."""
        self._call(self._relearn, tenant)

    # ---- inside

    def _call(self, work: Callable[[str], Coroutine[None, None, None]], name: str) -> None:
        if self._loop is not None and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(work(name), self._loop).add_done_callback(_report)

    async def _load(self, show: str) -> Desk:
        facts = await asyncio.to_thread(self._backdrop.show, show)
        if facts is None:
            raise NoShow
        owner = Owner(facts, self._log, self._clock, self._secret)
        goods, names = await asyncio.to_thread(self._around, facts.tenant)
        screen = Screen(owner, self._clock, goods, names)
        await owner.load()
        return Desk(owner, screen)

    def _around(self, tenant: str) -> tuple[Mapping[str, Good], Mapping[str, str]]:
        return self._backdrop.goods(tenant), self._backdrop.names(tenant)

    async def _reread(self, show: str) -> None:
        task = self._desks.get(show)
        if task is None:
            return
        desk = await asyncio.shield(task)
        facts: Facts | None = await asyncio.to_thread(self._backdrop.show, show)
        if facts is None:
            desk.screen.close("ended")
            desk.owner.retired = True
            self._desks.pop(show, None)
        elif facts != desk.owner.facts:
            desk.owner.change_facts(facts)

    async def _relearn(self, tenant: str) -> None:
        desks = [desk for desk in self._loaded() if desk.owner.facts.tenant == tenant]
        if desks:
            goods, names = await asyncio.to_thread(self._around, tenant)
            for desk in desks:
                desk.screen.know(goods, names)

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
                except OnAirError:
                    log.warning("goods of %s could not be read", tenant, exc_info=True)
            for desk in self._loaded():
                if not desk.screen.watched and desk.owner.idle and now - desk.owner.touched > IDLE_MS:
                    desk.screen.close("ended")
                    desk.owner.retired = True
                    self._desks.pop(desk.owner.facts.id, None)


def _report(future: "concurrent.futures.Future[None]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("telling an owner failed", exc_info=error)

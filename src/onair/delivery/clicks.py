"""Clicks wait in memory for half a second and are written together: a visitor never waits for the disk.

What a crash loses is at most that half second of clicks; messages and consents are not among them.
"""

import asyncio
import logging

from onair.access.secrets import installation_secret
from onair.access.web import Services
from onair.delivery.links import Hit, count
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.store.db import Database

EACH_S, CLOSE_S = 0.5, 3.0
WAITING_MAX = 50_000
log = logging.getLogger("onair.delivery")


class ClickBook:
    """`add` from the loop; `flush` writes what waits."""

    def __init__(self, db: Database, secret: bytes) -> None:
        self._db, self.secret = db, secret
        self._hits: list[Hit] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, hit: Hit) -> None:
        """Under a flood the newest are not counted; the redirect works all the same."""
        if len(self._hits) < WAITING_MAX:
            self._hits.append(hit)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def flush(self) -> None:
        """Raises what the store raises; then they wait on."""
        hits, self._hits = self._hits, []
        if not hits:
            return
        try:
            await asyncio.to_thread(self._write, hits)
        except Exception:
            self._hits = (hits + self._hits)[:WAITING_MAX]
            raise

    async def close(self) -> None:
        """At the end of the server: what waits is written."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=CLOSE_S)
        try:
            await self.flush()
        except OnAirError as problem:
            log.error("the last clicks could not be written: %s", problem.code)

    async def _later(self) -> None:
        """Until nothing waits: hits that came in while the last were written too."""
        while self._hits:
            await asyncio.sleep(EACH_S)
            try:
                await self.flush()
            except OnAirError as problem:
                log.warning("clicks wait: %s", problem.code)
            except Exception:
                log.exception("clicks were not written; they wait for the next click")
                return

    def _write(self, hits: list[Hit]) -> None:
        with self._db.write() as tx:
            count(tx, hits)


def clicks_of_services(services: Services) -> ClickBook:
    """The book of this process."""
    held = services.maybe(ClickBook)
    if held is None:
        secret = installation_secret(services.get(Settings).home)
        held = services.put(ClickBook(services.get(Database), secret))
    return held

"""Clicks wait in memory for half a second and are written together: a visitor never waits for the disk.

What a crash loses is at most that half second of clicks; messages and consents are not among them.
"""

import asyncio

from onair.access.secrets import installation_secret
from onair.access.web import Services
from onair.delivery.links import Hit, count
from onair.kernel.settings import Settings
from onair.store.db import Database

EACH_S = 0.5
WAITING_MAX = 50_000


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
        hits, self._hits = self._hits, []
        if hits:
            await asyncio.to_thread(self._write, hits)

    async def _later(self) -> None:
        await asyncio.sleep(EACH_S)
        await self.flush()

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

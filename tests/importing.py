"""An installation that files are imported into: store, log, hub and one team, without a server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from onair.access.service import create_tenant, installation_secret, local
from onair.access.web import Services
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import ImportResult, import_paths
from onair.events.codec import decode_batch
from onair.events.model import AnyEvent
from onair.kernel.clock import FixedClock
from onair.kernel.settings import load
from onair.metrics import review
from onair.metrics.measure import Grain
from onair.metrics.numbers import Numbers, numbers
from onair.metrics.tally import Tally
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade import service as trade
from onair.trade.service import ShowView
from team import seeded

NOW = 1_795_334_400_000


class Desk:
    """One team's imports. Call from one event loop."""

    def __init__(self, home: Path, db: Database | None = None) -> None:
        """`db`: of another engine, its schema there already."""
        self.home = home
        self.services = Services(FixedClock(NOW))
        self.settings = self.services.put(load({"ONAIR_HOME": str(home)}))
        if db is None:
            seeded(home)
        self.db = self.services.put(db or Database(self.settings.database, sync="off"))
        self.log = self.services.put(EventLog(self.db))
        secret = installation_secret(home)
        self.hub = self.services.put(Hub(self.log, self.services.clock, House(self.db), secret))
        with self.db.write() as tx:
            self.actor = local(create_tenant(tx, self.services.clock, "甲").id)

    async def bring(self, *paths: Path, show: str = "场次", **options: Any) -> ImportResult:
        return await import_paths(self.services, self.actor, paths, show=show, **options)

    def view(self, show: str) -> ShowView:
        with self.db.read() as tx:
            return trade.get_show(tx, self.actor.tenant, show)

    def events(self, show: str) -> Iterator[AnyEvent]:
        """What the log holds."""
        for batch in self.log.read(show):
            yield from decode_batch(batch.body, batch.codec)

    async def live(self, show: str, by: Grain | None = None) -> Numbers:
        """What the owner of the show folded."""
        owner = await self.hub.owner(show, self.actor.tenant)
        while owner.rebuilding:
            await asyncio.sleep(0.01)
        state = await owner.settled()
        return numbers(state.fold.tally(frozenset({by} if by else ()), now=owner.now()), by)

    async def reviewed(
        self, show: str, by: Grain | None = None, metrics: Sequence[str] | None = None
    ) -> Numbers:
        """The same asked of the sealed show."""
        return numbers(await asyncio.to_thread(self._sealed, show, by), by, metrics)

    def _sealed(self, show: str, by: Grain | None) -> Tally:
        lake = Lake(self.home / "lake")
        tenant, grains = self.actor.tenant, frozenset({by} if by else ())
        try:
            lake.seal(show, tenant, self.log)
            now = max(batch.clock for batch in self.log.read(show))
            events, lines = lake.events(tenant, [show]), lake.lines(tenant, [show])
            return review.tally(events, lines, self.view(show).window, grains, now, lake.run)
        finally:
            lake.close()


@asynccontextmanager
async def desk(home: Path, db: Database | None = None) -> AsyncIterator[Desk]:
    made = Desk(home, db)
    made.log.start()
    await made.hub.start()
    try:
        yield made
    finally:
        await made.hub.stop()
        made.log.stop()
        made.db.close()


def by_type(events: Iterator[AnyEvent], keep: Callable[[AnyEvent], bool] = lambda _: True) -> Counter[str]:
    return Counter(str(event.__struct_config__.tag) for event in events if keep(event))

"""A house without a server: store, lake, owners and one team, in a folder of the test's own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from onair.access.service import Actor, create_tenant, list_tenants, system
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.events.model import AnyEvent
from onair.kernel.clock import Clock, FixedClock
from onair.rehearsal.pace import steps_of_events
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade.service import NewShow as New
from onair.trade.service import ShowView, State, create_show
from team import seeded

NOW = 1_795_420_800_000


@dataclass
class Rig:
    home: Path
    clock: FixedClock
    db: Database
    log: EventLog
    hub: Hub
    lake: Lake
    actor: Actor

    def changed(self, view: ShowView) -> None:
        self.hub.show_changed(view.id)

    def show(self, title: str = "灶台夜", **given) -> ShowView:
        new = New(**{"title": title, "origin": "rehearsal", "state": State.on_air, **given})
        with self.db.write() as tx:
            return create_show(tx, self.actor, self.clock, new)

    async def ingest(self, show: str, events: Iterable[AnyEvent], every_ms: int = 30_000) -> None:
        """Received as they happened, half a minute at a time."""
        owner = await self.hub.owner(show)
        for step in steps_of_events(events, every_ms):
            await owner.ingest(step.events, step.clock)


@asynccontextmanager
async def house(home: Path, clock: Clock | None = None) -> AsyncIterator[Rig]:
    used = clock if isinstance(clock, FixedClock) else FixedClock(NOW)
    seeded(home)
    db = Database(f"sqlite:///{home / 'onair.db'}", sync="off")
    with db.write() as tx:
        known = list_tenants(tx)
        team = known[0] if known else create_tenant(tx, used, "灶台队")
    event_log = EventLog(db)
    event_log.start()
    hub = Hub(event_log, clock or used, House(db), b"s" * 32)
    await hub.start()
    lake = Lake(home / "lake")
    try:
        yield Rig(home, used, db, event_log, hub, lake, system(team.id, "test"))
    finally:
        await hub.stop()
        event_log.stop()
        lake.close()
        db.close()

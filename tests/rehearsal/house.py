"""A house without a server: store, lake, owners and one team, in a folder of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from onair.access.service import Actor, create_tenant, list_people, list_tenants, system
from onair.during.broadcast.facts import Facts, Good
from onair.during.broadcast.hub import Hub
from onair.events.model import AnyEvent
from onair.kernel.clock import Clock, FixedClock
from onair.store import migrate
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade.service import NewShow as New
from onair.trade.service import ShowView, State, all_products, create_show, find_show, list_hosts

NOW = 1_795_420_800_000


class Shelf:
    """Facts and names out of trade and access."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def show(self, show: str) -> Facts | None:
        with self._db.read() as tx:
            view = find_show(tx, show)
        if view is None:
            return None
        return Facts(
            id=view.id, tenant=view.tenant, title=view.title, state=view.state, currency=view.currency,
            zone=view.zone, window=view.window, room=view.room.name if view.room else None,
            room_id=view.room.id if view.room else None, platform=view.room.platform if view.room else None,
            starts_at=view.starts_at, planned_end=view.planned_end, started_at=view.started_at,
            ended_at=view.ended_at, staged=view.staged, demo=view.demo, origin=view.origin,
        )  # fmt: skip

    def goods(self, tenant: str) -> dict[str, Good]:
        with self._db.read() as tx:
            return {
                id_: Good(id=item.id, name=item.title, role=item.role, price=item.price, stock=item.stock)
                for item in all_products(tx, tenant)
                for id_ in item.ids
            }

    def names(self, tenant: str) -> dict[str, str]:
        with self._db.read() as tx:
            people = {person.id: person.name for person in list_people(tx, tenant)}
            return people | {host.id: host.name for host in list_hosts(tx, tenant)}


@dataclass
class House:
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

    async def ingest(self, show: str, events: list[AnyEvent], batch: int = 1000) -> None:
        owner = await self.hub.owner(show)
        for at in range(0, len(events), batch):
            some = events[at : at + batch]
            await owner.ingest(some, some[-1].at)


@asynccontextmanager
async def house(home: Path, clock: Clock | None = None) -> AsyncIterator[House]:
    used = clock if isinstance(clock, FixedClock) else FixedClock(NOW)
    db = Database(f"sqlite:///{home / 'onair.db'}", sync="off")
    migrate.upgrade(db, "0003_trade")
    with db.write() as tx:
        known = list_tenants(tx)
        team = known[0] if known else create_tenant(tx, used, "灶台队")
    event_log = EventLog(db)
    event_log.start()
    hub = Hub(event_log, clock or used, Shelf(db), b"s" * 32)
    await hub.start()
    lake = Lake(home / "lake")
    try:
        yield House(home, used, db, event_log, hub, lake, system(team.id, "test"))
    finally:
        await hub.stop()
        event_log.stop()
        lake.close()
        db.close()

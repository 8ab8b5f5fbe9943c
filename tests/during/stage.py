"""A hub over a real log without the rest of the house."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import structs
from tests.team import seeded

from onair.during.broadcast.companions import Feature
from onair.during.broadcast.facts import Facts, Good
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.kernel.clock import FixedClock
from onair.metrics.window import Window
from onair.store.db import Database
from onair.store.log import EventLog

T0 = 1_795_334_400_000
SECRET = b"0123456789abcdef0123456789abcdef"


def facts(show: str = "shw_1", tenant: str = "tnt_1", **change: object) -> Facts:
    base = Facts(
        id=show, tenant=tenant, title="早场", state="on_air", currency="CNY", zone="Asia/Shanghai",
        window=Window(T0, None, closed=False), started_at=T0,
    )  # fmt: skip
    return structs.replace(base, **change)


@dataclass
class Props:
    """A backdrop out of dictionaries."""

    shows: dict[str, Facts] = field(default_factory=lambda: {"shw_1": facts()})
    products: dict[str, Good] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def show(self, show: str) -> Facts | None:
        return self.shows.get(show)

    def on_air(self) -> list[str]:
        return [show for show, facts in self.shows.items() if facts.state == "on_air"]

    def goods(self, tenant: str) -> dict[str, Good]:
        return self.products

    def names(self, tenant: str) -> dict[str, str]:
        return self.people


@dataclass
class Stage:
    hub: Hub
    log: EventLog
    clock: FixedClock
    props: Props

    async def owner(self, show: str = "shw_1") -> Owner:
        return await self.hub.owner(show)


@asynccontextmanager
async def staged(
    folder: Path, props: Props | None = None, features: Sequence[Feature] = ()
) -> AsyncIterator[Stage]:
    """Opens (again) the log in `folder`."""
    seeded(folder)
    db = Database(f"sqlite:///{folder / 'onair.db'}")
    log = EventLog(db)
    log.start()
    clock = FixedClock(T0 + 60_000)
    props = props or Props()
    hub = Hub(log, clock, props, SECRET)
    hub.attach(features)
    await hub.start()
    try:
        yield Stage(hub, log, clock, props)
    finally:
        await hub.stop()
        log.stop()
        db.close()

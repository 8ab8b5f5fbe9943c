"""A lake of a few shows, made of events, and what its facts say."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onair.audience.profiles.facts import Told, acts, deals
from onair.events.codec import encode_batch
from onair.events.model import Event
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from team import seeded

TENANT = "tnt_a"
HOUR, DAY = 3_600_000, 86_400_000


def person(name: str) -> str:
    return f"a:{name.encode().hex():0>32}"


class Place:
    """`put` events of a show, `seal`, then ask."""

    def __init__(self, home: Path) -> None:
        seeded(home)
        self.home = home
        self.db = Database(f"sqlite:///{home / 'onair.db'}")
        self.log = EventLog(self.db)
        self.log.start()
        self.lake = Lake(home / "lake")

    def put(self, events: Iterable[Event], show: str = "shw_a", clock: int = 10**13) -> None:
        rows = list(events)
        self.log.append_blocking(
            show, tenant=TENANT, clock=clock, n=len(rows), body=encode_batch(rows), codec=1
        )
        self.lake.seal(show, TENANT, self.log)

    def rows(self, expr: Any, key: str = "test") -> list[dict[str, Any]]:
        return [dict(zip(expr.columns, row, strict=True)) for row in self.lake.run(expr, key)]

    def acts(self, told: Told) -> Any:
        return acts(self.lake.events(TENANT, [told.show]), told)

    def deals(self, told: Told) -> Any:
        return deals(self.lake.events(TENANT, [told.show]), told)

    def close(self) -> None:
        self.lake.close()
        self.log.stop()
        self.db.close()

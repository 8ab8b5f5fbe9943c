"""An installation with the playbook's routes, a room and shows that are played from examples."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.team import House, house
from timeline import T0, TICK, Maker

from onair.access import http as access_http
from onair.access.roles import system
from onair.during.broadcast import http as broadcast_http
from onair.during.broadcast.house import House as Backdrop
from onair.during.broadcast.hub import Hub
from onair.during.comments.teams import Teams
from onair.during.playbook import http as playbook_http
from onair.during.playbook.baselines import Baselines
from onair.during.playbook.companion import feature
from onair.during.playbook.example import Example
from onair.during.playbook.listening import Listening
from onair.during.playbook.measured import http as measured_http
from onair.during.playbook.measured.claims import TrialClaims
from onair.during.playbook.testing import Backtests
from onair.kernel.settings import load
from onair.store.log import EventLog
from onair.trade.service import NewShow, State, create_room, create_show, transition

SECRET = b"0123456789abcdef0123456789abcdef"


@dataclass
class Studio:
    house: House
    log: EventLog
    hub: Hub
    baselines: Baselines
    tests: Backtests
    room: str
    claims: TrialClaims

    @property
    def tenant(self) -> str:
        return self.house.tenants["甲"]

    def ask(self, who: str = "controller@甲", **more: str) -> httpx.AsyncClient:
        return self.house.ask(who, **more)

    async def show(
        self, example: Example, *, shift: int = 0, state: State = State.ended, beats: bool = True
    ) -> str:
        """Played from T0 + shift, as on air."""
        actor, clock = system(self.tenant), self.house.clock
        clock.now = max(clock.now, T0 + shift)
        with self.house.db.write() as tx:
            made = create_show(tx, actor, clock, NewShow("场", room=self.room, starts_at=T0 + shift)).id
            for to in (State.ready, State.on_air):
                transition(tx, actor, clock, made, to, at=T0 + shift)
        owner = await self.hub.owner(made)
        for events, at in Maker(example, shift).batches():
            clock.now = max(clock.now, at)
            if beats:
                await owner.beat()
            await owner.ingest(events, at)
        clock.now += 4_000
        await owner.beat()
        if state is State.ended:
            await self.over(made, T0 + shift + example.ticks * TICK)
        return made

    async def over(self, show: str, at: int | None = None) -> None:
        """Ended at `at`, or now; what it teaches is known after this."""
        actor, clock = system(self.tenant), self.house.clock
        with self.house.db.write() as tx:
            view = transition(tx, actor, clock, show, State.ended, at=at or clock())
        self.hub.on_show_changed(view)
        self.baselines.on_show_changed(view)
        if at is None:
            self.baselines.settle()

    async def json(self, method: str, path: str, who: str = "controller@甲", **more: Any) -> tuple[int, Any]:
        async with self.ask(who) as client:
            answer = await client.request(method, f"/api/v1{path}", **more)
            return answer.status_code, answer.json() if answer.content else None


@asynccontextmanager
async def studio(folder: Path) -> AsyncIterator[Studio]:
    made = house(
        folder,
        [access_http.router, broadcast_http.router, playbook_http.router, measured_http.router],
        broadcast_http.raw_routes,
    )
    made.team("甲")
    made.team("乙")
    log = made.services.put(EventLog(made.db))
    log.start()
    hub = made.services.put(Hub(log, made.clock, Backdrop(made.db), SECRET))
    made.services.put(load({"ONAIR_HOME": str(folder)}))
    hub.attach([feature(made.services)])
    await hub.start()
    baselines = made.services.put(Baselines(made.db, log, hub))
    teams = made.services.put(Teams(made.services))
    listening = made.services.put(Listening(made.db, log, teams))
    tests = made.services.put(Backtests(made.db, log, made.clock, listening))
    with made.db.write() as tx:
        room = create_room(
            tx, system(made.tenants["甲"]), made.clock, name="一号间", platform="douyin", account=None
        ).id
    try:
        yield Studio(made, log, hub, baselines, tests, room, made.services.get(TrialClaims))
    finally:
        await tests.stop()
        baselines.close()
        await hub.stop()
        log.stop()
        made.db.close()

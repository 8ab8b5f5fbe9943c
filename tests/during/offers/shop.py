"""A shop in front of real routes: a team, a show on air, an offer published, a key for the checkout."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from selling import terms

from onair.access.roles import system
from onair.access.service import create_key, create_tenant, installation_secret
from onair.access.web import Services, create_api
from onair.during.broadcast.companions import known_features
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.offers import http as offers_http
from onair.during.offers.companion import ledger_of
from onair.during.offers.desk import OfferDesks
from onair.during.offers.house import selling
from onair.during.offers.ledger import OfferBook
from onair.during.offers.rate import Buckets
from onair.during.offers.terms import Terms, frozen
from onair.events.model import Offer
from onair.kernel.clock import FixedClock, system_clock
from onair.kernel.settings import load
from onair.store.db import Database, load_models
from onair.store.log import EventLog
from onair.trade.service import NewShow, State, create_room, create_show, transition
from team import seeded

SCOPES = ["offers:write", "shows:read"]


@dataclass
class Shop:
    url: str
    services: Services
    clock: FixedClock
    tenant: str
    show: str
    key: str
    log: EventLog

    @property
    def hub(self) -> Hub:
        return self.services.get(Hub)

    @property
    def desks(self) -> OfferDesks:
        return self.services.get(OfferDesks)

    def client(self, key: str | None = None) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {key or self.key}"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    async def owner(self) -> Owner:
        return await self.hub.owner(self.show)

    async def book(self, offer: str = "ofr_1") -> OfferBook:
        return ledger_of((await (await self.owner()).settled()).companions).offers[offer]

    async def publish(self, offer: str = "ofr_1", **change: Any) -> Terms:
        now = self.clock()
        made = terms(**{"starts_at": now, "ends_at": now + 30 * 60_000, **change})
        event = Offer(
            id=f"{offer}:publish", source="onair", at=now, product=made.product, offer=offer, step="publish",
            until=made.ends_at, terms=frozen(made),
        )  # fmt: skip
        await (await self.owner()).record([event])
        return made

    async def sweep(self) -> None:
        desk = await self.desks.of("ofr_1", self.tenant)
        await desk.sweep()

    def team(self, name: str = "乙队") -> tuple[str, str]:
        """Another team and a key of its checkout."""
        with self.services.get(Database).write() as tx:
            tenant = create_tenant(tx, self.clock, name).id
            return tenant, create_key(tx, system(tenant), self.clock, "结算", SCOPES).secret


def furnished(services: Services) -> tuple[str, str, str]:
    """→ tenant, show on air, key; the ones that are there, when there are any."""
    clock = services.clock
    with services.get(Database).write() as tx:
        tenant = create_tenant(tx, clock, "甲队").id
        actor = system(tenant)
        room = create_room(tx, actor, clock, name="一号间", platform="own", account=None).id
        show = create_show(tx, actor, clock, NewShow("示例场", room=room, starts_at=clock())).id
        for to in (State.ready, State.on_air):
            transition(tx, actor, clock, show, to)
        return tenant, show, create_key(tx, actor, clock, "结算", SCOPES).secret


@asynccontextmanager
async def shop(
    folder: Path, again: Shop | None = None, *, per_s: int = 100_000, serve: bool = True
) -> AsyncIterator[Shop]:
    """`again`: the same shop after a restart. Without `serve`: no address, only the desks."""
    clock = again.clock if again else FixedClock(system_clock())
    services = Services(clock)
    services.put(load({"ONAIR_HOME": str(folder), "ONAIR_OFFERS_PER_S": str(per_s)}))
    services.put(Buckets(per_s))
    load_models()
    seeded(folder)
    db = services.put(Database(f"sqlite:///{folder / 'onair.db'}"))
    log = services.put(EventLog(db))
    log.start()
    tenant, show, key = (again.tenant, again.show, again.key) if again else furnished(services)
    hub = services.put(Hub(log, clock, House(db), installation_secret(folder)))
    hub.attach([one for one in known_features(services) if one.name == "offers"])
    await hub.start()
    server, task, port = None, None, 0
    try:
        async with selling(services):
            if serve:
                app = create_api([], offers_http.raw_routes, services)
                config = uvicorn.Config(app, port=0, log_level="warning", access_log=False, lifespan="off")
                server = uvicorn.Server(config)
                task = asyncio.create_task(server._serve())
                while not server.started:
                    await asyncio.sleep(0.005)
                port = server.servers[0].sockets[0].getsockname()[1]
            yield Shop(f"http://127.0.0.1:{port}", services, clock, tenant, show, key, log)
            if server is not None and task is not None:
                server.should_exit = True
                await task
    finally:
        await hub.stop()
        log.stop()
        db.close()

"""The routes of 直播中 served on a free port inside the test's own loop, with a team, a room, a show and a key."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from tests.team import seeded

from onair.access.roles import Role, system
from onair.access.service import create_key, create_tenant
from onair.access.web import Services, create_api
from onair.during.broadcast import http as broadcast_http
from onair.during.broadcast.hub import Hub
from onair.during.intake import http as intake_http
from onair.during.intake.start import on_air
from onair.kernel.clock import Clock, system_clock
from onair.kernel.settings import load
from onair.store.db import Database, load_models
from onair.store.log import EventLog
from onair.trade.service import NewShow, State, create_room, create_show, transition

SCOPES = ["events:write", "shows:read", "shows:write", "numbers:read", "connections:write"]


@dataclass
class Live:
    url: str
    services: Services
    hub: Hub
    tenant: str
    room: str
    show: str
    key: str
    server: uvicorn.Server

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def client(self, **more: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self.headers, timeout=30, **more)

    def other_team(self) -> str:
        """A key of another team."""
        with self.services.get(Database).write() as tx:
            tenant = create_tenant(tx, self.services.clock, "乙队").id
            return create_key(tx, system(tenant), self.services.clock, "b", SCOPES).secret


def furnish(
    services: Services, *, state: State = State.on_air, started_at: int | None = None
) -> tuple[str, str, str, str]:
    """→ tenant, room, show, key."""
    db, clock = services.get(Database), services.clock
    with db.write() as tx:
        tenant = create_tenant(tx, clock, "甲队").id
        actor = system(tenant)
        room = create_room(tx, actor, clock, name="一号间", platform="douyin", account=None).id
        show = create_show(tx, actor, clock, NewShow("早场", room=room, starts_at=clock())).id
        for to in (State.ready, State.on_air, State.ended):
            if state in (State.preparing,):
                break
            transition(tx, actor, clock, show, to, at=started_at)
            if to is state:
                break
        key = create_key(tx, actor, clock, "桥", SCOPES).secret
    return tenant, room, show, key


@asynccontextmanager
async def live(
    folder: Path, *, clock: Clock = system_clock, state: State = State.on_air, started_at: int | None = None
) -> AsyncIterator[Live]:
    settings = load({"ONAIR_HOME": str(folder)})
    services = Services(clock)
    services.put(settings)
    load_models()
    seeded(folder)
    db = services.put(Database(settings.database))
    log = services.put(EventLog(db))
    log.start()
    tenant, room, show, key = furnish(services, state=state, started_at=started_at)
    async with on_air(services) as hub:
        app = create_api(
            [broadcast_http.router, intake_http.router],
            [*broadcast_http.raw_routes, *intake_http.raw_routes],
            services,
        )
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield Live(f"http://127.0.0.1:{port}", services, hub, tenant, room, show, key, server)
        finally:
            hub.say_bye()
            server.should_exit = True
            await task
    log.stop()
    db.close()


@dataclass
class Message:
    event: str
    id: int | None
    data: Any


async def messages(answer: httpx.Response) -> AsyncIterator[Message]:
    """SSE messages of a stream; comments and `retry` are passed over."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line == "":
            if "data" in fields:
                id_ = int(fields["id"]) if "id" in fields else None
                yield Message(fields.get("event", "message"), id_, json.loads(fields["data"]))
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


__all__ = ["Live", "Message", "Role", "furnish", "live", "messages"]

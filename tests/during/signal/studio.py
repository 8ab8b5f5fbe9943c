"""The whole house in this process with a room, a show on air and whoever watches its signal; time is the real one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from onair.app.compose import application, running
from onair.during.broadcast.hub import Hub
from onair.during.signal.companion import SignalFold
from onair.during.signal.desk import SignalDesk
from onair.during.signal.panel import SignalIncident
from onair.kernel.clock import system_clock
from onair.kernel.settings import load
from onair.store.db import Database
from onair.trade.service import NewShow, State, create_room, create_show, transition
from team import BASE, House, seeded


@dataclass
class Studio:
    home: House
    room: str
    show: str
    tenant: str
    client: httpx.AsyncClient

    @property
    def services(self) -> Any:
        return self.home.services

    async def add(self, kind: str, name: str = "源", output: str = "main", **config: str) -> dict[str, Any]:
        body = {"room": self.room, "kind": kind, "name": name, "output": output, "config": config}
        made = await self.client.post("/api/v1/signal/sources", json=body)
        assert made.status_code == 201, made.text
        return made.json()

    async def obs(self, port: int, password: str, **more: str) -> dict[str, Any]:
        return await self.add(
            "obs_studio", "OBS", host="127.0.0.1", port=str(port), password=password, **more
        )

    async def signal(self) -> dict[str, Any]:
        found = await self.client.get(f"/api/v1/shows/{self.show}/signal")
        assert found.status_code == 200, found.text
        return found.json()

    async def fold(self) -> SignalFold:
        owner = await self.services.get(Hub).owner(self.show)
        found = (await owner.settled()).companions["signal"]
        assert isinstance(found, SignalFold)
        return found

    async def incidents(self) -> list[SignalIncident]:
        return (await self.fold()).incidents()

    async def incident(self, kind: str, *, over: bool = False, within: float = 30) -> SignalIncident:
        """Wait for one of this kind to be in the log."""
        found: list[SignalIncident] = []

        async def there() -> bool:
            found[:] = [
                one
                for one in await self.incidents()
                if one.kind == kind and (one.seconds is not None) == over
            ]
            return bool(found)

        await self.until(there, f"{kind} over={over}", within)
        return found[-1]

    def state(self, output: str = "main") -> str:
        monitor = self.services.get(SignalDesk).monitor(self.show)
        out = monitor.outputs.get(output) if monitor is not None else None
        return out.state if out is not None else "none"

    async def reaches(self, state: str, within: float = 30) -> None:
        async def there() -> bool:
            return self.state() == state

        await self.until(there, f"{state}, not {self.state()}", within)

    async def until(self, true: Callable[[], Any], what: str, within: float = 30) -> None:
        end = asyncio.get_running_loop().time() + within
        while not await true():
            assert asyncio.get_running_loop().time() < end, f"{what}: {await self.incidents()}"
            await asyncio.sleep(0.05)

    def end_show(self) -> None:
        with self.home.db.write() as tx:
            transition(tx, self.home.actor("owner@甲"), system_clock, self.show, State.ended)
        self.services.get(Hub).show_changed(self.show)


@asynccontextmanager
async def studio(
    folder: Path, *, private: str = "on", show: tuple[str, str, str] | None = None
) -> AsyncIterator[Studio]:
    """`show`: tenant, room and show of an earlier studio in this folder."""
    env = {"ONAIR_HOME": str(folder), "ONAIR_PUBLIC_URL": BASE, "ONAIR_SYNC": "off"}
    settings = load(env | {"ONAIR_ALLOW_PRIVATE_TARGETS": private})
    seeded(folder)
    async with running(settings, system_clock) as services:
        home = House(application(services), services.get(Database), system_clock, services)  # type: ignore[arg-type]
        if show is None:
            home.team("甲")
            actor = home.actor("owner@甲")
            with home.db.write() as tx:
                room = create_room(tx, actor, system_clock, name="一号间", platform="douyin", account=None).id
                made = create_show(
                    tx, actor, system_clock, NewShow("早场", room=room, starts_at=system_clock())
                )
                for to in (State.ready, State.on_air):
                    transition(tx, actor, system_clock, made.id, to)
            show = (actor.tenant, room, made.id)
        else:
            home.tenants["甲"] = show[0]
            home.team("乙")
            home.people["technician@甲"] = _technician(home, show[0])
        async with home.ask("technician@甲") as client:
            yield Studio(home, show[1], show[2], show[0], client)


def _technician(home: House, tenant: str) -> str:
    from onair.access.service import list_people

    with home.db.read() as tx:
        return next(person.id for person in list_people(tx, tenant) if person.name.startswith("technician"))

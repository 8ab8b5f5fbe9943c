"""The whole application with a room that was on air before: evenings of known orders, written through its routes."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from onair.app.compose import application, running
from onair.kernel.clock import FixedClock
from onair.kernel.settings import load
from onair.store.db import Database
from team import BASE, NOW, House

DAY, MINUTE = 86_400_000, 60_000
LINES = {"content-type": "application/x-ndjson"}


class Shop:
    """A room and one product; `client` asks as the owner."""

    def __init__(self, home: House, client: httpx.AsyncClient) -> None:
        self.home, self.client, self.room = home, client, ""

    async def send(self, method: str, url: str, **rest: Any) -> dict[str, Any]:
        answer = await self.client.request(method, f"/api/v1{url}", **rest)
        assert answer.is_success, (method, url, answer.text)
        return answer.json() if answer.content else {}

    async def get(self, url: str) -> dict[str, Any]:
        return await self.send("GET", url)

    async def plan(self, title: str, start: int, minutes: int = 60, **given: Any) -> str:
        end = start + minutes * MINUTE
        form = {
            "title": title, "starts_at": start, "planned_end": end, "room": self.room, "currency": "CNY"
        }  # fmt: skip
        return (await self.send("POST", "/shows", json=form | given))["id"]

    async def on_air(self, show: str, at: int) -> None:
        self.home.clock.now = at
        await self.send("POST", f"/shows/{show}/start")

    async def sell(
        self, show: str, at: int, orders: Iterable[tuple[int, str, int, bool]], people: int = 40
    ) -> None:
        """`orders`: (minute, product, minor units, paid). `people` come in over the first half hour."""
        rows: list[dict[str, Any]] = [
            {"id": f"e{n}", "type": "enter", "at": at + n * 30 * MINUTE // people, "user": f"u{n}"}
            for n in range(people)
        ]
        for n, (minute, product, amount, paid) in enumerate(orders):
            when = at + minute * MINUTE + n % 50 * 1000
            order = {"order": f"o{n}", "user": f"u{n % people}", "product": product, "amount": amount}
            rows.append({"id": f"o{n}", "type": "order", "at": when} | order)
            if paid:
                rows.append({"id": f"p{n}", "type": "pay", "at": when + 5000} | order)
        rows.sort(key=lambda row: row["at"])
        body = "\n".join(json.dumps({"source": "shop:1"} | row) for row in rows)
        await self.send("POST", f"/shows/{show}/events", content=body, headers=LINES)

    async def off_air(self, show: str, at: int) -> None:
        self.home.clock.now = at
        await self.send("POST", f"/shows/{show}/end")

    async def evening(
        self, title: str, start: int, orders: Iterable[tuple[int, str, int, bool]], minutes: int = 60
    ) -> str:
        """A whole show, over."""
        show = await self.plan(title, start, minutes)
        await self.on_air(show, start)
        await self.sell(show, start, orders)
        await self.off_air(show, start + minutes * MINUTE)
        return show


@asynccontextmanager
async def bookshop(folder: Path) -> AsyncIterator[Shop]:
    settings = load({"ONAIR_HOME": str(folder), "ONAIR_PUBLIC_URL": BASE, "ONAIR_SYNC": "off"})
    async with running(settings, FixedClock(NOW)) as services:
        home = House(application(services), services.get(Database), services.clock, services)
        home.team("甲")
        home.team("乙")
        async with home.ask("owner@甲") as client:
            shop = Shop(home, client)
            shop.room = (await shop.send("POST", "/rooms", json={"name": "书房", "platform": "douyin"}))["id"]
            for product in ("p1", "p2", "p3"):
                goods = {"title": f"书 {product}", "price": 5_000, "stock": 500}
                await shop.send("PUT", f"/products/{product}", json=goods)
            yield shop

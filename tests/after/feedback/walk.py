"""A team's feedback desk behind its routes, and short words for what people do there."""

import io
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from onair.access.roles import Role
from onair.after.feedback import http
from onair.after.feedback.service import FormTokens
from onair.trade.service import Goods, NewShow, create_show, put_product
from team import House, house

ROLES = (Role.owner, Role.operator, Role.service, Role.controller, Role.host)
T = "/api/v1/feedback/tickets"


def desk(folder: Path) -> House:
    """Teams 甲 and 乙, each with the product P1; a clock at the end of a Shanghai evening."""
    made = house(folder, [http.router])
    made.services.put(FormTokens(made.db))
    for name in ("甲", "乙"):
        made.team(name, ROLES)
        with made.db.write() as tx:
            for product in ("P1", "P2"):
                put_product(
                    tx, made.actor(f"owner@{name}"), made.clock, product, Goods(f"{name}的锅 {product}")
                )
    return made


def show_of(made: House, name: str) -> str:
    with made.db.write() as tx:
        new = NewShow("灶台夜", starts_at=made.clock(), currency="CNY")
        return create_show(tx, made.actor(f"owner@{name}"), made.clock, new).id


class Person:
    """Somebody at the desk: `await p.do(ticket, "assign", owner=…)` sends the version last seen."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def make(self, text: str = "锅盖漏气", **form: Any) -> dict[str, Any]:
        answer = await self.client.post(T, json={"kind": "quality", "text": text} | form)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def try_(self, ticket: dict[str, Any], act: str, **form: Any) -> httpx.Response:
        body = {"version": ticket["version"]} | form
        return await self.client.post(f"{T}/{ticket['id']}/{act}", json=body)

    async def do(self, ticket: dict[str, Any], act: str, **form: Any) -> dict[str, Any]:
        answer = await self.try_(ticket, act, **form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["ticket"])

    async def see(self, ticket: dict[str, Any]) -> dict[str, Any]:
        answer = await self.client.get(f"{T}/{ticket['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def list(self, **query: Any) -> dict[str, Any]:
        answer = await self.client.get(T, params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def picture(size: tuple[int, int] = (64, 48), form: str = "JPEG", **more: Any) -> bytes:
    held = io.BytesIO()
    Image.new("1" if form == "PNG" else "RGB", size).save(held, form, **more)
    return held.getvalue()

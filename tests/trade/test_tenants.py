"""Two teams never meet: every id of one, in every operation of the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from onair.access import http as access_http
from onair.access.roles import SCOPES
from onair.trade import http
from team import House, house

pytestmark = pytest.mark.asyncio
CANARY = "canary甲"


@dataclass
class Treasure:
    """What 甲 has: the ids to steal, and how to find them in any answer."""

    ids: dict[str, str]
    words: list[str]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, http.router])
    built.team(CANARY)
    built.team("乙")
    yield built
    built.db.close()


async def send(client: httpx.AsyncClient, method: str, url: str, **rest: Any) -> dict[str, Any]:
    answer = await client.request(method, url, **rest)
    assert answer.is_success, answer.text
    return answer.json()


async def treasure(home: House) -> Treasure:
    async with home.ask(f"owner@{CANARY}") as client:
        room = await send(
            client, "POST", "/api/v1/rooms", json={"name": f"{CANARY}room", "platform": "douyin"}
        )
        host = await send(client, "POST", "/api/v1/hosts", json={"name": f"{CANARY}host"})
        form = {
            "title": f"{CANARY}show",
            "starts_at": 1,
            "currency": "CNY",
            "room": room["id"],
            "note": f"{CANARY}note",
        }
        show = await send(client, "POST", "/api/v1/shows", json=form)
        goods = {"title": f"{CANARY}product", "platform_ids": [f"{CANARY}alias"], "price": 77_777_777}
        product = await send(client, "PUT", f"/api/v1/products/{CANARY}p", json=goods)
        person = await send(
            client, "POST", "/api/v1/people", json={"name": f"{CANARY}person", "roles": ["host"]}
        )
        key = await send(
            client, "POST", "/api/v1/keys", json={"name": f"{CANARY}key", "scopes": ["shows:read"]}
        )
        files = {"file": ("a.csv", f"商品ID,价格\n{CANARY}q,x\n".encode())}
        quarantine = (await send(client, "POST", "/api/v1/products/import", files=files))["quarantine"]
    ids = {
        "show_id": show["id"],
        "room_id": room["id"],
        "host_id": host["id"],
        "product_id": product["id"],
        "person_id": person["id"],
        "key_id": key["id"],
        "import_id": quarantine.rsplit("/", 1)[-1],
    }
    return Treasure(ids, [CANARY, "77777777", home.tenants[CANARY]])


BODIES: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/shows/{show_id}": {"version": 1, "title": "stolen"},
    "PATCH /api/v1/rooms/{room_id}": {"version": 1, "name": "stolen"},
    "PATCH /api/v1/hosts/{host_id}": {"version": 1, "name": "stolen"},
    "PATCH /api/v1/products/{product_id}": {"version": 1, "title": "stolen"},
    "PATCH /api/v1/people/{person_id}": {"name": "stolen"},
}


def rows(home: House) -> str:
    """Everything that 甲 has in the database, but for sessions and refusals."""
    found = {}
    with home.db.read() as tx:
        for table in (
            "show",
            "room",
            "host",
            "product",
            "product_alias",
            "person",
            "membership",
            "api_key",
            "audit",
        ):
            query = text(f'SELECT * FROM "{table}" WHERE tenant_id = :t')
            found[table] = [list(row) for row in tx.execute(query, {"t": home.tenants[CANARY]})]
    return json.dumps(found, ensure_ascii=False, default=str)


def operations(home: House) -> list[tuple[str, str]]:
    return [(operation.method, operation.path) for operation in home.app.state.operations]


def swapped(path: str, ids: dict[str, str]) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"a new id: add it to the treasure ({path})"
    return path


async def attack(home: House, client: httpx.AsyncClient, loot: Treasure) -> list[str]:
    """Every operation with 甲's ids, as path and as query. → what leaked or answered as if it were one's own."""
    leaks = []
    asked = set(loot.ids.values())
    for method, path in operations(home):
        url = swapped(path, loot.ids)
        body = BODIES.get(f"{method} {path}")
        if path == "/api/v1/logout" or (method == "PUT" and path == "/api/v1/products/{product_id}"):
            continue  # ends the session; makes a product of one's own with that id
        for query in ("", f"?q={CANARY}", f"?cursor={loot.ids['show_id']}"):
            answer = await client.request(method, url + query, json=body)
            shown = answer.text
            for value in asked:
                shown = shown.replace(value, "")  # the asker's own words, given back in a problem
            if any(word in shown for word in loot.words):
                leaks.append(f"{method} {path}{query}: leaked")
            if "{" in path and answer.status_code not in (400, 401, 403, 404):
                leaks.append(f"{method} {path}: {answer.status_code}")
    return leaks


@pytest.mark.parametrize("who", ["owner@乙", "operator@乙", "auditor@乙", None])
async def test_no_id_of_another_team_opens_anything(home: House, who: str | None) -> None:
    loot = await treasure(home)
    before = rows(home)
    async with home.ask(who) as client:
        assert await attack(home, client, loot) == []
    assert rows(home) == before


async def test_no_key_of_another_team_opens_anything(home: House) -> None:
    loot = await treasure(home)
    before = rows(home)
    async with home.ask(key=home.key("乙", *SCOPES)) as client:
        assert await attack(home, client, loot) == []
    assert rows(home) == before


async def test_the_same_attack_by_the_team_itself_finds_everything(home: House) -> None:
    """The control: the words are there to be found, and the attack does find them."""
    loot = await treasure(home)
    async with home.ask(f"owner@{CANARY}") as client:
        leaks = await attack(home, client, loot)
    leaked = {leak.split("?")[0].split(":")[0] for leak in leaks}
    assert {
        "GET /api/v1/shows",
        "GET /api/v1/shows/{show_id}",
        "PATCH /api/v1/shows/{show_id}",
        "GET /api/v1/products",
        "GET /api/v1/rooms",
        "GET /api/v1/people",
        "GET /api/v1/keys",
        "GET /api/v1/audit",
        "GET /api/v1/products/quarantine/{import_id}",
    } <= leaked


async def test_ids_of_another_team_inside_a_form_are_not_found(home: House) -> None:
    loot = await treasure(home)
    async with home.ask("owner@乙") as client:
        form = {"title": "x", "starts_at": 1, "currency": "CNY"}
        made = await client.post("/api/v1/shows", json=form | {"room": loot.ids["room_id"]})
        assert made.status_code == 404
        own = (await client.post("/api/v1/shows", json=form)).json()
        moved = await client.patch(
            f"/api/v1/shows/{own['id']}", json={"version": 1, "room": loot.ids["room_id"]}
        )
        assert moved.status_code == 404
        alias = await client.put(
            f"/api/v1/products/{CANARY}p", json={"title": "mine", "platform_ids": [f"{CANARY}alias"]}
        )
        assert alias.status_code == 200  # ids are a team's own: the same one elsewhere is no conflict
    async with home.ask(f"owner@{CANARY}") as client:
        kept = (await client.get(f"/api/v1/products/{CANARY}p")).json()
    assert kept["title"] == f"{CANARY}product"

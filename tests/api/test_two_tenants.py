"""Two teams never meet: every id of one, in every operation of the other, over the whole application."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from loot import CANARY, Loot, loot_of, send
from sqlalchemy import inspect, text

from onair.access.roles import SCOPES
from onair.store.log import EventLog
from team import NOW, House
from whole import whole

pytestmark = pytest.mark.asyncio
STREAMS = {"/api/v1/shows/{show}/stream", "/api/v1/view/{token}/stream"}
PUBLIC = {"/api/v1/webhooks/{connection}", "/l/{code}"}
"""The first answers senders by their signature (OPTIONS is a handshake that tells nothing); the other is made to be
followed by everybody."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with whole(tmp_path, CANARY, "乙") as built:
        yield built


def bodies(loot: Loot) -> dict[str, dict[str, Any]]:
    """Forms that would do harm if the id were one's own."""
    event = {"id": "2", "source": "x:1", "type": "comment", "at": NOW, "text": "stolen"}
    patch = {"json": {"version": 1, "name": "stolen"}}
    return {
        "PATCH /api/v1/shows/{show_id}": {"json": {"version": 2, "title": "stolen"}},
        "PATCH /api/v1/rooms/{room_id}": patch,
        "PATCH /api/v1/hosts/{host_id}": patch,
        "PATCH /api/v1/products/{product_id}": {"json": {"version": 1, "title": "stolen"}},
        "PATCH /api/v1/people/{person_id}": {"json": {"name": "stolen"}},
        "POST /api/v1/shows/{show}/events": {"json": [event]},
        "POST /api/v1/shows/{show}/actions": {
            "json": {"id": "a", "action": "note", "data": {"text": "stolen"}}
        },
        "POST /api/v1/shows/{show}/tokens": {"json": {"view": "wall"}},
        "POST /api/v1/connections/{connection_id}/inbox/attach": {"json": {"show": loot.ids["show_id"]}},
        "PUT /api/v1/emergency/rooms/{room_id}": {"json": {"version": 1, "scene": "stolen"}},
        "PATCH /api/v1/signal/sources/{source_id}": {"json": {"version": 1, "name": "stolen"}},
        "POST /api/v1/imports/{import_id}/mapping": {"json": {"columns": {"a": "id"}}},
        "POST /api/v1/reports/{report_id}/attach": {"json": {"show": None}},
        "PATCH /api/v1/delivery/targets/{target_id}": patch,
        "POST /api/v1/delivery/targets/{target_id}/test": {"json": {}},
        "POST /api/v1/delivery/outbox/{message_id}/settle": {"json": {"outcome": "again"}},
        "POST /api/v1/contacts/{contact_id}/consents": {
            "json": {"channel": "sms", "purpose": "reminder", "act": "withdraw", "source": "service"}
        },
        "PATCH /api/v1/changes/{change_id}": {"json": {"version": 1, "state": "declined"}},
        "POST /api/v1/changes/{change_id}/take": {
            "json": {"version": 1, "show": loot.ids["show_id"], "note": "stolen"}
        },
        "POST /api/v1/changes/{change_id}/undo": {"json": {"version": 1}},
        "POST /api/v1/offers/{offer}/reservations": {"json": {"request": "x", "user": "u"}},
        "POST /api/v1/offers/{offer}/reservations/{reservation}/confirm": {
            "json": {"order": "o", "amount": 1}
        },
        "PATCH /api/v1/feedback/tickets/{ticket_id}": {"json": {"version": 1, "kind": "price"}},
        "POST /api/v1/feedback/tickets/{ticket_id}/answer": {"json": {"version": 1, "text": "stolen"}},
        "POST /api/v1/local/{name}": {"json": {"show": loot.ids["show_id"], "tenant": CANARY}},
    }


def address(path: str, loot: Loot) -> str:
    if path.endswith("/quarantine/{import_id}"):
        return path.replace("{import_id}", loot.ids["goods_import"])
    path = path.replace("/versions/{version}", "/versions/1")
    for name, value in loot.ids.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"a new id: add it to the loot ({path})"
    return path


async def attack(
    home: House, client: httpx.AsyncClient, loot: Loot, skip: set[str] = frozenset()
) -> list[str]:
    """Every operation with 甲's ids, in the path and in the query. → what leaked, or answered as one's own."""
    forms, leaks, tries = bodies(loot), [], 0
    order = sorted(
        home.app.state.operations, key=lambda operation: (operation.method != "GET", operation.path)
    )
    for operation in order:
        method, path = operation.method, operation.path
        if path in skip | {"/api/v1/logout"} or (method, path) == ("PUT", "/api/v1/products/{product_id}"):
            continue  # ends the session; makes a product of one's own with that id
        rest = forms.get(f"{method} {path}", {})
        for query in (
            "",
            f"?q={CANARY}",
            f"?show={loot.ids['show']}",
            f"?with={loot.ids['show']}&by=product",
        ):
            request = client.request(method, address(path, loot) + query, **rest)
            answer = await asyncio.wait_for(request, 20)
            tries += 1
            shown = answer.text
            for own in loot.ids.values():
                shown = shown.replace(own, "")  # the asker's own words, given back in a refusal
            if any(word in shown for word in loot.words):
                leaks.append(f"{method} {path}{query}: leaked")
            if "{" in path and path not in PUBLIC and answer.status_code not in (400, 401, 403, 404):
                leaks.append(f"{method} {path}{query}: {answer.status_code}")
    assert tries > 200
    return leaks


def state_of(home: House, loot: Loot) -> str:
    """Everything 甲 has in the database, and its show's log. Sessions of its own team are not part of it."""
    found: dict[str, Any] = {}
    tables = inspect(home.db.reader).get_table_names()
    with home.db.read() as tx:
        for table in sorted(set(tables) - {"login_session"}):
            columns = {column["name"] for column in inspect(home.db.reader).get_columns(table)}
            if "tenant_id" in columns:
                query = text(f'SELECT * FROM "{table}" WHERE tenant_id = :t')
                found[table] = [list(row) for row in tx.execute(query, {"t": home.tenants[CANARY]})]
    assert len(found) > 8
    found["log"] = home.services.get(EventLog).end(loot.ids["show"])
    return json.dumps(found, ensure_ascii=False, default=str)


async def imported(home: House) -> None:
    """Until the import has run: it writes too."""
    async with home.ask(f"owner@{CANARY}") as client:
        for _ in range(200):
            states = {item["state"] for item in (await send(client, "GET", "/imports"))["items"]}
            if not states & {"queued", "running"}:
                return
            await asyncio.sleep(0.05)
    pytest.fail(f"the import does not end: {states}")


@pytest.mark.parametrize("who", ["owner@乙", "operator@乙", "auditor@乙", "key", None])
async def test_no_id_of_another_team_opens_anything(home: House, who: str | None) -> None:
    loot = await loot_of(home)
    await imported(home)
    before = state_of(home, loot)
    asker = home.ask(key=home.key("乙", *SCOPES)) if who == "key" else home.ask(who)
    async with asker as client:
        assert await attack(home, client, loot) == []
    assert state_of(home, loot) == before


async def test_the_same_attack_by_the_team_itself_finds_everything(home: House) -> None:
    """The control: the words are there to be found, and the attack does find and change them."""
    loot = await loot_of(home)
    await imported(home)
    before = state_of(home, loot)
    async with home.ask(f"owner@{CANARY}") as client:
        leaks = await attack(home, client, loot, skip=STREAMS)
    assert state_of(home, loot) != before
    leaked = {leak.split(":")[0].split("?")[0] for leak in leaks}
    assert {
        "GET /api/v1/shows",
        "GET /api/v1/shows/{show_id}",
        "GET /api/v1/shows/{show_id}/numbers",
        "GET /api/v1/shows/{show_id}/review",
        "GET /api/v1/shows/{show_id}/stated",
        "GET /api/v1/reports/{report_id}",
        "GET /api/v1/products",
        "GET /api/v1/products/quarantine/{import_id}",
        "GET /api/v1/rooms",
        "GET /api/v1/people",
        "GET /api/v1/keys",
        "GET /api/v1/audit",
        "GET /api/v1/connections",
        "GET /api/v1/imports/{import_id}",
        "POST /api/v1/shows/{show}/events",
        "POST /api/v1/shows/{show}/actions",
        "POST /api/v1/shows/{show}/tokens",
        "GET /api/v1/offers/{offer}",
        "POST /api/v1/offers/{offer}/reservations",
    } <= leaked


async def test_ids_of_another_team_inside_a_form_are_not_found(home: House) -> None:
    loot = await loot_of(home)
    async with home.ask("owner@乙") as client:
        form = {"title": "x", "starts_at": 1, "currency": "CNY"}
        stolen_room = await client.post("/api/v1/shows", json=form | {"room": loot.ids["room_id"]})
        own = await send(client, "POST", "/shows", json=form)
        moved = await client.patch(
            f"/api/v1/shows/{own['id']}", json={"version": 1, "room": loot.ids["room_id"]}
        )
        connection = {"connector": "standard_webhooks", "room": loot.ids["room_id"], "name": "x"}
        linked = await client.post("/api/v1/connections", json=connection)
        log = {"file": ("events.ndjson", b'{"id":"1","source":"x:1","type":"like","at":1}')}
        fed = await client.post("/api/v1/imports", files=log, data={"show": loot.ids["show_id"]})
        goods = {"title": "mine", "platform_ids": [f"{CANARY}alias"]}
        same = await client.put(f"/api/v1/products/{CANARY}p", json=goods)
    assert [answer.status_code for answer in (stolen_room, moved, linked, fed)] == [404] * 4
    assert same.status_code == 200  # product ids are a team's own: the same one elsewhere is no conflict
    async with home.ask(f"owner@{CANARY}") as client:
        assert (await send(client, "GET", f"/products/{CANARY}p"))["title"] == f"{CANARY}product"

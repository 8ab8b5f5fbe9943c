"""The authorisation matrix and the document: every operation has its row, and the server does as it says."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from onair.access import http as access_http
from onair.access.matrix import actors, matrix, undeclared
from onair.access.web.openapi import document
from onair.trade import http as trade_http
from team import House, house

pytestmark = pytest.mark.asyncio


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [access_http.router, trade_http.router])
    built.team("甲")
    return built


async def test_no_route_came_in_past_the_declarations(home: House) -> None:
    assert undeclared(home.app) == []


async def test_a_route_past_the_declarations_is_found(home: House) -> None:
    home.app.add_route("/api/v1/backdoor", lambda request: Response(), methods=["GET"])
    home.app.mount("/files", FastAPI())
    assert undeclared(home.app) == ["* /files", "GET /api/v1/backdoor", "HEAD /api/v1/backdoor"]


async def test_every_cell_is_declared_and_strangers_get_nothing(home: House) -> None:
    table = matrix(home.app.state.operations)
    askers = set(actors())
    assert all(set(row) == askers for row in table.values())
    open_to_all = {cell for cell, row in table.items() if row["nobody"]}
    assert open_to_all == {
        ("GET", "/api/v1/healthz"),
        ("POST", "/api/v1/login"),
        ("POST", "/api/v1/claim"),
    }
    for cell, row in table.items():
        assert row["role:owner"] or cell in open_to_all
        if cell not in open_to_all:
            assert not row["person without role"], cell
            assert not row["key without scope"], cell
            assert not any(row[f"token:{view}"] for view in ("overlay", "prompter", "wall")), cell


async def test_money_and_people_are_closed_to_the_host(home: House) -> None:
    table = matrix(home.app.state.operations)
    for cell, row in table.items():
        if cell[0] != "GET" and ("products" in cell[1] or "people" in cell[1] or "keys" in cell[1]):
            assert not row["role:host"], cell
            assert not row["role:auditor"], cell


def spec(home: House) -> dict[str, Any]:
    return document(home.app.routes, home.app.state.operations)


async def test_the_document_names_every_operation_and_every_refusal(home: House) -> None:
    found = spec(home)
    for operation in home.app.state.operations:
        entry = found["paths"][operation.path][operation.method.lower()]
        answers = set(entry["responses"])
        assert "422" not in answers
        if not operation.allow.anonymous:
            assert {"401", "403"} <= answers
            assert entry["security"]
        for status, answer in entry["responses"].items():
            if int(status) >= 400:
                named = answer["$ref"].rsplit("/", 1)[1]
                refusal = found["components"]["responses"][named]
                assert named.endswith(status)
                assert list(refusal["content"]) == ["application/problem+json"]
    ids = [entry["operationId"] for path in found["paths"].values() for entry in path.values()]
    assert len(ids) == len(set(ids))


async def test_the_document_is_for_those_who_are_known(home: House) -> None:
    async with home.client() as client:
        assert (await client.get("/api/v1/openapi.json")).status_code == 401
    async with home.ask("host@甲") as client:
        answer = await client.get("/api/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.")
    assert isinstance(answer, httpx.Response)

"""The authorisation matrix of the whole application: no operation without a row, and the server does as it says."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from onair.access.matrix import actors, matrix, undeclared
from onair.access.roles import SCOPES, Role
from team import House
from whole import whole

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGES = ("/", "/o/{token}", "/p/{token}", "/w/{token}", "/f/{token}", "/r/{secret}", "/assets", "/icon.svg")
"""The console itself: files that hold nothing of anybody's."""
OPEN = {
    ("GET", "/api/v1/healthz"),
    ("POST", "/api/v1/login"),
    ("POST", "/api/v1/claim"),
    ("POST", "/api/v1/webhooks/{connection}"),
    ("OPTIONS", "/api/v1/webhooks/{connection}"),
    ("POST", "/api/v1/signal/calls/{source}/{secret}"),
    ("GET", "/l/{code}"),
    ("HEAD", "/l/{code}"),
    ("GET", "/api/v1/shared/{secret}"),
}
OWN_REFUSALS = {
    "/api/v1/local/{name}",
    "/api/v1/login",
    "/api/v1/webhooks/{connection}",
    "/api/v1/signal/calls/{source}/{secret}",
}
"""These say 401 or 403 for reasons of their own: the folder's token, the password, the signature, the secret."""
UNKNOWN = "shw_" + "0" * 26


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with whole(tmp_path_factory.mktemp("matrix"), "甲") as built:
        yield built


async def test_no_route_came_in_past_the_declarations(home: House) -> None:
    found = [line for line in undeclared(home.app) if line.split(" ", 1)[1] not in PAGES]
    assert found == []


async def test_strangers_get_nothing_but_the_door(home: House) -> None:
    table = matrix(home.app.state.operations)
    assert all(set(row) == set(actors()) for row in table.values())
    assert {cell for cell, row in table.items() if row["nobody"]} == OPEN
    for cell, row in table.items():
        if cell not in OPEN:
            assert not row["person without role"], cell
            assert not row["key without scope"], cell


async def test_links_open_their_stream_the_wall_its_numbers_the_prompter_its_taps(home: House) -> None:
    table = matrix(home.app.state.operations)
    more = {
        "wall": {("GET", "/api/v1/view/{token}/numbers")},
        "prompter": {("POST", "/api/v1/view/{token}/actions")},
    }
    form, asked = "/api/v1/feedback/form/{token}", "/api/v1/feedback/asked/{token}"
    acts = {("POST", f"{asked}/{act}") for act in ("reply", "verdict", "proofs")}
    for view, doors in (("form", {("GET", form), ("POST", form)}), ("ticket", {("GET", asked), *acts})):
        assert {cell for cell, row in table.items() if row[f"token:{view}"]} - OPEN == doors
    for view in ("overlay", "prompter", "wall"):
        opened = {cell for cell, row in table.items() if row[f"token:{view}"]} - OPEN
        assert opened == {("GET", "/api/v1/view/{token}/stream")} | more.get(view, set())


async def test_who_only_reads_changes_nothing(home: House) -> None:
    oneself = {("POST", "/api/v1/logout"), ("PATCH", "/api/v1/me"), ("POST", "/api/v1/audit/verify")}
    judged = ("/api/v1/lint", "/api/v1/qa/check", "/api/v1/shows/{show_id}/offers/check")
    oneself |= {("POST", path) for path in judged}  # each says what it would say of a text, and keeps nothing
    for cell, row in matrix(home.app.state.operations).items():
        if cell[0] != "GET" and cell not in OPEN | oneself:
            assert not row["role:auditor"], cell
            assert not row["scope:numbers:read"], cell
            assert not row["scope:shows:read"], cell
            assert not row["scope:products:read"], cell


ASKERS = [None, *(f"role:{role}" for role in Role), *(f"scope:{scope}" for scope in SCOPES)]


@pytest.mark.parametrize("who", ASKERS)
async def test_the_server_does_as_the_matrix_says(home: House, who: str | None) -> None:
    """Every operation as every sort of asker: refused exactly when the row says no."""
    kind, _, name = (who or "nobody:").partition(":")
    key = home.key("甲", name) if kind == "scope" else None
    for (method, path), row in matrix(home.app.state.operations).items():
        if path in OWN_REFUSALS:
            continue
        async with home.ask(f"{name}@甲" if kind == "role" else None, key=key) as client:
            answer = await client.request(method, re.sub(r"\{[^}]+\}", UNKNOWN, path))
        refused = answer.status_code in (401, 403)
        assert refused is not row[who or "nobody"], (method, path, answer.status_code, answer.text)

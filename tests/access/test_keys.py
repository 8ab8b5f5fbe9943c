"""API keys: what they open, how they die, that they are kept only as a hash."""

import pytest
from sqlalchemy import text

from onair.access.roles import Actor, Role
from onair.access.web.allow import Allow, check
from onair.access.web.identity import KEY_MEMORY_MS
from onair.kernel.errors import NotAllowed
from team import House

pytestmark = pytest.mark.asyncio


@pytest.fixture
def team(home: House) -> House:
    home.team("甲", [Role.owner, Role.technician, Role.host])
    return home


async def test_a_key_is_shown_once_and_kept_as_a_hash(team: House) -> None:
    async with team.ask("owner@甲") as client:
        made = (await client.post("/api/v1/keys", json={"name": "bridge", "scopes": ["events:write"]})).json()
        listed = (await client.get("/api/v1/keys")).json()["items"]
    assert made["secret"].startswith("onair_")
    assert [row["name"] for row in listed] == ["bridge"]
    with team.db.read() as tx:
        dump = str(tx.execute(text("SELECT * FROM api_key")).all()) + str(
            tx.execute(text("SELECT * FROM audit")).all()
        )
    assert made["id"] in dump
    assert made["secret"].rsplit("_", 1)[-1] not in dump + str(listed)


async def test_a_key_opens_its_scopes_only(team: House) -> None:
    key = team.key("甲", "shows:read")
    async with team.ask(key=key) as client:
        opened = await client.get("/api/v1/openapi.json")
        closed = await client.get("/api/v1/people")
    assert (opened.status_code, closed.status_code) == (200, 403)


async def test_a_refused_key_is_told_the_scope_that_it_lacks(home: House) -> None:
    allow = Allow(roles={Role.owner}, scopes={"shows:read", "shows:write"})
    holder = Actor("t", "key", "key_1", "k", scopes=frozenset({"events:write"}))
    with pytest.raises(NotAllowed) as refused:
        check(allow, holder, "GET")
    for lang in ("zh", "en"):
        assert "shows:read | shows:write" in refused.value.detail(lang)
    assert (refused.value.code, refused.value.data) == ("not_allowed", {"scopes": "shows:read | shows:write"})
    home.team("甲", [Role.owner])
    async with home.ask(key=home.key("甲", "shows:read")) as client:
        people = (await client.get("/api/v1/people")).json()
        assert (people["code"], "No scope" in people["detail"]) == ("not_allowed", True)


@pytest.mark.parametrize("key", ["onair_x_y", "onair_", "", "something else", "onair_" + "0" * 70])
async def test_a_wrong_key_is_nobody(team: House, key: str) -> None:
    async with team.ask(key=key) as client:
        answer = await client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_key")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_key_dies_at_once_here_and_within_2_s_elsewhere(team: House) -> None:
    async with team.ask("owner@甲") as owner:
        made = (await owner.post("/api/v1/keys", json={"name": "k", "scopes": ["shows:read"]})).json()
        async with team.ask(key=made["secret"]) as client:
            assert (await client.get("/api/v1/openapi.json")).status_code == 200
            assert (await owner.delete(f"/api/v1/keys/{made['id']}")).status_code == 204
            assert (await client.get("/api/v1/openapi.json")).status_code == 401
    key = team.key("甲", "shows:read")
    async with team.ask(key=key) as client:
        assert (await client.get("/api/v1/openapi.json")).status_code == 200
        with team.db.write() as tx:  # as another process would
            tx.execute(text("UPDATE api_key SET revoked_at = 1"))
        team.clock.forward(KEY_MEMORY_MS)
        assert (await client.get("/api/v1/openapi.json")).status_code == 401


async def test_a_technician_hands_out_no_more_than_technical_scopes(team: House) -> None:
    async with team.ask("technician@甲") as client:
        fine = await client.post("/api/v1/keys", json={"name": "obs", "scopes": ["events:write"]})
        beyond = await client.post("/api/v1/keys", json={"name": "obs", "scopes": ["products:write"]})
    assert fine.status_code == 201
    assert (beyond.status_code, beyond.json()["code"]) == (403, "scope_beyond_role")


async def test_a_key_needs_no_check_value_and_ignores_cookies(team: House) -> None:
    async with team.ask("owner@甲", key=team.key("甲", "shows:read")) as client:
        assert (await client.get("/api/v1/people")).status_code == 403

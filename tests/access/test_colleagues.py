"""Whom a colleague may ask: names and roles of one's own team, for everybody in it, and nothing else of them."""

from pathlib import Path

import pytest

from onair.access import http as access_http
from onair.access.model import Person
from onair.access.roles import Role
from team import House, house

pytestmark = pytest.mark.asyncio
COLLEAGUES = "/api/v1/colleagues"


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [access_http.router])
    built.team("甲")
    built.team("乙")
    return built


async def test_everybody_of_the_team_sees_names_and_roles(home: House) -> None:
    async with home.ask("service@甲") as client:
        items = (await client.get(COLLEAGUES)).json()["items"]
        assert (await client.get("/api/v1/people")).status_code == 403, "the rest is for the owner"
    assert {one["id"] for one in items} == {home.people[f"{role}@甲"] for role in Role}
    assert all(set(one) == {"id", "name", "roles"} for one in items)
    async with home.ask() as nobody:
        assert (await nobody.get(COLLEAGUES)).status_code == 401


async def test_who_was_switched_off_is_not_asked(home: House) -> None:
    host = home.people["host@甲"]
    with home.db.write() as tx:
        tx.get_one(Person, host).disabled = True
    async with home.ask("owner@甲") as owner:
        assert host not in {one["id"] for one in (await owner.get(COLLEAGUES)).json()["items"]}

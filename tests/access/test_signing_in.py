"""Invite → claim → login → logout, sessions, CSRF and Origin."""

import pytest

from onair.access import service
from team import PASSWORD, House

pytestmark = pytest.mark.asyncio
JSON = {"accept-language": "en"}


def invited(home: House, name: str = "甲") -> str:
    home.team(name, [])
    with home.db.write() as tx:
        return service.invite_owner(tx, home.clock, home.tenants[name]).token


def claim_form(token: str, login: str = "Ada") -> dict[str, str]:
    return {"token": token, "name": "Ada", "login": login, "password": PASSWORD}


async def test_a_claimed_invite_signs_in_and_the_cookie_works(home: House) -> None:
    token = invited(home)
    async with home.client() as client:
        answer = await client.post("/api/v1/claim", json=claim_form(token))
        assert answer.status_code == 200, answer.text
        me = answer.json()
        assert me["person"] | {"id": ""} == {
            "id": "",
            "name": "Ada",
            "login": "ada",
            "roles": ["owner"],
            "lang": "zh",
        }
        assert me["tenant"]["name"] == "甲"
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-onair=")
        assert all(part in cookie for part in ("secure", "httponly", "samesite=lax", "path=/"))
        again = await client.get("/api/v1/me")
        assert again.json()["csrf"] == me["csrf"]
        assert (await client.post("/api/v1/claim", json=claim_form(token, "bob"))).json()[
            "code"
        ] == "invite_over"

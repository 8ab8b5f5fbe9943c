"""What another site can make a browser send must do nothing."""

from pathlib import Path

import httpx
import pytest

from onair.access import http, service
from onair.access.roles import Role
from team import BASE, House, house

pytestmark = pytest.mark.asyncio
NAME = {"name": "changed"}


@pytest.fixture
def team(home: House) -> House:
    home.team("甲", [Role.owner])
    return home


async def name_of(home: House) -> str:
    async with home.ask("owner@甲") as client:
        return str((await client.get("/api/v1/me")).json()["person"]["name"])


async def test_the_page_itself_may(team: House) -> None:
    async with team.ask("owner@甲", origin=BASE) as client:
        assert (await client.patch("/api/v1/me", json=NAME)).status_code == 200
    assert await name_of(team) == "changed"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-onair-csrf": ""},
        {"x-onair-csrf": "0" * 64},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "https://onair.test.evil.test"},
        {"origin": "http://onair.test"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_forged_request_changes_nothing(team: House, headers: dict[str, str]) -> None:
    async with team.ask("owner@甲", **headers) as client:
        answer = await client.patch("/api/v1/me", json=NAME)
    assert answer.status_code == 403
    assert answer.json()["code"] in ("csrf", "foreign_origin")
    assert await name_of(team) != "changed"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_form_of_another_kind_is_no_json(team: House, kind: str) -> None:
    async with team.ask("owner@甲") as client:
        answer = await client.patch(
            "/api/v1/me", content=b'{"name":"changed"}', headers={"content-type": kind}
        )
    assert answer.status_code == 400
    assert await name_of(team) != "changed"


async def test_nobody_is_signed_in_from_another_site(team: House) -> None:
    async with team.client(headers={"origin": "https://evil.test"}) as client:
        answer = await client.post("/api/v1/login", json={"login": "a", "password": "b"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_one_persons_check_value_is_no_use_to_another(team: House) -> None:
    async with team.ask("owner@甲") as one, team.ask("owner@甲") as other:
        answer = await one.patch(
            "/api/v1/me", json=NAME, headers={"x-onair-csrf": other.headers["x-onair-csrf"]}
        )
    assert answer.json()["code"] == "csrf"


async def test_reading_needs_no_check_value(team: House) -> None:
    async with team.ask("owner@甲", **{"x-onair-csrf": ""}) as client:
        assert (await client.get("/api/v1/me")).status_code == 200


async def test_on_https_only_the_bound_name_of_the_cookie_counts(team: House) -> None:
    async with team.ask("owner@甲") as client:
        cookie = client.cookies["__Host-onair"]
    for name, status in (("onair", 401), ("__Host-onair", 200)):
        async with team.client(headers={"cookie": f"{name}={cookie}"}) as client:
            assert (await client.get("/api/v1/me")).status_code == status


@pytest.mark.parametrize(
    ("public", "asked", "name", "secure"),
    [
        ("https://onair.test", "https://onair.test", "__Host-onair", True),
        ("https://onair.test", "http://onair.test", "__Host-onair", True),  # behind a proxy that ends TLS
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787", "__Host-onair", True),
        ("http://localhost:8787", "http://localhost:8787", "__Host-onair", True),
        ("http://[::1]:8787", "http://[::1]:8787", "__Host-onair", True),
        ("http://192.168.1.5:8787", "http://192.168.1.5:8787", "onair", False),
        ("http://shop.lan", "http://shop.lan", "onair", False),
    ],
)
async def test_the_cookie_is_bound_to_the_host_wherever_a_browser_allows_it(
    tmp_path: Path, public: str, asked: str, name: str, secure: bool
) -> None:
    home = house(tmp_path, [http.router], url=public)
    home.team("甲", [])
    with home.db.write() as tx:
        token = service.invite_owner(tx, home.clock, home.tenants["甲"]).token
    form = {"token": token, "name": "Ada", "login": "ada", "password": "correct horse battery"}
    transport = httpx.ASGITransport(home.app)
    async with httpx.AsyncClient(transport=transport, base_url=asked) as client:
        answer = await client.post("/api/v1/claim", json=form, headers={"origin": public})
        assert answer.status_code == 200, answer.text
        cookie = answer.headers["set-cookie"]
        assert cookie.partition("=")[0] == name
        assert ("Secure" in cookie) is secure
        sent = {"cookie": cookie.partition(";")[0]}
        client.cookies.clear()
        assert (await client.get("/api/v1/me", headers=sent)).status_code == 200
    home.db.close()

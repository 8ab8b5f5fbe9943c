"""Targets, contacts, the switch and links over the API; addresses that must not be dialled."""

import pytest
from capture import Capture

from onair.compliance.service import verify_consents
from onair.connectors.addresses import is_public
from onair.connectors.ports import HttpParcel
from onair.connectors.wire import NotSent, Wire
from onair.delivery.clicks import clicks_of_services
from team import House

pytestmark = pytest.mark.asyncio
ROBOT = {
    "kind": "wecom_robot",
    "name": "值班群",
    "config": {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=canary-key-9"},
}
PERSON = {
    "label": "老客",
    "points": [{"channel": "sms", "value": "138 1234 5678", "purposes": ["reminder"]}],
    "source": "form",
}


async def test_a_target_never_shows_its_secret_again(home: House) -> None:
    async with home.ask("technician@甲") as client:
        made = await client.post("/api/v1/delivery/targets", json=ROBOT)
        assert made.status_code == 201, made.text
        listed = await client.get("/api/v1/delivery/targets")
        stale = await client.patch(
            f"/api/v1/delivery/targets/{made.json()['id']}", json={"version": 9, "name": "x"}
        )
        wrong = await client.post(
            "/api/v1/delivery/targets",
            json=ROBOT | {"config": {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"}},
        )
        tried = await client.post(f"/api/v1/delivery/targets/{made.json()['id']}/test", json={})
        outbox = (await client.get("/api/v1/delivery/outbox")).json()
    assert "canary" not in made.text + listed.text
    assert made.json()["shown"].endswith("ey-9")
    assert (stale.status_code, wrong.status_code, tried.status_code) == (409, 400, 202)
    assert wrong.json()["data"]["field"] == "url"
    assert [row["state"] for row in outbox["items"]] == ["queued"]
    assert outbox["counts"] == {"queued": 1}


async def test_contacts_come_with_consent_and_go_on_withdrawal(home: House) -> None:
    async with home.ask("service@甲") as client:
        made = await client.post("/api/v1/contacts", json=PERSON)
        assert made.status_code == 201, made.text
        id_ = made.json()["id"]
        again = await client.post("/api/v1/contacts", json=PERSON)
        bare = {"channel": "mail", "value": "a@b.example", "purposes": []}
        without = await client.post("/api/v1/contacts", json=PERSON | {"points": [bare]})
        said = {"channel": "sms", "purpose": "reminder", "act": "withdraw", "source": "service"}
        gone = (await client.post(f"/api/v1/contacts/{id_}/consents", json=said)).json()
        history = (await client.get(f"/api/v1/contacts/{id_}/consents")).json()["items"]
        erased = await client.delete(f"/api/v1/contacts/{id_}")
        missing = await client.get(f"/api/v1/contacts/{id_}")
        check = (await client.get("/api/v1/consents/check")).json()
    assert made.json()["points"] == [{"channel": "sms", "shown": "138****5678"}]
    assert (again.status_code, again.json()["code"]) == (409, "contact_taken")
    assert without.status_code == 400
    assert (gone["points"], gone["consents"][0]["state"]) == ([], "withdrawn")
    assert [entry["act"] for entry in history] == ["withdraw", "grant"]
    assert (erased.status_code, missing.status_code) == (204, 404)
    assert (check["broken"], check["entries"]) == (None, 3)
    with home.db.read() as tx:
        assert verify_consents(tx, home.tenants["甲"]).broken is None
    async with home.ask("host@甲") as client:
        assert (await client.get("/api/v1/contacts")).status_code == 403


async def test_links_lead_where_they_were_made_to_and_count_people_apart(home: House) -> None:
    agent = {"user-agent": "Mozilla/5.0 (iPhone)"}
    async with home.ask("operator@甲") as client:
        form = {"target_url": "https://shop.example/live?id=1", "item": "w1"}
        made = (await client.post("/api/v1/links", json=form)).json()
        assert (await client.post("/api/v1/links", json=form)).json()["code"] == made["code"]
        assert (
            await client.post("/api/v1/links", json=form | {"target_url": "javascript:alert(1)"})
        ).status_code == 400
        assert made["qr_svg"].startswith("<svg")
    async with home.ask() as client:
        path = f"/l/{made['code']}"
        first = await client.get(path + "?next=https://evil.example", headers=agent)
        await client.get(path, headers=agent)
        await client.head(path, headers=agent)
        await client.get(path, headers={"user-agent": "Slackbot-LinkExpanding 1.0"})
        await client.get(path, headers=agent | {"sec-purpose": "prefetch"})
        assert (await client.get("/l/nosuchone", headers=agent)).status_code == 404
    await clicks_of_services(home.services).flush()
    async with home.ask("analyst@甲") as client:
        [row] = (await client.get("/api/v1/links")).json()["items"]
    assert (first.status_code, first.headers["location"]) == (302, "https://shop.example/live?id=1")
    assert (row["clicks"], row["people"], row["bots"]) == (2, 1, 3)


SPELLINGS = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "127.1",
    "0",
    "localhost.",
    "169.254.169.254",
    "017700000001",
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_an_inner_address_is_dialled(shop: Capture, host: str) -> None:
    port = shop.url.rsplit(":", 1)[1]
    wire = Wire(private=False)
    with pytest.raises(NotSent) as refused:
        await wire.carry(HttpParcel(f"http://{host}:{port}/x", {}, b"{}"))
    await wire.close()
    assert refused.value.code in ("private_address", "no_such_host")
    assert shop.raw == []


async def test_a_name_that_turns_inward_and_a_redirect_reach_nothing(shop: Capture) -> None:
    async def rebound(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    port = shop.url.rsplit(":", 1)[1]
    wire = Wire(private=False, resolver=rebound)
    with pytest.raises(NotSent, match="private_address"):
        await wire.carry(HttpParcel(f"http://inner.example:{port}/x", {}, b"{}"))
    await wire.close()
    shop.say = lambda _shop, path: (302, {}, {"location": f"{shop.url}/inner"}) if path == "/out" else None
    open_wire = Wire(private=True)
    answer = await open_wire.carry(HttpParcel(f"{shop.url}/out", {}, b"{}"))
    await open_wire.close()
    assert (answer.status, [path for path, _ in shop.raw]) == (302, ["/out"])


async def test_control_the_listener_is_there_to_be_reached(shop: Capture) -> None:
    shop.say = lambda _shop, _path: (200, {}, {})
    wire = Wire(private=True)
    assert (await wire.carry(HttpParcel(f"{shop.url}/x", {}, b"{}"))).status == 200
    await wire.close()
    assert not is_public("64:ff9b::7f00:1")
    assert not is_public("2002:7f00:1::")
    assert is_public("8.8.8.8")

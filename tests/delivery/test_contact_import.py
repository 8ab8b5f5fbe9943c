"""Contacts from a file: with consent or not at all, twice is once, and a withdrawal outlives the list."""

from typing import Any

import httpx
import pytest
from capture import Capture
from parcels import at_any_hour, message, put, run, states, target

from team import House

pytestmark = pytest.mark.asyncio
HEAD = "称呼,手机号,邮箱,同意用途,同意时间,同意来源\n"
GOOD = HEAD + (
    "老客甲,138 0000 0001,,营销推广、开播提醒,2026-11-01 10:00,表单勾选\n"
    "老客乙,13800000002,b@shop.example,开播提醒,2026/11/02,\n"
)


async def given(client: httpx.AsyncClient, text: str | bytes, name: str = "名单.csv") -> Any:
    body = text.encode() if isinstance(text, str) else text
    answer = await client.post("/api/v1/contacts/import", files={"file": (name, body, "text/csv")})
    return answer.json()


async def test_a_list_with_consents_comes_in_and_twice_is_once(home: House) -> None:
    async with home.ask("operator@甲") as client:
        first = await given(client, GOOD)
        assert (first["added"], first["rejected_total"], first["quarantine"]) == (2, 0, None)
        again = await given(client, GOOD)
        assert (again["added"], again["extended"], again["known"]) == (0, 0, 2)
        page = (await client.get("/api/v1/contacts")).json()
        assert page["total"] == 2
        points = {one["label"]: [point["shown"] for point in one["points"]] for one in page["items"]}
        assert points == {"老客甲": ["138****0001"], "老客乙": ["b***@shop.example", "138****0002"]}
        more = await given(client, HEAD + "甲,13800000001,a@shop.example,服务通知,2026-11-03,\n")
        assert (more["added"], more["extended"]) == (0, 1)
        people = (await client.get("/api/v1/contacts/audience?channel=sms&purpose=marketing")).json()[
            "people"
        ]
        assert len(people) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("甲,13800000001,,,2026-11-01,", "consent_missing"),
        ("甲,13800000001,,营销推广,,", "consent_time_missing"),
        ("甲,13800000001,,营销推广,2126-11-01,", "consent_in_future"),
        ("甲,13800000001,,随便,2026-11-01,", "unknown_purpose"),
        ("甲,13800000001,,营销推广,2026-11-01,朋友说的", "unknown_source"),
        ("甲,,,营销推广,2026-11-01,", "no_address"),
        ("甲,1380000000a,,营销推广,2026-11-01,", "bad_address"),
        ("甲,1.38E+10,,营销推广,2026-11-01,", "bad_address"),
        ("甲,,no-mail,营销推广,2026-11-01,", "bad_address"),
        ("甲,13800000001,,营销推广,昨天,", "bad_time"),
        ("甲" * 90 + ",13800000001,,营销推广,2026-11-01,", "too_long_text"),
    ],
)
async def test_a_row_without_a_proper_consent_is_quarantined_and_the_rest_stays(
    home: House, row: str, code: str
) -> None:
    async with home.ask("operator@甲") as client:
        found = await given(client, HEAD + row + "\n乙,13900000009,,营销推广,2026-11-01,\n")
        assert (found["added"], [one["code"] for one in found["rejected"]]) == (1, [code])
        assert (found["rejected"][0]["row"], found["rejected"][0]["excerpt"]) == (2, "")
        kept = (await client.get(found["quarantine"])).text
        assert code in kept
        assert "13800000001" not in kept
    async with home.ask("operator@乙") as other:
        assert (await other.get(found["quarantine"])).status_code == 404


async def test_files_that_are_no_list_of_consents_are_refused_whole(home: House) -> None:
    async with home.ask("operator@甲") as client:
        assert (await given(client, "称呼,手机号\n甲,13800000001\n"))["code"] == "consent_columns_missing"
        assert (await given(client, b"PK\x03\x04broken", "名单.xlsx"))["code"] == "file_damaged"
        twice = await given(client, GOOD + "丙,13800000001,,服务通知,2026-11-05,\n")
        assert [one["code"] for one in twice["rejected"]] == ["duplicate"]
        mixed = await given(client, HEAD + "丁,13800000001,b@shop.example,服务通知,2026-11-05,\n")
        assert [one["code"] for one in mixed["rejected"]] == ["two_contacts"]
    async with home.ask("host@甲") as client:
        assert (await given(client, GOOD))["code"] == "not_allowed"


async def test_who_withdrew_is_not_brought_back_by_the_old_list(home: House, shop: Capture) -> None:
    """The negative side: a consent that is newer than the withdrawal does bring the address back."""
    at_any_hour(home)
    async with home.ask("operator@甲") as client:
        await given(client, GOOD)
        rows = (await client.get("/api/v1/contacts?q=老客甲")).json()["items"]
        place = f"/api/v1/contacts/{rows[0]['id']}"
        goal = target(home, shop, "signed_webhook", "sms")
        put(home, message(home, goal, "k", person=rows[0]["id"], category="marketing"))
        for purpose in ("marketing", "reminder"):
            body = {"channel": "sms", "purpose": purpose, "act": "withdraw", "source": "service"}
            assert (await client.post(f"{place}/consents", json=body)).status_code < 300
        assert states(home, "k") == {"k": ("blocked", "withdrawn")}
        old = await given(client, GOOD)
        assert [one["code"] for one in old["rejected"]] == ["withdrawn_since"]
        point = {"channel": "sms", "value": "13800000001", "purposes": ["marketing"]}
        stale = {"point": point, "source": "form", "given_at": home.clock() - 1000}
        assert (await client.post(f"{place}/points", json=stale)).json()["code"] == "consent_outdated"
        home.clock.now += 60_000
        assert (
            await client.post(f"{place}/points", json={"point": point, "source": "form"})
        ).status_code == 201
    await run(home)
    assert not shop.hooks, "what was blocked stays blocked"


async def test_an_erased_person_does_not_come_back_with_the_list(home: House) -> None:
    async with home.ask("operator@甲") as client:
        await given(client, GOOD)
        rows = (await client.get("/api/v1/contacts?q=0002")).json()["items"]
        assert (await client.delete(f"/api/v1/contacts/{rows[0]['id']}")).status_code == 204
        again = await given(client, GOOD)
        assert [one["code"] for one in again["rejected"]] == ["withdrawn_since"]
        assert (await client.get("/api/v1/contacts")).json()["total"] == 1


async def test_contacts_are_found_by_label_and_mask_and_paged(home: House) -> None:
    rows = "".join(f"客{i:03d}%_,1380000{i:04d},,营销推广,2026-11-01,\n" for i in range(130))
    async with home.ask("operator@甲") as client:
        assert (await given(client, HEAD + rows))["added"] == 130
        first = (await client.get("/api/v1/contacts")).json()
        second = (await client.get("/api/v1/contacts", params={"cursor": first["next"]})).json()
        assert (len(first["items"]), len(second["items"]), second["next"], first["total"]) == (
            100,
            30,
            None,
            130,
        )
        for q, n in {"客007": 1, "0129": 1, "%_": 130, "138****0005": 1, "13800000005": 0}.items():
            assert len((await client.get("/api/v1/contacts", params={"q": q})).json()["items"]) == min(
                n, 100
            ), q

"""The form for everybody: hostile, too often, twice, over; the address sealed; the asker's own page and its verdict; proofs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import text
from tests.after.feedback.walk import Person, T, desk, picture

from onair.after.feedback.forms import PER_VISITOR
from onair.kernel.clock import DAY_MS, HOUR_MS
from team import House

pytestmark = pytest.mark.asyncio
PHONE = "13812345678"


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[House]:
    yield desk(tmp_path)


async def link(made: House, days: int = 30) -> tuple[str, str]:
    """→ (path of the form, id of its link)."""
    async with made.ask("service@甲") as client:
        answer = await client.post(
            "/api/v1/feedback/links", json={"name": "包裹卡片", "days": days, "product": "P1"}
        )
    assert answer.status_code == 201, answer.text
    return f"/api/v1/feedback/form/{answer.json()['url'].rsplit('/', 1)[-1]}", answer.json()["id"]


def form(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"request": f"request-{number:04d}", "kind": "quality", "text": "锅盖漏气"} | more


def contact(agreed: bool = True, value: str = PHONE) -> dict[str, Any]:
    return {"channel": "sms", "value": value, "agreed": agreed}


async def send(client: httpx.AsyncClient, path: str, **more: Any) -> str:
    answer = await client.post(path, json=form(**more))
    assert answer.status_code == 201, answer.text
    return f"/api/v1/feedback/asked/{answer.json()['token']}"


async def test_a_form_is_filled_answered_and_judged_by_the_asker(made: House) -> None:
    path, _ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        ann = Person(one)
        shown = (await stranger.get(path)).json()
        assert (shown["shop"], shown["product"]) == ("甲", "甲的锅 P1")
        mine = await send(stranger, path)
        assert await send(stranger, path) == mine, "the same form again is the same ticket"
        [ticket] = (await ann.list())["items"]
        assert (ticket["origin"], ticket["product"]) == ("form", "P1")
        ticket = await ann.do(ticket, "ask", text="哪一批的？")
        assert (await stranger.get(mine)).json()["question"] == "哪一批的？"
        assert (await stranger.post(f"{mine}/reply", json={"text": "十一月的"})).json()["can"] == "wait"
        ticket = await ann.do((await ann.see(ticket))["ticket"], "answer", text="补发一个锅盖")
        seen = (await stranger.get(mine)).json()
        assert (seen["answer"], seen["can"]) == ("补发一个锅盖", "judge")
        no = await stranger.post(f"{mine}/verdict", json={"solved": False, "why": ""})
        assert no.json()["code"] == "ticket_no_words"
        again = (await stranger.post(f"{mine}/verdict", json={"solved": False, "why": "还是漏"})).json()
        assert (again["can"], again["reopened"], again["answer"]) == ("wait", 1, None)
        held = (await ann.see(ticket))["ticket"]
        assert (held["state"], held["left_ms"]) == ("assigned", 8 * HOUR_MS)
        await ann.do(held, "answer", text="换一口锅")
        done = (await stranger.post(f"{mine}/verdict", json={"solved": True})).json()
        assert (done["state"], done["can"]) == ("verified", "over")
        twice = await stranger.post(f"{mine}/verdict", json={"solved": True})
        assert twice.json()["code"] == "ticket_wrong_step"
        assert (await ann.see(ticket))["ticket"]["verified_by"] == "asker"


async def test_an_address_comes_with_consent_is_sealed_and_goes_with_the_words(made: House) -> None:
    path, _ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        ann = Person(one)
        unsaid = await stranger.post(path, json=form(contact=contact(agreed=False)))
        assert unsaid.json()["code"] == "feedback_consent_unsaid"
        bad = await stranger.post(path, json=form(contact=contact(value="not a number")))
        assert bad.status_code == 400
        assert (await ann.list())["counts"]["all"] == 0
        await send(stranger, path, contact=contact())
        second = await send(stranger, path, number=2, contact=contact())
        assert PHONE not in (await one.get(T)).text
        [first, _] = (await ann.list())["items"]
        assert first["reachable"] is True
        assert PHONE not in everything(made), "in no table, steps, audit and outbox included"
        assert len(rows(made, "contact_point")) == 1, "known by the same address, which nobody is told"
        assert len([row for row in rows(made, "consent_entry") if "service" in row]) == 2
        await one.post(f"{T}/{first['id']}/erase")
        await one.post(f"{T}/{(await ann.list())['items'][0]['id']}/erase")
        assert rows(made, "contact_point") == []
        assert (await stranger.get(second)).json()["code"] == "link_unknown"


async def test_a_form_that_is_over_or_used_too_often_says_so(made: House) -> None:
    path, id_ = await link(made, days=1)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        for number in range(PER_VISITOR):
            await send(stranger, path, number=number)
        busy = await stranger.post(path, json=form(99))
        assert (busy.status_code, busy.json()["code"]) == (429, "feedback_form_busy")
        assert 0 < int(busy.headers["retry-after"]) <= 3600
        assert (await stranger.post(path, json=form(1))).status_code == 201, (
            "what had come is acknowledged again"
        )
        made.clock.forward(HOUR_MS + 1)
        await send(stranger, path, number=99)
        big = await stranger.post(path, content=b"x" * 20_000, headers={"content-type": "application/json"})
        assert big.status_code == 413
        made.clock.forward(DAY_MS)
        for answer in (await stranger.get(path), await stranger.post(path, json=form(100))):
            assert (answer.status_code, answer.json()["code"]) == (409, "feedback_form_over")
    fresh, id_ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        assert (await one.delete(f"/api/v1/feedback/links/{id_}")).status_code == 204
        assert (await one.delete(f"/api/v1/feedback/links/{id_}")).status_code == 404
        assert (await stranger.get(fresh)).json()["code"] == "link_unknown"
        for token in ("x", "a" * 128, "%00", "../../etc"):
            assert (await stranger.get(f"/api/v1/feedback/form/{token}")).status_code in (401, 404)


async def test_one_link_opens_no_other_page(made: House) -> None:
    path, _ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        mine = await send(stranger, path)
        token = mine.rsplit("/", 1)[-1]
        assert (await stranger.get(f"/api/v1/feedback/form/{token}")).status_code == 403
        assert (await stranger.get(path.replace("/form/", "/asked/"))).status_code == 403
        [ticket] = (await Person(one).list())["items"]
        assert (await stranger.get(f"{T}/{ticket['id']}")).status_code == 401


async def test_one_who_was_merged_sees_the_answer_and_not_the_other_ones_words(made: House) -> None:
    path, _ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one:
        ann = Person(one)
        first = await ann.make("锅盖漏气，我是老客户", product="P1")
        mine = await send(stranger, path)
        [child] = [row for row in (await ann.list())["items"] if row["origin"] == "form"]
        parent = await ann.do(child, "merge", into=first["id"])
        parent = await ann.do(parent, "answer", text="都补发")
        seen = await stranger.get(mine)
        assert "老客户" not in seen.text
        assert (seen.json()["answer"], seen.json()["can"]) == ("都补发", "judge")
        await stranger.post(f"{mine}/verdict", json={"solved": False, "why": "没收到"})
        assert (await ann.see(first))["ticket"]["round"] == 1


async def test_proofs_are_judged_by_what_they_are(made: House) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    path, _ = await link(made)
    async with made.ask() as stranger, made.ask("service@甲") as one, made.ask("service@乙") as eve:
        ann = Person(one)
        mine = await send(stranger, path)
        [ticket] = (await ann.list())["items"]
        where = f"{T}/{ticket['id']}/proofs"
        for body, code in (
            (b"<svg onload=alert(1)>", "proof_refused"), (b"MZ" * 100, "proof_refused"), (b"", "proof_refused"),
            (picture()[:200], "proof_refused"), (b"\xff" * (5 * 2**20 + 1), "proof_too_large"),
            (b"%PDF-1.7 cut", "proof_refused"),
        ):  # fmt: skip
            answer = await one.post(where, files={"file": ("a.jpg", body)})
            assert (answer.json()["code"], answer.status_code // 100) == (code, 4)
        big = await one.post(where, files={"file": ("a.png", picture((8000, 6000), "PNG"))})
        assert big.json()["code"] == "proof_too_large", "40 million pixels in a small file"
        sent = picture(exif=exif)
        assert b"SecretPhone" in sent
        kept = (await one.post(where, files={"file": ("../../锅 13812345678.jpg", sent)})).json()
        assert kept["name"] == "锅 ***.jpg"
        got = await one.get(f"/api/v1/feedback/proofs/{kept['id']}")
        assert got.headers["content-disposition"].startswith("attachment")
        assert b"SecretPhone" not in got.content
        assert (await eve.get(f"/api/v1/feedback/proofs/{kept['id']}")).status_code == 404
        answers = [await stranger.post(f"{mine}/proofs", files={"file": ("a.jpg", sent)}) for _ in range(4)]
        assert [one.status_code for one in answers] == [204, 204, 204, 409]
        for url in ("javascript:alert(1)", "file:///etc/passwd", "http://"):
            assert (await one.post(f"{T}/{ticket['id']}/proof-url", json={"url": url})).status_code == 400


def rows(made: House, table: str) -> list[str]:
    with made.db.read() as tx:
        return [repr(tuple(row)) for row in tx.execute(text(f"SELECT * FROM {table}"))]


def everything(made: House) -> str:
    with made.db.read() as tx:
        names = list(tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    return "".join("".join(rows(made, name)) for name in names)

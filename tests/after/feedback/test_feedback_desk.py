"""The way of a ticket over its routes: every step, twice, in the wrong order, by the wrong one, stale, of another team."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.after.feedback.walk import Person, T, desk, show_of

from onair.kernel.clock import HOUR_MS
from team import House

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[House]:
    yield desk(tmp_path)


async def test_from_open_to_closed_by_a_second_person(made: House) -> None:
    async with made.ask("service@甲") as one, made.ask("operator@甲") as two:
        ann, bob = Person(one), Person(two)
        ticket = await ann.make("锅盖漏气 13812345678", product="P1", order="6912345678901234567")
        assert (ticket["no"], ticket["state"], ticket["text"]) == (1, "open", "锅盖漏气 ***")
        assert ticket["left_ms"] == 8 * HOUR_MS
        ticket = await ann.do(ticket, "assign", owner=made.people["service@甲"])
        assert (ticket["state"], ticket["owner_name"]) == ("assigned", "service of 甲")
        ticket = await ann.do(ticket, "answer", text="补发一个锅盖，已寄出")
        assert (ticket["state"], ticket["due_at"]) == ("answered", None)
        own = await ann.try_(ticket, "verify")
        assert (own.status_code, own.json()["code"]) == (403, "ticket_own_answer")
        assert (await ann.see(ticket))["may_verify"] is False
        early = await bob.try_(ticket, "close")
        assert (early.status_code, early.json()["code"]) == (409, "ticket_wrong_step")
        ticket = await bob.do(ticket, "verify")
        assert (ticket["state"], ticket["verified_by"]) == ("verified", "person")
        again = await bob.try_(ticket, "verify")
        assert again.json()["code"] == "ticket_wrong_step"
        ticket = await ann.do(ticket, "close")
        found = await ann.see(ticket)
        assert [step["what"] for step in found["steps"]] == ["create", "assign", "answer", "verify", "close"]
        assert [step["by"] for step in found["steps"]][3:] == ["operator of 甲", "service of 甲"]


async def test_who_wrote_a_part_of_the_answer_never_checks_it(made: House) -> None:
    async with made.ask("service@甲") as one, made.ask("operator@甲") as two, made.ask("owner@甲") as three:
        ann, bob, boss = Person(one), Person(two), Person(three)
        ticket = await ann.do(await ann.make(), "answer", text="补发")
        ticket = await bob.do(ticket, "answer", text="补发，并退运费")
        for writer in (ann, bob):
            assert (await writer.try_(ticket, "verify")).json()["code"] == "ticket_own_answer"
        ticket = await boss.do(ticket, "reopen", text="还是漏")
        assert (ticket["round"], ticket["state"], ticket["left_ms"]) == (1, "assigned", 8 * HOUR_MS)
        ticket = await boss.do(ticket, "answer", text="换一口锅")
        assert (await boss.try_(ticket, "verify")).json()["code"] == "ticket_own_answer", "an owner neither"
        assert (await ann.do(ticket, "verify"))["state"] == "verified", "of this round she wrote nothing"


async def test_the_clock_stands_while_the_asker_is_asked_and_begins_anew_when_reopened(made: House) -> None:
    async with made.ask("operator@甲") as one:
        ann = Person(one)
        assert (await one.put("/api/v1/feedback/setup", json=ALWAYS)).status_code == 200
        ticket = await ann.make()
        made.clock.forward(2 * HOUR_MS)
        ticket = await ann.do(ticket, "ask", text="是哪一批的？")
        assert (ticket["state"], ticket["due_at"], ticket["left_ms"]) == (
            "waiting",
            None,
            LIMIT - 2 * HOUR_MS,
        )
        made.clock.forward(9 * HOUR_MS)
        ticket = await ann.do(ticket, "reply", text="十一月那批")
        assert (ticket["state"], ticket["left_ms"]) == ("open", LIMIT - 2 * HOUR_MS)
        made.clock.forward(LIMIT)
    async with made.ask("operator@甲") as one:
        ann = Person(one)
        ticket = (await ann.see(ticket))["ticket"]
        assert ticket["left_ms"] == -2 * HOUR_MS
        assert (await ann.list(view="overdue"))["counts"]["overdue"] == 1


async def test_two_who_press_at_once_and_what_is_wrong_in_a_form(made: House) -> None:
    async with made.ask("service@甲") as one, made.ask("operator@甲") as two, made.ask("host@甲") as three:
        ann, bob = Person(one), Person(two)
        ticket = await ann.make()
        await ann.do(ticket, "assign", owner=made.people["service@甲"])
        stale = await bob.try_(ticket, "assign", owner=made.people["operator@甲"])
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        foreign = await ann.try_(ticket, "assign", owner=made.people["service@乙"])
        assert foreign.json()["code"] == "ticket_no_owner"
        assert (await three.post(f"{T}/{ticket['id']}/close", json={"version": 1})).status_code == 403
        for text in ("", " ", "\u200b", "好" * 1001, "\x00"):
            answer = await one.post(T, json={"kind": "quality", "text": text})
            assert answer.status_code == 400, text
        assert (await one.post(T, json={"kind": "x", "text": "a"})).status_code == 400
        assert (await one.post(T, json={"kind": "price", "text": "a", "product": "none"})).status_code == 404
        assert (await one.get(f"{T}/tkt_{'0' * 26}")).json()["code"] == "ticket_not_found"


async def test_a_comment_makes_one_ticket_however_often_it_is_pressed(made: House) -> None:
    show = show_of(made, "甲")
    form = {
        "show": show,
        "comment": "tb:1/8f3a",
        "text": "锅漏 <img src=x onerror=alert(1)>",
        "kind": "quality",
        "people": 4,
    }
    async with made.ask("controller@甲") as client:
        first = (await client.post("/api/v1/feedback/from-comment", json=form)).json()
        again = (await client.post("/api/v1/feedback/from-comment", json=form | {"people": 9})).json()
        less = (await client.post("/api/v1/feedback/from-comment", json=form | {"people": 2})).json()
        assert [one["fresh"] for one in (first, again, less)] == [True, False, False]
        assert [one["ticket"]["votes"] for one in (first, again, less)] == [4, 9, 9]
        assert first["ticket"]["text"] == "锅漏 <img src=x onerror=alert(1)>", (
            "text is text; pages show it as such"
        )
        assert (await Person(client).list())["counts"]["all"] == 1


async def test_duplicates_are_found_merged_and_taken_apart(made: House) -> None:
    async with made.ask("service@甲") as client:
        ann = Person(client)
        first = await ann.make("锅盖一直漏气", product="P1")
        second = await ann.make("锅盖漏气！！", product="P1")
        other = await ann.make("锅盖漏气", product="P2")
        assert [one["id"] for one in (await ann.see(second))["alike"]] == [first["id"]], (
            "of the same product only"
        )
        made.clock.forward(HOUR_MS)
        assert (await ann.try_(first, "merge", into=first["id"])).json()["code"] == "ticket_merge_into"
        parent = await ann.do(second, "merge", into=first["id"])
        assert (parent["id"], parent["merged"], parent["merged_votes"]) == (first["id"], 1, 1)
        held = (await ann.see(second))["ticket"]
        assert (held["parent"], held["due_at"]) == (first["id"], None)
        assert (await ann.try_(held, "answer", text="x")).json()["code"] == "ticket_merged"
        chain = await ann.try_(other, "merge", into=second["id"])
        assert chain.json()["code"] == "ticket_merge_into"
        assert (await ann.try_(parent, "merge", into=other["id"])).json()["code"] == "ticket_merge_into"
        assert (await ann.list())["counts"] | {} == COUNTS
        trend = (await client.get("/api/v1/feedback/trends", params={"product": "P1"})).json()["items"][0]
        assert (trend["n"], trend["open"], trend["change"]) == (2, 2, "few"), "a merged one still counts"
        back = await ann.do(held, "unmerge")
        assert (back["state"], back["parent"]) == ("open", None)
        assert (await ann.try_(back, "unmerge")).json()["code"] == "ticket_not_merged"
        assert (await ann.see(first))["ticket"]["merged"] == 0


async def test_another_team_sees_and_changes_nothing(made: House) -> None:
    async with made.ask("service@甲") as one, made.ask("service@乙") as two:
        ann, eve = Person(one), Person(two)
        ticket = await ann.make("锅盖漏气", product="P1")
        own = await eve.make("锅盖漏气", product="P1")
        assert own["no"] == 1
        for act, form in (("assign", {"owner": made.people["service@乙"]}), ("answer", {"text": "x"}), ("erase", {}),
                          ("merge", {"into": own["id"]}), ("asker-link", {})):  # fmt: skip
            assert (await eve.try_(ticket, act, **form)).status_code == 404, act
        assert (await eve.try_(own, "merge", into=ticket["id"])).status_code == 404
        assert [row["id"] for row in (await eve.list(view="all", q="锅盖"))["items"]] == [own["id"]]
        assert (await eve.see(own))["alike"] == []


async def test_erasing_takes_the_words_and_keeps_the_count(made: House) -> None:
    async with made.ask("service@甲") as client:
        ann = Person(client)
        ticket = await ann.make("我家的锅盖漏气", product="P1", order="A1234567")
        ticket = await ann.do(ticket, "ask", text="哪一批？")
        ticket = await ann.do(ticket, "reply", text="我家在十一月买的")
        await client.post(f"{T}/{ticket['id']}/proof-url", json={"url": "https://example.com/chat"})
        gone = await client.post(f"{T}/{ticket['id']}/erase")
        body = gone.json()
        assert gone.status_code == 200
        assert "我家" not in gone.text
        assert "A1234567" not in gone.text
        assert "example.com" not in gone.text
        assert (body["ticket"]["text"], body["ticket"]["state"]) == (None, "closed")
        assert [step["what"] for step in body["steps"]][-1] == "erase", "that it was is kept"
        trend = (await client.get("/api/v1/feedback/trends")).json()["items"][0]
        assert (trend["product"], trend["n"], trend["open"]) == ("P1", 1, 0)
        assert (await client.post(f"{T}/{ticket['id']}/erase")).json()["code"] == "ticket_erased"


LIMIT = 8 * HOUR_MS
COUNTS = {"active": 2, "mine": 0, "overdue": 0, "unassigned": 2, "check": 0, "done": 0, "merged": 1, "all": 3}
ALWAYS = {
    "hours": {"zone": "Asia/Shanghai", "days": [1, 2, 3, 4, 5, 6, 7], "start": 0, "end": 1440},
    "limits": {
        "quality": 480,
        "suggestion": 2160,
        "logistics": 480,
        "service": 240,
        "price": 240,
        "other": 720,
    },
    "version": 0,
}

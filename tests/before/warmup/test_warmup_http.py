"""The warm-up over the API: plan, change, send, by hand, promises, what is due, who may."""

import json

import pytest
from warmup_house import FORM, ITEM, START, Post, made, show_of

from onair.before.rundown.service import NewSlot, Slots, put_rundown
from onair.before.warmup.running import WarmupRunner
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS
from team import NOW, House

pytestmark = pytest.mark.asyncio


async def test_a_default_plan_stands_on_the_shows_calendar_and_only_once(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        url = f"/shows/{show['id']}/warmup"
        plan = await made(client, f"{url}/plan", lang="zh")
        leads = [START - item["due_at"] for item in plan["items"]]
        assert (leads[0], leads[-1], plan["sender"]) == (7 * DAY_MS, 10 * MINUTE_MS, False)
        again = await client.post(f"/api/v1{url}/plan", json={})
        assert (again.status_code, again.json()["code"]) == (409, "warmup_plan_there")
    home.clock.forward(START - NOW)
    async with home.ask("operator@甲") as client:
        late = await show_of(client)
        answer = await client.post(f"/api/v1/shows/{late['id']}/warmup/plan", json={})
        assert answer.json()["code"] == "warmup_too_late"


async def test_a_moved_start_takes_its_items_along(home: House, post: Post) -> None:
    home.services.put(WarmupRunner(home.db, home.clock, post))
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        url = f"/shows/{show['id']}/warmup"
        hanging = await made(client, f"{url}/items", **ITEM, lead_ms=HOUR_MS)
        fixed = await made(client, f"{url}/items", **ITEM, due_at=NOW + 5)
        moved = {"version": 1, "starts_at": START + 3 * DAY_MS}
        assert (await client.patch(f"/api/v1/shows/{show['id']}", json=moved)).status_code == 200
        items = {one["id"]: one for one in (await client.get(f"/api/v1{url}")).json()["items"]}
        assert items[hanging["id"]]["due_at"] == START + 3 * DAY_MS - HOUR_MS
        assert (items[hanging["id"]]["version"], items[fixed["id"]]["due_at"]) == (2, NOW + 5)


async def test_due_items_go_out_once_and_late_ones_not_at_all(home: House, post: Post) -> None:
    runner = WarmupRunner(home.db, home.clock, post)
    async with home.ask("operator@甲") as client:
        show = await show_of(client, starts_at=NOW + 2 * HOUR_MS)
        url = f"/shows/{show['id']}/warmup"
        robot = await made(
            client, f"{url}/items", **ITEM, lead_ms=HOUR_MS, target="tgt_1", url="https://shop.test/1"
        )
        two = ITEM | {"layer": "message", "text": "{time} {link}"}
        await made(client, f"{url}/items", **two, lead_ms=HOUR_MS, target="tgt_2", people=["p1", "p2"])
        by_hand = await made(client, f"{url}/items", **ITEM, lead_ms=HOUR_MS)
        assert runner.run_all().handed == 0
        home.clock.forward(HOUR_MS)
        assert runner.run_all() == (2, 0, 0)
        assert runner.run_all() == (0, 0, 0)
        assert [parcel.person for parcel in post.sent.values()] == [None, "p1", "p2"]
        assert post.sent[f"warmup:{robot['id']}"].text == "周五场 18:00 开播"
        items = {one["id"]: one for one in (await client.get(f"/api/v1{url}")).json()["items"]}
        assert (items[robot["id"]]["state"], items[robot["id"]]["sending"]) == ("handed", {"queued": 1})
        assert items[by_hand["id"]]["state"] == "planned"
        late = await made(client, f"{url}/items", **ITEM, due_at=NOW, target="tgt_1")
        assert runner.run_all() == (0, 1, 0)
        held = (await client.get(f"/api/v1{url}")).json()["items"]
        assert next(one["state"] for one in held if one["id"] == late["id"]) == "missed"
        sent = await client.post(f"/api/v1/warmup/items/{late['id']}/send")
        assert (sent.status_code, sent.json()["state"], len(post.sent)) == (200, "handed", 4)
        assert (await client.post(f"/api/v1/warmup/items/{late['id']}/send")).json()[
            "code"
        ] == "warmup_item_fixed"


async def test_a_pulled_kill_switch_and_a_faulty_item_send_nothing(home: House, post: Post) -> None:
    runner = WarmupRunner(home.db, home.clock, post)
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        url = f"/shows/{show['id']}/warmup"
        item = await made(client, f"{url}/items", **ITEM, due_at=NOW, target="tgt_1")
        post.stopped = True
        assert runner.run_all().handed == 0
        assert (await client.post(f"/api/v1/warmup/items/{item['id']}/send")).json()[
            "code"
        ] == "sending_paused"
        post.stopped = False
        nobody = await made(
            client,
            f"{url}/items",
            **(ITEM | {"layer": "one_to_one", "text": "{价格}"}),
            due_at=NOW,
            target="tgt_2",
        )
        answer = await client.post(f"/api/v1/warmup/items/{nobody['id']}/send")
        assert answer.json()["code"] == "warmup_not_sendable"
        assert answer.json()["data"]["codes"] == ["placeholder", "nobody"]
        assert "{价格}" in answer.json()["detail"]
        gone = await client.post(f"/api/v1{url}/items", json=ITEM | {"due_at": NOW, "target": "tgt_9"})
        assert (gone.status_code, gone.json()["code"]) == (400, "warmup_target_unknown")
        assert not post.sent
        home.clock.forward(HOUR_MS)
        await client.delete(f"/api/v1/shows/{show['id']}")
        assert runner.run_all() == (0, 2, 0)


async def test_by_hand_is_signed_and_can_be_taken_back(home: House) -> None:
    async with home.ask("operator@甲") as client, home.ask("service@甲") as other:
        show = await show_of(client)
        item = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, due_at=NOW)
        url = f"/api/v1/warmup/items/{item['id']}"
        due = (await other.get("/api/v1/warmup/due")).json()["items"]
        assert [(one["id"], one["show_title"]) for one in due] == [(item["id"], "周五场")]
        done = (await other.post(f"{url}/done", json={})).json()
        assert (done["state"], done["sent_at"], done["sent_by_name"]) == ("done", NOW, "service of 甲")
        fixed = await client.patch(url, json={"version": done["version"], "text": "别的"})
        assert (fixed.status_code, fixed.json()["code"]) == (409, "warmup_item_fixed")
        counted = (await client.put(f"{url}/reserved", json={"reserved": 431})).json()
        assert counted["reserved"] == 431
        assert (await client.get("/api/v1/warmup/due")).json()["items"] == []
        back = (await other.post(f"{url}/reopen")).json()
        assert (back["state"], back["sent_by_name"], back["reserved"]) == ("planned", None, 431)
        totals = (await client.get(f"/api/v1/shows/{show['id']}/warmup")).json()["totals"]
        assert (totals["reserved"], totals["uncosted"]) == (431, 1)


async def test_two_people_see_the_difference(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        item = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, lead_ms=HOUR_MS)
        url = f"/api/v1/warmup/items/{item['id']}"
        first = await client.patch(
            url, json={"version": 1, "title": "一", "cost": 9900, "lead_ms": 2 * HOUR_MS}
        )
        assert (first.status_code, first.json()["due_at"]) == (200, START - 2 * HOUR_MS)
        second = (await client.patch(url, json={"version": 1, "title": "二", "cost": 9900})).json()
        assert (second["code"], second["data"]) == (
            "stale",
            {"difference": {"title": {"yours": "二", "theirs": "一"}}, "version": 2},
        )


def a_slot(home: House, show: str) -> str:
    """The one slot of a rundown written for a show."""
    with home.db.write() as tx:
        slot = NewSlot(kind="game", title="互动", minutes=5)
        actor = home.actor("operator@甲")
        return put_rundown(tx, actor, home.clock, show, version=0, slots=[slot]).slots[0].id


async def test_promises_are_owed_until_a_slot_keeps_them(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        await client.put("/api/v1/products/p1", json={"title": "锅"})
        url = f"/shows/{show['id']}/warmup"
        vague = await client.post(f"/api/v1{url}/promises", json={"kind": "discount", "text": "很便宜"})
        assert (vague.status_code, vague.json()["code"]) == (409, "promise_vague")
        promise = await made(
            client, f"{url}/promises", kind="discount", text="锅 99 元", product="p1", value=9900
        )
        mine = a_slot(home, show["id"])
        others = a_slot(home, (await show_of(client))["id"])
        home.services.put(Slots())
        for strange in (others, "slt_1"):
            refused = await client.patch(
                f"/api/v1/warmup/promises/{promise['id']}", json={"version": 1, "kept_by_slot": strange}
            )
            assert (refused.status_code, refused.json()["code"]) == (404, "promise_slot_unknown")
        kept = await client.patch(
            f"/api/v1/warmup/promises/{promise['id']}", json={"version": 1, "kept_by_slot": mine}
        )
        assert kept.json()["kept_by_slot"] == mine, kept.text
        nobody = await client.patch(
            f"/api/v1/warmup/promises/{promise['id']}", json={"version": 2, "kept_by_slot": None}
        )
        assert nobody.json()["kept_by_slot"] is None
        item = await made(
            client,
            f"{url}/items",
            **(ITEM | {"text": "{promises}"}),
            lead_ms=HOUR_MS,
            url="https://shop.test/1",
        )
        dry = (await client.get(f"/api/v1{url}/dry-run")).json()["items"]
        assert [(one["item"], one["text"], one["messages"]) for one in dry] == [(item["id"], "锅 99 元。", 0)]
        assert [one["code"] for one in dry[0]["findings"]] == ["link_unused", "no_owner"]
        gone = await client.post(
            f"/api/v1/warmup/promises/{promise['id']}/withdraw", json={"why": "供货不足"}
        )
        assert gone.status_code == 204
        assert (await client.get(f"/api/v1{url}")).json()["promises"] == []
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
        assert ("promise.withdraw", "供货不足") in [(row["action"], row["why"]) for row in rows]


async def test_a_link_counts_clicks(home: House, post: Post) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        item = await made(
            client, f"/shows/{show['id']}/warmup/items", **ITEM, due_at=NOW, url="https://shop.test/1"
        )
        link = (await client.get(f"/api/v1/warmup/items/{item['id']}/link")).json()
        assert (link["url"], link["clicks"]["people"], link["qr_svg"]) == (item["link"], 7, "<svg/>")
        plain = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, due_at=NOW)
        assert (await client.get(f"/api/v1/warmup/items/{plain['id']}/link")).json()[
            "code"
        ] == "warmup_link_none"
        totals = (await client.get(f"/api/v1/shows/{show['id']}/warmup")).json()["totals"]
        assert (totals["clicks"], totals["visitors"]) == (12, 7)


@pytest.mark.parametrize(
    "form",
    [
        {"layer": "tv"}, {"cost": -1}, {"lead_ms": -1}, {"lead_ms": 10**12}, {"url": "javascript:alert(1)"}, {"title": ""},
        {"people": ["a", "a"]}, {"goal": 1.5}, {"state": "done"}, {"text": "a\x00"},
    ],
)  # fmt: skip
async def test_a_bad_form_is_named_and_nothing_is_kept(home: House, form: dict[str, object]) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        url = f"/api/v1/shows/{show['id']}/warmup"
        answer = await client.post(f"{url}/items", json=ITEM | {"lead_ms": 0} | form)
        assert (answer.status_code, set(answer.json()["data"]["fields"])) == (400, set(form)), answer.text
        assert (await client.get(url)).json()["items"] == []


async def test_who_may(home: House) -> None:
    async with (
        home.ask("operator@甲") as client,
        home.ask("operator@乙") as foreign,
        home.ask("host@甲") as host,
    ):
        show = await show_of(client)
        url = f"/api/v1/shows/{show['id']}/warmup"
        item = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, lead_ms=0)
        assert (await foreign.get(url)).status_code == 404
        assert (await foreign.post(f"/api/v1/warmup/items/{item['id']}/done", json={})).status_code == 404
        assert (await host.post(f"{url}/items", json=ITEM)).status_code == 403
        assert (await host.get(url)).status_code == 200
        assert FORM["title"] == (await host.get(url)).json()["title"]


async def test_what_was_missed_gets_another_time_and_is_sent_then(home: House, post: Post) -> None:
    runner = WarmupRunner(home.db, home.clock, post)
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        item = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, due_at=NOW, target="tgt_1")
    home.clock.forward(12 * HOUR_MS)
    runner.run_all()
    async with home.ask("operator@甲") as client:
        url, whole = f"/api/v1/warmup/items/{item['id']}", f"/api/v1/shows/{show['id']}/warmup"
        missed = (await client.get(whole)).json()["items"][0]
        assert missed["state"] == "missed"
        later = {"version": missed["version"], "due_at": home.clock() + HOUR_MS}
        moved = await client.patch(url, json=later)
        assert (moved.status_code, moved.json()["state"]) == (200, "planned")
        assert runner.run_all() == (0, 0, 0)
        home.clock.forward(HOUR_MS)
        assert runner.run_all() == (1, 0, 0)


async def test_ten_thousand_people_are_taken_and_lists_and_the_audit_log_give_their_number(
    home: House,
) -> None:
    people = [f"per_{n:060}" for n in range(10_000)]
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        item = await made(client, f"/shows/{show['id']}/warmup/items", **ITEM, due_at=NOW, people=people)
        url = f"/api/v1/warmup/items/{item['id']}"
        assert (await client.patch(url, json={"version": 1, "people": people[1:]})).status_code == 200
        assert (await client.put(f"{url}/reserved", json={"reserved": 5})).status_code == 200
        assert (await client.patch(url, json={"version": 3, "title": "只改标题"})).json()["people"] == 9_999
        for listed in (f"/api/v1/shows/{show['id']}/warmup", "/api/v1/warmup/due", f"{url}/people"):
            answer = await client.get(listed)
            assert (people[5] in answer.text) is listed.endswith("/people"), listed
            assert answer.json().get("people", people[1:]) == people[1:]
        late = await client.patch(url, json={"version": 1, "people": people[:3]})
        assert (late.json()["code"], people[5] in late.text) == ("stale", False)
        sides = late.json()["data"]["difference"]["people"]
        assert (sides["yours"]["n"], sides["theirs"]["n"]) == (3, 9_999)
    async with home.ask("operator@乙") as client:
        assert (await client.get(f"{url}/people")).status_code == 404
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    told = [row["after"]["people"]["n"] for row in rows if row["action"].startswith("warmup.")]
    assert told == [9_999, 9_999, 9_999, 10_000]
    assert people[5] not in json.dumps(rows)

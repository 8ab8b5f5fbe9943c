"""A room's evenings over HTTP: what the next may bring, what is changed in it, and whether that helped."""

import math

import numpy as np
import pytest
from tests.after.bookshop import DAY, MINUTE, Shop, bookshop

from team import NOW

FIRST = NOW - 12 * DAY
SOLD = [24, 30, 22, 36, 28, 26, 32, 25, 29, 31]


def orders(n: int, left: int = 4) -> list[tuple[int, str, int, bool]]:
    """`n` over the hour, of three products in turn; each `left`-th of p1 is not paid, with 0 only one in four of all is."""
    return [
        (5 + 50 * k // n, f"p{k % 3 + 1}", 5_000, (k % 3 != 0 or k // 3 % left != 0) if left else k % 4 == 0)
        for k in range(n)
    ]


def paid(sold: list[tuple[int, str, int, bool]]) -> int:
    return sum(amount for _, _, amount, done in sold if done)


async def told(shop: Shop, show: str) -> tuple[dict, dict]:
    body = await shop.get(f"/shows/{show}/outlook")
    return body, {item["metric"]: item for item in body["items"]}


async def test_from_the_first_evenings_to_a_change_that_is_judged(tmp_path):
    async with bookshop(tmp_path) as shop:
        shows = []
        for day, n in enumerate(SOLD[:4]):
            shows.append(await shop.evening(f"第 {day} 场", FIRST + day * DAY, orders(n * 4)))
        wanted = await shop.plan("下一场", FIRST + 10 * DAY)
        await refused_under_five(shop, wanted)
        for day, n in list(enumerate(SOLD))[4:]:
            left = 0 if day == len(SOLD) - 1 else 4  # on the last evening most orders are left unpaid
            shows.append(await shop.evening(f"第 {day} 场", FIRST + day * DAY, orders(n * 4, left)))
        shop.home.clock.now += MINUTE
        plan = await forecast(shop, wanted)
        changes = await carried_into(shop, shows[-1], wanted)
        await runs(shop, wanted, FIRST + 10 * DAY, plan)
        await judged(shop, wanted, changes)
        await strangers_see_nothing(shop, wanted, changes["minutes"])


async def refused_under_five(shop: Shop, wanted: str) -> None:
    nowhere = await shop.plan("没有直播间", NOW + DAY, room=None)
    body, _ = await told(shop, nowhere)
    assert "直播间" in body["why"]["zh"] and "room" in body["why"]["en"] and body["items"] == []
    body, items = await told(shop, wanted)
    assert (body["past"], body["needed"], body["phase"]) == (4, 5, "planned")
    assert "样本不足" in body["why"]["zh"] and "4" in body["why"]["zh"]
    assert all((one["state"], one["p50"], one["n"]) == ("few", None, 4) for one in items.values())


async def forecast(shop: Shop, wanted: str) -> dict:
    body, items = await told(shop, wanted)
    assert body["why"] is None and body["minutes"] == 60 and not body["assumed"]
    gmv = items["gmv"]
    assert (gmv["state"], gmv["basis"], gmv["n"], gmv["tried"]) == ("ok", "plan", 10, 5)
    usual = math.exp(np.mean([math.log(paid(orders(n * 4))) for n in SOLD]))
    assert gmv["p10"] < gmv["p50"] < gmv["p90"] and gmv["p50"] == pytest.approx(usual, rel=0.25)
    return gmv


async def worst(shop: Shop, past: str) -> str:
    """The first finding of the diagnosis; asked for twice it is one change."""
    found = (await shop.get(f"/shows/{past}/diagnosis"))["findings"][0]
    assert (found["cause"], found["next"]["kind"]) == ("orders_held", "rule"), found
    twice = [
        await shop.send("POST", f"/shows/{past}/changes", json={"finding": found["id"]}) for _ in range(2)
    ]
    assert twice[0]["id"] == twice[1]["id"] and twice[0]["why"]["zh"] == found["words"]["zh"]
    none = await shop.client.post(f"/api/v1/shows/{past}/changes", json={"finding": "no-such"})
    assert (none.status_code, none.json()["code"]) == (404, "finding_not_found")
    return str(found["id"])


async def carried_into(shop: Shop, past: str, wanted: str) -> dict[str, str]:
    """Written down in the review of `past`, accepted, and taken into the plan of `wanted`."""
    slots = [{"kind": "product", "title": f"书 {n}", "minutes": 10, "product": f"p{n}"} for n in (1, 2, 3)]
    await shop.send("PUT", f"/shows/{wanted}/rundown", json={"version": 0, "slots": slots})
    forms = {
        "minutes": {"kind": "slot_minutes", "product": "p1", "minutes": 16, "metric": "order_pay_rate"},
        "order": {"kind": "slot_order", "product": "p3", "place": 1, "metric": "gmv"},
        "card": {"kind": "card", "product": "p2", "text": "付款前先领券"},
        "rule": {"kind": "rule", "rule": "online_drop", "on": False},
        "found": {"finding": await worst(shop, past)},
        "task": {"kind": "task"},
        "not": {"kind": "task"},
    }
    made = {
        name: await shop.send("POST", f"/shows/{past}/changes", json={"words": f"改{name}"} | form)
        for name, form in forms.items()
    }
    asked = {name: f"/changes/{one['id']}" for name, one in made.items()}
    for name, address in asked.items():
        state = "declined" if name == "not" else "accepted"
        after = await shop.send("PATCH", address, json={"version": 1, "state": state})
        assert after["to_show"] == (None if name == "not" else wanted)
    gate = {one["code"]: one for one in (await shop.get(f"/shows/{wanted}/gate"))["points"]}
    assert gate["changes"]["state"] == "open" and any("改minutes" in why for why in gate["changes"]["why"])
    for name in ("minutes", "order", "card", "rule", "found"):
        took = await shop.send("POST", f"{asked[name]}/take", json={"version": 2, "show": wanted})
        assert took["state"] == "applied"
    for name in ("task",):
        await shop.send(
            "POST", f"{asked[name]}/take", json={"version": 2, "show": wanted, "note": "券改好了"}
        )
    rundown = await shop.get(f"/shows/{wanted}/rundown")
    assert [slot["product"] for slot in rundown["slots"]] == ["p3", "p1", "p2"]
    assert [slot["minutes"] for slot in rundown["slots"]] == [10, 16, 10]
    assert rundown["slots"][2]["card"]["must"] == ["付款前先领券"]
    assert not (await shop.get("/playbook/rules/online_drop"))["rule"]["on"]
    await undone(shop, asked, wanted)
    gate = {one["code"]: one for one in (await shop.get(f"/shows/{wanted}/gate"))["points"]}
    assert (gate["changes"]["state"], len(gate["changes"]["why"])) == ("open", 2)
    carried = (await shop.get(f"/shows/{wanted}/carried"))["items"]
    stands = {one["words"]["zh"]: one["stands"] for one in carried if one["finding"] is None}
    assert stands == {"改minutes": True, "改order": False, "改card": True, "改rule": False, "改task": True}
    minutes = next(one for one in carried if one["id"] == made["minutes"]["id"])
    assert minutes["from_title"] == "第 9 场" and minutes["slots"] == [rundown["slots"][1]["id"]]
    return {name: one["id"] for name, one in made.items()}


async def undone(shop: Shop, asked: dict[str, str], wanted: str) -> None:
    """The rule is taken back; the order is not, for somebody moved a slot since."""
    await shop.send("POST", f"{asked['rule']}/undo", json={"version": 3})
    assert (await shop.get("/playbook/rules/online_drop"))["rule"]["on"]
    rundown = await shop.get(f"/shows/{wanted}/rundown")
    slots = [{k: v for k, v in slot.items() if k in KEPT} for slot in rundown["slots"]]
    slots = [slots[1], slots[0], slots[2], {"kind": "closing", "title": "收尾", "minutes": 5}]
    await shop.send("PUT", f"/shows/{wanted}/rundown", json={"version": rundown["version"], "slots": slots})
    answer = await shop.client.post(f"/api/v1{asked['order']}/undo", json={"version": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "change_changed_since")
    again = await shop.client.post(f"/api/v1{asked['rule']}/undo", json={"version": 3})
    assert (again.status_code, again.json()["code"]) == (409, "stale")
    none = await shop.client.post(f"/api/v1{asked['not']}/take", json={"version": 2, "show": wanted})
    assert (none.status_code, none.json()["code"]) == (409, "change_state")


KEPT = {"id", "kind", "title", "minutes", "product", "card"}


async def runs(shop: Shop, show: str, start: int, plan: dict) -> None:
    await shop.on_air(show, start)
    tonight = orders(240, left=10**6)  # twice the usual, and everything is paid
    early = [order for order in tonight if order[0] < 30]
    await shop.sell(show, start, early)
    shop.home.clock.now = start + 30 * MINUTE
    body, items = await told(shop, show)
    gmv = items["gmv"]
    assert body["phase"] == "running" and 0.4 < body["share"] <= 0.5
    assert gmv["basis"] == "course" and gmv["so_far"] == paid(early)
    assert gmv["p50"] > plan["p50"] * 1.3 and gmv["p50"] == pytest.approx(paid(tonight), rel=0.3)
    assert gmv["p90"] / gmv["p10"] < plan["p90"] / plan["p10"]
    assert gmv["p10"] >= gmv["so_far"]
    await shop.off_air(show, start + 60 * MINUTE)
    shop.home.clock.now += 2 * MINUTE
    body, items = await told(shop, show)
    gmv = items["gmv"]
    assert (body["phase"], gmv["basis"], gmv["p50"]) == ("over", "done", pytest.approx(plan["p50"]))
    assert gmv["so_far"] == paid(early)


async def judged(shop: Shop, show: str, changes: dict[str, str]) -> None:
    from onair.after.changes.judging import Changes

    shop.home.services.get(Changes).settle()
    body = await shop.get(f"/shows/{show}/carried")
    found = {one["id"]: one for one in body["items"]}
    assert not body["judging"] and all(one["state"] == "judged" for one in found.values())
    verdicts = {name: found[id_]["verdict"] for name, id_ in changes.items() if id_ in found}
    paying = verdicts["minutes"]
    assert (paying["result"], paying["reason"], paying["n"]) == ("worked", "ok", 10)
    assert paying["value"] == pytest.approx(39 / 40) and paying["p90"] < 0.95
    assert paying["as_good"] == 0 and paying["chance"] == pytest.approx(1 / 11) and paying["of"] >= 30
    found = verdicts["found"]
    assert (found["result"], found["n"], found["as_good"]) == ("worked", 10, 0), found
    assert verdicts["order"]["reason"] == "not_taken", "somebody moved it away again"
    assert verdicts["rule"]["reason"] == "not_taken" and verdicts["task"]["result"] == "unknown"
    assert verdicts["card"] | {"result": "unknown", "reason": "no_metric"} == verdicts["card"]


async def strangers_see_nothing(shop: Shop, show: str, change: str) -> None:
    async with shop.home.ask("owner@乙") as other:
        for path in ("outlook", "carried", "changes"):
            assert (await other.get(f"/api/v1/shows/{show}/{path}")).status_code == 404
        answer = await other.patch(f"/api/v1/changes/{change}", json={"version": 4, "state": "declined"})
        assert answer.status_code == 404

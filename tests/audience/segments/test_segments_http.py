"""Segments over HTTP: presets counted, one of the team's own made, changed and counted anew, handed to an offer."""

import pytest
from tests.after.bookshop import DAY, MINUTE, bookshop

from onair.audience.profiles.service import profiles_of
from onair.audience.segments.service import segments_of
from onair.during.broadcast.hub import Hub
from onair.during.offers.desk import OfferDesks
from onair.during.offers.refusals import NotEligible
from onair.during.offers.terms import Eligible, Terms, frozen
from onair.events.model import Offer
from team import NOW

SEGMENTS = "/api/v1/segments"
BOUGHT = {"op": "is", "field": "paid", "cmp": "ge", "value": 1}


async def evening(shop, title: str, day: int, people: range, buyers: int) -> None:
    """`people` come in, the first `buyers` of them buy."""
    at = NOW + day * DAY
    show = await shop.plan(title, at)
    await shop.on_air(show, at)
    rows = [{"id": f"e{n}", "type": "enter", "at": at + n, "user": f"u{n}"} for n in people]
    rows += [
        {
            "id": f"p{n}",
            "type": "pay",
            "at": at + MINUTE,
            "user": f"u{n}",
            "order": f"{title}{n}",
            "amount": 5_000,
        }
        for n in people[:buyers]
    ]
    await shop.send("POST", f"/shows/{show}/events", json=[{"source": "shop:1"} | row for row in rows])
    await shop.off_air(show, at + 60 * MINUTE)
    profiles_of(shop.home.services).keeper.settle()


async def counts(shop) -> dict[str, tuple[int, int | None, int | None]]:
    body = await shop.get("/segments")
    return {one["id"]: tuple(one["counts"][0][k] for k in ("n", "entered", "gone")) for one in body["items"]}


async def test_from_presets_to_an_offer(tmp_path):
    async with bookshop(tmp_path) as shop:
        shop.home.clock.now = NOW - 5 * DAY
        nothing = await shop.client.post(f"{SEGMENTS}/preview", json={"rule": BOUGHT})
        assert (nothing.status_code, nothing.json()["code"]) == (409, "segment_not_counted")
        await evening(shop, "一", -3, range(10), 4)
        assert (await counts(shop))["first_visit"] == (6, 6, 0)
        own = await made(shop)
        await evening(shop, "二", -1, range(2, 14), 3)
        found = await counts(shop)
        assert found["first_visit"] == (4, 4, 6), "four are new, and the six of before came again"
        assert found[own] == (5, 1, 0), "one more bought"
        await members_and_overlap(shop, own)
        await an_exclusive_offer(shop, own)
        await changed(shop, own)
        await refused(shop, own)


async def made(shop) -> str:
    preview = await shop.send("POST", "/segments/preview", json={"rule": BOUGHT})
    assert (preview["n"], preview["of"], preview["says_zh"], preview["says_en"]) == (
        4,
        10,
        "成交订单 ≥ 1",
        "orders paid ≥ 1",
    )
    assert len(preview["sample"]) == 4 and all(row["paid"] for row in preview["sample"])
    segment = await shop.send("POST", "/segments", json={"name": "买过的", "rule": BOUGHT})
    assert segment["counts"][0]["n"] == 4 and segment["version"] == 1
    return segment["id"]


async def members_and_overlap(shop, own: str) -> None:
    body = await shop.get(f"/segments/{own}/members?sort=spend")
    assert len(body["items"]) == 5 and body["items"][0]["spend"] == 10_000
    pairs = (await shop.get(f"/segments/overlap?segment={own}&segment=first_visit&segment=repeat_buyers"))[
        "pairs"
    ]
    assert {(p["a"], p["b"]): p["n"] for p in pairs if p["a"] != p["b"]} == {
        tuple(sorted((own, "first_visit"))): 0,
        tuple(sorted((own, "repeat_buyers"))): 2,
        ("first_visit", "repeat_buyers"): 0,
    }


async def an_exclusive_offer(shop, own: str) -> None:
    """Whoever is in the segment may reserve; the rest are told that they may not."""
    show = await shop.plan("三", NOW)
    await shop.on_air(show, NOW)
    terms = Terms(
        kind="batch", title="老客专享", product="p1", price=1, usual_price=2, currency="CNY", starts_at=0, stock=9,
        eligible=Eligible(kind="exclusive", set=own, words="买过的人"),
    )  # fmt: skip
    shown = Offer(id="o", source="onair", at=NOW, offer="ofr_own", step="publish", terms=frozen(terms))
    await (await shop.home.services.get(Hub).owner(show)).record([shown])
    desks, tenant = shop.home.services.get(OfferDesks), shop.home.tenants["甲"]
    held = await desks.reserve("ofr_own", tenant, ("r1", "shop", "u1", 1))
    assert held.made is not None
    with pytest.raises(NotEligible):
        await desks.reserve("ofr_own", tenant, ("r2", "shop", "u9", 1))


async def changed(shop, own: str) -> None:
    more = {"op": "all", "of": [BOUGHT, {"op": "is", "field": "spend", "cmp": "ge", "value": 10_000}]}
    after = await shop.send("PATCH", f"/segments/{own}", json={"version": 1, "rule": more})
    assert after["counts"][0] | {"as_of": 0} == {"as_of": 0, "n": 2, "entered": None, "gone": None}
    stale = await shop.client.patch(f"{SEGMENTS}/{own}", json={"version": 1, "name": "别的"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


async def refused(shop, own: str) -> None:
    bad = await shop.client.post(SEGMENTS, json={"name": "x", "rule": BOUGHT | {"field": "nick"}})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_segment_rule")
    fixed = await shop.client.delete(f"{SEGMENTS}/repeat_buyers")
    assert (fixed.status_code, fixed.json()["code"]) == (409, "segment_preset")
    async with shop.home.ask("owner@乙") as other:
        assert (await other.get(f"{SEGMENTS}/{own}/members")).status_code == 404
        assert (await other.delete(f"{SEGMENTS}/{own}")).status_code == 404
        assert {len(one["counts"]) for one in (await other.get(SEGMENTS)).json()["items"]} == {0}
    segments = segments_of(shop.home.services)
    assert segments.people(shop.home.tenants["乙"], own) is None
    assert (await shop.client.delete(f"{SEGMENTS}/{own}")).status_code == 204
    assert (await shop.client.get(f"{SEGMENTS}/{own}/members")).status_code == 404

"""People over HTTP: evenings of a shop become a list, a person with rows behind every field, and nobody else's."""

from tests.after.bookshop import DAY, MINUTE, bookshop

from onair.audience.profiles.service import profiles_of
from team import NOW

FIRST = NOW - 10 * DAY
PROFILES = "/api/v1/profiles"


def orders(n: int) -> list[tuple[int, str, int, bool]]:
    return [(5 + k % 50, f"p{k % 3 + 1}", 5_000, k % 4 != 0) for k in range(n)]


async def test_a_shop_s_people(tmp_path):
    async with bookshop(tmp_path) as shop:
        keeper = profiles_of(shop.home.services).keeper
        body = await shop.get("/profiles")
        assert (body["as_of"], body["items"], body["currency"]) == (None, [], None)
        first = await shop.evening("一", FIRST, orders(12))
        await second_evening(shop)
        shop.home.clock.now = NOW
        keeper.settle()
        await pages(shop)
        await a_person(shop, first)
        await refused(shop)
        await late_money_makes_a_new_list(shop, first, keeper)


async def second_evening(shop) -> None:
    """Eight of the first come again, and four of them buy."""
    at = FIRST + DAY
    show = await shop.plan("二", at)
    await shop.on_air(show, at)
    rows = [{"id": f"e{n}", "type": "enter", "at": at + n, "user": f"u{n}"} for n in range(8)]
    rows += [
        {
            "id": f"p{n}",
            "type": "pay",
            "at": at + MINUTE,
            "user": f"u{n}",
            "order": f"again{n}",
            "amount": 5_000,
        }
        for n in range(4)
    ]
    await shop.send("POST", f"/shows/{show}/events", json=[{"source": "shop:1"} | row for row in rows])
    await shop.off_air(show, at + 60 * MINUTE)


async def pages(shop) -> None:
    body = await shop.get("/profiles?sort=spend")
    assert (body["shows"], body["people"], body["currency"], body["modelled"]) == (2, 40, "CNY", False)
    assert sum(body["counts"].values()) == 40
    spends = [row["spend"] or -1 for row in body["items"]]
    assert spends == sorted(spends, reverse=True) and spends[0] == 10_000
    buyers = await shop.get("/profiles?buyers=true")
    others = await shop.get("/profiles?buyers=false")
    assert len(buyers["items"]) + len(others["items"]) == 40
    assert all(row["paid"] for row in buyers["items"]) and not any(row["paid"] for row in others["items"])
    begins = body["items"][0]["person"].partition(":")[2][:8]
    assert [row["person"] for row in (await shop.get(f"/profiles?q={begins}"))["items"]] == [
        body["items"][0]["person"]
    ]
    repeat = await shop.get("/profiles?stage=repeat")
    assert {row["stage"] for row in repeat["items"]} == {"repeat"} and repeat["counts"] == body["counts"]


async def a_person(shop, show: str) -> None:
    top = (await shop.get("/profiles?sort=spend"))["items"][0]
    body = await shop.get(f"/profiles/{top['person']}")
    assert body["row"] == top
    fields = {field["id"]: field for field in body["fields"]}
    assert (fields["spend"]["value"], fields["spend"]["rows"], fields["paid"]["value"]) == (10_000, 2, 2)
    assert fields["watch_ms"]["value"] is None, "no leave told a length"
    assert fields["shows"]["value"] == 2 and fields["shows"]["rows"] == 2
    assert {deal["state"] for deal in body["deals"]} == {"paid"}
    assert show in {act["show"] for act in body["acts"]} and {act["kind"] for act in body["acts"]} == {
        "enter"
    }


async def refused(shop) -> None:
    key = (await shop.get("/profiles"))["items"][0]["person"]
    async with shop.home.ask("owner@乙") as other:
        assert (await other.get(f"{PROFILES}/{key}")).status_code == 404
        assert (await other.get(PROFILES)).json()["items"] == []
    unknown = await shop.client.get(f"{PROFILES}/shop:{'0' * 32}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "profile_not_found")
    assert (await shop.client.get(f"{PROFILES}?cursor=AAAA")).json()["code"] == "bad_cursor"
    async with shop.home.ask("host@甲") as host:
        assert (await host.get(PROFILES)).status_code == 403


async def late_money_makes_a_new_list(shop, show: str, keeper) -> None:
    before = await shop.get("/profiles")
    assert before["making"] is False
    event = {
        "id": "late",
        "type": "pay",
        "at": FIRST + 70 * MINUTE,
        "order": "o0",
        "user": "u0",
        "amount": 5_000,
    }
    await shop.send("POST", f"/shows/{show}/events", json=[{"source": "shop:1"} | event])
    keeper.ask(shop.home.tenants["甲"])
    keeper.settle()
    spent = sum(row["spend"] or 0 for row in (await shop.get("/profiles"))["items"])
    assert spent - sum(row["spend"] or 0 for row in before["items"]) == 5_000

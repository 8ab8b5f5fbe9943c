"""Products, rooms and hosts over the API."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onair.access.web.openapi import document
from onair.trade import service
from onair.trade.service import Goods
from team import House

FULL = {
    "title": "陶瓷杯",
    "platform_ids": ["tb-1", "dy-1"],
    "category": "杯",
    "price": 1990,
    "currency": "CNY",
    "stock": 7,
    "images": ["https://img.example/a.png"],
    "links": ["http://shop.example/1"],
    "role": "引流",
}


@pytest.mark.asyncio
async def test_put_creates_replaces_and_is_idempotent(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        first = (await client.put("/api/v1/products/p9", json=FULL)).json()
        same = (await client.put("/api/v1/products/p9", json=FULL)).json()
        bare = (await client.put("/api/v1/products/p9", json={"title": "杯"})).json()
        read = (await client.get("/api/v1/products/p9")).json()
    assert {name: first[name] for name in FULL} == FULL | {
        "role": "traffic",
        "platform_ids": ["dy-1", "tb-1"],
    }
    assert (first["version"], same["version"], bare["version"]) == (1, 1, 2)
    assert (bare["price"], bare["platform_ids"]) == (None, [])
    assert read == bare


@pytest.mark.asyncio
async def test_an_id_of_a_merchant_may_hold_slashes(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        for sent in ("SKU/24/红", "SKU%2F24%2F%E7%BA%A2"):
            made = await client.put(f"/api/v1/products/{sent}", json=FULL)
            assert (made.status_code, made.json()["id"]) == (200, "SKU/24/红"), made.text
            assert (await client.get(f"/api/v1/products/{sent}")).json() == made.json()
        changed = await client.patch("/api/v1/products/SKU%2F24%2F红", json={"version": 1, "price": 1})
        assert (changed.status_code, changed.json()["price"]) == (200, 1)
        listed = (await client.get("/api/v1/products", params={"q": "SKU/24"})).json()["items"]
        assert [product["id"] for product in listed] == ["SKU/24/红"]
        assert (await client.delete("/api/v1/products/SKU/24/红")).status_code == 204
        assert (await client.get("/api/v1/products/SKU/24/红")).json()["code"] == "product_not_found"
        reserved = await client.put("/api/v1/products/quarantine%2Fp1", json=FULL)
        assert (reserved.status_code, reserved.json()["code"]) == (400, "bad_input")
    described = document(home.app.routes, home.app.state.operations)["paths"]
    assert set(described["/api/v1/products/{product_id}"]) == {"get", "put", "patch", "delete"}
    assert not [path for path in described if ":" in path]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "form",
    [
        {"price": -1},
        {"price": 19.9},
        {"price": "1990"},
        {"stock": -1},
        {"stock": 10**13},
        {"currency": "¥"},
        {"title": ""},
        {"links": ["javascript:alert(1)"]},
        {"images": ["data:image/png;base64,AA"]},
        {"links": ['https://a.example/"onload=']},
        {"role": "boss"},
        {"version": 5},
        {"tenant_id": "x"},
    ],
)
async def test_what_a_product_cannot_be(home: House, form: dict[str, Any]) -> None:
    async with home.ask("merchandiser@甲") as client:
        answer = await client.put("/api/v1/products/p9", json=FULL | form)
        assert answer.status_code == 400, answer.text
        assert {name.split(".")[0] for name in answer.json()["data"]["fields"]} == set(form)
        assert (await client.get("/api/v1/products/p9")).status_code == 404


def test_the_database_refuses_a_price_below_zero_by_itself(home: House) -> None:
    with home.db.write() as tx:
        service.put_product(tx, home.actor("owner@甲"), home.clock, "p", Goods("x", price=0))
    with pytest.raises(DBAPIError, match="ck_product_price"), home.db.write() as tx:
        tx.execute(text("UPDATE product SET price = -1"))


@pytest.mark.asyncio
async def test_the_second_of_two_price_changes_is_told_the_difference(home: House) -> None:
    async with home.ask("merchandiser@甲") as one, home.ask("operator@甲") as other:
        await one.put("/api/v1/products/p9", json=FULL)
        first = await one.patch("/api/v1/products/p9", json={"version": 1, "price": 1790})
        second = await other.patch("/api/v1/products/p9", json={"version": 1, "price": 1690, "stock": 7})
    assert first.json()["price"] == 1790
    assert second.status_code == 409
    assert second.json()["data"] == {"difference": {"price": {"yours": 1690, "theirs": 1790}}, "version": 2}


@pytest.mark.asyncio
@pytest.mark.parametrize("field", ["price", "stock"])
async def test_a_host_changes_no_price_and_the_try_is_noted(home: House, field: str) -> None:
    async with home.ask("merchandiser@甲") as client:
        await client.put("/api/v1/products/p9", json=FULL)
    async with home.ask("host@甲") as client:
        answer = await client.patch("/api/v1/products/p9", json={"version": 1, field: 1})
        assert answer.status_code == 403
        assert (await client.get("/api/v1/products/p9")).json()[field] == FULL[field]
    async with home.ask("auditor@甲") as client:
        last = (await client.get("/api/v1/audit")).json()["items"][0]
    assert (last["action"], last["subject"]) == ("refused", "PATCH /api/v1/products/{product_id}")


@pytest.mark.asyncio
async def test_a_platform_id_belongs_to_one_product(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await client.put("/api/v1/products/p1", json=FULL)
        taken = await client.put("/api/v1/products/p2", json=FULL)
        assert (taken.status_code, taken.json()["code"]) == (409, "alias_taken")
        assert (await client.get("/api/v1/products/p2")).status_code == 404
        assert (await client.delete("/api/v1/products/p1")).status_code == 204
        assert (await client.put("/api/v1/products/p2", json=FULL)).status_code == 200
    with home.db.read() as tx:
        found = service.find_product(tx, home.tenants["甲"], "tb-1")
        kept = service.all_products(tx, home.tenants["甲"])
    assert found is not None
    assert found.id == "p2"
    assert {view.id for view in kept} == {"p1", "p2"}  # old shows still name the removed one


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sort", ["title", "-title", "id", "-id", "price", "-price", "stock", "-stock", "updated", "-updated"]
)
async def test_every_order_is_paged_without_gap_or_double(home: House, sort: str) -> None:
    with home.db.write() as tx:
        for n in range(230):
            home.clock.forward(n % 2)
            goods = Goods(f"名{n % 7}", price=None if n % 5 == 0 else n % 11, stock=n % 3)
            service.put_product(tx, home.actor("owner@甲"), home.clock, f"p{n}", goods)
    seen: list[dict[str, Any]] = []
    params: dict[str, str] = {"sort": sort}
    async with home.ask("host@甲") as client:
        while True:
            page = (await client.get("/api/v1/products", params=params)).json()
            seen += page["items"]
            if page["next"] is None:
                break
            params["cursor"] = page["next"]
    assert len({item["id"] for item in seen}) == len(seen) == 230
    name = {"updated": "updated_at"}.get(sort.lstrip("-"), sort.lstrip("-"))
    values = [-1 if item[name] is None else item[name] for item in seen]
    assert values == sorted(values, reverse=sort.startswith("-"))


@pytest.mark.asyncio
async def test_search_finds_by_title_id_category_and_platform_id(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await client.put("/api/v1/products/p1", json=FULL)
        await client.put("/api/v1/products/p2", json={"title": "100% 棉_袜", "category": "袜"})
        found = {}
        for q in ("陶瓷", "P1", "DY-1", "袜", "100%", "%", "_", "无"):
            items = (await client.get("/api/v1/products", params={"q": q})).json()["items"]
            found[q] = [item["id"] for item in items]
    assert found == {
        "陶瓷": ["p1"],
        "P1": ["p1"],
        "DY-1": ["p1"],
        "袜": ["p2"],
        "100%": ["p2"],
        "%": ["p2"],
        "_": ["p2"],
        "无": [],
    }


@pytest.mark.asyncio
async def test_rooms_and_hosts_are_named_changed_and_stale_changes_refused(home: House) -> None:
    async with home.ask("operator@甲") as client:
        room = (await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "douyin"})).json()
        host = (await client.post("/api/v1/hosts", json={"name": "小雨"})).json()
        for url, thing in ((f"/api/v1/rooms/{room['id']}", room), (f"/api/v1/hosts/{host['id']}", host)):
            changed = await client.patch(url, json={"version": 1, "name": "新名"})
            stale = await client.patch(url, json={"version": 1, "name": "旧名"})
            assert changed.json() == thing | {"name": "新名", "version": 2}
            assert stale.json()["data"]["difference"] == {"name": {"yours": "旧名", "theirs": "新名"}}
        form = {"title": "场", "starts_at": 1, "currency": "CNY", "room": room["id"]}
        show = (await client.post("/api/v1/shows", json=form)).json()
        assert show["room"] == {"id": room["id"], "name": "新名", "platform": "douyin"}
    with home.db.read() as tx:
        found = service.shows_of_room(tx, home.tenants["甲"], room["id"], 0, 10)
    assert [view.id for view in found] == [show["id"]]


@pytest.mark.asyncio
async def test_a_whole_number_may_be_written_with_a_point_but_not_as_text_or_truth(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        for price, status in (
            ("1990.0", 200),
            ("1e3", 200),
            ("1.5", 400),
            ('"7"', 400),
            ("true", 400),
            ("NaN", 400),
        ):
            content = f'{{"title": "杯", "price": {price}}}'
            headers = {"content-type": "application/json"}
            answer = await client.put("/api/v1/products/p1", content=content, headers=headers)
            assert answer.status_code == status, (price, answer.text)
        assert (await client.get("/api/v1/products/p1")).json()["price"] == 1000

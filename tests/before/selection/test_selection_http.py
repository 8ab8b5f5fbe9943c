"""The selection over the API: scores that follow the data, weights, evidence, history, dossiers, pictures, picks."""

import io
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from onair.before.selection import gather, listing
from onair.before.selection.service import latest_scores, refresh
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.trade.evidence.service import ProductSignal, replace_signals
from team import NOW, House

pytestmark = pytest.mark.asyncio
GOODS = [("p1", "麦饭石炒锅", 16900, 1169), ("p2", "电热饭盒", 21900, 540), ("p3", "空气炸锅", 45900, 296),
         ("p4", "珐琅锅", 29900, 180), ("p5", "保鲜盒", 7900, 760), ("p6", "打蛋器", 2990, 8)]  # fmt: skip
SEEN = {"p1": (9000, 1200, 160), "p2": (8000, 800, 90), "p3": (8000, 700, 60), "p4": (3000, 200, 20),
        "p5": (7000, 700, 100), "p6": (9000, 2400, 30)}  # fmt: skip


async def ok(asked: Any) -> Any:
    answer: httpx.Response = await asked
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def stock(client: httpx.AsyncClient) -> None:
    for id_, title, price, stock in GOODS:
        body = {"title": title, "category": "厨具", "price": price, "stock": stock}
        await ok(client.put(f"/api/v1/products/{id_}", json=body))


async def seen(home: House, seen: dict[str, tuple[int, int, int]] = SEEN) -> str:
    """A past show that says what was seen of the products. → its id."""
    async with home.ask("operator@甲") as operator:
        show = await ok(
            operator.post("/api/v1/shows", json={"title": "会员日", "starts_at": NOW, "currency": "CNY"})
        )
    signals = []
    for product, numbers in seen.items():
        price = next(price for id_, _, price, _ in GOODS if id_ == product)
        for kind, n in zip(("exposures", "clicks", "paid"), numbers, strict=True):
            signals.append(ProductSignal(product, show["id"], kind, n, 0, NOW))
        signals.append(ProductSignal(product, show["id"], "gmv", numbers[2], numbers[2] * price, NOW))
    with home.db.write() as tx:
        replace_signals(tx, home.tenants["甲"], home.clock, show["id"], signals)
    return show["id"]


def picture(colour: str = "white") -> bytes:
    rng = np.random.default_rng(3)
    ground = Image.new("RGB", (900, 900), colour)
    ground.paste(Image.fromarray(rng.integers(40, 200, (400, 400, 3), dtype=np.uint8)), (250, 250))
    held = io.BytesIO()
    ground.save(held, "PNG")
    return held.getvalue()


async def test_the_pool_is_ranked_by_expected_value_and_names_the_trap(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        await seen(home)
        page = await ok(client.get("/api/v1/selection"))
        rows = {row["id"]: row for row in page["items"]}
        worth = [row["gmv"] for row in page["items"]]
        assert worth == sorted(worth, reverse=True)
        assert [row["rank"] for row in page["items"]] == [1, 2, 3, 4, 5, 6]
        assert rows["p6"]["trap"] > 0.8  # clicked most, bought least
        assert (rows["p6"]["proposed"], rows["p6"]["reasons"]) == (None, ["trap"])
        assert all(row["low"] < row["gmv"] < row["high"] for row in page["items"])
        assert page["counts"] == {"all": 6, "trap": 1, "few": 0, "low": 1, "papers": 6, "picked": 0}
        assert [row["id"] for row in (await ok(client.get("/api/v1/selection?view=trap")))["items"]] == ["p6"]
        assert [row["id"] for row in (await ok(client.get("/api/v1/selection?q=保鲜")))["items"]] == ["p5"]


async def test_every_total_is_the_sum_of_its_terms_and_every_term_has_its_rows(home: House) -> None:
    async with home.ask("operator@甲") as client:
        await stock(client)
        await seen(home)
        await ok(
            client.put(
                "/api/v1/selection/supply/p1", json={"version": 0, "cost": 7000, "commission_rate": 0.2}
            )
        )
        page = await ok(client.get("/api/v1/selection"))
        for row in page["items"]:
            one = await ok(client.get(f"/api/v1/selection/products/{row['id']}"))
            known = [term for term in one["terms"] if term["state"] == "ok"]
            assert sum(term["score"] * term["share"] for term in known) == pytest.approx(
                one["total"], abs=1e-4
            )
            assert sum(term["share"] for term in known) == pytest.approx(1, abs=1e-5)
            assert all(term["n"] > 0 and term["rows"] for term in known)
            assert all(
                term["score"] is None and term["n"] == 0
                for term in one["terms"]
                if term["state"] == "missing"
            )
        one = await ok(client.get("/api/v1/selection/products/p1"))
        margin = next(term for term in one["terms"] if term["code"] == "margin")
        assert margin["raw"] == pytest.approx((16900 * 0.8 - 7000) / 16900, abs=1e-6)
        ctr = next(term for term in one["terms"] if term["code"] == "ctr")
        assert [(row["value"], row["of"], row["note"]) for row in ctr["rows"]] == [(1200, 9000, "会员日")]


async def test_a_pool_that_is_cut_says_so(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        for limit, pool_max in ((7, None), (6, None), (5, gather.POOL_MAX)):
            monkeypatch.setattr(listing, "POOL_MAX", limit)
            page = await ok(client.get("/api/v1/selection"))
            assert (page["counts"]["all"], page["pool_max"]) == (min(6, limit), pool_max)


async def test_a_product_never_seen_is_missing_not_zero(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        page = await ok(client.get("/api/v1/selection"))
        assert all(
            row["gmv"] is None and row["trap"] is None and row["rank"] is None for row in page["items"]
        )
        assert all(row["dims"]["looks"] is None for row in page["items"])
        assert page["medians"] == {"ctr": None, "cvr": None, "gmv": None}


async def test_scores_follow_the_data_and_say_why_they_moved(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        await seen(home)
        first = await ok(client.get("/api/v1/selection"))
        home.clock.forward(HOUR_MS)
        same = await ok(client.get("/api/v1/selection"))
        assert same["as_of"] == first["as_of"]  # nothing changed, nothing is computed
        body = {"version": 0, "quality_return_rate": 0.02, "lead_days": 2, "on_time_rate": 0.97}
        await ok(client.put("/api/v1/selection/supply/p1", json=body))
        later = await ok(client.get("/api/v1/selection"))
        assert later["as_of"] == first["as_of"] + HOUR_MS
        past = (await ok(client.get("/api/v1/selection/history/p1")))["items"]
        assert len(past) == 2
        newest, oldest = past
        assert newest["delta"] == pytest.approx(newest["total"] - oldest["total"])
        assert sum(move["by"] for move in newest["moves"]) == pytest.approx(newest["delta"], abs=0.02)
        assert {move["code"] for move in newest["moves"] if move["kind"] == "appeared"} == {
            "quality_return",
            "lead",
            "on_time",
        }
        assert oldest["moves"] == []
        untouched = (await ok(client.get("/api/v1/selection/history/p5")))["items"]
        assert len(untouched) == 1  # no news, no row


async def test_weights_have_a_version_and_refuse_contradictions(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        await seen(home)
        await ok(client.get("/api/v1/selection"))
        held = await ok(client.get("/api/v1/selection/weights"))
        assert (held["version"], held["weights"]) == (
            0,
            {"value": 30, "looks": 20, "demand": 30, "supply": 20},
        )
        sliders = {"value": 50, "looks": 0, "demand": 50, "supply": 0}
        after = await ok(
            client.put(
                "/api/v1/selection/weights", json={"version": 0, "method": "slider", "weights": sliders}
            )
        )
        assert after["version"] == 1
        stale = await client.put(
            "/api/v1/selection/weights",
            json={"version": 0, "method": "slider", "weights": {**sliders, "value": 70}},
        )
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        assert stale.json()["data"]["difference"]["weights"]["theirs"]["value"] == 50
        twisted = {"version": 1, "method": "ahp", "compared": [9, 1 / 9, 1, 9, 1, 1]}
        refused = await client.put("/api/v1/selection/weights", json=twisted)
        assert (refused.status_code, refused.json()["code"]) == (400, "ahp_inconsistent")
        seen_first = await ok(
            client.post(
                "/api/v1/selection/weights/preview",
                json={"method": "ahp", "compared": [9, 1 / 9, 1, 9, 1, 1]},
            )
        )
        assert not seen_first["consistent"]
        good = await ok(
            client.put(
                "/api/v1/selection/weights",
                json={"version": 1, "method": "ahp", "compared": [2, 1, 2, 0.5, 1, 2]},
            )
        )
        assert good["ratio"] < 0.1
        assert sum(good["weights"].values()) == pytest.approx(100)
        nothing = await client.put(
            "/api/v1/selection/weights",
            json={"version": 2, "method": "slider", "weights": dict.fromkeys(sliders, 0)},
        )
        assert nothing.json()["code"] == "no_weight"
        few = await client.put("/api/v1/selection/weights", json={"version": 2, "method": "entropy"})
        assert few.json()["code"] == "too_few_to_weigh"  # nobody has pictures yet


async def test_pictures_are_measured_and_rated(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        made = await ok(client.post("/api/v1/selection/images/p1", files={"file": ("a.png", picture())}))
        again = await ok(client.post("/api/v1/selection/images/p1", files={"file": ("b.png", picture())}))
        assert again["id"] == made["id"]  # the same picture
        assert made["side"] == 900
        assert made["background"] > 0.95
        await ok(client.put("/api/v1/selection/rating/p1", json={"stars": 5, "note": "主图很亮"}))
        one = await ok(client.get("/api/v1/selection/products/p1"))
        looks = {term["code"]: term for term in one["terms"] if term["dimension"] == "looks"}
        assert all(term["state"] == "ok" for term in looks.values())
        assert looks["rating"]["rows"][0]["note"].endswith("主图很亮")
        broken = await client.post(
            "/api/v1/selection/images/p1", files={"file": ("x.png", b"\x89PNG\r\n\x1a\nbroken")}
        )
        assert (broken.status_code, broken.json()["code"]) == (400, "not_a_picture")
        await ok(client.delete(f"/api/v1/selection/image/{made['id']}"))
        assert (await ok(client.get("/api/v1/selection/products/p1")))["pictures"] == []


async def test_a_dossier_expires(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        body = {"kind": "quality_report", "number": "QC-1", "expires_at": NOW + 60 * DAY_MS}
        paper = await ok(client.post("/api/v1/selection/papers/p1", json=body))
        states = {row["id"]: row["papers"] for row in (await ok(client.get("/api/v1/selection")))["items"]}
        assert (states["p1"], states["p2"]) == ("ok", "missing")
    for days, state in ((45, "soon"), (20, "expired")):
        home.clock.forward(days * DAY_MS)
        async with home.ask("merchandiser@甲") as client:
            assert (await ok(client.get("/api/v1/selection/products/p1")))["papers_state"] == state
    async with home.ask("merchandiser@甲") as client:
        patch = {"version": 1, "expires_at": NOW + 400 * DAY_MS}
        changed = await ok(client.patch(f"/api/v1/selection/paper/{paper['id']}", json=patch))
        assert changed["version"] == 2
        stale = await client.patch(
            f"/api/v1/selection/paper/{paper['id']}", json={"version": 1, "number": "QC-2"}
        )
        assert stale.status_code == 409
        await ok(client.delete(f"/api/v1/selection/paper/{paper['id']}"))


async def test_picks_belong_to_a_show(home: House) -> None:
    async with home.ask("operator@甲") as client:
        await stock(client)
        show = await seen(home)
        chosen = await ok(
            client.put(
                "/api/v1/selection/picks", json={"show": show, "products": ["p1", "p3"], "picked": True}
            )
        )
        assert chosen["products"] == ["p1", "p3"]
        chosen = await ok(
            client.put("/api/v1/selection/picks", json={"show": show, "products": ["p3"], "picked": False})
        )
        page = await ok(client.get(f"/api/v1/selection?show={show}&view=picked"))
        assert [row["id"] for row in page["items"]] == ["p1"] == [row["id"] for row in page["picked"]]
        assert (
            await client.put(
                "/api/v1/selection/picks", json={"show": show, "products": ["none"], "picked": True}
            )
        ).status_code == 404


async def test_a_file_of_evidence(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        table = "商品ID,品名,直播价,成本,佣金\nk1,锅,169,70,20%\nk2,盆,-5,1,10%\n".encode()
        found = await ok(client.post("/api/v1/selection/import", files={"file": ("排品表.csv", table)}))
        assert (found["imported"], found["supplies"], found["rejected_total"]) == (1, 1, 1)
        assert found["rejected"][0]["code"] == "negative"
        assert "negative" in (await client.get(found["quarantine"])).text
        broken = await client.post(
            "/api/v1/selection/import", files={"file": ("a.xlsx", b"PK\x03\x04 broken")}
        )
        assert broken.status_code == 400


async def test_only_the_team_itself_sees_it(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        await seen(home)
        paper = await ok(client.post("/api/v1/selection/papers/p1", json={"kind": "licence", "number": "L1"}))
        await ok(client.get("/api/v1/selection"))
    async with home.ask("owner@乙") as client:
        assert (await ok(client.get("/api/v1/selection")))["items"] == []
        for path in ("products/p1", "history/p1"):
            assert (await client.get(f"/api/v1/selection/{path}")).status_code == 404
        assert (await client.delete(f"/api/v1/selection/paper/{paper['id']}")).status_code == 404
        assert (await client.put("/api/v1/selection/rating/p1", json={"stars": 1})).status_code == 404
    async with home.ask("host@甲") as client:
        assert (
            await client.put("/api/v1/selection/weights", json={"version": 0, "method": "critic"})
        ).status_code == 403


async def test_the_newest_scores_for_others(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await stock(client)
        await seen(home)
    assert refresh(home.db, home.tenants["甲"], home.clock, "Asia/Shanghai")
    with home.db.read() as tx:
        scores = latest_scores(tx, home.tenants["甲"])
    assert set(scores) == {id_ for id_, *_ in GOODS}
    best = scores["p1"]
    assert best.interval is not None
    assert best.n == 9000
    assert "ctr" in best.terms

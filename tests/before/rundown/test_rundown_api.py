"""Rundowns over the API: written whole, two at once, from a theme, copied, arranged, as a table and back."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from rundown_evening import Evening

pytestmark = pytest.mark.asyncio
CARD = {
    "form": "three",
    "parts": {
        "pain": "下班八点到家，外卖油大。",
        "value": "隔着大窗看得见上色，一滴油都不用。",
        "contrast": "左边旧款，右边这台，你听声音。",
    },
    "story": "林夏使用记录 #12",
    "scene": "双职工晚饭",
    "anchor": "自家去年款 4L",
    "must": ["6 期免息", "=1+1"],
    "never": ["全网最低"],
    "proofs": [{"claim": "18 分钟", "evidence": "实测录像｜3 次"}],
    "qa": [{"q": "有味道吗", "a": "首次空烧 10 分钟", "source": "说明书 p.5"}],
}


def slots(evening: Evening) -> list[dict[str, Any]]:
    host, helper = evening.hosts
    return [
        {"kind": "opening", "title": "开场", "minutes": 6, "host": host},
        {
            "kind": "product", "title": "=保温杯", "minutes": 10, "product": "cup", "role": "traffic", "price": 3990,
            "host": host, "helpers": [helper], "sheet": {"forecast": "180", "list_price": "59", "gift": "-杯刷"},
        },
        {"kind": "welfare", "title": "百洁布", "minutes": 3, "product": "cloth", "role": "welfare", "pin": 16,
         "timing": "locked"},
        {"kind": "product", "title": "空气炸锅", "minutes": 16, "product": "fryer", "role": "image", "price": 45900,
         "host": host, "card": CARD, "note": "只改一处\n第二行"},
        {"kind": "closing", "title": "收尾", "minutes": 4, "timing": "fill"},
    ]  # fmt: skip


def again(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The slots of an answer as they are sent."""
    names = (
        "id",
        "kind",
        "title",
        "minutes",
        "product",
        "host",
        "helpers",
        "role",
        "price",
        "pin",
        "timing",
        "card",
        "sheet",
        "note",
    )
    return [{name: slot[name] for name in names} for slot in body["slots"]]


async def test_none_is_written_yet_then_written_whole(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as client:
        bare = (await client.get(evening.path)).json()
        assert (bare["version"], bare["slots"], bare["id"]) == (0, [], None)
        assert [finding["code"] for finding in bare["findings"]] == ["empty"]
        answer = await client.put(evening.path, json={"version": 0, "slots": slots(evening)})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["version"], [slot["at"] for slot in body["slots"]]) == (1, [0, 6, 16, 19, 35])
        assert body["figures"]["minutes"] == 39
        codes = {(finding["code"], finding["level"]) for finding in body["findings"]}
        assert {
            ("price_basis", "error"),
            ("dossier_missing", "error"),
            ("claim_without_evidence", "warning"),
        } <= codes
        moved = await client.put(evening.path, json={"version": 1, "slots": again(body)[::-1]})
        assert {"opener", "fixed_time"} <= {broken["rule"] for broken in moved.json()["broken"]}
        assert [slot["id"] for slot in moved.json()["slots"]] == [slot["id"] for slot in body["slots"]][::-1]


async def test_the_second_of_two_is_told_the_difference_and_nothing_is_lost(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as one, evening.home.ask("host@甲") as other:
        body = (await one.put(evening.path, json={"version": 0, "slots": slots(evening)})).json()
        first, second = again(body), again(body)
        first[1]["minutes"] = 12
        second[1]["minutes"] = 8
        del second[2]
        assert (await one.put(evening.path, json={"version": 1, "slots": first})).status_code == 200
        answer = await other.put(evening.path, json={"version": 1, "slots": second})
        assert (answer.status_code, answer.json()["code"]) == (409, "stale")
        told = answer.json()["data"]
        ids = [slot["id"] for slot in first]
        assert told["version"] == 2
        assert told["difference"] == {
            f"{ids[1]}.minutes": {"yours": 8, "theirs": 12},
            ids[2]: {"yours": None, "theirs": "百洁布"},
        }
        kept = (await other.get(evening.path)).json()
        assert kept["slots"][1]["minutes"] == 12
        mine = await other.put(evening.path, json={"version": 2, "slots": second})
        assert [slot["id"] for slot in mine.json()["slots"]] == [ids[0], ids[1], ids[3], ids[4]]


async def test_of_a_card_only_what_differs_is_told(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as one:
        body = (await one.put(evening.path, json={"version": 0, "slots": slots(evening)})).json()
        mine = again(body)
        mine[3]["card"]["parts"]["pain"] = "别的"
        mine[3]["card"]["must"] = []
        answer = await one.put(evening.path, json={"version": 0, "slots": mine})
        told = answer.json()["data"]["difference"]
        yours = {"parts": {"pain": "别的"}, "must": []}
        theirs = {"parts": {"pain": CARD["parts"]["pain"]}, "must": CARD["must"]}  # type: ignore[index]
        assert told == {f"{mine[3]['id']}.card": {"yours": yours, "theirs": theirs}}


async def test_a_table_written_out_and_read_in_is_the_same_rundown(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as client:
        before = (await client.put(evening.path, json={"version": 0, "slots": slots(evening)})).json()
        sheet = await client.get(f"{evening.path}/sheet")
        assert sheet.status_code == 200
        book = openpyxl.load_workbook(BytesIO(sheet.content))
        assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
        files = {"file": ("流程.xlsx", sheet.content)}
        answer = await client.post(f"{evening.path}/sheet", files=files, data={"version": "1"})
        assert answer.json() == {"saved": True, "rows": 5, "rejected": [], "rejected_total": 0, "version": 2}
        after = (await client.get(evening.path)).json()
        assert again(after) == again(before)
        assert after["slots"][1]["sheet"] == {"forecast": "180", "gift": "-杯刷", "list_price": "59.00"}


async def test_a_table_with_bad_rows_changes_nothing(evening: Evening) -> None:
    bad = "品名,时长,直播价,商品ID,主播,段型,角色\n杯,10,-3,cup,,,\n锅,0,1,pan,,,\n盒,5,1,nix,,,\n饭,5,1,meal,谁,,\n好,5,1,box,,怪,\n行,5,1,box,林夏,讲解,王\n"
    async with evening.home.ask("operator@甲") as client:
        before = (await client.put(evening.path, json={"version": 0, "slots": slots(evening)})).json()
        files = {"file": ("坏.csv", bad.encode())}
        told = (await client.post(f"{evening.path}/sheet", files=files, data={"version": "1"})).json()
        assert told["saved"] is False
        assert [(row["row"], row["code"]) for row in told["rejected"]] == [
            (2, "negative"), (3, "bad_minutes"), (4, "unknown_product"), (5, "unknown_host"), (6, "bad_kind"),
            (7, "unknown_role"),
        ]  # fmt: skip
        broken = {"file": ("坏.xlsx", b"PK\x03\x04 no workbook")}
        refused = await client.post(f"{evening.path}/sheet", files=broken, data={"version": "1"})
        assert refused.status_code == 400
        lacks = {"file": ("x.csv", "数量,颜色\n1,红\n".encode())}
        none = await client.post(f"{evening.path}/sheet", files=lacks, data={"version": "1"})
        assert none.json()["code"] == "rundown_columns_missing"
        assert (await client.get(evening.path)).json() == before


async def test_any_subset_of_the_columns_is_enough(evening: Evening) -> None:
    table = "序号,计划开始,计划结束,商品,主播\n1,T+00:00,T+05:00,开场,林夏\n2,T+05:00,T+15:00,保温杯,林夏\n"
    async with evening.home.ask("operator@甲") as client:
        files = {"file": ("t.csv", table.encode("gbk"))}
        answer = await client.post(f"{evening.path}/sheet", files=files, data={"version": "0"})
        assert answer.json()["saved"], answer.text
        body = (await client.get(evening.path)).json()
        assert [(s["kind"], s["title"], s["minutes"]) for s in body["slots"]] == [
            ("opening", "开场", 5),
            ("product", "保温杯", 10),
        ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 0}, "bad_input"),
        ({"price": -1}, "bad_input"),
        ({"kind": "boss"}, "bad_input"),
        ({"product": "nix"}, "slot_unknown"),
        ({"sheet": {"forecast": "-3"}}, "slot_figure"),
        ({"sheet": {"forecast": "viel"}}, "slot_figure"),
    ],
)
async def test_what_a_slot_cannot_be(evening: Evening, change: dict[str, Any], code: str) -> None:
    async with evening.home.ask("operator@甲") as client:
        sent = slots(evening)
        sent[1] |= change
        answer = await client.put(evening.path, json={"version": 0, "slots": sent})
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert (await client.get(evening.path)).json()["version"] == 0


async def test_a_theme_lays_loops_and_a_past_show_is_copied(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as client:
        codes = [theme["code"] for theme in (await client.get("/api/v1/themes")).json()["items"]]
        assert codes[:5] == ["launch", "season", "lesson", "brand", "member"]
        form = {
            "version": 0,
            "theme": "season",
            "products": ["cup", "box", "cloth", "meal", "pan", "fryer"],
        }
        laid = (await client.post(f"{evening.path}/theme", json=form)).json()
        kinds = [slot["kind"] for slot in laid["slots"]]
        assert (kinds[0], kinds[-1], laid["theme"]) == ("opening", "closing", "season")
        talks = [slot["product"] for slot in laid["slots"] if slot["product"]]
        assert sorted(talks) == ["box", "cloth", "cup", "fryer", "meal", "pan"]
        copied = await client.post(
            f"/api/v1/shows/{evening.past}/rundown/copy", json={"version": 0, "source": evening.show}
        )
        assert [s["title"] for s in copied.json()["slots"]] == [s["title"] for s in laid["slots"]]
        assert not {s["id"] for s in copied.json()["slots"]} & {s["id"] for s in laid["slots"]}
        empty = await client.post(f"{evening.path}/theme", json=form | {"version": 1, "theme": "nix"})
        assert (empty.status_code, empty.json()["code"]) == (404, "theme_not_found")


async def test_a_theme_is_edited_and_stays_the_teams_own(evening: Evening) -> None:
    words = {"zh": "换季清仓", "en": "Clear-out"}
    form = {
        "version": 0, "name": words, "hook": words, "opening": 5, "closing": 5,
        "loop": [{"kind": "product", "minutes": 20, "title": words, "role": "hero"}],
    }  # fmt: skip
    async with evening.home.ask("operator@甲") as client, evening.home.ask("operator@乙") as stranger:
        assert (await client.put("/api/v1/themes/season", json=form)).json()["version"] == 1
        assert (await client.put("/api/v1/themes/season", json=form | {"opening": 6})).status_code == 409
        mine = {
            theme["code"]: theme["name"]["zh"]
            for theme in (await client.get("/api/v1/themes")).json()["items"]
        }
        theirs = {t["code"]: t["name"]["zh"] for t in (await stranger.get("/api/v1/themes")).json()["items"]}
        assert (mine["season"], theirs["season"]) == ("换季清仓", "季节促销")
        assert (await stranger.get(evening.path)).status_code == 404


async def test_a_theme_is_taken_off_and_the_catalogues_comes_back(evening: Evening) -> None:
    words = {"zh": "达人夜", "en": "Guest night"}
    form = {
        "version": 0, "name": words, "hook": words, "opening": 5, "closing": 5,
        "loop": [{"kind": "product", "minutes": 20, "title": words, "role": None}],
    }  # fmt: skip
    async with evening.home.ask("operator@甲") as client, evening.home.ask("operator@乙") as stranger:

        async def listed() -> dict[str, str]:
            return {
                one["code"]: one["source"] for one in (await client.get("/api/v1/themes")).json()["items"]
            }

        assert (await client.put("/api/v1/themes/own_1", json=form)).json()["source"] == "own"
        assert (await client.put("/api/v1/themes/season", json=form)).json()["source"] == "changed"
        stale = await client.delete("/api/v1/themes/season", params={"version": 0})
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        for code, version in (("season", 1), ("brand", 0), ("own_1", 1)):
            gone = await client.delete(f"/api/v1/themes/{code}", params={"version": version})
            assert gone.status_code == 204, gone.text
        assert set(await listed()) == {"launch", "lesson", "member"}
        body = (await client.get("/api/v1/themes")).json()
        assert [one["code"] for one in body["removed"]] == ["brand", "season"]
        lay = await client.post(
            f"{evening.path}/theme", json={"version": 0, "theme": "season", "products": []}
        )
        assert lay.json()["code"] == "theme_not_found"
        assert len((await stranger.get("/api/v1/themes")).json()["items"]) == 5
        back = await client.post("/api/v1/themes/season/restore")
        assert (back.json()["source"], back.json()["name"]["zh"]) == ("catalogue", "季节促销")
        assert (await client.post("/api/v1/themes/own_1/restore")).status_code == 404
        assert set(await listed()) == {"launch", "season", "lesson", "member"}


async def test_limits_and_hours_of_hosts_are_kept_and_checked(evening: Evening) -> None:
    host, helper = evening.hosts
    async with evening.home.ask("operator@甲") as client:
        hours = {helper: {"since": 30, "until": 60}}
        sent = {"version": 0, "slots": slots(evening), "limits": {"rhythm": 20, "hours": hours}}
        body = (await client.put(evening.path, json=sent)).json()
        assert (body["limits"]["rhythm"], body["limits"]["hours"]) == (20, hours)
        assert body["limits"]["usual"]["leaders"] == 2
        assert "host_away" in {one["code"] for one in body["findings"]}
        kept = (await client.put(evening.path, json={"version": 1, "slots": again(body)})).json()
        assert kept["limits"] == body["limits"]
        stranger = {"version": 2, "slots": [], "limits": {"hours": {evening.show: {"since": 0, "until": 9}}}}
        refused = await client.put(evening.path, json=stranger)
        assert (refused.status_code, refused.json()["code"]) == (400, "host_hours_unknown")
        turned = {"version": 2, "slots": [], "limits": {"hours": {host: {"since": 9, "until": 9}}}}
        assert (await client.put(evening.path, json=turned)).status_code == 400
        assert (await client.get(evening.path)).json()["version"] == 2


async def test_arranging_proposes_and_names_what_is_impossible(evening: Evening) -> None:
    async with evening.home.ask("operator@甲") as client:
        form = {
            "version": 0,
            "theme": "season",
            "products": ["cup", "box", "cloth", "meal", "pan", "fryer"],
        }
        laid = (await client.post(f"{evening.path}/theme", json=form)).json()
        found = (await client.post(f"{evening.path}/arrange", json={"version": 1, "seconds": 2})).json()
        assert found["outcome"] == "arranged", found
        assert sorted(p["slot"] for p in found["order"]) == sorted(s["id"] for s in laid["slots"])
        assert (await client.get(evening.path)).json()["version"] == 1
        sent = again(laid)
        sent[1]["minutes"] = 180
        long = (await client.put(evening.path, json={"version": 1, "slots": sent})).json()
        refused = (await client.post(f"{evening.path}/arrange", json={"version": 2, "seconds": 1})).json()
        assert (refused["outcome"], refused["order"]) == ("impossible", [])
        assert "total_time" in {conflict["rule"] for conflict in refused["conflicts"]}
        assert long["version"] == 2


async def test_a_personas_fit_is_told_with_reasons(evening: Evening) -> None:
    host, _ = evening.hosts
    async with evening.home.ask("operator@甲") as client:
        form = {
            "version": 0, "labels": ["厨房实测"], "expertise": ["锅具", "小家电"], "story": "家里五口人",
            "proof": [{"claim": "二级烹饪师", "evidence": "证书 3301"}], "voice": "朋友",
        }  # fmt: skip
        put = await client.put(f"/api/v1/personas/{host}", json=form)
        assert put.status_code == 200, put.text
        stale = await client.put(f"/api/v1/personas/{host}", json=form | {"voice": "专家"})
        assert stale.json()["data"]["difference"] == {"voice": {"yours": "专家", "theirs": "朋友"}}
        best = (await client.get("/api/v1/fits", params={"product": "pan"})).json()["items"]
        assert [fit["name"] for fit in best] == ["林夏", "小满"]
        assert best[0]["score"] > 0.7 > best[1]["score"]
        assert best[0]["reasons"] and best[1]["gaps"]


@pytest.mark.parametrize(("price", "keeps"), [(3990, True), (3991, False)])
async def test_rundown_and_gate_agree_on_what_keeps_a_promise(
    evening: Evening, price: int, keeps: bool
) -> None:
    """A discount is kept at the promised price or lower, not by showing the product dearer."""
    show = evening.path.removesuffix("/rundown")
    promise = {"kind": "discount", "text": "保温杯 39.9", "product": "cup", "value": 3990}
    plan = slots(evening)
    plan[1]["price"] = price
    async with evening.home.ask("operator@甲") as client:
        assert (await client.post(f"{show}/warmup/promises", json=promise)).status_code == 201
        body = (await client.put(evening.path, json={"version": 0, "slots": plan})).json()
        gate = (await client.get(f"{show}/gate")).json()
    point = next(one for one in gate["points"] if one["code"] == "promises")
    assert (point["state"] == "ok") is keeps
    assert ("promise_open" not in {one["code"] for one in body["findings"]}) is keeps
    assert ("promises" not in {one["rule"] for one in body["broken"]}) is keeps


async def test_a_removed_product_stays_where_it_is_is_told_and_comes_nowhere_else(evening: Evening) -> None:
    talk = {"kind": "product", "title": "炒锅", "minutes": 10, "product": "pan"}
    async with evening.home.ask("operator@甲") as client:
        body = (await client.put(evening.path, json={"version": 0, "slots": [talk]})).json()
        assert (await client.delete("/api/v1/products/pan")).status_code == 204
        told = (await client.get(evening.path)).json()["findings"]
        assert [one["level"] for one in told if one["code"] == "product_removed"] == ["error"]
        kept = await client.put(evening.path, json={"version": 1, "slots": again(body)})
        assert kept.status_code == 200
        other = f"/api/v1/shows/{evening.past}/rundown"
        refused = await client.put(other, json={"version": 0, "slots": [talk]})
        assert (refused.status_code, refused.json()["code"]) == (400, "slot_unknown")

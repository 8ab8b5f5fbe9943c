"""The library over the wire: two people make an answer, the lint stands between, nothing is lost, teams never meet."""

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from onair.during.qa.http import router
from onair.trade.http import router as trade_router
from team import NOW, House, house

DAY = 86_400_000
HOUR = 3_600_000
ANSWERS = "/api/v1/qa/answers"
STOVE = {
    "variants": ["电磁炉能用吗", "电陶炉可以吗"], "intent": "usage", "short": "燃气、电磁、电陶炉都能用，锅底是复合底",
    "product": "p1", "source": {"kind": "manual", "text": "说明书第 3 页"}, "until": NOW + 30 * DAY, "never": ["绝不粘锅"],
}  # fmt: skip


@pytest.fixture
async def home(tmp_path: Path) -> House:
    made = house(tmp_path, [router, trade_router])
    for team in ("甲", "乙"):
        made.team(team)
    async with made.ask("merchandiser@甲") as client:
        for id_ in ("p1", "p2"):
            await client.put(f"/api/v1/products/{id_}", json={"title": f"示例锅 {id_}", "category": "炊具"})
    return made


async def _made(client: httpx.AsyncClient, **change: Any) -> dict[str, Any]:
    answer = await client.post(ANSWERS, json={**STOVE, **change})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _approved(home: House, **change: Any) -> dict[str, Any]:
    async with home.ask("service@甲") as writer, home.ask("operator@甲") as other:
        made = await _made(writer, **change)
        said = await other.post(f"{ANSWERS}/{made['id']}/approve", json={"version": made["version"]})
        assert said.status_code == 200, said.text
        found: dict[str, Any] = said.json()
        return found


async def test_two_people_make_an_answer_and_every_step_is_kept(home: House) -> None:
    async with home.ask("operator@甲") as writer, home.ask("merchandiser@甲") as other:
        made = await _made(writer)
        assert (made["state"], made["version"], made["author_name"]) == ("draft", 1, "operator of 甲")
        step = {"version": 1}
        own = await writer.post(f"{ANSWERS}/{made['id']}/approve", json=step)
        assert (own.status_code, own.json()["code"]) == (403, "qa_own_approval")
        good = (await other.post(f"{ANSWERS}/{made['id']}/approve", json=step)).json()
        assert (good["state"], good["approver_name"]) == ("approved", "merchandiser of 甲")
        match = (
            await writer.get("/api/v1/qa/match", params={"text": "家里电磁炉能用不", "product": "p1"})
        ).json()
        assert [one["answer"]["id"] for one in match["items"]] == [made["id"]]
        changed = await writer.patch(f"{ANSWERS}/{made['id']}", json={"version": 2, "short": "都能用"})
        assert (changed.json()["state"], changed.json()["approver_name"]) == ("draft", None)
        stale = await other.patch(f"{ANSWERS}/{made['id']}", json={"version": 2, "short": "别的"})
        assert (stale.status_code, stale.json()["data"]["difference"]["short"]) == (
            409, {"yours": "别的", "theirs": "都能用"},
        )  # fmt: skip
        gone = (await other.post(f"{ANSWERS}/{made['id']}/withdraw", json={"version": 3})).json()
        assert gone["state"] == "withdrawn"
        twice = await other.post(f"{ANSWERS}/{made['id']}/withdraw", json={"version": 4})
        assert (twice.status_code, twice.json()["code"]) == (409, "qa_wrong_step")
        steps = (await other.get(f"{ANSWERS}/{made['id']}/history")).json()["items"]
        assert [one["what"] for one in steps] == ["withdraw", "edit", "approve", "create"]
        assert steps[-1]["body"]["short"] == STOVE["short"]


NOTHING_TO_STAND_ON: dict[str, Any] = {"source": None, "until": None}
STOPPED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"short": "全网最低价"}, "qa_stopped"),
    ({"short": "已售5000件，放心用"}, "qa_stopped"),
    ({"short": "真的绝 不粘锅"}, "qa_stopped"),
    ({"short": "能用" * 60}, "qa_stopped"),
    ({"short": "我自己用了两个月，煎蛋不粘"}, "qa_stopped"),
    ({"short": "我自己用了两个月，煎蛋不粘", "source": None, "until": None}, "qa_stopped"),
    ({"source": None}, "qa_not_ready"),
    ({"until": None}, "qa_not_ready"),
    (NOTHING_TO_STAND_ON, "qa_not_ready"),
    ({"until": NOW - 1}, "qa_not_ready"),
    ({"source": {"kind": "evidence", "text": "报告", "ref": "ppr_" + "0" * 26}}, "qa_not_ready"),
)


async def test_what_may_not_be_said_is_saved_but_not_approved(home: House) -> None:
    async with home.ask("operator@甲") as writer, home.ask("merchandiser@甲") as other:
        for change, code in STOPPED:
            made = await _made(writer, **change)
            said = await other.post(f"{ANSWERS}/{made['id']}/approve", json={"version": 1})
            assert (said.status_code, said.json()["code"]) == (400, code)
            assert (await other.get(f"{ANSWERS}/{made['id']}")).json()["state"] == "draft"
            if change == NOTHING_TO_STAND_ON:
                why = said.json()["data"]["why"]
                assert "依据" in why and "有效期" in why
            if code == "qa_stopped":
                mark = said.json()["data"]["marks"][0]
                assert mark["matched"] in made["short"]
                assert mark["reason"]["zh"]


async def test_own_experience_needs_the_hosts_signature(home: House) -> None:
    async with home.ask("operator@甲") as writer:
        host = (await writer.post("/api/v1/hosts", json={"name": "林夏"})).json()["id"]
        mine = {"host": host, "short": "我自己用了两个月，煎蛋不粘"}
        refused = await writer.post(ANSWERS, json={**STOVE, **mine})
        assert (refused.status_code, refused.json()["code"]) == (400, "qa_no_use_record")
        assert "C08" in refused.json()["detail"]
        use = {
            "host": host, "product": "p1", "used_from": NOW - 60 * DAY, "used_until": NOW - DAY, "words": "每天煎蛋",
            "signed_name": "别人",
        }  # fmt: skip
        forged = await writer.post("/api/v1/uses", json=use)
        assert (forged.status_code, forged.json()["code"]) == (400, "use_not_signed")
        future = await writer.post(
            "/api/v1/uses", json={**use, "signed_name": "林夏", "used_until": NOW + DAY}
        )
        assert future.json()["code"] == "use_bad_dates"
        signed = (await writer.post("/api/v1/uses", json={**use, "signed_name": "林夏"})).json()
        made = await _approved(home, **mine)
        asked = {"text": "电磁炉能用吗", "product": "p1"}
        assert (await writer.get("/api/v1/qa/match", params=asked)).json()["items"] == []
        on_air = (await writer.get("/api/v1/qa/match", params={**asked, "host": host})).json()["items"]
        assert [one["answer"]["id"] for one in on_air] == [made["id"]]
        await writer.post(f"/api/v1/uses/{signed['id']}/withdraw", json={})
        assert (await writer.get("/api/v1/qa/match", params={**asked, "host": host})).json()["items"] == []
        assert (await writer.get("/api/v1/uses")).json()["items"][0]["withdrawn_at"] == NOW


async def test_expired_and_other_products_are_never_proposed(home: House) -> None:
    await _approved(home, until=NOW + HOUR)
    async with home.ask("operator@甲") as client:
        asked = {"text": "电磁炉能用吗"}
        assert (
            len((await client.get("/api/v1/qa/match", params={**asked, "product": "p1"})).json()["items"])
            == 1
        )
        assert (await client.get("/api/v1/qa/match", params={**asked, "product": "p2"})).json()["items"] == []
        assert (await client.get("/api/v1/qa/match", params=asked)).json()["items"] == []
        soon = (await client.get(ANSWERS, params={"expiring": True})).json()
        assert (len(soon["items"]), soon["counts"]["approved"]) == (1, 1)
        home.clock.now = NOW + HOUR
        assert (await client.get("/api/v1/qa/match", params={**asked, "product": "p1"})).json()["items"] == []
        assert (await client.get(ANSWERS)).json()["counts"] == {
            "draft": 0, "approved": 0, "expired": 1, "withdrawn": 0,
        }  # fmt: skip
        assert (await client.get(ANSWERS, params={"state": "approved"})).json()["items"] == []


async def test_another_team_and_other_roles_get_nothing(home: House) -> None:
    made = await _approved(home)
    step = {"version": made["version"]}
    async with home.ask("operator@乙") as other:
        held = await other.get(ANSWERS)
        assert held.json().get("items") == [], held.text
        for path in ("", "/history"):
            assert (await other.get(f"{ANSWERS}/{made['id']}{path}")).status_code == 404
        assert (await other.post(f"{ANSWERS}/{made['id']}/withdraw", json=step)).json()[
            "code"
        ] == "qa_not_found"
        assert (await other.post(ANSWERS, json=STOVE)).json()["code"] == "product_not_found"
    async with home.ask("analyst@甲") as reader:
        assert (await reader.get(ANSWERS)).status_code == 200
        assert (await reader.post(ANSWERS, json=STOVE)).status_code == 403
    async with home.ask("service@甲") as writer:
        assert (await writer.post(f"{ANSWERS}/{made['id']}/approve", json=step)).status_code == 403
        for bad in ({"variants": []}, {"intent": "weather"}, {"until": -1}, {"short": ""}, {"more": 1}):
            assert (await writer.post(ANSWERS, json={**STOVE, **bad})).status_code == 400
        twice = await writer.post(ANSWERS, json={**STOVE, "variants": ["多少钱", "多少钱？"]})
        assert twice.json()["code"] == "qa_bad_answer"


async def test_the_form_is_checked_while_it_is_typed(home: House) -> None:
    async with home.ask("service@甲") as client:
        said = (
            await client.post("/api/v1/qa/check", json={"short": "全网最低价，随便买", "product": "p1"})
        ).json()
        mark = said["marks"][0]
        assert (mark["rule"], mark["stops"], mark["matched"]) == ("C01", True, "全网最低价")
        assert said["seconds"] == pytest.approx(1.6)
        assert (await client.post("/api/v1/qa/check", json={})).json()["marks"] == []
        assert (await client.get(ANSWERS)).json()["items"] == []


def _computed(kind: str, body: bytes) -> list[str]:
    """Cells that a spreadsheet would compute: in CSV any that begins so, in XLSX those of type formula."""
    if kind == "csv":
        cells = (cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row)
        return [cell for cell in cells if cell.startswith(("=", "+"))]
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


async def test_the_library_goes_out_and_comes_in_unchanged_and_bad_rows_are_named(home: House) -> None:
    formula = {
        "short": "=HYPERLINK(1)其实就一句",
        "variants": ["=1+1 吗", "+86 能打吗"],
        "until": NOW + 12_345,
    }
    await _approved(home)
    async with home.ask("service@甲") as client:
        await _made(client, **formula)
        for kind in ("csv", "xlsx"):
            body = (await client.get("/api/v1/qa/export", params={"format": kind})).content
            assert _computed(kind, body) == []
            said = (await client.post("/api/v1/qa/import", files={"file": (f"qa.{kind}", body)})).json()
            assert (said["made"], said["changed"], said["same"], said["rejected"]) == (0, 0, 2, []), kind
        assert (await client.get(ANSWERS)).json()["counts"]["approved"] == 1
        rows = "问法,口语答案,意图,有效期至\n能烤红薯吗,能烤的,用法,2026-12-31\n坏的,有,weather,\n,只有答案,usage,\n旧的,行,usage,昨天\n"
        told = (await client.post("/api/v1/qa/import", files={"file": ("qa.csv", rows.encode())})).json()
        assert (told["made"], told["rejected_total"], [row["row"] for row in told["rejected"]]) == (
            1,
            3,
            [3, 4, 5],
        )
        assert told["rejected"][0]["detail"]
        assert [
            one["intent"] for one in (await client.get(ANSWERS, params={"q": "红薯"})).json()["items"]
        ] == ["usage"]
        none = await client.post("/api/v1/qa/import", files={"file": ("qa.csv", b"a,b\n1,2\n")})
        assert none.json()["code"] == "qa_columns_missing"
        assert (await client.get(ANSWERS, params={"q": "红薯"})).json()["items"][0]["state"] == "draft"
    async with home.ask("operator@乙") as other:
        body = (await other.get("/api/v1/qa/export", params={"format": "csv"})).content
        assert "电磁炉" not in body.decode()

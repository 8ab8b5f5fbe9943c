"""The rundown as it is played over HTTP, on a whole server: preview, acts, edits on air, plan against real, files."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from tests.browser.planned_evening import Caller
from tests.serving import serving

MINUTE = 60_000


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with serving(tmp_path_factory.mktemp("playout")) as server:
        made = Caller(server)
        for name, title in (("cup", "=cmd()"), ("wok", "炒锅"), ("spoon", "铲勺")):
            goods = {"title": title, "category": "锅具", "price": 3990, "role": "traffic", "currency": "CNY"}
            made.call("PUT", f"/api/v1/products/{name}", goods)
        yield made
        made.client.close()


def slots() -> list[dict[str, Any]]:
    return [
        {"kind": "product", "title": "=cmd() 保温杯", "minutes": 20, "product": "cup", "role": "traffic"},
        {"kind": "product", "title": "炒锅", "minutes": 30, "product": "wok", "card": {"must": ["质保一年"]}},
        {"kind": "product", "title": "铲勺", "minutes": 6, "product": "spoon", "role": "encore"},
        {"kind": "welfare", "title": "秒杀", "minutes": 4, "pin": 56, "timing": "locked"},
    ]  # fmt: skip


def show(caller: Caller, *, plan: bool = True, ends: int = 60) -> str:
    now = int(time.time() * 1000)
    form = {"title": "播", "starts_at": now, "planned_end": now + ends * MINUTE, "currency": "CNY"}
    made = str(caller.call("POST", "/api/v1/shows", form)["id"])
    if plan:
        caller.call("PUT", f"/api/v1/shows/{made}/rundown", {"version": 0, "slots": slots()})
    caller.call("POST", f"/api/v1/shows/{made}/ready")
    caller.call("POST", f"/api/v1/shows/{made}/start")
    return made


def until(ask: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    for _ in range(200):
        found = ask()
        if wanted(found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_from_preview_to_plan_against_real(caller: Caller) -> None:
    own = show(caller)
    base = f"/api/v1/shows/{own}"

    def act(n: int, action: str, **data: Any) -> Any:
        return caller.call("POST", f"{base}/actions", {"id": f"x{n}", "action": action, "data": data})

    def told() -> Any:
        return caller.call("GET", f"{base}/playout")

    act(1, "slot_next")
    first = told()
    assert [slot["state"] for slot in first["slots"]] == ["on_air", "next", "waiting", "waiting"]
    assert (first["live"], first["version"], first["slots"][0]["planned_s"]) == (True, 1, 1200)
    wish = {"action": "slot_extend", "data": {"minutes": 4}}
    seen = caller.call("POST", f"{base}/playout/preview", wish)
    taken = seen["data"]["changes"][first["slots"][1]["id"]]
    assert (seen["refused"], -300 < taken <= -240) == (None, True)  # and the seconds that it started late
    assert seen["zh"].startswith("炒锅缩 4:")
    assert seen["zh"].endswith("秒杀不动")
    assert told()["changes"] == first["changes"]
    act(2, "slot_extend", **seen["data"])
    tight = caller.call("POST", f"{base}/playout/preview", {"action": "slot_extend", "data": {"minutes": 40}})
    assert tight["refused"]["rule"] == "fixed_time"
    refused = caller.client.post(
        f"{base}/actions", json={"id": "x3", "action": "slot_extend", "data": {"minutes": 40}}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "playout_rule")
    act(4, "slot_extend", minutes=40, anyway="=HYPERLINK(1) 品牌方加时")
    act(5, "push_tap")
    edited = caller.call("GET", f"{base}/rundown")
    keep = ("id", "kind", "title", "minutes", "product", "role", "pin", "timing", "card", "sheet", "note")
    sent = [{name: slot[name] for name in keep} for slot in edited["slots"]]
    sent[2]["title"] = "铲勺五件套"
    caller.call("PUT", f"{base}/rundown", {"version": 1, "slots": sent})
    again = until(told, lambda found: found["version"] == 2)  # who follows the show learns of it by itself
    assert [slot["title"] for slot in again["slots"]][2] == "铲勺五件套"
    caller.call("POST", f"{base}/end")
    over = until(told, lambda found: not found["live"])
    assert [slot["state"] for slot in over["slots"]] == ["done", "missed", "missed", "missed"]
    assert [(c["action"], c["by_name"], c["why"]) for c in over["changes"]] == [
        ("slot_next", "阿哲", None), ("slot_extend", "阿哲", None), ("slot_extend", "阿哲", "=HYPERLINK(1) 品牌方加时"),
    ]  # fmt: skip
    assert (over["rounds"][0]["pushes"], over["rounds"][0]["sold"]) == (1, None)
    late = caller.client.post(f"{base}/actions", json={"id": "x9", "action": "slot_next", "data": {}})
    assert (late.status_code, late.json()["code"]) == (409, "playout_not_on_air")
    _files(caller, base)


def _files(caller: Caller, base: str) -> None:
    answer = caller.client.get(f"{base}/playout/export")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["计划与实际", "改动", "每轮五个数"]
    cell = book["计划与实际"]["A2"]
    assert (cell.value, cell.data_type) == ("=cmd() 保温杯", "s")
    text = caller.client.get(f"{base}/playout/export", params={"format": "csv", "sheet": "changes"}).text
    assert "'=HYPERLINK(1) 品牌方加时" in text
    bad = caller.client.get(f"{base}/playout/export", params={"format": "pdf"})
    assert (bad.status_code, bad.json()["code"]) == (400, "playout_unknown_file")
    kept = caller.call("GET", "/api/v1/audit")["items"]
    assert any(
        row["action"] == "show.export" and (row.get("after") or {}).get("what") == "playout" for row in kept
    )


def test_without_a_rundown_there_is_nothing_to_compare(caller: Caller) -> None:
    own = show(caller, plan=False)
    base = f"/api/v1/shows/{own}"
    told = caller.call("GET", f"{base}/playout")
    assert (told["version"], told["late_s"], told["slots"], told["rounds"]) == (0, None, [], [])
    start = {"slot": "own-1", "product": "wok", "label": "炒锅"}
    caller.call("POST", f"{base}/actions", {"id": "y1", "action": "slot_start", "data": start})
    slot = caller.call("GET", f"{base}/playout")["slots"][0]
    assert (slot["planned"], slot["planned_s"], slot["late_s"], slot["state"]) == (
        False,
        None,
        None,
        "on_air",
    )
    answer = caller.client.post(
        f"{base}/playout/preview", json={"action": "slot_skip", "data": {"slot": "own-1"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "playout_no_rundown")
    for body, code in (
        ({"action": "pin", "data": {}}, "unknown_action"),
        ({"action": "slot_skip", "data": {}}, "bad_action_data"),
    ):
        answer = caller.client.post(f"{base}/playout/preview", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert caller.client.get(f"/api/v1/shows/{own[:-4]}0000/playout").status_code == 404

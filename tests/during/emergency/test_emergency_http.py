"""The routes: who may, whose they are, what is kept of a card and a room, the report and its files; and who is first."""

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from studio import studio
from ward import ROOM, Ward

from fake_obs import FakeObs
from onair.access.roles import Role

pytestmark = pytest.mark.asyncio
CARDS = "/api/v1/emergency/cards"


async def test_a_team_writes_its_own_cards_and_sets_its_rooms(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        client, room = here.client, f"/api/v1/emergency/rooms/{here.room}"
        first = (await client.get(CARDS)).json()["items"][0]
        assert (first["id"], first["version"], first["changed"]) == ("stream_cut", 0, [])
        line = {"zh": "马上好", "en": "Right away"}
        kept = await client.put(f"{CARDS}/stream_cut", json={"version": 0, "line": line, "on": False})
        assert (kept.json()["line"], kept.json()["changed"], kept.json()["version"]) == (
            line,
            ["line", "on"],
            1,
        )
        stale = await client.put(
            f"{CARDS}/stream_cut", json={"version": 0, "line": {"zh": "别的", "en": "Other"}}
        )
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        twice = [{**first["steps"][0]}, {**first["steps"][0]}]
        bad = await client.put(f"{CARDS}/stream_cut", json={"version": 1, "steps": twice})
        assert (bad.status_code, bad.json()["code"]) == (400, "emergency_bad_card")
        assert (await client.put(f"{CARDS}/no_such", json={"version": 0, "on": True})).status_code == 404
        reset = await client.delete(f"{CARDS}/stream_cut", params={"version": 1})
        assert (reset.json()["changed"], reset.json()["on"]) == ([], True)

        held = (await client.get(room)).json()
        assert (held["version"], held["auto"], held["scene"]) == (0, [], None)
        auto = ["stream_cut/scene"]
        saved = await client.put(room, json={**ROOM, "auto": auto, "version": 0})
        assert [one["step"] for one in saved.json()["auto"]] == auto
        assert saved.json()["auto"][0]["name"].startswith("technician")
        assert (await client.put(room, json={**ROOM, "version": 0})).status_code == 409
        for body, code in (
            ({**ROOM, "auto": ["stream_cut/hotspot"]}, "emergency_bad_auto"),
            ({**ROOM, "targets": ["tgt_01m8h6q57pnapt22kh500ayj6x"]}, "target_not_found"),
        ):
            refused = await client.put(room, json={**body, "version": 1})
            assert refused.json()["code"] == code
        assert (await client.get(room)).json()["version"] == 1
        offered = (await client.get(f"{room}/offered")).json()
        assert (offered["ok"], offered["code"]) == (False, "no_encoder")
        tried = {one["do"]: one for one in (await client.post(f"{room}/try")).json()["items"]}
        assert (tried["scene"]["ok"], tried["whisper"]["ok"], tried["notify"]["ok"]) == (False, True, False)


async def test_roles_and_teams(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        here.home.team("乙")
        ward = Ward(here, FakeObs())
        may = {Role.owner, Role.operator, Role.controller, Role.technician, Role.service, Role.merchandiser}
        for role in Role:
            answer = await ward.press("emergency_open", f"{role}@甲", card="guest_late", drill=True)
            allowed = answer.status_code in (200, 409)
            assert allowed is (role in may), (role, answer.text)
        answers: list[tuple[str, int]] = []
        async with here.home.ask("owner@乙") as other:
            for method, path, body in (
                ("GET", f"/api/v1/emergency/rooms/{here.room}", None),
                ("PUT", f"/api/v1/emergency/rooms/{here.room}", {**ROOM, "version": 0}),
                ("GET", f"/api/v1/emergency/rooms/{here.room}/offered", None),
                ("POST", f"/api/v1/emergency/rooms/{here.room}/try", None),
                ("GET", f"/api/v1/shows/{here.show}/emergencies", None),
                ("GET", f"/api/v1/shows/{here.show}/emergencies/export", None),
            ):
                answers.append((path, (await other.request(method, path, json=body)).status_code))
            await other.put(f"{CARDS}/stream_cut", json={"version": 0, "on": False})
        assert {status for _, status in answers} == {404}, answers
        assert (await here.client.get(CARDS)).json()["items"][0]["on"] is True


async def test_whoever_is_first_wins_and_the_report_tells_it_all(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        ward = Ward(here, FakeObs())
        both = await asyncio.gather(
            ward.press("emergency_open", "controller@甲", card="slip_of_tongue", why="说成买一送二"),
            ward.press("emergency_open", "operator@甲", card="slip_of_tongue", why="说成买一送二"),
        )
        assert sorted(one.status_code for one in both) == [200, 409]
        run = next(one.json()["id"] for one in both if one.status_code == 200)
        lost = next(one.json() for one in both if one.status_code == 409)
        assert (lost["code"], "opened" in lost["detail"]) == (
            "emergency_open_already",
            True,
        )
        both = await asyncio.gather(
            ward.press("emergency_step", "controller@甲", run=run, step="pin", outcome="done"),
            ward.press("emergency_step", "operator@甲", run=run, step="pin", outcome="skipped"),
        )
        assert sorted(one.status_code for one in both) == [200, 409]
        for data, code in (
            ({"run": run, "step": "pin", "outcome": "begun"}, "bad_action_data"),
            ({"run": run, "step": "nope", "outcome": "done"}, "emergency_no_run"),
            ({"run": "nope", "step": "pin", "outcome": "done"}, "emergency_no_run"),
        ):
            assert (await ward.press("emergency_step", **data)).json()["code"] == code
        hand = await ward.press("emergency_do", run=run, step="pin")
        assert hand.json()["code"] == "emergency_cannot"
        undone = await ward.press("undo", "controller@甲", action=run)
        assert (undone.status_code, undone.json()["code"]) == (409, "cannot_undo")
        slip = await ward.press(
            "put_right", "host@甲", run=run, said="=买一送二 13812345678", text="买一送一"
        )
        assert slip.json()["data"]["said"] == "=买一送二 ***"
        assert [row.data["text"] for row in await ward.actions("whisper")] == ["请当场更正：买一送一"]
        await _files(here, run)
        here.end_show()
        await here.until(lambda: _ended(ward), "the end")
        late = await ward.press("emergency_open", card="oversold")
        assert (late.status_code, late.json()["code"]) == (409, "emergency_not_on_air")
        assert (await ward.press("emergency_do", run=run, step="say")).json()[
            "code"
        ] == "emergency_not_on_air"
        assert (await here.client.get(f"/api/v1/shows/{here.show}/emergencies")).json()["runs"][0][
            "left_open"
        ]
        closed = await ward.press("emergency_close", run=run, outcome="handled", note="下播后补记")
        assert closed.status_code == 200
        again = await ward.press("emergency_close", run=run, outcome="handled")
        assert again.json()["code"] == "emergency_closed"


async def _ended(ward: Ward) -> bool:
    return (await ward.owner()).facts.state == "ended"


async def _files(here: Any, run: str) -> None:
    path = f"/api/v1/shows/{here.show}/emergencies"
    told = (await here.client.get(path)).json()
    (one,) = told["runs"]
    assert (one["id"], one["why"], one["notice_s"], one["left_open"]) == (run, "说成买一送二", None, False)
    assert {step["id"]: step["state"] for step in one["steps"]}["record"] == "done"
    assert (told["slips"][0]["text"], told["slips"][0]["run"]) == ("买一送一", run)
    slips = (await here.client.get(f"{path}/export", params={"format": "csv", "sheet": "slips"})).content
    assert "'=买一送二 ***" in slips.decode("utf-8-sig")
    book = (await here.client.get(f"{path}/export")).content
    sheets = [name for name in zipfile.ZipFile(io.BytesIO(book)).namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 4
    for wrong in ({"format": "pdf"}, {"format": "csv", "sheet": "nope"}):
        refused = await here.client.get(f"{path}/export", params=wrong)
        assert refused.json()["code"] == "emergency_unknown_file"

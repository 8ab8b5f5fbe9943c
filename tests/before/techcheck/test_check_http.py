"""From an uploaded recording to its report, over the routes, with the real programs."""

from pathlib import Path

import httpx
import pytest
from clips import Clip, encode

from onair.before.techcheck import service
from onair.before.techcheck.runner import TechChecks
from team import House

pytestmark = pytest.mark.asyncio
BASE = "/api/v1/techcheck"


@pytest.fixture(scope="session")
def small(clip_folder: Path) -> bytes:
    """Four seconds of a sound picture, small so that it is quick."""
    return encode(
        Clip("coffee.png", 1200, 3, seconds=4, width=640, height=480), clip_folder / "s.mp4"
    ).read_bytes()


async def room_of(client: httpx.AsyncClient) -> str:
    made = await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "douyin"})
    return made.json()["id"]


async def measured(home: House, client: httpx.AsyncClient, room: str, body: bytes, **query: object) -> dict:
    sent = await client.post(
        f"{BASE}/rooms/{room}/uploads", content=body, params={"name": "试录.mp4"} | query
    )
    assert sent.status_code == 202, sent.text
    await home.services.get(TechChecks).idle()
    return (await client.get(f"{BASE}/checks/{sent.json()['id']}")).json()


async def test_a_recording_becomes_a_report(home: House, small: bytes) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        check = await measured(home, client, room, small, uplink_kbps=900)
        assert check["state"] == "done", check
        report = check["report"]
        assert check["progress"] == 1
        codes = {finding["code"]: finding["level"] for finding in report["findings"]}
        assert codes == {"low_resolution": "warn", "headroom": "fail"}
        assert check["verdict"] == "fail"
        assert report["facts"]["width"] == 640
        assert report["figures"]["fps"] == pytest.approx(25, abs=0.1)
        assert report["meters"]["loudness"]
        picture = await client.get(report["stills"][0]["url"])
        assert picture.content[:2] == b"\xff\xd8"
        assert len(picture.content) < 100_000
        listed = (await client.get(f"{BASE}/rooms/{room}/checks")).json()["items"]
        assert [(row["id"], row["failures"], row["warnings"]) for row in listed] == [(check["id"], 1, 1)]
    with home.db.read() as tx:
        summary = service.latest(tx, home.tenants["甲"], room)
    assert summary is not None
    assert (summary.id, summary.verdict, len(summary.findings)) == (check["id"], "fail", 2)
    assert not home.services.get(TechChecks).recording(check["id"]).exists(), "the recording is not kept"


@pytest.mark.parametrize(
    "body",
    [
        b"not a film at all " * 400,
        b"\x00\x00\x00\x20ftypisom" + bytes(5000),
        b"#EXTM3U\nfile:///etc/passwd\n",
    ],
)
async def test_what_is_no_recording_is_said_and_nothing_is_lost(
    home: House, small: bytes, body: bytes
) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        good = await measured(home, client, room, small)
        bad = await measured(home, client, room, body, name="broken.mp4")
        assert (bad["state"], bad["report"]) == ("failed", None)
        assert bad["problem"]["code"] == "techcheck_unreadable"
        assert "broken.mp4" in bad["problem"]["detail"]
        again = (await client.get(f"{BASE}/checks/{good['id']}")).json()
    assert again["report"] == good["report"]
    with home.db.read() as tx:
        summary = service.latest(tx, home.tenants["甲"], room)
    assert summary is not None
    assert summary.id == good["id"]


async def test_a_cut_recording_is_measured_as_far_as_it_goes_or_refused(home: House, small: bytes) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        check = await measured(home, client, room, small[: len(small) // 2])
    assert check["state"] == "failed"
    assert check["problem"]["code"] == "techcheck_unreadable"


async def test_addresses_and_forms_are_judged_before_anything_starts(home: House) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        for url, code in {
            "file:///etc/passwd": "techcheck_bad_address",
            "rtmp://127.0.0.1/live/key": "techcheck_private_address",
            "rtmp://host/app opt=1": "techcheck_bad_address",
        }.items():
            refused = await client.post(f"{BASE}/rooms/{room}/live", json={"url": url})
            assert (refused.status_code, refused.json()["code"]) == (400, code), url
        empty = await client.post(f"{BASE}/rooms/{room}/uploads", content=b"")
        assert empty.json()["code"] == "techcheck_empty"
        kind = await client.post(f"{BASE}/rooms/{room}/uploads", content=b"x", params={"profile": "cars"})
        assert kind.status_code == 400
        assert (await client.get(f"{BASE}/rooms/{room}/checks")).json()["items"] == []
        assert (await client.post(f"{BASE}/uplink", content=bytes(70_000))).json() == {"bytes": 70_000}


async def test_lacking_programs_are_named_with_how_to_install_them(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onair.connectors.media.programs.shutil.which", lambda _name: None)
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        lacking = (await client.get(BASE)).json()["lacking"]
        assert [row["program"] for row in lacking] == ["ffmpeg", "ffprobe"]
        refused = await client.post(f"{BASE}/rooms/{room}/uploads", content=b"x")
    assert (refused.status_code, refused.json()["code"]) == (503, "program_missing")
    assert "apt-get install ffmpeg" in refused.json()["detail"]


async def test_a_check_can_be_cancelled_and_its_programs_are_gone(home: House, small: bytes) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        ids = [
            (await client.post(f"{BASE}/rooms/{room}/uploads", content=small)).json()["id"] for _ in range(2)
        ]
        for check in ids:
            answer = await client.post(f"{BASE}/checks/{check}/cancel")
            assert answer.json()["state"] == "cancelled"
        await home.services.get(TechChecks).idle()
        for check in ids:
            after = (await client.get(f"{BASE}/checks/{check}")).json()
            assert (after["state"], after["report"]) == ("cancelled", None)
            assert not home.services.get(TechChecks).folder(check).exists()
        over = await client.post(f"{BASE}/checks/{ids[0]}/cancel")
    assert (over.status_code, over.json()["code"]) == (409, "techcheck_over")


async def test_the_queue_of_a_team_is_bounded(home: House, small: bytes) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        answers = [await client.post(f"{BASE}/rooms/{room}/uploads", content=small) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [202] * 6 + [429]
        for answer in answers[:6]:
            await client.post(f"{BASE}/checks/{answer.json()['id']}/cancel")
        await home.services.get(TechChecks).idle()


async def test_what_waited_is_measured_after_a_restart(home: House, small: bytes) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        check = (await client.post(f"{BASE}/rooms/{room}/uploads", content=small)).json()["id"]
        await home.services.get(TechChecks).stop()
        again = home.services.put(TechChecks(home.services))
        await again.start()
        await again.idle()
        assert (await client.get(f"{BASE}/checks/{check}")).json()["state"] == "done"


async def test_setup_and_checklist(home: House) -> None:
    async with home.ask("technician@甲") as client:
        room = await room_of(client)
        first = (await client.get(f"{BASE}/rooms/{room}")).json()
        assert (first["profile"], first["own"], first["version"], len(first["card"])) == (
            "general",
            True,
            0,
            24,
        )
        put = {"version": 0, "profile": "apparel", "card": []}
        assert (await client.put(f"{BASE}/rooms/{room}", json=put)).json()["version"] == 1
        stale = await client.put(f"{BASE}/rooms/{room}", json=put | {"profile": "food"})
        assert (stale.status_code, stale.json()["data"]["version"]) == (409, 1)
        short = await client.put(f"{BASE}/rooms/{room}", json=put | {"version": 1, "card": ["#ffffff"]})
        assert short.json()["code"] == "techcheck_bad_card"
        filled = (await client.post(f"{BASE}/rooms/{room}/checklist/fill")).json()
        assert len(filled["items"]) == 9
        assert len((await client.post(f"{BASE}/rooms/{room}/checklist/fill")).json()["items"]) == 9
        task, owner = filled["items"][0], filled["people"][0]["id"]
        change = {"version": task["version"], "owner": owner, "done": True}
        done = (await client.patch(f"{BASE}/tasks/{task['id']}", json=change)).json()
        assert (done["owner"], done["done_by"], done["version"]) == (owner, "technician of 甲", 2)
        assert (await client.patch(f"{BASE}/tasks/{task['id']}", json=change)).status_code == 409
        reopened = (await client.post(f"{BASE}/rooms/{room}/checklist/reopen")).json()["items"][0]
        assert reopened["done_at"] is None
    async with home.ask("technician@乙") as stranger:
        for method, path in (
            ("GET", f"rooms/{room}"),
            ("GET", f"rooms/{room}/checklist"),
            ("DELETE", f"tasks/{task['id']}"),
        ):
            assert (await stranger.request(method, f"{BASE}/{path}")).status_code == 404


async def test_the_next_show_names_the_room_to_check(home: House) -> None:
    """Not the first room made; what is long past, without a room or another team's does not count."""
    async with home.ask("operator@甲") as client, home.ask("operator@乙") as other:

        async def made(who: httpx.AsyncClient, title: str, hours: float, room: str | None) -> str:
            at = home.clock() + int(hours * 3_600_000)
            form = {"title": title, "starts_at": at, "currency": "CNY", "room": room}
            return (await who.post("/api/v1/shows", json=form)).json()["id"]

        async def following(who: httpx.AsyncClient) -> dict | None:
            return (await who.get(BASE)).json()["next"]

        await room_of(client)
        second = (await client.post("/api/v1/rooms", json={"name": "二号间", "platform": "douyin"})).json()[
            "id"
        ]
        assert await following(client) is None
        await made(client, "无直播间", 1, None)
        await made(client, "昨天的", -20, second)
        assert await following(client) is None
        later = await made(client, "明晚", 30, second)
        assert await following(client) == {"show": later, "room": second}
        tonight = await made(client, "今晚", -0.5, second)
        assert await following(client) == {"show": tonight, "room": second}, (
            "half an hour late is still tonight"
        )
        assert await following(other) is None

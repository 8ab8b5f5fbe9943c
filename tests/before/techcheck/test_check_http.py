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

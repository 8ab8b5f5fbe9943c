"""Live inputs over the routes, from foreign peers: RTMP and HLS of Debian's nginx, SRT of ffmpeg, files behind http."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio
from clips import Clip, encode

from onair.before.techcheck.model import TechCheck
from onair.before.techcheck.runner import TechChecks
from onair.kernel.settings import Settings
from peers import Relay, relay, sending, srt_at, until
from serving import free_port
from team import House

BASE = "/api/v1/techcheck"


@pytest.fixture(scope="module")
def clip(clip_folder: Path) -> Path:
    """Eight seconds, a key frame each second, small."""
    made = Clip("astronaut.png", 1200, 9, seconds=8, width=640, height=360, more={"keyframe": 1})
    return encode(made, clip_folder / "live.mp4")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Iterator[Relay]:
    """On air in both applications as `room`."""
    with (
        relay(tmp_path_factory.mktemp("nginx")) as running,
        sending(clip, running.rtmp("room")),
        sending(clip, running.rtmp("room", "hls")),
    ):
        until((running.folder / "room.m3u8").is_file, "a playlist of nginx")
        yield running


@pytest_asyncio.fixture
async def room(home: House) -> AsyncIterator["Technician"]:
    """In a house that may open addresses of its own."""
    home.services.put(home.services.get(Settings)._replace(private_targets=True))
    async with home.ask("technician@甲") as client:
        made = await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "douyin"})
        yield Technician(home, client, made.json()["id"])


class Technician(NamedTuple):
    """Asks as the page does."""

    home: House
    client: httpx.AsyncClient
    room: str

    async def begin(self, url: str, seconds: int = 5) -> str:
        sent = await self.client.post(f"{BASE}/rooms/{self.room}/live", json={"url": url, "seconds": seconds})
        assert sent.status_code == 202, sent.text
        return str(sent.json()["id"])

    async def get(self, check: str) -> dict[str, Any]:
        return dict((await self.client.get(f"{BASE}/checks/{check}")).json())

    async def over(self, check: str) -> dict[str, Any]:
        await self.home.services.get(TechChecks).idle()
        return await self.get(check)

    async def measured(self, url: str, seconds: int = 5) -> dict[str, Any]:
        return await self.over(await self.begin(url, seconds))

    async def reached(self, check: str, share: float) -> None:
        """Until the check has come so far."""
        while (row := await self.get(check))["progress"] < share:
            assert row["state"] in ("queued", "running"), row
            await asyncio.sleep(0.1)


def codes(check: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in check["report"]["findings"]}


def test_the_address_of_a_stream_is_not_kept() -> None:
    """It holds the key; nothing of the table has a place for it."""
    assert not [column.name for column in TechCheck.__table__.columns if "url" in column.name]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["rtmp", "hls"])
async def test_a_live_stream_of_nginx_is_measured(nginx: Relay, room: Technician, kind: str) -> None:
    url = nginx.rtmp("room") if kind == "rtmp" else nginx.http("room.m3u8")
    check = await room.measured(url)
    assert check["state"] == "done", check["problem"]
    report = check["report"]
    assert (report["facts"]["width"], report["facts"]["audio"], check["source"]) == (640, "aac", "live")
    assert report["figures"]["fps"] == pytest.approx(25, abs=0.8)
    assert (report["line"]["drops"], report["line"]["stalls"]) == (0, [])
    assert report["line"]["media"] > 3
    assert not codes(check) & {"dropped", "stalled", "slow_line", "frozen", "silent"}
    assert len(report["stills"]) == 6
    if kind == "rtmp":
        assert check["name"] == f"rtmp://127.0.0.1:{nginx.port}/live/…"


@pytest.mark.asyncio
async def test_an_encrypted_srt_stream_that_breaks_and_comes_back_is_counted(
    clip: Path, room: Technician
) -> None:
    port = free_port()
    secret = {"passphrase": "0123456789abcd", "pbkeylen": "16"}
    url = f"srt://127.0.0.1:{port}?passphrase=0123456789abcd&pbkeylen=16"
    with sending(clip, srt_at(port, **secret), "mpegts"):
        whole = await room.measured(url)
    assert whole["state"] == "done", whole["problem"]
    assert (whole["report"]["line"]["drops"], whole["report"]["line"]["stalls"]) == (0, [])
    assert "0123456789abcd" not in str(whole), "the passphrase is not shown"
    with sending(clip, srt_at(port, **secret), "mpegts") as sender:
        check = await room.begin(url, 8)
        await room.reached(check, 0.15)
        sender.terminate()
        sender.wait()
    with sending(clip, srt_at(port, **secret), "mpegts"):
        broken = await room.over(check)
    assert broken["state"] == "done", broken["problem"]
    assert broken["report"]["line"]["drops"] >= 1
    assert "dropped" in codes(broken)


@pytest.mark.asyncio
async def test_a_stream_that_stalls_is_said_with_how_long(nginx: Relay, clip: Path, room: Technician) -> None:
    with sending(clip, nginx.rtmp("stalls")) as sender:
        check = await room.begin(nginx.rtmp("stalls"), 8)
        await room.reached(check, 0.15)
        sender.send_signal(signal.SIGSTOP)
        await asyncio.sleep(3)  # the fault itself: three seconds of nothing
        sender.send_signal(signal.SIGCONT)
        found = await room.over(check)
    assert found["state"] == "done", found["problem"]
    assert found["report"]["line"]["drops"] == 0
    assert 2 < max(found["report"]["line"]["stalls"]) < 6
    assert "stalled" in codes(found)


@pytest.mark.asyncio
async def test_a_recording_behind_an_address_has_no_breaks(
    nginx: Relay, clip: Path, room: Technician
) -> None:
    """It ends because it is over."""
    (nginx.folder / "trial.mp4").write_bytes(clip.read_bytes())
    check = await room.measured(nginx.http("trial.mp4"), 30)
    assert check["state"] == "done", check["problem"]
    assert check["report"]["line"]["drops"] == 0
    assert check["report"]["line"]["media"] == pytest.approx(8, abs=0.5)
    assert not codes(check) & {"dropped", "slow_line", "stalled"}


@pytest.mark.asyncio
async def test_dead_addresses_say_why_and_lose_nothing(nginx: Relay, clip: Path, room: Technician) -> None:
    (nginx.folder / "page.html").write_text("<html>no stream</html>" * 50)
    (nginx.folder / "files.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
    )
    good = await room.measured(nginx.http("room.m3u8"))
    dead = {
        f"rtmp://127.0.0.1:{free_port()}/live/x": "refused",
        nginx.http("nobody.m3u8"): "404",
        nginx.http("gone"): "403",
        nginx.http("page.html"): "no video stream",
        nginx.http("files.m3u8"): "sent no picture",
        f"srt://127.0.0.1:{free_port()}": "no SRT connection",
    }
    for url, why in dead.items():
        check = await room.measured(url)
        assert (check["state"], check["problem"]["code"]) == ("failed", "techcheck_unreachable"), (url, check)
        assert why in check["problem"]["detail"], (url, check["problem"])
    assert (await room.get(good["id"]))["report"] == good["report"]


@pytest.mark.asyncio
async def test_a_live_check_can_be_cancelled_while_it_listens(nginx: Relay, room: Technician) -> None:
    check = await room.begin(nginx.rtmp("room"), 60)
    await room.reached(check, 0.02)
    assert (await room.client.post(f"{BASE}/checks/{check}/cancel")).json()["state"] == "cancelled"
    over = await room.over(check)
    assert (over["state"], over["report"]) == ("cancelled", None)
    assert not room.home.services.get(TechChecks).folder(check).exists()


@pytest.mark.asyncio
async def test_control_the_same_address_is_refused_where_the_house_says_so(
    nginx: Relay, room: Technician
) -> None:
    room.home.services.put(room.home.services.get(Settings)._replace(private_targets=False))
    for url in (nginx.rtmp("room"), nginx.http("room.m3u8"), f"srt://127.0.0.1:{nginx.port}"):
        sent = await room.client.post(f"{BASE}/rooms/{room.room}/live", json={"url": url})
        assert (sent.status_code, sent.json()["code"]) == (400, "techcheck_private_address"), url

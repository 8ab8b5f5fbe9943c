"""What is broken, untrue, endless or hostile: an error with a code or an honest report, and nothing is lost."""

import struct
import subprocess
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio
from clips import Clip, encode

from onair.before.techcheck import measure, verdict
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.runner import TechChecks
from onair.connectors.media import programs
from onair.connectors.media.programs import ProgramFailed, TookTooLong
from team import House

BASE = "/api/v1/techcheck"


@pytest.fixture(scope="module")
def good(clip_folder: Path) -> Path:
    return encode(Clip("coffee.png", 1200, 3, seconds=4, width=640, height=480), clip_folder / "good.mp4")


def remade(source: Path, name: str, *args: str) -> Path:
    made = source.with_name(name)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", source, *args, made], check=True)
    return made


def measured(path: Path, work: Path) -> tuple[measure.Measured, set[str]]:
    found = measure.measure(path, work, shown=path.name, progress=lambda _share: None)
    judged = verdict.judge(found, verdict.figures_of(found), PROFILES["general"], None, live=False)
    return found, {finding.code for finding in judged}


def test_a_recording_with_broken_pieces_says_so(good: Path, tmp_path: Path) -> None:
    body = bytearray(good.read_bytes())
    rng = np.random.default_rng(1)
    inside = body.index(b"mdat") + 20_000
    for at in rng.integers(inside, len(body) - 20_000, 2000):
        body[at] = rng.integers(0, 256)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(body)
    (tmp_path / "w").mkdir()
    found, codes = measured(broken, tmp_path / "w")
    assert found.damage > 20
    assert "damaged" in codes


def test_a_stream_that_was_cut_is_measured_as_far_as_it_goes(good: Path, tmp_path: Path) -> None:
    whole = remade(good, "whole.ts", "-c", "copy").read_bytes()
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole[: len(whole) * 9 // 10])
    (tmp_path / "w").mkdir()
    found, _ = measured(cut, tmp_path / "w")
    assert 3 < found.seconds < 4
    assert len(found.samples) >= 14


def test_a_header_of_eight_hours_is_not_believed(good: Path, tmp_path: Path) -> None:
    body = bytearray(remade(good, "long.mkv", "-c", "copy").read_bytes())
    at = body.index(b"\x44\x89\x88") + 3  # Matroska's Duration, a float of 8 bytes, in ms
    assert struct.unpack(">d", body[at : at + 8])[0] == pytest.approx(4000, abs=100)
    body[at : at + 8] = struct.pack(">d", 8 * 3600 * 1000.0)
    path = tmp_path / "long.mkv"
    path.write_bytes(body)
    (tmp_path / "w").mkdir()
    found, codes = measured(path, tmp_path / "w")
    assert found.seconds == pytest.approx(4, abs=0.2)
    assert len(found.samples) >= measure.SAMPLES - 1
    assert codes == {"low_resolution"}


def test_sound_alone_is_a_report_without_a_picture(good: Path, tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    found, codes = measured(remade(good, "voice.m4a", "-vn", "-c", "copy"), tmp_path / "w")
    assert codes == {"no_picture"}
    assert found.samples == ()
    assert found.loudness is not None
    assert found.loudness.integrated is not None


def test_a_picture_that_ends_before_the_sound_is_found(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "ends.mkv"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-t",
        "4",
        "-i",
        good,
        "-f",
        "lavfi",
        "-i",
        "sine=300:d=9",
        "-map",
        "0:v",
        "-map",
        "1:a",
    ]
    subprocess.run([*command, "-c:v", "copy", "-c:a", "aac", path], check=True)
    (tmp_path / "w").mkdir()
    found, codes = measured(path, tmp_path / "w")
    assert found.seconds == pytest.approx(9, abs=0.2)
    assert "frames_missing" in codes


class Technician:
    """Asks as the page does."""

    def __init__(self, home: House, client: httpx.AsyncClient, room: str) -> None:
        self.home, self.client, self.room = home, client, room

    async def send(self, body: bytes, **query: str) -> httpx.Response:
        return await self.client.post(f"{BASE}/rooms/{self.room}/uploads", content=body, params=query)

    async def measured(self, body: bytes, **query: str) -> dict[str, Any]:
        sent = await self.send(body, **query)
        assert sent.status_code == 202, sent.text
        await self.home.services.get(TechChecks).idle()
        return dict((await self.client.get(f"{BASE}/checks/{sent.json()['id']}")).json())


@pytest_asyncio.fixture
async def room(home: House) -> Any:
    async with home.ask("technician@甲") as client:
        made = await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "douyin"})
        yield Technician(home, client, made.json()["id"])


DISGUISED = {
    "a text": b"dear all, the show starts at eight\n" * 200,
    "a list of files": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
    "a manifest": b'<?xml version="1.0"?><MPD><Period><BaseURL>http://127.0.0.1/</BaseURL></Period></MPD>',
    "a session": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/></svg>',
    "nothing but zeros": bytes(50_000),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", DISGUISED)
async def test_what_is_named_mp4_and_is_none_is_refused_and_opens_nothing(
    room: Technician, kind: str
) -> None:
    check = await room.measured(DISGUISED[kind], name="试录.mp4")
    assert (check["state"], check["problem"]["code"]) == ("failed", "techcheck_unreadable")
    assert not room.home.services.get(TechChecks).folder(check["id"]).exists()


@pytest.mark.asyncio
async def test_hostile_names_and_metadata_stay_text(room: Technician, good: Path) -> None:
    tag = "<script>alert(1)</script>{file}%s"
    body = remade(
        good, "tagged.mp4", "-c", "copy", "-metadata", f"title={tag}", "-metadata", f"comment={tag}"
    ).read_bytes()
    check = await room.measured(body, name=f"../../etc/{tag}.mp4")
    assert check["state"] == "done"
    assert check["name"] == "script>{file}%s.mp4"
    assert "alert" not in str(check["report"]), "what a file says of itself is not part of the report"
    for name in ("a\nb.mp4", "a\u202e4pm.exe"):
        assert (await room.send(b"x", name=name)).status_code == 400


@pytest.mark.asyncio
async def test_too_large_is_refused_before_it_is_read(room: Technician) -> None:
    url = f"{BASE}/rooms/{room.room}/uploads"
    refused = await room.client.post(url, content=b"x", headers={"content-length": str(2 << 30)})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert (await room.client.get(f"{BASE}/rooms/{room.room}/checks")).json()["items"] == []


@pytest.mark.asyncio
async def test_a_full_disk_is_said_and_leaves_nothing(
    room: Technician, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel's own full disk."""
    full = tmp_path / "inc_full"
    full.symlink_to("/dev/full")
    monkeypatch.setattr(TechChecks, "incoming", lambda _self: full)
    refused = await room.send(good.read_bytes())
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert not full.is_symlink()
    assert (await room.client.get(f"{BASE}/rooms/{room.room}/checks")).json()["items"] == []


def test_programs_run_within_limits() -> None:
    """Read from the kernel while one runs."""
    endless = ("-v", "error", "-f", "lavfi", "-i", "testsrc2", "-f", "null", "-")
    with programs.started("ffmpeg", endless, seconds=5, stdout=subprocess.DEVNULL) as running:
        lines = Path(f"/proc/{running.process.pid}/limits").read_text().splitlines()
        env = Path(f"/proc/{running.process.pid}/environ").read_bytes()
    held = {line[:26].strip(): line[26:47].strip() for line in lines}
    assert held["Max address space"] == str(programs.MEMORY)
    assert held["Max file size"] == str(programs.WRITTEN)
    assert held["Max core file size"] == "0"
    assert int(held["Max cpu time"]) <= 5 * 64 + 5
    assert {pair.partition(b"=")[0] for pair in env.split(b"\0") if pair} <= {b"PATH", b"LC_ALL"}


def test_one_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, good: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(measure, "PASS_S", 0.05)
    with pytest.raises(TookTooLong):
        measured(good, tmp_path)


def test_one_that_wants_too_much_memory_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control is the same command with the memory that is allowed."""
    hungry = ("-v", "error", "-f", "lavfi", "-i", "testsrc2=s=4096x4096:d=0.2", "-f", "null", "-")
    programs.run("ffmpeg", hungry, seconds=30)
    monkeypatch.setattr(programs, "MEMORY", 64 << 20)
    with pytest.raises(ProgramFailed):
        programs.run("ffmpeg", hungry, seconds=30)

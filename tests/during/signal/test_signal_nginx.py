"""Planted faults through a real nginx-rtmp, published and probed by ffmpeg: found, named, recovered, once each."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import planted
import pytest
from planted import SHORT, WINDOWS_S, Piece, Publisher, watch_nginx
from studio import Studio, studio

from onair.during.signal.service import SignalDesk
from peers import Relay, relay

pytestmark = pytest.mark.fault
FOUND_S = 3.0
SLACK_S = 4.0
"""A machine that runs other tests beside this one; the figure itself is published by `python -m bench.signal`."""


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with relay(tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("planted")
    calm = (Piece("live", 6),)
    return {"faults": planted.render(SHORT, folder, "faults"), "calm": planted.render(calm, folder, "calm")}


async def test_freeze_black_and_silence_are_found_named_and_recover(
    nginx: Relay, clips: dict[str, Path], tmp_path: Path
) -> None:
    async with studio(tmp_path) as here:
        await watch_nginx(here, nginx, "faults")
        with Publisher(clips["faults"], nginx.rtmp("faults")) as sent:
            found = {}
            for kind, at in planted.faults(SHORT):
                await here.incident(kind)
                found[kind] = asyncio.get_running_loop().time() - sent.began - at
                await here.incident(kind, over=True)
        for kind, seconds in found.items():
            assert seconds < FOUND_S + WINDOWS_S[kind] + SLACK_S, found
        seen = [one for one in await here.incidents() if one.kind in found]
        assert [one.kind for one in seen] == ["freeze", "black", "silence"]
        assert [one.cause for one in seen] == ["camera", "scene", "microphone"]


async def test_a_frozen_publisher_and_a_dead_one(
    nginx: Relay, clips: dict[str, Path], tmp_path: Path
) -> None:
    """SIGSTOP: the socket stays open, the counters stand. The control before it is the same stream left alone."""
    async with studio(tmp_path) as here:
        await watch_nginx(here, nginx, "held", probe=False)
        with Publisher(clips["calm"], nginx.rtmp("held"), loop=True) as sent:
            await here.reaches("live")
            await asyncio.sleep(WINDOWS_S["stalled"] + FOUND_S)
            assert await here.incidents() == []
            sent.freeze()
            began = asyncio.get_running_loop().time()
            stalled = await here.incident("stalled")
            assert asyncio.get_running_loop().time() - began < FOUND_S + WINDOWS_S["stalled"] + SLACK_S
            assert stalled.cause == "publisher_frozen"
            sent.thaw()
            await here.incident("stalled", over=True)
            sent.kill()
            began = asyncio.get_running_loop().time()
            cut = await here.incident("cut")
            assert asyncio.get_running_loop().time() - began < FOUND_S + WINDOWS_S["cut"] + SLACK_S
            assert cut.cause == "publisher_gone"
        with Publisher(clips["calm"], nginx.rtmp("held"), loop=True):
            over = await here.incident("cut", over=True)
        assert over.id == cut.id
        assert [one.kind for one in await here.incidents()] == ["stalled", "cut"]


async def test_a_player_that_hangs_on_sees_the_next_publisher(
    nginx: Relay, clips: dict[str, Path], tmp_path: Path
) -> None:
    """nginx-rtmp keeps the probe's connection and hands it the next stream, whose clock begins anew."""
    async with studio(tmp_path) as here:
        await watch_nginx(here, nginx, "again")
        with Publisher(clips["calm"], nginx.rtmp("again"), loop=True):
            await here.reaches("live")
            await here.until(lambda: _sees(here), "a picture")
        cut = await here.incident("cut")
        with Publisher(clips["calm"], nginx.rtmp("again"), loop=True):
            over = await here.incident("cut", over=True, within=60)
            assert over.id == cut.id


async def _sees(here: Studio) -> bool:
    monitor = here.services.get(SignalDesk).monitor(here.show)
    return any(
        line.part == "probe" and line.flow == "live" for line in monitor.outputs["main"].lines.values()
    )


async def test_control_nobody_watching_finds_nothing(
    nginx: Relay, clips: dict[str, Path], tmp_path: Path
) -> None:
    """The same death of the same publisher, seen by a room whose source looks at another stream."""
    async with studio(tmp_path) as here:
        await here.add("nginx_rtmp", "中转", url=nginx.http("stat"), stream="live/another")
        with Publisher(clips["calm"], nginx.rtmp("unseen"), loop=True) as sent:
            await here.reaches("stopped")
            sent.kill()
            await asyncio.sleep(FOUND_S + WINDOWS_S["cut"])
        assert (here.state(), await here.incidents()) == ("stopped", [])


def test_the_planted_stream_is_as_it_says(clips: dict[str, Path]) -> None:
    args = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        str(clips["faults"]),
    ]
    shown = subprocess.run(args, check=True, capture_output=True, text=True).stdout
    assert float(shown) == pytest.approx(sum(piece.seconds for piece in SHORT), abs=0.5)

"""Real OBS under Xvfb, publishing through a real nginx-rtmp: seen, refused, cut, switched, recovered. Not in CI's run:
OBS is forty packages; `make fault` runs it where Debian's obs-studio and xvfb are installed."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench import obs as stage
from studio import Studio, studio

from onair.during.signal.service import orders_of
from peers import relay

FULL = bool(os.environ.get("ONAIR_FULL"))
HAVE = shutil.which("obs") is not None and shutil.which("Xvfb") is not None
pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(
        not (FULL and HAVE), reason="real OBS: ONAIR_FULL=1, and `tools/need-apt obs-studio xvfb`"
    ),
]
FOUND_S, SLACK_S = 3.0, 2.0


@dataclass
class Set:
    """A started OBS with two scenes, and how to speak to it past our own client."""

    port: int
    password: str
    peer: stage.Obs

    async def send_to(self, url: str, key: str) -> None:
        settings = {"server": url, "key": key}
        await self.peer.ask(
            "SetStreamServiceSettings", streamServiceType="rtmp_custom", streamServiceSettings=settings
        )
        await self.peer.ask("StartStream")


@asynccontextmanager
async def real_obs(folder: Path) -> AsyncIterator[Set]:
    with stage.display() as display:
        async with stage.started(folder, display) as found:
            peer = found.obs
            for scene in ("直播间", "马上回来"):
                await peer.ask("CreateScene", sceneName=scene)
            settings = {"text": "青山果园", "font": {"face": "Noto Sans CJK SC", "size": 64}}
            await peer.ask(
                "CreateInput", sceneName="直播间", inputName="贴片", inputKind="text_ft2_source_v2",
                inputSettings=settings,
            )  # fmt: skip
            await peer.ask("SetCurrentProgramScene", sceneName="直播间")
            yield Set(found.port, found.password, peer)


async def found(here: Studio, kind: str, within: float) -> float:
    began = asyncio.get_running_loop().time()
    await here.incident(kind, within=within)
    return asyncio.get_running_loop().time() - began


async def test_the_relay_is_killed_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    (tmp_path / "home").mkdir()
    async with real_obs(tmp_path / "home") as obs, studio(tmp_path / "data") as here:
        orders, who = orders_of(here.services), (here.tenant, here.room)
        wrong = await here.obs(obs.port, "falsch")
        tried = (await here.client.post(f"/api/v1/signal/sources/{wrong['id']}/test")).json()
        assert tried["code"] == "wrong_password"
        await here.client.delete(f"/api/v1/signal/sources/{wrong['id']}")
        await here.obs(obs.port, obs.password)
        with relay(tmp_path / "nginx") as nginx:
            await here.add("nginx_rtmp", "中转", url=nginx.http("stat"), stream="live/room")
            await obs.send_to(nginx.rtmp("")[:-1], "room")
            await here.reaches("live", 60)
            await asyncio.sleep(6)
            assert await here.incidents() == []
            conf = nginx.folder.parent
        took = await found(here, "cut", 20)  # the block's end killed nginx
        assert took < FOUND_S + SLACK_S
        done = [await orders.switch_scene(*who, "马上回来") for _ in range(2)]
        assert [(one.ok, one.changed) for one in done] == [(True, True), (True, False)]
        now = await obs.peer.ask("GetCurrentProgramScene")
        assert now["currentProgramSceneName"] == "马上回来"
        await asyncio.sleep(4)
        (cut,) = await here.incidents()
        assert cut.cause == "relay_down"
        with again(conf):
            over = await here.incident("cut", over=True, within=60)
            assert over.id == cut.id
            assert here.state() == "live"
            print(f"real OBS: cut found after {took:.2f} s, recovered after {over.seconds} s")
            hand = await orders.stop_output(*who)
            assert (hand.ok, hand.changed) == (True, True)
            stopped = await here.incident("stopped", within=20)
            assert stopped.cause == "stopped_by_hand"
            assert (await orders.start_output(*who)).ok
            await here.incident("stopped", over=True, within=40)


class again:
    """The same nginx with the same configuration, once more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> None:
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        args = [
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "error.log"),
        ]
        self.process = subprocess.Popen([nginx, *args])

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

"""Real OBS under Xvfb through a real nginx-rtmp: the relay is killed, the card opens, switches the scene by itself, and
puts it back when the relay is there again. `ONAIR_FULL=1`, as in test_signal_obs."""

import asyncio
from pathlib import Path

import pytest
from studio import studio
from test_signal_obs import FULL, HAVE, SLACK_S, again, real_obs
from ward import Ward

from fake_obs import FakeObs
from peers import relay

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.fault,
    pytest.mark.skipif(
        not (FULL and HAVE), reason="real OBS: ONAIR_FULL=1, and `tools/need-apt obs-studio xvfb`"
    ),
]
CARD_S = 2.0
AUTO = ["stream_cut/scene", "stream_cut/text", "stream_cut/scene_back", "stream_cut/text_off"]


async def test_the_relay_is_killed_and_the_card_switches_the_scene_and_back(tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    (tmp_path / "home").mkdir()
    async with real_obs(tmp_path / "home") as obs, studio(tmp_path / "data") as here:
        room = Ward(here, FakeObs())
        await here.obs(obs.port, obs.password)
        offered = (await here.client.get(f"/api/v1/emergency/rooms/{here.room}/offered")).json()
        assert offered["ok"], offered
        assert {"直播间", "马上回来"} <= set(offered["scenes"])
        await room.setup(text="贴片", auto=AUTO)
        tried = {
            one["do"]: one["ok"]
            for one in (await here.client.post(f"/api/v1/emergency/rooms/{here.room}/try")).json()["items"]
        }
        assert (tried["scene"], tried["text"], tried["mute"]) == (True, True, False)
        with relay(tmp_path / "nginx") as nginx:
            await here.add("nginx_rtmp", "中转", url=nginx.http("stat"), stream="live/room")
            await obs.send_to(nginx.rtmp("")[:-1], "room")
            await here.reaches("live", 60)
            await asyncio.sleep(5)
            assert (await room.panel()).open == []
            conf = nginx.folder.parent
        await here.incident("cut", within=20)  # the block's end killed nginx
        found = asyncio.get_running_loop().time()
        await room.until(lambda fold: fold.book.all(), "a card")
        took = asyncio.get_running_loop().time() - found
        run = (await room.run("stream_cut")).id
        for step in ("scene", "text"):
            await room.becomes(run, step, "done", within=20)
        acted = asyncio.get_running_loop().time() - found
        now = await obs.peer.ask("GetCurrentProgramScene")
        assert now["currentProgramSceneName"] == "马上回来"
        said = await obs.peer.ask("GetInputSettings", inputName="贴片")
        assert said["inputSettings"]["text"] == "马上回来"
        with again(conf):
            await here.incident("cut", over=True, within=60)
            await room.until(lambda fold: not fold.book.get(run).open, "put back and closed", within=30)
        now = await obs.peer.ask("GetCurrentProgramScene")
        assert now["currentProgramSceneName"] == "直播间"
        told = (await here.client.get(f"/api/v1/shows/{here.show}/emergencies")).json()["runs"][0]
        print(
            f"real OBS: card {took:.2f} s after detection, scene and text {acted:.2f} s; {told['outcome']} after {told['recover_s']} s"
        )
        assert (told["outcome"], told["recover_s"] is not None) == ("recovered", True)
        assert took < CARD_S + SLACK_S

"""The line to OBS against a server that speaks its protocol; the same with the real program is in tests/during/signal."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from fake_obs import FakeObs, fake_obs
from onair.connectors.obs_studio import acts, signal, wire
from onair.connectors.obs_studio.translate import answer, change, reading
from onair.connectors.obs_studio.wire import ObsLost, ObsRefused
from onair.connectors.signals import AnySeen, Blind, Change, Met, Reach, Reading
from onair.kernel.clock import system_clock
from serving import free_port

pytestmark = pytest.mark.asyncio
REACH = Reach(True, system_clock)


def config(obs: FakeObs, **more: str) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(obs.port), "password": obs.password} | more


async def first(watch: AsyncIterator[AnySeen], true: Callable[[AnySeen], bool], within: float = 8) -> AnySeen:
    async with asyncio.timeout(within):
        async for seen in watch:
            if true(seen):
                return seen
    raise AssertionError("the watch ended")


async def test_the_proof_of_the_published_page() -> None:
    made = answer(
        "supersecretpassword",
        "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
        "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
    )
    assert made == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="


async def test_an_outage_is_read_from_reconnecting_never_from_active() -> None:
    status = {"outputActive": True, "outputReconnecting": True, "outputBytes": 0, "outputTotalFrames": 255}
    assert reading(status, {}, 1).flow == "reconnecting"
    told = change(
        "StreamStateChanged", {"outputActive": False, "outputState": "OBS_WEBSOCKET_OUTPUT_RECONNECTING"}, 1
    )
    assert told == Change(at=1, flow="reconnecting")
    odd = {"outputActive": "yes", "outputBytes": -1, "outputTotalFrames": True, "outputCongestion": "x"}
    assert reading(odd, {"activeFps": None}, 1) == Reading(at=1, flow="stopped")


async def test_it_watches_polls_and_events() -> None:
    async with fake_obs() as obs:
        watch = signal.watch(config(obs), REACH)
        met = await anext(watch)
        assert isinstance(met, Met)
        assert "5.1.0" in met.program
        await first(watch, lambda seen: isinstance(seen, Reading) and (seen.bytes or 0) > 0)
        began = asyncio.get_running_loop().time()
        await obs.outage()
        await first(watch, lambda seen: seen == Change(at=seen.at, flow="reconnecting"))
        assert asyncio.get_running_loop().time() - began < 1
        await first(watch, lambda seen: isinstance(seen, Reading) and seen.flow == "reconnecting")
        await obs.back()
        await first(watch, lambda seen: isinstance(seen, Change) and seen.flow == "live")
        await watch.aclose()


async def test_a_wrong_password_is_tried_once() -> None:
    async with fake_obs() as obs:
        seen = [one async for one in signal.watch(config(obs, password="falsch"), REACH)]
        assert seen == [Blind(at=seen[0].at, code="wrong_password", final=True)]
        assert (obs.greetings, obs.refused) == (1, 1)
        seen = [one async for one in signal.watch(config(obs, password=""), REACH)]
        assert [one.code for one in seen if isinstance(one, Blind)] == ["password_lacks"]


async def test_thrown_out_it_does_not_come_back_but_after_a_break_it_does() -> None:
    async with fake_obs() as obs:
        watch = signal.watch(config(obs), REACH)
        await first(watch, lambda seen: isinstance(seen, Reading))
        await obs.kick(1001)
        blind = await first(watch, lambda seen: isinstance(seen, Blind))
        assert blind == Blind(at=blind.at, code="closed")
        await first(watch, lambda seen: isinstance(seen, Reading))
        await obs.kick(4011)
        left = [one async for one in watch]
        assert isinstance(left[-1], Blind)
        assert (left[-1].code, left[-1].final) == ("kicked", True)
        assert obs.greetings == 2


async def test_while_the_collection_changes_nothing_is_asked() -> None:
    async with fake_obs() as obs:
        watch = signal.watch(config(obs), REACH)
        await first(watch, lambda seen: isinstance(seen, Reading))
        await obs.change_collection(over=False)
        with pytest.raises(TimeoutError):
            await first(watch, lambda seen: isinstance(seen, Reading), 2.5)
        assert obs.asked_while_busy == 0
        await watch.aclose()
    async with fake_obs() as obs, signal.open(config(obs), REACH) as line:  # and afterwards it goes on
        await obs.change_collection(over=False)
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(acts.switch_scene(line, "马上回来"))
        await asyncio.sleep(0.2)
        assert (obs.scene, obs.asked) == ("直播间", [])
        await obs.change_collection(over=True)
        assert await waiting is True
        assert (obs.scene, obs.asked_while_busy) == ("马上回来", 0)


async def code_of(port: int, *, private: bool = True) -> str:
    there = {"host": "127.0.0.1", "port": str(port), "password": "x"}
    with pytest.raises(ObsLost) as gone:
        async with signal.open(there, Reach(private, system_clock)):
            pass
    return gone.value.code


async def _chat(line: ServerConnection) -> None:
    await line.send(json.dumps({"hello": "world"}))
    with contextlib.suppress(Exception):
        await line.recv()


async def _mail(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail\r\n")
    writer.close()


async def test_who_is_no_obs_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "OPENS_S", 0.5)
    assert await code_of(free_port()) == "no_connection"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert await code_of(silent.getsockname()[1]) == "no_answer"
    async with await asyncio.start_server(_mail, "127.0.0.1", 0) as mail:
        assert await code_of(mail.sockets[0].getsockname()[1]) == "not_obs"
    async with serve(_chat, "127.0.0.1", 0) as other:
        assert await code_of(other.sockets[0].getsockname()[1]) == "not_obs"
    async with fake_obs() as obs:
        assert await code_of(obs.port, private=False) == "private_address"
        assert obs.greetings == 0


async def test_orders_look_first_so_that_twice_is_once() -> None:
    async with fake_obs() as obs, signal.open(config(obs), REACH) as line:
        for order, setting in (
            (lambda: acts.switch_scene(line, "马上回来"), "SetCurrentProgramScene"),
            (lambda: acts.mute(line, "话筒", muted=True), "SetInputMute"),
            (lambda: acts.show_text(line, "提示", "马上回来"), "CreateInput"),
            (lambda: acts.stop_stream(line), "StopStream"),
            (lambda: acts.start_stream(line), "StartStream"),
            (lambda: acts.switch_service(line, "rtmp://backup/live", "k2"), "SetStreamServiceSettings"),
        ):
            assert [await order(), await order()] == [True, False], setting
            assert obs.asked.count(setting) == 1, setting
        assert await acts.scenes(line) == ["直播间", "马上回来"]
        assert (obs.scene, obs.muted["话筒"], obs.texts["提示"]) == ("马上回来", True, "马上回来")
        assert obs.service == {"server": "rtmp://backup/live", "key": "k2"}
        assert obs.active
        with pytest.raises(ObsRefused) as refused:
            await acts.switch_scene(line, "没有")
        assert refused.value.status == acts.NO_SUCH


@pytest.mark.parametrize(
    "odd", [{"requestStatus": "ok"}, {"requestStatus": [1]}, {"responseData": [1]}], ids=str
)
async def test_an_answer_of_another_shape_is_no_obs(odd: dict[str, Any]) -> None:
    async with fake_obs(odd=odd) as obs, signal.open(config(obs), REACH) as line:
        with pytest.raises(ObsLost) as lost:
            await acts.switch_scene(line, "马上回来")
        assert lost.value.code == "not_obs"


async def test_a_code_that_is_no_number_is_refused_like_any() -> None:
    odd = {"requestStatus": {"result": False, "code": "many"}}
    async with fake_obs(odd=odd) as obs, signal.open(config(obs), REACH) as line:
        with pytest.raises(ObsRefused):
            await acts.switch_scene(line, "马上回来")


async def test_somebody_quicker_is_as_good() -> None:
    """OBS says 500 or 501 when the stream is so already."""

    class Quick:
        async def ask(self, request: str, **data: Any) -> dict[str, Any]:
            if request == "StartStream":
                raise ObsRefused(request, acts.RUNNING, "")
            return {"outputActive": False}

    assert await acts.start_stream(Quick()) is False

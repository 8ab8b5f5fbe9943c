"""kill -9 while OBS has an order and has not answered: it is not sent again, nobody pretends to know, a person is asked.

The same without the line in the log before the order is sent does it twice: that is the negative control.
"""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studio import studio
from ward import Ward
from websockets.asyncio.server import ServerConnection, serve

from fake_obs import FakeObs
from onair.during.broadcast.owner import Owner
from onair.during.emergency import desk
from serving import Running, serving

pytestmark = [pytest.mark.asyncio, pytest.mark.fault]
ORDER = "SetCurrentProgramScene"
IN_TIME_S = 30.0


class Silent(FakeObs):
    """Takes an order and neither does it nor answers while `holds` is set: from outside nobody can tell."""

    holds = True

    def orders(self) -> int:
        return self.asked.count(ORDER)

    async def _answer(self, line: ServerConnection, asked: dict[str, Any]) -> None:
        if asked["requestType"] == ORDER and self.holds:
            self.asked.append(ORDER)
            return
        await super()._answer(line, asked)


async def until(true: Callable[[], Any], what: str) -> None:
    end = asyncio.get_running_loop().time() + IN_TIME_S
    while not true():
        assert asyncio.get_running_loop().time() < end, what
        await asyncio.sleep(0.05)


async def prepared(home: Path, obs: FakeObs) -> tuple[str, str]:
    """A room with its OBS and a show on air. → show, secret of a key."""
    async with studio(home) as here:
        await here.obs(obs.port, obs.password)
        await Ward(here, obs).setup()
        return here.show, here.home.key("甲", "shows:write", "shows:read")


class Press:
    """What a bridge with that key does at a server of its own process."""

    def __init__(self, running: Running, show: str, key: str) -> None:
        self.running, self.show, self.key, self.n = running, show, key, 0

    def ask(self, path: str, body: Any = None) -> Any:
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.running.url}/api/v1/shows/{self.show}{path}", data, headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    async def act(self, action: str, **data: Any) -> Any:
        self.n += 1
        body = {"id": f"key_{self.n}", "action": action, "data": data}
        return await asyncio.to_thread(self.ask, "/actions", body)

    async def state(self) -> str:
        told = await asyncio.to_thread(self.ask, "/emergencies")
        return str(told["runs"][0]["steps"][0]["state"])

    async def becomes(self, state: str) -> None:
        end = asyncio.get_running_loop().time() + IN_TIME_S
        while (found := await self.state()) != state:
            assert asyncio.get_running_loop().time() < end, (found, state)
            await asyncio.sleep(0.1)


async def test_killed_in_the_middle_of_a_step(tmp_path: Path) -> None:
    obs = Silent()
    async with serve(obs.handle, "127.0.0.1", 0) as server:
        obs.port = server.sockets[0].getsockname()[1]
        show, key = await prepared(tmp_path, obs)
        started = serving(tmp_path, init=False, ONAIR_ALLOW_PRIVATE_TARGETS="on")
        running = await asyncio.to_thread(started.__enter__)
        try:
            press = Press(running, show, key)
            run = (await press.act("emergency_open", card="stream_cut"))["id"]
            await press.act("emergency_do", run=run, step="scene")
            await until(obs.orders, "the order at OBS")
            await asyncio.to_thread(running.kill)
            await asyncio.to_thread(running.restart)
            await press.becomes("unknown")
            await asyncio.sleep(1.5)
            assert (await press.state(), obs.orders()) == ("unknown", 1)
            obs.holds = False
            await press.act("emergency_do", run=run, step="scene")
            await press.becomes("done")
            assert (obs.scene, obs.orders()) == ("马上回来", 2)
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)


async def crashed(home: Path, obs: Silent) -> None:
    """The step is asked for, the order is sent, and the process is gone without a word; then it comes up again."""
    async with studio(home) as here:
        await here.obs(obs.port, obs.password)
        ward = Ward(here, obs)
        await ward.setup()
        run = await ward.open("stream_cut")
        await ward.press("emergency_do", run=run, step="scene")
        await until(obs.orders, "the order at OBS")
        for task in here.services.get(desk.EmergencyDesk)._held.values():
            task.cancel()
        here.services.get(desk.EmergencyDesk)._look.cancel()
        show = here.tenant, here.room, here.show
    async with studio(home, show=show) as here:
        await Ward(here, obs).owner()
        await asyncio.sleep(3)


@pytest.mark.parametrize("written", [True, False])
async def test_what_was_begun_is_in_the_log_before_it_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    if not written:
        record = Owner.record

        async def forgetful(self: Owner, events: Any) -> int:
            begun = [one for one in events if getattr(one, "data", {}).get("outcome") == "begun"]
            return 1 if begun else await record(self, events)

        monkeypatch.setattr(Owner, "record", forgetful)
    obs = Silent()
    async with serve(obs.handle, "127.0.0.1", 0) as server:
        obs.port = server.sockets[0].getsockname()[1]
        await crashed(tmp_path, obs)
        assert obs.orders() == (1 if written else 2)

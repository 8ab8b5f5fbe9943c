"""An OBS that speaks obs-websocket v5 as it was seen from OBS 29, without a picture: for contract tests."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed


def proof(password: str, salt: str, challenge: str) -> str:
    """Written apart from ours, from the protocol's page."""
    inner = base64.b64encode(hashlib.sha256(f"{password}{salt}".encode()).digest()).decode()
    return base64.b64encode(hashlib.sha256(f"{inner}{challenge}".encode()).digest()).decode()


class Refused(Exception):
    def __init__(self, code: int, comment: str = "") -> None:
        super().__init__(comment)
        self.code, self.comment = code, comment


@dataclass
class FakeObs:
    """`asked`: request types in the order they came; `greetings`: how many lines were opened.

    `fps` frames a second are counted while it is live; `kbps` goes into the bytes. `busy`: the scene collection is
    being changed, and a request now would crash the real one.
    """

    password: str = "正确的密码"
    port: int = 0
    scene: str = "直播间"
    scenes: list[str] = field(default_factory=lambda: ["直播间", "马上回来"])
    muted: dict[str, bool] = field(default_factory=lambda: {"话筒": False})
    texts: dict[str, str] = field(default_factory=dict)
    service: dict[str, str] = field(default_factory=lambda: {"server": "rtmp://main/live", "key": "k1"})
    active: bool = True
    reconnecting: bool = False
    frozen: bool = False
    kbps: int = 4000
    fps: float = 30.0
    lost_share: float = 0.0
    congestion: float = 0.0
    asked: list[str] = field(default_factory=list)
    greetings: int = 0
    refused: int = 0
    busy: bool = False
    asked_while_busy: int = 0
    bytes: float = 0.0
    frames: float = 0.0
    dropped: float = 0.0
    _lines: set[ServerConnection] = field(default_factory=set)
    odd: dict[str, Any] = field(default_factory=dict)
    """Put over the fields of every answer."""
    _since: float = 0.0

    # what tests do to it

    async def outage(self) -> None:
        """As it was measured: the event, `outputActive` stays, bytes begin at 0."""
        self._flow()
        self.reconnecting, self.bytes = True, 0.0
        await self._stream("RECONNECTING")

    async def back(self) -> None:
        self._flow()
        self.reconnecting, self.bytes, self.frames, self.dropped = False, 0.0, 0.0, 0.0
        await self._stream("RECONNECTED")

    async def kick(self, code: int = 4011) -> None:
        for line in list(self._lines):
            await line.close(code)

    async def change_collection(self, *, over: bool) -> None:
        self.busy = not over
        name = "CurrentSceneCollectionChanged" if over else "CurrentSceneCollectionChanging"
        await self.tell(name, {"sceneCollectionName": "别的"})

    async def tell(self, kind: str, data: dict[str, Any]) -> None:
        body = {"op": 5, "d": {"eventType": kind, "eventIntent": 64, "eventData": data}}
        for line in list(self._lines):
            await line.send(json.dumps(body))

    async def _stream(self, state: str) -> None:
        data = {"outputActive": state == "RECONNECTED", "outputState": f"OBS_WEBSOCKET_OUTPUT_{state}"}
        await self.tell("StreamStateChanged", data)

    # what it does by itself

    def _flow(self) -> None:
        now = asyncio.get_running_loop().time()
        passed, self._since = now - (self._since or now), now
        if self.active and not self.reconnecting and not self.frozen:
            self.bytes += self.kbps * 125 * passed
            self.frames += self.fps * passed
            self.dropped += self.fps * passed * self.lost_share

    async def handle(self, line: ServerConnection) -> None:
        self.greetings += 1
        salt, challenge = secrets.token_hex(8), secrets.token_hex(8)
        hello: dict[str, Any] = {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}
        if self.password:
            hello["authentication"] = {"challenge": challenge, "salt": salt}
        await line.send(json.dumps({"op": 0, "d": hello}))
        identify = json.loads(await line.recv())["d"]
        if self.password and identify.get("authentication") != proof(self.password, salt, challenge):
            self.refused += 1
            await line.close(4009, "Authentication failed.")
            return
        await line.send(json.dumps({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
        self._lines.add(line)
        try:
            async for frame in line:
                await self._answer(line, json.loads(frame)["d"])
        except ConnectionClosed:
            pass  # that is how lines end
        finally:
            self._lines.discard(line)

    async def _answer(self, line: ServerConnection, asked: dict[str, Any]) -> None:
        self.asked.append(asked["requestType"])
        self.asked_while_busy += self.busy
        status: dict[str, Any] = {"result": True, "code": 100}
        found: dict[str, Any] = {}
        try:
            found = self.do(asked["requestType"], asked.get("requestData") or {})
        except Refused as refused:
            status = {"result": False, "code": refused.code, "comment": refused.comment}
        body = {
            "requestType": asked["requestType"], "requestId": asked["requestId"], "requestStatus": status,
            "responseData": found, **self.odd,
        }  # fmt: skip
        await line.send(json.dumps({"op": 7, "d": body}))

    def do(self, request: str, data: dict[str, Any]) -> dict[str, Any]:
        self._flow()
        handler = getattr(self, f"do_{request}", None)
        if handler is None:
            raise Refused(204, "Your request type is not valid.")
        return handler(data) or {}

    def do_GetStreamStatus(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {
            "outputActive": self.active, "outputReconnecting": self.reconnecting, "outputCongestion": self.congestion,
            "outputBytes": int(self.bytes), "outputDuration": int(self.frames / self.fps * 1000),
            "outputSkippedFrames": int(self.dropped), "outputTotalFrames": int(self.frames), "outputTimecode": "",
        }  # fmt: skip

    def do_GetStats(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {
            "activeFps": self.fps, "renderSkippedFrames": 0, "renderTotalFrames": int(self.frames),
            "outputSkippedFrames": int(self.dropped), "outputTotalFrames": int(self.frames), "cpuUsage": 9.5,
        }  # fmt: skip

    def do_GetCurrentProgramScene(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {"currentProgramSceneName": self.scene}

    def do_GetSceneList(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {"scenes": [{"sceneName": name} for name in reversed(self.scenes)]}

    def do_GetInputList(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {"inputs": [{"inputName": name} for name in [*self.muted, *self.texts]]}

    def do_SetCurrentProgramScene(self, data: dict[str, Any]) -> None:
        if data["sceneName"] not in self.scenes:
            raise Refused(600, "No source was found")
        self.scene = data["sceneName"]

    def do_GetInputMute(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["inputName"] not in self.muted:
            raise Refused(600, "No source was found")
        return {"inputMuted": self.muted[data["inputName"]]}

    def do_SetInputMute(self, data: dict[str, Any]) -> None:
        self.muted[data["inputName"]] = data["inputMuted"]

    def do_GetInputSettings(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["inputName"] not in self.texts:
            raise Refused(600, "No source was found")
        return {"inputSettings": {"text": self.texts[data["inputName"]]}}

    def do_SetInputSettings(self, data: dict[str, Any]) -> None:
        self.texts[data["inputName"]] = data["inputSettings"]["text"]

    def do_CreateInput(self, data: dict[str, Any]) -> None:
        self.texts[data["inputName"]] = data["inputSettings"]["text"]

    def do_StartStream(self, _data: dict[str, Any]) -> None:
        if self.active:
            raise Refused(500)
        self.active, self.bytes, self.frames, self.dropped = True, 0.0, 0.0, 0.0

    def do_StopStream(self, _data: dict[str, Any]) -> None:
        if not self.active:
            raise Refused(501)
        self.active = self.reconnecting = False

    def do_GetStreamServiceSettings(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {"streamServiceType": "rtmp_custom", "streamServiceSettings": dict(self.service)}

    def do_SetStreamServiceSettings(self, data: dict[str, Any]) -> None:
        self.service = dict(data["streamServiceSettings"])


@asynccontextmanager
async def fake_obs(**how: Any) -> AsyncIterator[FakeObs]:
    """Listening on a free port of loopback until the block is left."""
    made = FakeObs(**how)
    server: Server
    async with serve(made.handle, "127.0.0.1", made.port) as server:
        made.port = server.sockets[0].getsockname()[1]
        yield made

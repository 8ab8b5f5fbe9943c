"""The line to OBS: greeting, requests, events, and what it means when it breaks. The only I/O of this folder.

It never tries a wrong password again by itself (4009), nor after OBS threw it out (4011). While OBS changes its scene
collection nothing is asked: the protocol says that this may crash it.
"""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, NamedTuple

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidURI
from websockets.typing import Subprotocol

from onair.connectors.signals import Reach
from onair.connectors.wire import NotSent, dial, judged

OPENS_S, ANSWERS_S = 4.0, 3.0
CALM_S = 30.0
"""A change of scene collection takes seconds; longer than this and OBS hangs."""
FRAME_BYTES = 4 << 20
EVENTS_MAX = 256
EVENTS = 1 | 4 | 8 | 64
"""General, scenes, inputs, outputs; configuration comes with 2, which carries the change of collection."""
CONFIG = 2
CODES = {
    4008: ("old_protocol", False), 4009: ("wrong_password", True), 4010: ("old_protocol", True),
    4011: ("kicked", True), 4012: ("old_protocol", True),
}  # fmt: skip


class ObsLost(Exception):
    """`code` in a word; `final`: not to be tried again by ourselves."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class ObsRefused(Exception):
    """OBS answered no. `status`: its code (600: there is no such thing)."""

    def __init__(self, request: str, status: int, comment: str) -> None:
        super().__init__(f"{request}: {status} {comment}")
        self.request, self.status, self.comment = request, status, comment


class Target(NamedTuple):
    """`answer(password, salt, challenge)` proves the password."""

    host: str
    port: int
    password: str
    answer: Callable[[str, str, str], str]


class ObsClient:
    """One identified line. Requests may overlap; events wait in `events`, the oldest are dropped beyond 256."""

    def __init__(self, line: ClientConnection, program: str) -> None:
        self.program = program
        self.events: asyncio.Queue[tuple[str, dict[str, Any]] | None] = asyncio.Queue()
        self._line, self._ids = line, itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._calm = asyncio.Event()
        self._calm.set()
        self._lost: ObsLost | None = None
        self._reader = asyncio.get_running_loop().create_task(self._read())

    async def ask(self, request: str, **data: Any) -> dict[str, Any]:
        """Raises ObsRefused, ObsLost."""
        try:
            async with asyncio.timeout(CALM_S):
                await self._calm.wait()
        except TimeoutError:
            raise ObsLost("no_answer") from None
        if self._lost is not None:
            raise self._lost
        id_ = str(next(self._ids))
        waiting = self._waiting[id_] = asyncio.get_running_loop().create_future()
        body = {"requestType": request, "requestId": id_, "requestData": data}
        try:
            await self._line.send(_said(6, body))
            async with asyncio.timeout(ANSWERS_S):
                found = await waiting
        except TimeoutError:
            raise ObsLost("no_answer") from None
        except ConnectionClosed as closed:
            raise lost(closed) from None
        finally:
            self._waiting.pop(id_, None)
        status, answer = found.get("requestStatus"), found.get("responseData") or {}
        if not isinstance(status, dict) or not isinstance(answer, dict):
            raise ObsLost("not_obs")
        if status.get("result") is not True:
            code = status.get("code")
            raise ObsRefused(
                request, code if isinstance(code, int) else 0, str(status.get("comment") or "")[:200]
            )
        return answer

    async def close(self) -> None:
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        await self._line.close()

    async def _read(self) -> None:
        try:
            async for frame in self._line:
                self._take(_heard(frame))
            self._lost = ObsLost("closed")
        except ConnectionClosed as closed:
            self._lost = lost(closed)
        except ObsLost as odd:
            self._lost = odd
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(self._lost)
        self.events.put_nowait(None)

    def _take(self, message: tuple[int, dict[str, Any]]) -> None:
        op, body = message
        if op == 7:
            waiting = self._waiting.get(str(body.get("requestId")))
            if waiting is not None and not waiting.done():
                waiting.set_result(body)
        elif op == 5:
            kind = str(body.get("eventType"))
            if kind == "CurrentSceneCollectionChanging":
                self._calm.clear()
            elif kind == "CurrentSceneCollectionChanged":
                self._calm.set()
            if self.events.qsize() >= EVENTS_MAX:
                self.events.get_nowait()
            self.events.put_nowait((kind, body.get("eventData") or {}))

    async def event(self, within: float) -> tuple[str, dict[str, Any]] | None:
        """The next one; None when none came in `within` seconds. Raises ObsLost."""
        try:
            async with asyncio.timeout(within):
                found = await self.events.get()
        except TimeoutError:
            return None
        if found is None:
            raise self._lost or ObsLost("closed")
        return found


Opening = AbstractAsyncContextManager[ObsClient]


@asynccontextmanager
async def opened(target: Target, reach: Reach) -> AsyncIterator[ObsClient]:
    """A line that is closed with the block. Raises ObsLost."""
    try:
        address = await judged(target.host, target.port, private=reach.private)
        dialled = await dial(address, target.port)
    except NotSent as refused:
        raise ObsLost(refused.code, final=refused.final) from None
    host = f"[{target.host}]" if ":" in target.host else target.host
    line = await _shaken(f"ws://{host}:{target.port}", dialled)
    try:
        async with asyncio.timeout(ANSWERS_S):
            program = await _greet(line, target)
    except TimeoutError:
        await line.close()
        raise ObsLost("not_obs") from None
    except ConnectionClosed as closed:
        raise lost(closed) from None
    except ObsLost:
        await line.close()
        raise
    client = ObsClient(line, program)
    try:
        yield client
    finally:
        await client.close()


async def _shaken(uri: str, dialled: socket.socket) -> ClientConnection:
    try:
        return await connect(
            uri, sock=dialled, subprotocols=[Subprotocol("obswebsocket.json")], open_timeout=OPENS_S,
            close_timeout=1.0, ping_interval=5.0, ping_timeout=5.0, max_size=FRAME_BYTES, proxy=None, compression=None,
        )  # fmt: skip
    except TimeoutError:
        raise ObsLost("no_answer") from None
    except (InvalidHandshake, InvalidMessage, InvalidURI, EOFError):
        raise ObsLost("not_obs") from None
    except OSError:
        raise ObsLost("no_answer") from None


async def _greet(line: ClientConnection, target: Target) -> str:
    """Hello, Identify, Identified. → the other side's version."""
    op, hello = _heard(await line.recv())
    if op != 0 or "obsWebSocketVersion" not in hello:
        raise ObsLost("not_obs")
    body: dict[str, Any] = {"rpcVersion": 1, "eventSubscriptions": EVENTS | CONFIG}
    asked = hello.get("authentication")
    if isinstance(asked, dict):
        if not target.password:
            raise ObsLost("password_lacks", final=True)
        body["authentication"] = target.answer(
            target.password, str(asked.get("salt")), str(asked.get("challenge"))
        )
    await line.send(_said(1, body))
    op, _ = _heard(await line.recv())
    if op != 2:
        raise ObsLost("not_obs")
    return f"obs-websocket {str(hello['obsWebSocketVersion'])[:20]}"


def lost(closed: ConnectionClosed) -> ObsLost:
    """Why a line broke, by its close code."""
    code, final = CODES.get(closed.rcvd.code if closed.rcvd else 0, ("closed", False))
    return ObsLost(code, final=final)


def _said(op: int, body: Mapping[str, Any]) -> str:
    return msgspec.json.encode({"op": op, "d": body}).decode()


def _heard(frame: str | bytes) -> tuple[int, dict[str, Any]]:
    try:
        found = msgspec.json.decode(frame)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise ObsLost("not_obs") from None
    op, body = (found.get("op"), found.get("d")) if isinstance(found, dict) else (None, None)
    if not isinstance(op, int) or not isinstance(body, dict):
        raise ObsLost("not_obs")
    return op, body

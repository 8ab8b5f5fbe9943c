"""Server-sent events: one encoded frame for all clients of a view, a bounded ring behind it, one cursor a client.

A client never has a queue of its own. It walks the ring; whoever falls out of it, or blocks for too long, is told
`bye slow` and dropped: a new connection starts from a snapshot. The ring is also what `Last-Event-ID` resumes from.
"""

import asyncio
from collections import deque
from collections.abc import Generator
from typing import Any, NamedTuple

import msgspec
from starlette.types import Send

from onair.during.broadcast.frames import Bye, View

RING_BYTES_MAX = 256 * 1024
RING_FRAMES_MAX = 240
HEARTBEAT_MS = 10_000
BLOCKED_MS_MAX = 15_000
"""A client whose socket takes nothing for this long is cut off."""
SLICE = 250
"""Clients written to before others of the loop get their turn."""
LINGER_MS = 60_000
"""A view without clients keeps its ring this long, so that a dropped network finds its place again."""

_encode = msgspec.json.encode


class Frame(NamedTuple):
    seq: int
    data: bytes


def encode_frame(event: str, payload: object, seq: int) -> bytes:
    """One SSE message. JSON from msgspec has no line breaks, so one `data:` line is enough."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (seq, event.encode(), _encode(payload))


def bye(reason: str) -> bytes:
    return b"event: bye\ndata: %s\n\n" % _encode(msgspec.convert({"frame": "bye", "reason": reason}, Bye))


class Client:
    """One open stream. `cursor`: the last frame it was given. `since`: ms when a blocked write began. `opened`: when it
    came, ms.

    The channel writes to it directly: `send` runs to its end at once unless the socket is full, so no task has to
    be woken for each of thousands of clients. Only a write that blocks is carried on by a task.
    """

    __slots__ = ("_send", "cursor", "done", "opened", "since", "task", "who")

    def __init__(self, cursor: int, who: str, send: Send) -> None:
        self.cursor, self.who, self._send = cursor, who, send
        self.since: int | None = None
        self.opened = 0
        self.task: asyncio.Task[None] | None = None
        self.done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Why it leaves: a Bye's reason, "gone" when the client went, "deaf" when it takes nothing."""

    def leave(self, why: str) -> None:
        if not self.done.done():
            self.done.set_result(why)

    def start(self, channel: "Channel", first: bytes, now: int) -> None:
        """The first write; `cursor` stands for it already."""
        self.opened = now
        self._write(channel, first, now)

    def give(self, channel: "Channel", now: int, idle: bytes = b"") -> None:
        """Write what it has not got yet; `idle` when there is nothing."""
        if self.task is not None or self.done.done():
            return  # its task goes on to the newest frame by itself
        data = channel.after(self.cursor)
        if data is None:
            self.leave("slow")
            return
        self.cursor = channel.seq
        if data or idle:
            self._write(channel, data or idle, now)

    def _write(self, channel: "Channel", data: bytes, now: int) -> None:
        step: Any = self._send({"type": "http.response.body", "body": data, "more_body": True})
        try:
            blocked = step.send(None)
        except StopIteration:
            return
        except (OSError, RuntimeError):  # the connection ended between two frames
            self.leave("gone")
            return
        self.since = now
        self.task = asyncio.get_running_loop().create_task(self._carry_on(channel, _Started(step, blocked)))

    async def _carry_on(self, channel: "Channel", started: "_Started") -> None:
        try:
            await started
            while (data := channel.after(self.cursor)) and not self.done.done():
                self.cursor = channel.seq
                await self._send({"type": "http.response.body", "body": data, "more_body": True})
            if data is None:
                self.leave("slow")
        except (OSError, RuntimeError):
            self.leave("gone")
        finally:
            self.since = self.task = None


class _Started:
    """A coroutine that was run up to its first wait, as something to await."""

    def __init__(self, step: Any, blocked: Any) -> None:
        self._step, self._blocked = step, blocked

    def __await__(self) -> Generator[Any, None, None]:
        waited = self._blocked
        try:
            while True:
                yield waited
                waited = self._step.send(None)
        except StopIteration:
            return
        finally:
            self._step.close()


class Channel:
    """All clients of one view of one show. `seq` grows for ever, over restarts too (it starts from the clock)."""

    def __init__(self, view: View, first_seq: int) -> None:
        self.view = view
        self.seq = first_seq
        self.clients: set[Client] = set()
        self.idle_since: int | None = None
        self.closed: str | None = None
        self._ring: deque[Frame] = deque()
        self._bytes = 0
        self._last_push = 0
        self._giving: list[Client] = []

    # writing, by the ticker

    def push(self, event: str, payload: object, now: int) -> None:
        """Encode a frame once and wake everybody."""
        self.seq += 1
        frame = Frame(self.seq, encode_frame(event, payload, self.seq))
        self._ring.append(frame)
        self._bytes += len(frame.data)
        while len(self._ring) > 1 and (self._bytes > RING_BYTES_MAX or len(self._ring) > RING_FRAMES_MAX):
            self._bytes -= len(self._ring.popleft().data)
        self._last_push = now
        self._give_all(now)

    def quiet(self, now: int) -> int:
        """ms since the last frame."""
        return now - self._last_push

    def beat(self, now: int) -> None:
        """Keep proxies and dead connections honest when nothing changes."""
        if now - self._last_push >= HEARTBEAT_MS:
            self._last_push = now
            for client in self.clients:
                client.give(self, now, b": beat\n\n")

    def close(self, reason: str) -> None:
        """Everybody is told why and sent away."""
        self.closed = reason
        for client in self.clients:
            client.leave(reason)

    def cut_blocked(self, now: int) -> None:
        """Clients that do not read: a blocked write cannot be told anything, so it is given up."""
        for client in self.clients:
            if client.since is not None and now - client.since > BLOCKED_MS_MAX:
                client.leave("deaf")

    def _give_all(self, now: int) -> None:
        """To all, some hundreds at a time, so that requests get their turn between."""
        idle = not self._giving
        self._giving = list(self.clients)
        if idle and self._giving:
            self._give_some(now)

    def _give_some(self, now: int) -> None:
        for client in self._giving[-SLICE:]:
            client.give(self, now)
        del self._giving[-SLICE:]
        if self._giving:
            asyncio.get_running_loop().call_soon(self._give_some, now)

    def reset(self) -> None:
        """Nobody listened for long: what was in the ring is no use to anybody."""
        self._ring.clear()
        self._bytes = 0

    # reading, by each client

    def after(self, seq: int) -> bytes | None:
        """The frames after `seq`, joined; empty when there is none, None when they are gone."""
        behind = self.seq - seq
        if behind == 0:
            return b""
        if behind == 1 and self._ring:
            return self._ring[-1].data
        if behind < 0 or behind > len(self._ring):
            return None
        start = len(self._ring) - behind
        return b"".join(frame.data for i, frame in enumerate(self._ring) if i >= start)

"""Server-sent events: one encoded frame for all clients of a view, a bounded ring behind it, one cursor a client.

A client never has a queue of its own. It walks the ring; whoever falls out of it, or blocks for too long, is told
`bye slow` and dropped: a new connection starts from a snapshot. The ring is also what `Last-Event-ID` resumes from.
"""

import asyncio
from collections import deque
from typing import NamedTuple

import msgspec

from onair.during.broadcast.frames import Bye, View

RING_BYTES_MAX = 256 * 1024
RING_FRAMES_MAX = 240
HEARTBEAT_MS = 10_000
BLOCKED_MS_MAX = 15_000
"""A client whose socket takes nothing for this long is cut off."""
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
    """One open stream. `cursor`: the last frame it was given. `since`: ms when a blocked write began."""

    __slots__ = ("cursor", "dropped", "gone", "leaving", "since", "task", "who")

    def __init__(self, cursor: int, who: str) -> None:
        self.cursor = cursor
        self.who = who
        self.gone = False
        self.dropped = False
        self.leaving: str | None = None
        self.since: int | None = None
        self.task: asyncio.Task[None] | None = None


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
        self._tick: asyncio.Future[None] | None = None
        self._last_push = 0

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
        self.wake()

    def wake(self) -> None:
        if self._tick is not None and not self._tick.done():
            self._tick.set_result(None)
        self._tick = None

    def beat(self, now: int) -> None:
        """Keep proxies and dead connections honest when nothing changes."""
        if now - self._last_push >= HEARTBEAT_MS:
            self._last_push = now
            self.wake()

    def close(self, reason: str) -> None:
        """Everybody is told why and sent away."""
        self.closed = reason
        self.wake()

    def cut_blocked(self, now: int) -> None:
        """Clients that do not read: a blocked write cannot be told anything, so it is cancelled."""
        for client in self.clients:
            if client.since is not None and now - client.since > BLOCKED_MS_MAX and client.task is not None:
                client.dropped = True
                client.task.cancel()

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

    async def changed(self) -> None:
        """Until the next push, beat or close. All clients share one future; nobody may cancel it alone."""
        if self._tick is None:
            self._tick = asyncio.get_running_loop().create_future()
        await self._tick

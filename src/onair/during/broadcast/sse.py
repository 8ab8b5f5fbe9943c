"""The wire side of a stream, as plain ASGI: `StreamingResponse` costs a third more per message."""

import asyncio
import random
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from onair.during.broadcast.stream import Channel, Client, bye
from onair.kernel.clock import Clock

RETRY_MS = (500, 5000)
"""Clients come back at a random moment in this range, so that a restart is no storm."""
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff"),
]  # fmt: skip


class EventStream(Response):
    """`snapshot` makes the first frame, encoded, as of the channel's newest seq; `last` is the client's Last-Event-ID.

    `admit(client)` is told when a client comes, `leave(client)` when it is gone.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        channel: Channel,
        *,
        who: str,
        last: str | None,
        snapshot: Callable[[], bytes],
        admit: Callable[[Client], None],
        leave: Callable[[Client], None],
        clock: Clock,
    ) -> None:
        super().__init__()
        self._channel, self._who, self._last = channel, who, last
        self._snapshot, self._admit, self._leave, self._clock = snapshot, admit, leave, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = Client(self._channel.seq, self._who)
        client.task = asyncio.current_task()
        self._admit(client)
        watch = asyncio.ensure_future(_until_gone(receive, client))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._run(client, send)
        except asyncio.CancelledError:
            if not client.dropped:
                raise
            _abort(receive)
        finally:
            watch.cancel()
            self._leave(client)

    def _first(self, client: Client) -> bytes:
        channel = self._channel
        retry = b"retry: %d\n\n" % random.randint(*RETRY_MS)  # noqa: S311 (spreads load, hides nothing)
        last = int(self._last) if self._last and self._last.isascii() and self._last.isdigit() else None
        missed = channel.after(last) if last is not None else None
        client.cursor = channel.seq
        return retry + (self._snapshot() if missed is None else missed)

    async def _run(self, client: Client, send: Send) -> None:
        channel = self._channel
        waiting = self._first(client)
        while not client.gone:
            await self._write(client, send, waiting)
            if channel.closed is not None or client.leaving is not None:
                break
            found = channel.after(client.cursor)
            if found == b"":
                await channel.changed()
                found = channel.after(client.cursor)
            if found is None:
                client.leaving = "slow"
                break
            client.cursor = channel.seq
            waiting = found or b": beat\n\n"
        if not client.gone:
            reason = client.leaving or channel.closed or "ended"
            await send({"type": "http.response.body", "body": bye(reason), "more_body": False})

    async def _write(self, client: Client, send: Send, data: bytes) -> None:
        client.since = self._clock()
        await send({"type": "http.response.body", "body": data, "more_body": True})
        client.since = None


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.gone = True


def _abort(receive: Receive) -> None:
    """A peer that never reads would keep its buffer for ever; ASGI has no word for this, uvicorn's cycle does."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()

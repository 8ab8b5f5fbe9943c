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
LAST_WORD_S = 1.0
"""How long a goodbye waits for a socket that is full."""
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

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        client = Client(self._channel.seq, self._who, send)
        watch = asyncio.ensure_future(_until_gone(receive, client))
        self._admit(client)
        try:
            why = await self._run(client)
            if why == "deaf":
                _abort(receive)
            elif why != "gone":
                await send({"type": "http.response.body", "body": bye(why), "more_body": False})
        finally:
            watch.cancel()
            if client.task is not None:
                client.task.cancel()
            self._leave(client)

    def _first(self, client: Client) -> bytes:
        channel = self._channel
        retry = b"retry: %d\n\n" % random.randint(*RETRY_MS)  # noqa: S311 (spreads load, hides nothing)
        last = int(self._last) if self._last and self._last.isascii() and self._last.isdigit() else None
        missed = channel.after(last) if last is not None else None
        client.cursor = channel.seq
        return retry + (self._snapshot() if missed is None else missed)

    async def _run(self, client: Client) -> str:
        """First what a newcomer needs; from then on the channel writes, until somebody has a reason to end it."""
        client.start(self._channel, self._first(client), self._clock())
        if self._channel.closed is not None:
            client.leave(self._channel.closed)
        why = await client.done
        if why not in ("gone", "deaf") and client.task is not None:
            await asyncio.wait([client.task], timeout=LAST_WORD_S)
            return "deaf" if client.task is not None else why
        return why


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.leave("gone")


def _abort(receive: Receive) -> None:
    """A peer that never reads would keep its buffer for ever; ASGI has no word for this, uvicorn's cycle does."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()

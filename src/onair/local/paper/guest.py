"""The application for one reader: a server on a free port of this machine's loopback that only reads.

Whoever asks must bring the secret of this printing; nobody's session, cookie or key is needed or made. It is gone when
the page was printed.
"""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import NamedTuple

import msgspec
import uvicorn
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onair.access.service import Actor

HEADER = "x-onair-paper"
ME = "/api/v1/me"


class Guest:
    """Every request is `actor`'s, when it brings the secret and only reads."""

    def __init__(self, app: ASGIApp, actor: Actor, me: dict[str, object]) -> None:
        self.app, self.actor, self.me = app, actor, me
        self.secret = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        known = any(
            name == HEADER.encode() and secrets.compare_digest(value, self.secret.encode())
            for name, value in scope["headers"]
        )
        answer: Response | None = None
        if not known:
            answer = Response(status_code=404)
        elif scope["method"] not in ("GET", "HEAD"):
            answer = Response(status_code=405)
        elif scope["path"] == ME:
            answer = JSONResponse(msgspec.to_builtins(self.me))
        if answer is not None:
            await answer(scope, receive, send)
            return
        scope["onair.actor"] = self.actor
        await self.app(scope, receive, send)


class _Server(uvicorn.Server):
    """In a process that has a server of its own, signals are that one's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Served(NamedTuple):
    url: str
    secret: str


@asynccontextmanager
async def serving(guest: Guest) -> AsyncIterator[Served]:
    """On this loop, so that what a show's owner holds is answered as by the server itself."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = uvicorn.Config(guest, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        task = asyncio.create_task(server.serve([listener]))
        try:
            yield Served(f"http://127.0.0.1:{port}", guest.secret)
        finally:
            server.should_exit = True
            await task

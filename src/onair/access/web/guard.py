"""Around every operation: identity, permission and a limit on the body; around every answer: headers.

A refused person or key leaves one audit entry a minute for each operation.
"""

import logging
import threading
from contextlib import suppress
from functools import cache
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onair.access.audit import audit
from onair.access.roles import NOBODY, Actor
from onair.access.web import problems
from onair.access.web.allow import SAFE, Allow, check
from onair.access.web.identity import CsrfMissing, identify, remembered
from onair.access.web.services import Services
from onair.kernel.clock import MINUTE_MS
from onair.kernel.errors import NotAllowed, NotKnown, Unavailable
from onair.kernel.text import as_size
from onair.store.db import Database

log = logging.getLogger("onair.access")

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
)
"""No inline script and no other host. Style *attributes* are allowed: charts' tooltips are made of them. Media from
blobs: the prompter draws a film by itself to keep a phone awake."""
Pairs = list[tuple[bytes, bytes]]
"""Header names (lower case) and values, as servers take them."""
FRAMED = ("/o/", "/p/", "/w/")
"""Overlay, prompter and wall may be framed by our own editor's preview."""


class Refusals:
    """Remembers who was refused what in the last minute, so that a flood is not a flood of audit entries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[tuple[str, str], int] = {}

    def first(self, actor: Actor, subject: str, now: int) -> bool:
        with self._lock:
            if len(self._last) > 10_000:
                self._last.clear()
            fresh = self._last.get((actor.id, subject), -MINUTE_MS) <= now - MINUTE_MS
            if fresh:
                self._last[actor.id, subject] = now
            return fresh


def admit(request: Request, allow: Allow, path: str) -> None:
    """Settle who asks and whether they may. Raises NotKnown, NotAllowed; may use the database."""
    try:
        actor = identify(request)
    except (NotKnown, CsrfMissing):  # somebody signing in may hold a cookie that is over
        if not allow.anonymous:
            raise
        request.scope["onair.actor"] = actor = NOBODY
    try:
        check(allow, actor, request.method)
    except NotKnown:
        raise
    except NotAllowed:
        _note_refusal(request, actor, f"{request.method} {path}")
        raise


def _note_refusal(request: Request, actor: Actor, subject: str) -> None:
    services: Services = request.app.state.services
    log.warning("refused %s %s: %s", actor.kind, actor.id, subject)
    if services.get(Refusals).first(actor, subject, services.clock()):
        after = {"path": request.url.path[:200]}
        with suppress(Unavailable), services.get(Database).write() as tx:  # refused either way
            audit(tx, actor, services.clock, "refused", subject, after=after)


class Guarded:
    """Wraps the ASGI app of one route. `body_limit` None: the endpoint keeps its own."""

    def __init__(self, app: ASGIApp, allow: Allow, path: str, body_limit: int | None) -> None:
        self.app, self.allow, self.path, self.body_limit = app, allow, path, body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        actor = remembered(request)
        if actor is not None and self.allow.admits(actor, request.method):
            pass  # the hot path: no thread, no database
        else:
            await run_in_threadpool(admit, request, self.allow, self.path)
        if self.body_limit is not None and request.method not in SAFE:
            receive = limited(request, receive, self.body_limit)
        await self.app(scope, receive, send)


def limited(request: Request, receive: Receive, limit: int) -> Receive:
    """`receive` that refuses more than `limit` bytes, by the announced length or by counting."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise too_large(limit)
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise too_large(limit)
        return message

    return counted


def too_large(limit: int) -> HTTPException:
    """An HTTPException because FastAPI lets nothing else out of its reading of a body."""
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, as_size(limit))


class Headers:
    """Security headers on every answer, and the last net: a crash becomes a problem with a reference."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app, self.https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                dress(message["headers"], scope["path"], https=self.https)
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            if started:
                raise
            answer = await problems.on_crash(Request(scope), error)
            await answer(scope, receive, dressed)


def dress(headers: Pairs, path: str, *, https: bool) -> None:
    """Add what the answer does not say itself."""
    said = {name for name, _ in headers}
    dressing = _dressing(path.startswith("/api/"), path.startswith(FRAMED), https)
    headers.extend(pair for pair in dressing if pair[0] not in said)


@cache
def _dressing(api: bool, framed: bool, https: bool) -> Pairs:
    frames = "'self'" if framed else "'none'"
    found = {
        "content-security-policy": API_POLICY if api else PAGE_POLICY.format(frames=frames),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer" if framed or api else "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
    if api:
        found["cache-control"] = "no-store"
    if https:
        found["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode()) for name, value in found.items()]

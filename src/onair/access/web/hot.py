"""A lane past the framework for the few operations that are asked thousands of times a second.

Only for keys that were used within 2 s and may call the operation, so nothing has to be read to know who asks; everybody
else, and whatever the lane does not know, goes the ordinary way. What is answered is the same.
"""

from collections.abc import Awaitable, Callable, Iterable
from re import Pattern

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onair.access.roles import Actor
from onair.access.web import problems
from onair.access.web.guard import dress, limited
from onair.access.web.identity import identify, key_of
from onair.access.web.routing import Asked, Hot, RawRoute
from onair.access.web.services import Services
from onair.kernel.errors import OnAirError

JSON = (b"content-type", b"application/json")


def by_hand(hot: Hot) -> Callable[[Request], Awaitable[Response]]:
    """The ordinary endpoint of a hot operation."""

    async def endpoint(request: Request) -> Response:
        asked = Asked(request.app.state.services, identify(request), request.path_params, request.body)
        status, body = await hot(asked)
        return Response(body, status, media_type="application/json")

    endpoint.__doc__ = hot.__doc__
    return endpoint


class Gone(Exception):
    """The asker hung up before the body was whole."""


class Lane:
    """Outermost of what is ours; `routes`: those with a `hot`."""

    def __init__(self, app: ASGIApp, routes: Iterable[RawRoute], services: Services, *, https: bool) -> None:
        self.app, self.services, self.https = app, services, https
        self.known: list[tuple[str, Pattern[str], RawRoute, Hot]] = [
            (route.method, compile_path(route.path)[0], route, route.hot) for route in routes if route.hot
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            method, path = scope["method"], scope["path"]
            for wanted, pattern, route, hot in self.known:
                if wanted == method and (match := pattern.match(path)):
                    actor = key_of(self.services, scope["headers"])
                    if actor is None or not route.allow.admits(actor, method):
                        break
                    await self._run((route, hot, actor, match.groupdict()), scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _run(
        self, what: tuple[RawRoute, Hot, Actor, dict[str, str]], scope: Scope, receive: Receive, send: Send
    ) -> None:
        route, hot, actor, params = what

        async def body() -> bytes:
            return await _read(scope, receive, route.body_limit)

        try:
            status, answer = await hot(Asked(self.services, actor, params, body))
        except Gone:
            return
        except Exception as error:  # noqa: BLE001 (the ordinary way has its nets; here is ours)
            await self._refuse(error, scope, receive, send)
            return
        headers = [JSON, (b"content-length", b"%d" % len(answer))]
        dress(headers, scope["path"], https=self.https)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _refuse(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(message["headers"], scope["path"], https=self.https)
            await send(message)

        if isinstance(error, OnAirError):
            answer = problems.problem_response(error, request)
        elif isinstance(error, HTTPException):
            answer = await problems.on_http(request, error)
        else:
            answer = await problems.on_crash(request, error)
        await answer(scope, receive, dressed)


async def _read(scope: Scope, receive: Receive, limit: int | None) -> bytes:
    """Raises HTTPException 413, Gone."""
    if limit is not None:
        receive = limited(Request(scope), receive, limit)
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)

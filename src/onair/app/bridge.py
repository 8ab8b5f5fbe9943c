"""The command line's door into a running server: only for who can read the data folder."""

import secrets
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from onair.access.service import Actor
from onair.access.web import Allow, RawRoute, Services
from onair.kernel.errors import BadInput, NotAllowed
from onair.local import NoSuchCommand, run

BODY_BYTES_MAX = 64 * 1024
NAME, VIEW = "onair-local", "local"


class LocalKey:
    """The token in the folder's run/server.json (mode 0600), new at every start."""

    def __init__(self) -> None:
        self.token = f"local_{secrets.token_urlsafe(32)}"

    def actor_for_bearer(self, bearer: str) -> Actor | None:
        """An actor of no team, admitted nowhere but here."""
        known = secrets.compare_digest(bearer.encode(), self.token.encode())
        return Actor(tenant="", kind="token", id=NAME, name=NAME, view=VIEW) if known else None


async def _command(request: Request) -> Response:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise BadInput(why=f"≤ {BODY_BYTES_MAX} bytes")
    try:
        args = msgspec.json.decode(body or b"{}", type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadInput(why="JSON") from None
    services: Services = request.app.state.services
    answer = await run(services, request.path_params["name"], args)
    return Response(msgspec.json.encode(answer), media_type="application/json")


_OBJECT = {"application/json": {"schema": {"type": "object"}}}
_OPENAPI: dict[str, Any] = {
    "summary": "A command of the command line, for the holder of the data folder only",
    "tags": ["local"],
    "parameters": [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
    ],
    "requestBody": {"content": _OBJECT},
    "responses": {"200": {"description": "What the command answers", "content": _OBJECT}},
}

_REFUSALS = (NoSuchCommand, BadInput, NotAllowed)
route = RawRoute("POST", "/api/v1/local/{name}", _command, Allow(tokens={VIEW}), _OPENAPI, errors=_REFUSALS)

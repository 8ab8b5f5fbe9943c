"""The door for relays that call back: the secret is in the path, the answer is what each of them understands."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from onair.access.service import installation_secret
from onair.access.web import Allow, RawRoute, Services
from onair.connectors.signal_kinds import signals
from onair.connectors.signals import Odd, Relay
from onair.delivery.service import vault_of
from onair.during.signal import sources as service
from onair.during.signal.desk import SignalDesk
from onair.kernel.settings import Settings
from onair.store.db import Database

CALL_BYTES = 16 * 1024


async def called(request: Request) -> Response:
    """`POST /api/v1/signal/calls/{source}/{secret}`. nginx-rtmp refuses the publisher on a 403, so a wrong secret is
    told like a wrong key."""
    services, source = request.app.state.services, request.path_params["source"]
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > CALL_BYTES:
            return Response(status_code=413)
    given = request.path_params["secret"]
    found = await asyncio.to_thread(_of_call, services, source, given)
    if found is None:
        return Response(status_code=403)
    relay, config = found
    try:
        heard = relay.hear(bytes(body), config, services.clock())
    except Odd:
        return Response(status_code=400)
    services.get(SignalDesk).hear(source, heard.seen)
    reply = relay.reply(admit=heard.admit is not False)
    return Response(reply.body, reply.status, media_type=reply.kind)


def _of_call(services: Services, source: str, given: str) -> tuple[Relay, dict[str, str]] | None:
    """The relay that calls and its settings; None for a wrong secret, and for what never calls."""
    if not service.may_call(installation_secret(services.get(Settings).home), source, given):
        return None
    with services.get(Database).read() as tx:
        view = service.find_source(tx, source)
        relay = signals().get(view.kind) if view is not None else None
        if not isinstance(relay, Relay):
            return None
        return relay, service.settings_of(tx, vault_of(services), source)


_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_ANSWERS = {"200": "Taken; the publisher may", "204": "Taken; the publisher may", "400": "Cannot be read",
            "401": "The publisher may not", "403": "Wrong secret, or the publisher may not", "413": "Too large"}  # fmt: skip
_CALLED = {
    "tags": ["signal"],
    "summary": "Where a relay calls back: nginx-rtmp, SRS, MediaMTX, node-media-server",
    "parameters": [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
        for name in ("source", "secret")
    ],
    "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}},
    "responses": {
        status: {"description": text} | ({"content": _TEXT} if status == "200" else {})
        for status, text in _ANSWERS.items()
    },
}
raw_routes = [
    RawRoute("POST", "/api/v1/signal/calls/{source}/{secret}", called, Allow(anonymous=True), _CALLED)
]

"""The hot way in: batches of events with a key. Raw Starlette, msgspec on the body, no form library."""

import asyncio
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import Role
from onair.access.web import Allow, RawRoute, Router, identify
from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.during.broadcast.hub import Hub
from onair.during.intake.body import read_unpacked, too_large
from onair.during.intake.connections_http import raw_routes as webhook_routes
from onair.during.intake.connections_http import router as connections
from onair.during.intake.signing import sign
from onair.during.intake.start import notes_of
from onair.events.model import EVENT_TYPES, SERVER_ONLY, Action
from onair.events.wire import (
    BODY_BYTES_MAX,
    EVENT_BYTES_MAX,
    EVENTS_MAX,
    FOLDED_GAUGES,
    BadEncoding,
    NotAnArray,
    NotEvents,
    Reject,
    decode,
)
from onair.kernel.errors import TooLarge
from onair.kernel.i18n import negotiate
from onair.kernel.text import as_size

FROM_ZERO = {"amount", "price", "qty"}
router = Router(tag="intake")
router.include(connections)
BIG_BODY = 256 * 1024
"""Bytes; more than this is decoded in a thread, so that one big body does not hold up the others."""


class Accepted(Struct, frozen=True, omit_defaults=False):
    """What became of a body. `ignored`: unknown fields that were dropped, with how often."""

    accepted: int
    duplicates: int
    rejected: list[Reject]
    offset: int
    ignored: dict[str, int] = {}


async def post_events(request: Request) -> Response:
    """`POST /api/v1/shows/{show}/events`."""
    services = request.app.state.services
    actor = identify(request)
    owner = await services.get(Hub).owner(request.path_params["show"], actor.tenant)
    lang = negotiate(request.headers.get("accept-language"))
    try:
        body = await read_unpacked(request)
    except TooLarge as error:
        return too_large(error, request)
    as_json = request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
    if len(body) > BIG_BODY:
        decoded = await asyncio.to_thread(decode, body, actor.id, lang, as_json=as_json)
    else:
        decoded = decode(body, actor.id, lang, as_json=as_json)
    sign(decoded.kinds.get(Action, ()), actor.id)
    receipt = await owner.ingest(
        decoded.events, services.clock(), lines=decoded.lines, lang=lang, outside=True, kinds=decoded.kinds
    )
    if decoded.unknown:
        notes_of(services).add(actor.tenant, owner.facts.id, actor.id, decoded.unknown)
    rejected = (
        sorted([*decoded.rejects, *receipt.rejected], key=_line) if decoded.rejects else receipt.rejected
    )
    out = Accepted(receipt.accepted, receipt.duplicates, rejected, receipt.offset, decoded.unknown)
    return Response(msgspec.json.encode(out), media_type="application/json")


def _line(reject: Reject) -> int:
    return reject.line


def _schemas() -> dict[str, Any]:
    """The event types as the wire takes them: `source` may be left out, `at` may be RFC 3339, more is ignored."""
    types = [cls for tag, cls in EVENT_TYPES.items() if tag not in SERVER_ONLY]
    _, found = msgspec.json.schema_components(
        [*types, Accepted], ref_template="#/components/schemas/Event{name}"
    )
    for schema in found.values():
        schema.pop("additionalProperties", None)
        for name in FROM_ZERO & schema.get("properties", {}).keys():
            _from_zero(schema["properties"][name])
        if "at" in schema.get("properties", {}) and "source" in schema["properties"]:
            schema["properties"]["at"] = {
                "anyOf": [schema["properties"]["at"], {"type": "string", "format": "date-time"}]
            }
            schema["required"] = [name for name in schema["required"] if name != "source"]
    named = {f"Event{name}": schema for name, schema in found.items()}
    named["EventGauge"]["properties"]["value"]["description"] = (
        f"at least 0 for {', '.join(sorted(FOLDED_GAUGES))}"
    )
    kinds = [{"$ref": f"#/components/schemas/Event{cls.__name__}"} for cls in types]
    named["Event"] = {
        "description": "One of the known types; anything else is refused by line while the others are kept.",
        "anyOf": [*kinds, {"type": "object"}],
    }
    return named


def _from_zero(schema: dict[str, Any]) -> None:
    """The log may hold older ones below zero, so the struct's own bound says less than the wire asks."""
    for part in (schema, *schema.get("anyOf", ())):
        if part.get("type") == "integer":
            part["minimum"] = 0


_ARRAY = {"type": "array", "maxItems": 5000, "items": {"$ref": "#/components/schemas/Event"}}
EVENTS_ROUTE = RawRoute(
    "POST", "/api/v1/shows/{show}/events", post_events, Allow(roles={Role.operator, Role.technician}, scopes={"events:write"}),
    {
        "tags": ["intake"], "summary": "Events in: NDJSON or a JSON array, optionally gzip",
        "description": f"At most {EVENTS_MAX} events, {as_size(BODY_BYTES_MAX)} unpacked, {as_size(EVENT_BYTES_MAX)} an event.",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ARRAY}, "application/x-ndjson": {"schema": {"type": "string"}}},
        },
        "responses": {
            "200": {
                "description": "The accepted ones are durable",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EventAccepted"}}},
            }
        },
    },
    _schemas(), (NoShow, ShowNotOpen, NotEvents, NotAnArray, BadEncoding, TooLarge),
)  # fmt: skip
raw_routes = [EVENTS_ROUTE, *webhook_routes]

"""Routes of connections, their inboxes, and the door for webhooks (raw)."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import Role
from onair.access.web import Allow, Call, Id, Name, Page, RawRoute, Router, Strict
from onair.before.gate.service import Health
from onair.connectors.standard_webhooks.cloudevents import BadEnvelope
from onair.connectors.standard_webhooks.verify import BadSignature
from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.during.broadcast.hub import Hub
from onair.during.intake import connections as service
from onair.during.intake.body import read_body, too_large
from onair.during.intake.health import Reason, condition, heard_of, shows_by_room
from onair.during.intake.pulse import Liveness, liveness
from onair.during.intake.start import secret_of, webhooks_of
from onair.kernel.errors import TooLarge
from onair.kernel.i18n import negotiate
from onair.kernel.settings import Settings
from onair.trade.service import ShowView

router = Router(tag="connections")
WEBHOOK_BYTES_MAX = 1024 * 1024
SEES = frozenset({Role.operator, Role.technician, Role.controller})
SETS = frozenset({Role.operator, Role.technician})


class NewConnection(Strict):
    connector: str
    room: Id
    name: Name


class ConnectionOut(BaseModel):
    """`url` is where the sender posts to; `secret` only in the answers to creation and rotation.

    `last_at`: when the newest event came (ms), `error_at`: when a delivery was last refused; both outlive a restart.
    `events`: how many since `since`, the start of the server. `state`: `slow` after two minutes without an event,
    `stale` after five. `health`: `quiet` = nothing is expected now, `broken` = refused, or silent although a show
    is or was on air; `why` says which in words, `reason` by name, `reason_at` since when.
    """

    id: str
    connector: str
    room: str
    name: str
    url: str
    created_at: int
    rotated_at: int | None
    waiting: int
    last_at: int | None
    state: Liveness
    events: int
    since: int
    health: Health
    reason: Reason
    reason_at: int | None
    why: str
    error_at: int | None
    error_code: str | None
    secret: str | None = None


class ConnectionPage(Page[ConnectionOut]):
    """All connections in use."""


class DeliveryOut(BaseModel):
    id: str
    webhook_id: str
    received_at: int
    first_at: int
    last_at: int
    types: dict[str, int]


class DeliveryPage(Page[DeliveryOut]):
    """The oldest deliveries that wait for a show."""


class Attach(Strict):
    show: Id


class Attached(BaseModel):
    """`left`: deliveries that still wait."""

    deliveries: int
    accepted: int
    duplicates: int
    left: int


@router.get(
    "/api/v1/connections", allow=Allow(roles=SEES, scopes={"connections:write"}), summary="Connections in use"
)
def connections(call: Call) -> ConnectionPage:
    with call.db.read() as tx:
        shows = shows_by_room(tx, call.actor.tenant, call.clock())
        found = service.list_connections(tx, call.actor.tenant)
    return ConnectionPage(items=[_out(view, call, shows.get(view.room, ())) for view in found])


@router.post(
    "/api/v1/connections",
    status_code=201,
    allow=Allow(roles=SETS, scopes={"connections:write"}),
    errors=(service.UnknownConnector,),
    summary="Make a connection; its secret is shown once",
)
def create(form: NewConnection, call: Call) -> ConnectionOut:
    with call.db.write() as tx:
        made = service.create_connection(
            tx,
            call.actor,
            call.clock,
            secret_of(call.services),
            connector=form.connector,
            room=form.room,
            name=form.name,
        )
    return _out(made, call)


@router.post(
    "/api/v1/connections/{connection_id}/rotate",
    allow=Allow(roles=SETS, scopes={"connections:write"}),
    errors=(service.NoConnection,),
    summary="A new secret; the old one stays good for a day",
)
def rotate(connection_id: Id, call: Call) -> ConnectionOut:
    with call.db.write() as tx:
        return _out(service.rotate(tx, call.actor, call.clock, secret_of(call.services), connection_id), call)


@router.delete(
    "/api/v1/connections/{connection_id}",
    status_code=204,
    allow=Allow(roles=SETS, scopes={"connections:write"}),
    errors=(service.NoConnection,),
    summary="Revoke a connection",
)
def revoke(connection_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        service.revoke(tx, call.actor, call.clock, connection_id)


@router.get(
    "/api/v1/connections/{connection_id}/inbox",
    allow=Allow(roles=SEES, scopes={"connections:write"}),
    errors=(service.NoConnection,),
    summary="Deliveries without a show",
)
def inbox(connection_id: Id, call: Call) -> DeliveryPage:
    with call.db.read() as tx:
        found = service.inbox(tx, call.actor.tenant, connection_id)
    return DeliveryPage(items=[DeliveryOut(**asdict(delivery)) for delivery in found])


@router.post(
    "/api/v1/connections/{connection_id}/inbox/attach",
    allow=Allow(roles=SETS, scopes={"connections:write"}),
    errors=(service.NoConnection, NoShow, ShowNotOpen),
    summary="Give what waits to a show",
)
async def attach(connection_id: Id, form: Attach, call: Call) -> Attached:
    actor = call.actor
    owner = await call.use(Hub).owner(form.show, actor.tenant)
    batches = await asyncio.to_thread(_waiting, call, connection_id)
    accepted = duplicates = 0
    for _, received_at, events in batches:
        receipt = await owner.ingest(events, received_at, settled=True)
        accepted, duplicates = accepted + receipt.accepted, duplicates + receipt.duplicates
    left = await asyncio.to_thread(_attached, call, connection_id, form.show, [id_ for id_, _, _ in batches])
    return Attached(deliveries=len(batches), accepted=accepted, duplicates=duplicates, left=left)


def _waiting(call: Call, connection: str) -> list[tuple[str, int, list[Any]]]:
    with call.db.read() as tx:
        return list(service.waiting_batches(tx, call.actor.tenant, connection))


def _attached(call: Call, connection: str, show: str, ids: list[str]) -> int:
    with call.db.write() as tx:
        service.mark_attached(tx, call.actor, call.clock, connection, show=show, ids=ids)
        return len(service.inbox(tx, call.actor.tenant, connection))


def _out(view: service.ConnectionView, call: Call, shows: Sequence[ShowView] = ()) -> ConnectionOut:
    pulses, now = webhooks_of(call.services).pulses, call.clock()
    heard = heard_of(call.services, view)
    found = condition(heard, shows, now)
    return ConnectionOut(
        id=view.id, connector=view.connector, room=view.room, name=view.name,
        url=f"{call.use(Settings).public_url}/api/v1/webhooks/{view.id}", created_at=view.created_at,
        rotated_at=view.rotated_at, waiting=view.waiting, last_at=heard.last_at, state=liveness(heard.last_at, now),
        events=pulses.events(view.id), since=pulses.since, health=found.health, reason=found.reason,
        reason_at=found.since, why=found.why(heard).of(call.lang), error_at=heard.error_at,
        error_code=heard.error_code, secret=view.secret,
    )  # fmt: skip


# ---- the door


async def webhook(request: Request) -> Response:
    """`POST /api/v1/webhooks/{connection}`."""
    hooks, connection = webhooks_of(request.app.state.services), request.path_params["connection"]
    try:
        body = await read_body(request, WEBHOOK_BYTES_MAX)
    except TooLarge as error:
        await hooks.refused(connection, error)
        return too_large(error, request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    lang = negotiate(request.headers.get("accept-language"))
    delivered = await hooks.receive(connection, headers, body, lang)
    return Response(msgspec.json.encode(delivered._asdict()), media_type="application/json")


async def handshake(request: Request) -> Response:
    """CloudEvents' abuse protection: yes, this sender may deliver here, at 200 a second."""
    await webhooks_of(request.app.state.services).connection(request.path_params["connection"])
    origin = request.headers.get("webhook-request-origin", "*")
    return Response(
        status_code=204, headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "12000"}
    )


_DELIVERED = {
    "type": "object",
    "properties": {
        "accepted": {"type": "integer"}, "duplicates": {"type": "integer"}, "ignored": {"type": "integer"},
        "inbox": {"type": "integer"}, "rejected": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
_HEADERS = [
    {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
]
raw_routes = [
    RawRoute(
        "POST", "/api/v1/webhooks/{connection}", webhook, Allow(anonymous=True),
        {
            "tags": ["connections"], "summary": "Standard Webhooks signature, CloudEvents body", "parameters": _HEADERS,
            "requestBody": {"content": {"application/cloudevents+json": {"schema": {"type": "object"}}}},
            "responses": {
                "200": {"description": "Kept durably", "content": {"application/json": {"schema": _DELIVERED}}}
            },
        },
        {},
        (
            service.NoConnection, service.ConnectionGone, BadSignature, BadEnvelope, service.InboxFull, TooLarge,
            ShowNotOpen,
        ),
    ),
    RawRoute(
        "OPTIONS", "/api/v1/webhooks/{connection}", handshake, Allow(anonymous=True),
        {
            "tags": ["connections"], "summary": "CloudEvents handshake",
            "responses": {"204": {"description": "May deliver"}},
        },
        {}, (service.NoConnection, service.ConnectionGone),
    ),
]  # fmt: skip

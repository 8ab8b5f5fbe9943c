"""A shop's checkout: reserve, confirm, release, look. Raw routes: no form library, no thread, no database."""

import time
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import TEAM, Actor, Role
from onair.access.web import Allow, RawRoute, Services, identify
from onair.during.offers.checkout import (
    BadCheckout,
    Confirm,
    OfferNow,
    Reserve,
    Reserved,
    Settled,
    encode,
    offer_now,
    read_confirm,
    read_reserve,
    reserved,
    settled,
)
from onair.during.offers.companion import offering_of
from onair.during.offers.desk import OfferDesks
from onair.during.offers.rate import Buckets, TooManyRequests
from onair.during.offers.refusals import (
    AmountDiffers,
    ConfirmedAlready,
    OfferNotFound,
    ReservationNotFound,
    SoldOut,
)
from onair.kernel.errors import TooLarge
from onair.kernel.settings import Settings

BODY_MAX = 4096
BASE = "/api/v1/offers/{offer}"


def _enter(request: Request) -> tuple[Services, Actor, str]:
    """Who asks, and that it is not too often. Raises TooManyRequests."""
    services: Services = request.app.state.services
    actor = identify(request)
    buckets = services.maybe(Buckets) or services.put(Buckets(services.get(Settings).offers_per_s))
    buckets.take(actor.id, time.monotonic())
    return services, actor, request.path_params["offer"]


def _answer(body: msgspec.Struct, status: int = 200) -> Response:
    return Response(encode(body), status, media_type="application/json")


async def post_reservation(request: Request) -> Response:
    """`POST /api/v1/offers/{offer}/reservations`."""
    services, actor, offer = _enter(request)
    form = read_reserve(await request.body())
    asked = (form.request, form.source, form.user, form.qty)
    granted = await services.get(OfferDesks).reserve(offer, actor.tenant, asked)
    return _answer(reserved(granted), 201 if granted.fresh else 200)


async def post_confirm(request: Request) -> Response:
    """`POST /api/v1/offers/{offer}/reservations/{reservation}/confirm`."""
    services, actor, offer = _enter(request)
    form = read_confirm(await request.body())
    id_ = request.path_params["reservation"]
    desk = await services.get(OfferDesks).of(offer, actor.tenant)
    return _answer(settled(await desk.ask(lambda turn: turn.confirm(offer, id_, form.order, form.amount))))


async def delete_reservation(request: Request) -> Response:
    """`DELETE /api/v1/offers/{offer}/reservations/{reservation}`."""
    services, actor, offer = _enter(request)
    id_ = request.path_params["reservation"]
    desk = await services.get(OfferDesks).of(offer, actor.tenant)
    return _answer(settled(await desk.ask(lambda turn: turn.release(offer, id_))))


async def get_reservation(request: Request) -> Response:
    """`GET /api/v1/offers/{offer}/reservations/{reservation}`."""
    services, actor, offer = _enter(request)
    id_ = request.path_params["reservation"]
    desk = await services.get(OfferDesks).of(offer, actor.tenant)
    return _answer(settled(await desk.ask(lambda turn: turn.look(offer, id_))))


async def get_offer(request: Request) -> Response:
    """`GET /api/v1/offers/{offer}`."""
    services, actor, offer = _enter(request)
    desk = await services.get(OfferDesks).of(offer, actor.tenant)
    offering = offering_of((await desk.owner.folded()).companions)
    book = offering.ledger.offers.get(offer)
    if book is None:
        raise OfferNotFound
    return _answer(offer_now(book, offering.stocks.of(book.terms), desk.owner.now()))


_types, _found = msgspec.json.schema_components(
    [Reserve, Confirm, Reserved, Settled, OfferNow], ref_template="#/components/schemas/Checkout{name}"
)
SCHEMAS: dict[str, Any] = {f"Checkout{name}": schema for name, schema in _found.items()}
_CHECKOUT = Allow(roles={Role.operator, Role.service}, scopes={"offers:write"})
_COMMON = (OfferNotFound, TooManyRequests)


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/Checkout{name}"}}}


def _spec(summary: str, answers: dict[str, tuple[str, str]], body: str | None = None) -> dict[str, Any]:
    """`answers`: status → (what it means, its schema)."""
    found: dict[str, Any] = {
        "tags": ["offers"], "summary": summary,
        "responses": {
            status: {"description": words, "content": _json(name)} for status, (words, name) in answers.items()
        },
    }  # fmt: skip
    if body is not None:
        found["requestBody"] = {"required": True, "content": _json(body)}
    return found


RESERVATION = BASE + "/reservations/{reservation}"
raw_routes = [
    RawRoute(
        "POST", BASE + "/reservations", post_reservation, _CHECKOUT,
        _spec(
            "Reserve units of an offer until the hold ends",
            {"201": ("Reserved, durably", "Reserved"), "200": ("Reserved before by the same request", "Reserved")}, "Reserve",
        ),
        SCHEMAS, (*_COMMON, BadCheckout, SoldOut, TooLarge), BODY_MAX,
    ),
    RawRoute(
        "POST", RESERVATION + "/confirm", post_confirm, _CHECKOUT,
        _spec("The order of a reservation is paid", {"200": ("Confirmed, durably", "Settled")}, "Confirm"),
        SCHEMAS, (*_COMMON, BadCheckout, AmountDiffers, ReservationNotFound, TooLarge), BODY_MAX,
    ),
    RawRoute(
        "DELETE", RESERVATION, delete_reservation, _CHECKOUT,
        _spec("Release a reservation that is not paid", {"200": ("It holds nothing any more", "Settled")}),
        SCHEMAS, (*_COMMON, ConfirmedAlready, ReservationNotFound, TooLarge), BODY_MAX,
    ),
    RawRoute(
        "GET", RESERVATION, get_reservation, _CHECKOUT,
        _spec("A reservation as it stands", {"200": ("As of now", "Settled")}),
        SCHEMAS, (*_COMMON, ReservationNotFound),
    ),
    RawRoute(
        "GET", BASE, get_offer, Allow(roles=TEAM, scopes={"offers:write", "shows:read"}),
        _spec("Terms, price now, what is left", {"200": ("As of server_time", "OfferNow")}),
        SCHEMAS, _COMMON,
    ),
]  # fmt: skip

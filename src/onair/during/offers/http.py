"""A shop's checkout: reserve, confirm, release, look. Raw routes: no form library, no thread, no database."""

import time
from typing import Any

import msgspec

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Asked, RawRoute, by_hand
from onair.access.web.routing import Hot
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
from onair.during.offers.desk import OfferDesk, OfferDesks
from onair.during.offers.rate import Buckets, TooManyRequests
from onair.during.offers.refusals import (
    AmountDiffers,
    ConfirmedAlready,
    OfferNotFound,
    ReservationNotFound,
    SoldOut,
)
from onair.kernel.errors import OnAirError, TooLarge
from onair.kernel.settings import Settings

BODY_MAX = 4096
BASE = "/api/v1/offers/{offer}"


Answered = tuple[int, bytes]


def _enter(asked: Asked) -> str:
    """The offer, when it is not asked for too often. Raises TooManyRequests."""
    services = asked.services
    buckets = services.maybe(Buckets) or services.put(Buckets(services.get(Settings).offers_per_s))
    buckets.take(asked.actor.id, time.monotonic())
    return asked.params["offer"]


async def _desk(asked: Asked) -> tuple[OfferDesk, str]:
    offer = _enter(asked)
    return await asked.services.get(OfferDesks).of(offer, asked.actor.tenant), offer


async def post_reservation(asked: Asked) -> Answered:
    """`POST /api/v1/offers/{offer}/reservations`."""
    offer = _enter(asked)
    form = read_reserve(await asked.body())
    wanted = (form.request, form.source, form.user, form.qty)
    granted = await asked.services.get(OfferDesks).reserve(offer, asked.actor.tenant, wanted)
    return 201 if granted.fresh else 200, encode(reserved(granted))


async def post_confirm(asked: Asked) -> Answered:
    """`POST /api/v1/offers/{offer}/reservations/{reservation}/confirm`."""
    desk, offer = await _desk(asked)
    form, id_ = read_confirm(await asked.body()), asked.params["reservation"]
    granted = await desk.ask(lambda turn: turn.confirm(offer, id_, form.order, form.amount))
    return 200, encode(settled(granted))


async def delete_reservation(asked: Asked) -> Answered:
    """`DELETE /api/v1/offers/{offer}/reservations/{reservation}`."""
    desk, offer = await _desk(asked)
    id_ = asked.params["reservation"]
    return 200, encode(settled(await desk.ask(lambda turn: turn.release(offer, id_))))


async def get_reservation(asked: Asked) -> Answered:
    """`GET /api/v1/offers/{offer}/reservations/{reservation}`."""
    desk, offer = await _desk(asked)
    id_ = asked.params["reservation"]
    return 200, encode(settled(await desk.ask(lambda turn: turn.look(offer, id_))))


async def get_offer(asked: Asked) -> Answered:
    """`GET /api/v1/offers/{offer}`."""
    desk, offer = await _desk(asked)
    offering = offering_of((await desk.owner.folded()).companions)
    book = offering.ledger.offers.get(offer)
    if book is None:
        raise OfferNotFound
    return 200, encode(offer_now(book, offering.stocks.of(book.terms), desk.owner.now()))


_types, _found = msgspec.json.schema_components(
    [Reserve, Confirm, Reserved, Settled, OfferNow], ref_template="#/components/schemas/Checkout{name}"
)
SCHEMAS: dict[str, Any] = {f"Checkout{name}": schema for name, schema in _found.items()}
_CHECKOUT = Allow(roles={Role.operator, Role.service}, scopes={"offers:write"})
_LOOK = Allow(roles=TEAM, scopes={"offers:write", "shows:read"})


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


def _route(
    method: str,
    path: str,
    hot: Hot,
    spec: dict[str, Any],
    errors: tuple[type[OnAirError], ...],
    *,
    allow: Allow = _CHECKOUT,
) -> RawRoute:
    told = (OfferNotFound, TooManyRequests, *((TooLarge,) if method != "GET" else ()), *errors)
    limit = None if method == "GET" else BODY_MAX
    return RawRoute(method, path, by_hand(hot), allow, spec, SCHEMAS, told, limit, hot)


RESERVATION = BASE + "/reservations/{reservation}"
raw_routes = [
    _route(
        "POST", BASE + "/reservations", post_reservation,
        _spec(
            "Reserve units of an offer until the hold ends",
            {"201": ("Reserved, durably", "Reserved"), "200": ("Reserved before by the same request", "Reserved")}, "Reserve",
        ),
        (BadCheckout, SoldOut),
    ),
    _route(
        "POST", RESERVATION + "/confirm", post_confirm,
        _spec("The order of a reservation is paid", {"200": ("Confirmed, durably", "Settled")}, "Confirm"),
        (BadCheckout, AmountDiffers, ReservationNotFound),
    ),
    _route(
        "DELETE", RESERVATION, delete_reservation,
        _spec("Release a reservation that is not paid", {"200": ("It holds nothing any more", "Settled")}),
        (ConfirmedAlready, ReservationNotFound),
    ),
    _route(
        "GET", RESERVATION, get_reservation,
        _spec("A reservation as it stands", {"200": ("As of now", "Settled")}), (ReservationNotFound,),
    ),
    _route(
        "GET", BASE, get_offer,
        _spec("Terms, price now, what is left", {"200": ("As of server_time", "OfferNow")}), (), allow=_LOOK,
    ),
]  # fmt: skip

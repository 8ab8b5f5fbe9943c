"""Routes of shared links: the team's own, and the one that is opened without an account."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import Role
from onair.access.service import list_people, system
from onair.access.web import Allow, Call, Id, Page, RawRoute, Router, Services, Strict
from onair.access.web.cookies import base_url, reach_of
from onair.access.web.fields import VISIBLE
from onair.after.review.service import Reviews
from onair.after.review.sharing import service
from onair.after.review.sharing.shown import SharedReview, Terms, shared
from onair.after.review.tallies import WHOLE
from onair.after.review.wire import schemas_of
from onair.kernel.buckets import Buckets
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.store.faults import DiskFull
from onair.trade.service import ShowNotFound

router = Router("review")
SHARES = Allow(roles={Role.operator, Role.analyst})
SHOW = "/api/v1/shows/{show}/shares"
PER_S, BURST = 0.5, 30.0
"""Openings by one address: thirty at once, then one in two seconds."""
Days = Annotated[int, Field(ge=1, le=service.DAYS_MAX)]


class NewReviewShare(Strict):
    """`name`: whom it is for. `money` False: no amounts in it."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=VISIBLE)]
    days: Days = 7
    money: bool = True


class ReviewShareOut(BaseModel):
    """`url` only in the answer to its creation, never again. `reach`: who can open that address."""

    id: str
    name: str
    money: bool
    state: Literal["live", "expired", "revoked"]
    created_by: str
    created_by_name: str
    created_at: int
    expires_at: int
    revoked_at: int | None
    seen_at: int | None
    opened: int
    url: str | None = None
    reach: Literal["this_machine", "plain", "secure"] | None = None


class ReviewSharePage(Page[ReviewShareOut]):
    pass


class Openings(Buckets):
    """How often each address may open shared links."""

    def __init__(self) -> None:
        super().__init__(PER_S, BURST)


@router.get(SHOW, allow=SHARES, errors=(ShowNotFound,), summary="Shared links of a review, newest first")
def list_shares(show: Id, call: Call) -> ReviewSharePage:
    with call.db.read() as tx:
        found = service.list_shares(tx, call.actor.tenant, show)
        names = {person.id: person.name for person in list_people(tx, call.actor.tenant)}
    return ReviewSharePage(items=[_out(view, call.clock, names) for view in found])


@router.post(
    SHOW, status_code=201, allow=SHARES, errors=(ShowNotFound, service.TooManyShares), summary="Share a review"
)  # fmt: skip
def create_share(show: Id, form: NewReviewShare, call: Call) -> ReviewShareOut:
    """The address is told once; whoever has it reads until the day it ends, without signing in."""
    with call.db.write() as tx:
        made = service.create_share(
            tx, call.actor, call.clock, show, name=form.name, days=form.days, money=form.money
        )
    base = base_url(call.request)
    out = _out(made, call.clock, {call.actor.id: call.actor.name})
    return out.model_copy(update={"url": f"{base}{service.PATH}{made.secret}", "reach": reach_of(base)})


@router.delete(f"{SHOW}/{{share_id}}", status_code=204, allow=SHARES, errors=(service.ShareNotFound,))
def revoke_share(show: Id, share_id: Id, call: Call) -> None:
    """It shows nothing from now on."""
    with call.db.write() as tx:
        service.revoke_share(tx, call.actor, call.clock, show, share_id)


def _out(view: service.ShareView, clock: Clock, names: dict[str, str]) -> ReviewShareOut:
    return ReviewShareOut(
        id=view.id, name=view.name, money=view.money, state=view.state(clock()), created_by=view.created_by,
        created_by_name=names.get(view.created_by, view.created_by), created_at=view.created_at,
        expires_at=view.expires_at, revoked_at=view.revoked_at, seen_at=view.seen_at, opened=view.opened,
    )  # fmt: skip


# ---- for whoever holds the secret: no session, no cookie is looked at


async def get_shared(request: Request) -> Response:
    """A review as it is shared. Counted for each address, before anything is looked up."""
    services: Services = request.app.state.services
    gate = services.maybe(Openings) or services.put(Openings())
    ip = request.client.host if request.client else ""
    wait = gate.take(ip, services.clock() / 1000)
    if wait:
        raise service.TooManyOpenings(retry_after_s=wait)
    secret, db = request.path_params["secret"], services.get(Database)
    view = await asyncio.to_thread(service.opened, db, services.clock, secret)
    reviews, actor = services.get(Reviews), system(view.tenant, "share")
    found = await reviews.found(actor, view.show, WHOLE)
    body = shared(found, await reviews.review(actor, view.show), Terms(view.expires_at, view.money))
    headers = {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    }
    return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


_SPEC: dict[str, Any] = {
    "tags": ["review"],
    "summary": "A review behind a shared link, for whoever holds it",
    "responses": {
        "200": {
            "description": "OK",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SharedReview"}}},
        }
    },
}
_REFUSALS = (
    service.ShareNotFound, service.ShareExpired, service.ShareRevoked, service.TooManyOpenings, DiskFull,
)  # fmt: skip
raw_routes = [
    RawRoute(
        "GET", "/api/v1/shared/{secret}", get_shared, Allow(anonymous=True), _SPEC, schemas_of(SharedReview), _REFUSALS
    )
]  # fmt: skip

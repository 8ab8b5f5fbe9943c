"""Routes of tracked links, and `/l/{code}` itself, which is for everybody."""

import asyncio
from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import Role
from onair.access.web import Allow, Call, RawRoute, Router
from onair.delivery import links
from onair.delivery.clicks import clicks_of_services
from onair.delivery.schemas import LinkOut, LinkPage, NewLink
from onair.kernel.qr import qr_svg
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.trade.service import get_show

router = Router("delivery")
SEES = Allow(roles={Role.operator, Role.analyst, Role.service, Role.controller})
SETS = Allow(roles={Role.operator})
Code = Annotated[str, Path(max_length=16, pattern=r"^[a-z0-9]{4,16}$")]
SVG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}}


@router.get("/api/v1/links", allow=SEES, summary="Tracked links with their clicks, newest first")
def list_(call: Call) -> LinkPage:
    with call.db.read() as tx:
        found = links.list_links(tx, call.actor.tenant)
        clicks = links.clicks_by_code(tx, [view.code for view in found])
    return LinkPage(items=[_out(view, clicks[view.code], call) for view in found])


@router.post("/api/v1/links", status_code=201, allow=SETS, errors=(links.BadLink,), summary="Make a link")
def make(form: NewLink, call: Call) -> LinkOut:
    """The same item and address again is the same link."""
    link = links.Link(form.target_url, form.item, form.show, call.use(Settings).public_url)
    with call.db.write() as tx:
        if form.show is not None:
            get_show(tx, call.actor.tenant, form.show)
        made = links.make_link(tx, call.actor.tenant, call.clock, link)
        view = links.get_link(tx, call.actor.tenant, made.code)
        clicks = links.clicks_by_code(tx, [made.code])[made.code]
    return _out(view, clicks, call, made.qr_svg)


@router.get(
    "/api/v1/links/{code}/qr", allow=SEES, response_class=Response, responses=SVG, summary="The QR code"
)
def qr(code: Code, call: Call) -> Response:
    with call.db.read() as tx:
        view = links.get_link(tx, call.actor.tenant, code)
    svg = qr_svg(_url(view.code, call))
    return Response(svg, media_type="image/svg+xml")


def _url(code: str, call: Call) -> str:
    return f"{call.use(Settings).public_url.rstrip('/')}/l/{code}"


def _out(view: links.LinkView, clicks: links.Clicks, call: Call, svg: str | None = None) -> LinkOut:
    return LinkOut(
        code=view.code, url=_url(view.code, call), target_url=view.target_url, item=view.item, show=view.show,
        clicks=clicks.total, people=clicks.people, bots=clicks.bots, created_at=view.created_at, qr_svg=svg,
    )  # fmt: skip


# ---- the link itself


async def follow(request: Request) -> Response:
    """`GET` and `HEAD /l/{code}`."""
    services, code = request.app.state.services, request.path_params["code"]
    target = await asyncio.to_thread(_where_to, services.get(Database), code)
    book = clicks_of_services(services)
    headers = {name.lower(): value for name, value in request.headers.items()}
    who = links.BOT
    if not links.is_bot(request.method, headers):
        ip = request.client.host if request.client else ""
        who = links.visitor(book.secret, code, ip, headers.get("user-agent", ""))
    book.add(links.Hit(code, who, services.clock()))
    return Response(
        status_code=302,
        headers={
            "Location": target,
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )


def _where_to(db: Database, code: str) -> str:
    with db.read() as tx:
        return links.where_to(tx, code)


_FOLLOWED = {
    "tags": ["delivery"],
    "summary": "Follow a tracked link: its target was fixed when it was made",
    "responses": {
        "302": {"description": "There it is", "headers": {"Location": {"schema": {"type": "string"}}}}
    },
}
raw_routes = [
    RawRoute(method, "/l/{code}", follow, Allow(anonymous=True), _FOLLOWED, {}, (links.LinkNotFound,))
    for method in ("GET", "HEAD")
]

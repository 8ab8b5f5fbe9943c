"""Routes of the broadcast: the stream (raw), actions, links, notes of unknown fields."""

import asyncio
import hashlib
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Path
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import TEAM, Actor, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Note, Page, RawRoute, Router, Strict, identify, still_allowed
from onair.access.web.cookies import base_url, reach_of
from onair.during.broadcast import service
from onair.during.broadcast.actions import (
    ActRefused,
    BadActionData,
    CannotUndo,
    NothingToUndo,
    UndoneAlready,
    UnknownAction,
    asked_acts,
    known_acts,
)
from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.during.broadcast.frames import ActionRow, Bye, Delta, Present, Snapshot, View
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.sse import EventStream
from onair.during.broadcast.stream import Client
from onair.kernel.errors import BadInput, NotAllowed
from onair.kernel.qr import qr_svg
from onair.kernel.text import mask_personal

router = Router(tag="broadcast")
VIEWS: tuple[View, ...] = ("console", "prompter", "overlay", "wall")
CONTROL = frozenset({Role.operator, Role.controller})
ACTING = TEAM - {Role.auditor}
"""Who may do anything on air; each act says who may do it. An auditor only reads."""
Show = Annotated[Id, Path()]


class BadView(BadInput):
    code = "bad_view"
    zh = "没有「{view}」这个视图，可用：console、prompter、overlay、wall。"
    en = "There is no view {view}; there are: console, prompter, overlay, wall."


def _acts(schema: dict[str, Any]) -> None:
    """Asked when the document is made: every room has been imported by then."""
    schema["enum"] = sorted(asked_acts())


class NewAction(Strict):
    """`id`: the client's own; sent again, nothing happens twice."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
    action: Annotated[str, Field(min_length=1, max_length=40, json_schema_extra=_acts)]
    data: Annotated[dict[str, Any], Field(max_length=20, default_factory=dict)]
    why: Note | None = None


class ActionOut(BaseModel):
    id: str
    at: int
    action: str
    by: str
    by_name: str
    why: str | None = None
    data: dict[str, Any] = {}
    undone: bool = False


class NewToken(Strict):
    """`name`: which screen it is for, such as 主播平板; the log names it. `layout`: what an overlay draws."""

    view: Literal["overlay", "prompter", "wall"]
    name: Annotated[str, Field(max_length=60)] = ""
    layout: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_]+$")] | None = None


class TokenOut(BaseModel):
    """`url`, `token`, `qr_svg` and `reach` only in the answer to the creation. `reach`: this_machine = no other device
    opens the address, plain = a phone does, but keeps neither its screen on nor cookies safe, secure. `seen_at`: used last, to
    the minute; `screens`: open now, the first of them since `open_since`."""

    id: str
    view: str
    created_by: str
    created_at: int
    name: str = ""
    seen_at: int | None = None
    screens: int = 0
    open_since: int | None = None
    layout: str | None = None
    url: str | None = None
    token: str | None = None
    qr_svg: str | None = None
    reach: Literal["this_machine", "plain", "secure"] | None = None


class TokenPage(Page[TokenOut]):
    """All links of a show."""


class UnknownField(BaseModel):
    source: str
    field: str
    n: int
    first_at: int
    last_at: int


class UnknownFieldPage(Page[UnknownField]):
    """Fields that were dropped before the log."""


@router.post(
    "/api/v1/shows/{show}/actions",
    allow=Allow(roles=ACTING, scopes={"shows:write"}),
    errors=(
        NoShow,
        ShowNotOpen,
        UnknownAction,
        BadActionData,
        ActRefused,
        NothingToUndo,
        UndoneAlready,
        CannotUndo,
    ),
    summary="Do something on air",
)
async def act(show: Show, form: NewAction, call: Call) -> ActionOut:
    actor = call.actor
    known = known_acts().get(form.action)
    if actor.kind == "person" and known and not actor.roles & (known.roles | {Role.owner}):
        raise NotAllowed
    owner = await call.use(Hub).owner(show, actor.tenant)
    row = await owner.act(form.action, form.data, form.why, id_=form.id, by=actor.id, roles=_roles(actor))
    if known is not None and known.audited:
        await asyncio.to_thread(_audit, call, actor, show, row)
    return ActionOut(
        **msgspec.to_builtins(
            msgspec.structs.replace(row, by_name=actor.name if row.by == actor.id else row.by)
        )
    )


def _roles(actor: Actor) -> frozenset[Role] | None:
    return frozenset(actor.roles) if actor.kind == "person" else None


def _audit(call: Call, actor: Actor, show: str, row: ActionRow) -> None:
    why = str(row.data.get("reason") or row.why or "")
    with call.db.write() as tx:
        audit(
            tx,
            actor,
            call.clock,
            f"comment.{row.action}",
            f"{show} {_of(row)}"[:200],
            why=why or None,
        )


def _of(row: ActionRow) -> str:
    """What was moderated: a comment, a row of them, a person by key, a word."""
    named = (row.data.get(name) for name in ("comment", "cluster", "user", "word"))
    return " ".join(str(one) for one in named if one is not None)


@router.get(
    "/api/v1/shows/{show}/tokens",
    allow=Allow(roles=CONTROL | {Role.technician}, scopes={"shows:read"}),
    errors=(service.NoToken,),
    summary="Links to overlay, prompter and wall",
)
async def tokens(show: Show, call: Call) -> TokenPage:
    found = await asyncio.to_thread(_listed, call, show)
    screen = await call.use(Hub).screen(show, call.actor.tenant)
    screens, since = screen.watchers(), screen.watched_since()
    return TokenPage(
        items=[_token(view, screens=screens[view.id], since=since.get(view.id)) for view in found]
    )


def _listed(call: Call, show: str) -> list[service.TokenView]:
    with call.db.read() as tx:
        return service.list_tokens(tx, call.actor.tenant, show)


@router.post(
    "/api/v1/shows/{show}/tokens",
    status_code=201,
    allow=Allow(roles=CONTROL | {Role.technician}, scopes={"shows:write"}),
    errors=(service.LayoutNotFound,),
    summary="Make a link; its secret is shown once",
)
def new_token(show: Show, form: NewToken, call: Call) -> TokenOut:
    with call.db.write() as tx:
        made = service.create_token(
            tx,
            call.actor,
            call.clock,
            show,
            form.view,
            name=mask_personal(form.name.strip()),
            layout=form.layout,
            layouts=call.services.maybe(service.Layouts),
        )
    call.use(Hub).goods_changed(call.actor.tenant)  # the feed calls the screen by its name
    for feature in ("prompter", "overlays"):  # what it shows is read again: seller, goods, settings
        call.use(Hub).relearn(feature, show=show)
    return _token(made, base=base_url(call.request))


@router.delete(
    "/api/v1/shows/{show}/tokens/{token_id}",
    status_code=204,
    allow=Allow(roles=CONTROL | {Role.technician}, scopes={"shows:write"}),
    errors=(service.NoToken,),
    summary="Revoke a link",
)
def revoke(show: Show, token_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        service.revoke_token(tx, call.actor, call.clock, show, token_id)
    call.use(Hub).hang_up(show, token_id)


@router.get(
    "/api/v1/shows/{show}/unknown-fields",
    allow=Allow(roles=CONTROL | {Role.technician, Role.analyst}, scopes={"shows:read"}),
    summary="Fields that sources send and nobody asked for",
)
def unknown_fields(show: Show, call: Call) -> UnknownFieldPage:
    with call.db.read() as tx:
        found = service.notes(tx, call.actor.tenant, show)
    return UnknownFieldPage(items=[UnknownField(**asdict(note)) for note in found])


def _token(
    view: service.TokenView, *, base: str = "", screens: int = 0, since: int | None = None
) -> TokenOut:
    told = TokenOut(
        id=view.id, view=view.view, created_by=view.created_by, created_at=view.created_at, name=view.name,
        seen_at=view.seen_at, screens=screens, open_since=since, layout=view.layout,
    )  # fmt: skip
    if view.secret is None:
        return told
    draws = f"?layout={view.layout}" if view.layout else ""
    url = f"{base}{service.PATHS[view.view]}{view.secret}{draws}"
    return told.model_copy(
        update={"url": url, "token": view.secret, "qr_svg": qr_svg(url), "reach": reach_of(base)}
    )


# ---- the stream


async def stream(request: Request) -> Response:
    """`GET …/stream?view=`."""
    view = request.query_params.get("view", "console")
    if view not in VIEWS:
        raise BadView(view=view[:40])
    actor = identify(request)
    return await _open(request, actor, request.path_params["show"], view)


async def token_stream(request: Request) -> Response:
    """`GET /api/v1/view/{token}/stream`: show and view are those of the link."""
    actor = identify(request)
    if actor.show is None or actor.view not in VIEWS:
        raise service.NoToken
    return await _open(request, actor, actor.show, actor.view)


async def _open(request: Request, actor: Actor, show: str, view: View) -> Response:
    services = request.app.state.services
    screen = await services.get(Hub).screen(show, actor.tenant)
    channel = screen.channel(view)
    present = Present(actor.id, actor.name, sorted(actor.roles)) if actor.kind == "person" else None
    proof = _proof(request)
    ask = partial(still_allowed, request)

    def admit(client: Client) -> None:
        screen.join(view, client, present)
        screen.guards.add(proof, ask, client)

    def leave(client: Client) -> None:
        screen.guards.remove(proof, client)
        screen.leave(view, client, present)

    return EventStream(
        channel, who=actor.id, last=request.headers.get("last-event-id"), snapshot=partial(screen.snapshot, view),
        admit=admit, leave=leave, clock=services.clock,
    )  # fmt: skip


def _proof(request: Request) -> str:
    """Names what the request was let in with, without keeping it."""
    parts = (
        request.headers.get("authorization", ""),
        request.headers.get("cookie", ""),
        request.path_params.get("token", ""),
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _schemas() -> dict[str, Any]:
    _, found = msgspec.json.schema_components(
        [Snapshot, Delta, Bye], ref_template="#/components/schemas/{name}"
    )
    return found


_STREAM: dict[str, Any] = {
    "tags": ["broadcast"],
    "responses": {
        "200": {
            "description": "Server-sent events: snapshot, then deltas with increasing id, at last bye",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
}
raw_routes = [
    RawRoute(
        "GET", "/api/v1/shows/{show}/stream", stream, Allow(roles=TEAM, scopes={"numbers:read"}),
        {
            **_STREAM, "summary": "What happens, as it happens",
            "parameters": [
                {"name": "view", "in": "query", "schema": {"type": "string", "enum": list(VIEWS), "default": "console"}},
                {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}},
            ],
        },
        _schemas(), (NoShow, BadView),
    ),
    RawRoute(
        "GET", "/api/v1/view/{token}/stream", token_stream, Allow(tokens=True),
        {**_STREAM, "summary": "The stream behind a link"}, {}, (service.NoToken,),
    ),
]  # fmt: skip

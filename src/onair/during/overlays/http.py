"""Routes of the overlays: layouts and what they were, a look before saving, the tokens, what a team settled."""

import asyncio
from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.service import installation_secret
from onair.access.web import Allow, Call, Id, Router, Version
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.service import LayoutNotFound
from onair.during.overlays import store
from onair.during.overlays.companion import Overlays
from onair.during.overlays.layout import compiled
from onair.during.overlays.schemas import (
    OverlayChecked,
    OverlayLayoutIn,
    OverlayLayoutOut,
    OverlayLayoutPage,
    OverlaySettingsIn,
    OverlaySettingsOut,
    OverlayTokenPage,
    OverlayVersionOut,
    OverlayVersionPage,
    OwnAccount,
    layout_out,
    mark_out,
    settings_out,
    token_out,
)
from onair.during.overlays.token import MISSING, OverlayValue, known_tokens
from onair.events.identity import hash_user, namespace
from onair.kernel.errors import BadInput
from onair.kernel.settings import Settings
from onair.trade.versions import Stale

router = Router("overlays")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITES = Allow(roles={Role.operator, Role.controller, Role.technician})
LAYOUTS = "/api/v1/overlays/layouts"
REFUSALS = (store.LayoutRefused, store.LayoutMisshapen)


class OwnNotNamed(BadInput):
    code = "overlay_own_not_named"
    zh = "自有账号「{label}」要填来源和平台用户编号。没有保存，其他内容还在表单里。"
    en = "The account {label} needs its source and the platform's user id. Nothing was saved; the rest is still in the form."


@router.get(LAYOUTS, allow=READ, summary="Overlay layouts of the team, and those that come with OnAir")
def list_layouts(call: Call) -> OverlayLayoutPage:
    with call.db.read() as tx:
        return OverlayLayoutPage(
            items=[
                layout_out(view, store.law_day(call.clock))
                for view in store.list_layouts(tx, call.actor.tenant)
            ]
        )


@router.post(
    LAYOUTS, status_code=201, allow=WRITES, errors=(*REFUSALS, store.TooManyLayouts), summary="Make a layout"
)
def create_layout(form: OverlayLayoutIn, call: Call) -> OverlayLayoutOut:
    with call.db.write() as tx:
        view = store.create_layout(tx, call.actor, call.clock, _new(form))
    _changed(call)
    return layout_out(view, store.law_day(call.clock))


@router.get(f"{LAYOUTS}/{{layout_id}}", allow=READ, errors=(LayoutNotFound,), summary="A layout")
def get_layout(layout_id: Id, call: Call) -> OverlayLayoutOut:
    with call.db.read() as tx:
        return layout_out(store.get_layout(tx, call.actor.tenant, layout_id), store.law_day(call.clock))


@router.put(f"{LAYOUTS}/{{layout_id}}", allow=WRITES, errors=(*REFUSALS, LayoutNotFound, Stale))
def put_layout(layout_id: Id, form: OverlayLayoutIn, call: Call) -> OverlayLayoutOut:
    """As a whole; pages that show it follow at once. What it was stays among its versions."""
    with call.db.write() as tx:
        view = store.put_layout(tx, call.actor, call.clock, layout_id, _new(form), version=form.version or 0)
    _changed(call)
    return layout_out(view, store.law_day(call.clock))


@router.delete(f"{LAYOUTS}/{{layout_id}}", status_code=204, allow=WRITES, errors=(LayoutNotFound,))
def delete_layout(layout_id: Id, call: Call) -> None:
    """Pages that show it turn empty; the audit log keeps its body."""
    with call.db.write() as tx:
        store.delete_layout(tx, call.actor, call.clock, layout_id)
    _changed(call)


@router.get(
    f"{LAYOUTS}/{{layout_id}}/versions",
    allow=READ,
    errors=(LayoutNotFound,),
    summary="What a layout was",
)
def versions(layout_id: Id, call: Call) -> OverlayVersionPage:
    with call.db.read() as tx:
        found = store.versions_of(tx, call.actor.tenant, layout_id)
    names = House(call.db).names(call.actor.tenant)
    return OverlayVersionPage(
        items=[OverlayVersionOut(**one._asdict(), by_name=names.get(one.by, one.by)) for one in found]
    )


@router.get(
    f"{LAYOUTS}/{{layout_id}}/versions/{{version}}",
    allow=READ,
    errors=(LayoutNotFound,),
    summary="One of them",
)
def version(layout_id: Id, version: Version, call: Call) -> OverlayLayoutOut:
    with call.db.read() as tx:
        return layout_out(
            store.version_of(tx, call.actor.tenant, layout_id, version), store.law_day(call.clock)
        )


@router.post(
    "/api/v1/overlays/check", allow=WRITES, errors=(store.LayoutMisshapen,), summary="A look before saving"
)
def check(form: OverlayLayoutIn, call: Call) -> OverlayChecked:
    """Findings with their places, and the layout as screens would get it; lines that are refused are left out of it."""
    made = compiled("draft", form.name, store.shaped(form.body), store.law_day(call.clock))
    return OverlayChecked(
        drawn=store.plain(made.layout), marks=[mark_out(mark) for mark in made.marks], refused=made.refused
    )


@router.get(
    "/api/v1/overlays/tokens", allow=READ, errors=(NoShow,), summary="Tokens, with what they mean and say now"
)
async def tokens(call: Call, show: Annotated[Id | None, Query()] = None) -> OverlayTokenPage:
    values: dict[str, OverlayValue] = {}
    if show is not None:
        owner = await call.use(Hub).owner(show, call.actor.tenant)
        state = await owner.settled()
        here = state.companions.get("overlays")
        if isinstance(here, Overlays):
            values = here.everything(owner.now(), state.beside(owner.facts))
    told = [(token, values.get(name, MISSING)) for name, token in known_tokens().items()]
    return OverlayTokenPage(items=[token_out(token, value.value, value.at) for token, value in told])


@router.get(
    "/api/v1/overlays/settings", allow=READ, summary="The team's minimum, its own accounts, where AI speaks"
)
def get_settings(call: Call) -> OverlaySettingsOut:
    with call.db.read() as tx:
        return settings_out(store.settings_of(tx, call.actor.tenant))


@router.put("/api/v1/overlays/settings", allow=WRITES, errors=(OwnNotNamed, Stale))
async def put_settings(form: OverlaySettingsIn, call: Call) -> OverlaySettingsOut:
    """As a whole; overlays on air follow at once."""
    own = [_own(call, one) for one in form.own]
    new = store.Settled(form.minimum, tuple(own), tuple(form.ai_rooms), tuple(form.ai_hosts), form.version)
    return await asyncio.to_thread(_settle, call, new)


def _settle(call: Call, new: store.Settled) -> OverlaySettingsOut:
    with call.db.write() as tx:
        settled = store.put_settings(tx, call.actor, call.clock, new)
    _changed(call)
    return settings_out(settled)


def _own(call: Call, one: OwnAccount) -> store.Own:
    if one.key is not None:
        return store.Own(one.label, one.key)
    if one.source is None or one.user is None:
        raise OwnNotNamed(label=one.label)
    secret = installation_secret(call.use(Settings).home)
    return store.Own(one.label, hash_user(secret, call.actor.tenant, namespace(one.source), one.user))


def _new(form: OverlayLayoutIn) -> store.NewLayout:
    return store.NewLayout(form.name, form.room, form.show, form.body)


def _changed(call: Call) -> None:
    hub = call.services.maybe(Hub)
    if hub is not None:
        hub.relearn("overlays", tenant=call.actor.tenant)

"""Routes of planned offers: write, check while typing, put on the clock, remove; the report and its files."""

import asyncio
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Router
from onair.during.broadcast.hub import Hub
from onair.during.offers.planning import store
from onair.during.offers.planning.board import Read, board, on_air_offers, plan_out, read_plans
from onair.during.offers.planning.companion import NAME
from onair.during.offers.planning.desk import past_with
from onair.during.offers.planning.draft import Draft, draft_of
from onair.during.offers.planning.judge import judge
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.planning.report import OfferReportOut, report_of
from onair.during.offers.planning.schemas import (
    OfferBoard,
    OfferCheckForm,
    OfferCheckOut,
    OfferDraftForm,
    OfferPlanOut,
    OfferPlanPut,
    OfferScheduleForm,
    check_out,
    sees_margin,
)
from onair.during.offers.planning.sheets import TITLES, file_of
from onair.kernel.errors import BadInput
from onair.trade.service import get_show
from onair.trade.versions import Stale

router = Router("offers")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
PLAN = Allow(roles={Role.operator, Role.merchandiser, Role.controller}, scopes={"shows:write"})
TAKE_OUT = Allow(roles={Role.operator, Role.merchandiser, Role.analyst}, scopes={"shows:read"})
SHOW = "/api/v1/shows/{show_id}/offers"
PLANNED = "/api/v1/offers/{offer_id}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class UnknownOfferFile(BadInput):
    code = "offer_unknown_file"
    zh = "不能导出为「{format}」或没有表「{sheet}」。没有生成文件，可用：xlsx、csv；表 {known}。"
    en = "No export as {format}, or no sheet {sheet}. No file was made; there are xlsx and csv; sheets {known}."


@router.get(SHOW, allow=READ, summary="All offers of a show: planned, live and over")
async def offers_of(show_id: Id, call: Call) -> OfferBoard:
    """With what stands against each, the price evidence, and what the ledger counts. Floor and margin for owners,
    operators, merchandisers and auditors."""
    return await _board(call, show_id)


@router.post(
    SHOW, status_code=201, allow=PLAN,
    errors=(store.BadPlan, store.PlanShowOver, store.TooManyPlans, store.FloorIsOwners),
)  # fmt: skip
async def create_offer(show_id: Id, form: OfferDraftForm, call: Call) -> OfferPlanOut:
    """A draft; nothing is published."""
    draft = store.read_draft(form.body())

    def write() -> OfferPlan:
        with call.db.write() as tx:
            return store.create_plan(tx, call.actor, call.clock, show_id, draft)

    return await _shown(call, await asyncio.to_thread(write))


@router.post(
    f"{SHOW}/check", allow=READ, errors=(store.BadPlan,), summary="What stands against a draft; saves nothing"
)
async def check_offer(show_id: Id, form: OfferCheckForm, call: Call) -> OfferCheckOut:
    """As it would be if it were published now."""
    draft, now = store.read_draft(form.draft.body()), call.clock()

    def read() -> tuple[Read, Draft]:
        with call.db.read() as tx:
            held = store.get_plan(tx, call.actor.tenant, form.id) if form.id else None
            asked = store.as_signed(call.actor, draft, draft_of(held.body) if held else None)
            return read_plans(tx, call.actor.tenant, show_id, now, draft), asked

    found, asked = await asyncio.to_thread(read)
    live = await on_air_offers(call.use(Hub), show_id, call.actor.tenant, found.state, now)
    facts = found.facts._replace(past=past_with(found.facts.past, live.ledger, show_id))
    judged = judge(asked, facts, live.now, own=form.id, tonight=live.plans.tonight_of(facts))
    return check_out(judged, draft, zh=call.lang == "zh", margin=sees_margin(call.actor))


@router.put(
    PLANNED, allow=PLAN,
    errors=(Stale, store.BadPlan, store.EndFrozen, store.TermsFrozen, store.FloorIsOwners),
)  # fmt: skip
async def change_offer(offer_id: Id, form: OfferPlanPut, call: Call) -> OfferPlanOut:
    """A stale `version` answers 409 with the difference; a published one keeps its terms and its end."""
    draft = store.read_draft(form.draft.body())

    def write() -> OfferPlan:
        with call.db.write() as tx:
            return store.change_plan(tx, call.actor, call.clock, offer_id, version=form.version, draft=draft)

    return await _shown(call, await asyncio.to_thread(write))


@router.post(f"{PLANNED}/schedule", allow=PLAN, errors=(Stale, store.PlanLocked, store.NoStart))
async def schedule_offer(offer_id: Id, form: OfferScheduleForm, call: Call) -> OfferPlanOut:
    """The server publishes it at its start, in the name of who asks; `on` false takes it off the clock."""

    def write() -> OfferPlan:
        with call.db.write() as tx:
            return store.schedule_plan(tx, call.actor, call.clock, offer_id, version=form.version, on=form.on)

    return await _shown(call, await asyncio.to_thread(write))


@router.delete(PLANNED, status_code=204, allow=PLAN, errors=(store.PlanLocked,))
def remove_offer(offer_id: Id, call: Call) -> None:
    """A draft only."""
    with call.db.write() as tx:
        show = store.remove_plan(tx, call.actor, call.clock, offer_id)
    _changed(call, show)


@router.get(f"{SHOW}/report", allow=READ, summary="What became of each offer")
async def offer_report(show_id: Id, call: Call) -> OfferReportOut:
    """Sold, held, released, expired, restocks, price evidence, findings."""
    return await _report(call, show_id)


@router.get(
    f"{SHOW}/export", allow=TAKE_OUT, errors=(UnknownOfferFile,), response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def export_offers(
    show_id: Id,
    call: Call,
    format: Annotated[str, Query(max_length=10)] = "xlsx",
    sheet: Annotated[str, Query(max_length=20)] = "offers",
) -> Response:
    """XLSX of all sheets or one as CSV; texts are guarded against formulas; that it was taken out is audited."""
    if format not in ("xlsx", "csv") or sheet not in TITLES:
        raise UnknownOfferFile(format=format, sheet=sheet, known=", ".join(TITLES))
    found = await _report(call, show_id)
    body = await asyncio.to_thread(file_of, found, call.lang, format, sheet)
    await asyncio.to_thread(_remember, call, show_id, format)
    headers = {
        "Content-Disposition": f'attachment; filename="offers-{show_id}.{format}"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(body, media_type=XLSX if format == "xlsx" else CSV, headers=headers)


async def _board(call: Call, show: str) -> OfferBoard:
    return await board(
        call.db, call.use(Hub), call.actor.tenant, show, call.clock(), zh=call.lang == "zh", margin=sees_margin(call.actor)
    )  # fmt: skip


async def _report(call: Call, show: str) -> OfferReportOut:
    found = await _board(call, show)
    return await asyncio.to_thread(report_of, call.db, call.actor.tenant, show, found, call.lang)


async def _shown(call: Call, row: OfferPlan) -> OfferPlanOut:
    """As the list has it; the show on air hears of it."""
    _changed(call, row.show_id)
    now = call.clock()

    def read() -> Read:
        with call.db.read() as tx:
            return read_plans(tx, call.actor.tenant, row.show_id, now)

    found = await asyncio.to_thread(read)
    live = await on_air_offers(call.use(Hub), row.show_id, call.actor.tenant, found.state, now)
    return plan_out(row, found, live, zh=call.lang == "zh", margin=sees_margin(call.actor))


def _remember(call: Call, show: str, kind: str) -> None:
    with call.db.write() as tx:
        get_show(tx, call.actor.tenant, show)
        audit(tx, call.actor, call.clock, "show.export", show, after={"format": kind, "what": "offers"})


def _changed(call: Call, show: str) -> None:
    hub = call.services.maybe(Hub)
    if hub is not None:
        hub.relearn(NAME, show=show)

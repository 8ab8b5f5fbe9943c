"""Routes of the rundown as it is played: what a change would do, plan against real, and that as a file."""

import asyncio

from fastapi import Query
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Router
from onair.during.broadcast.actions import ActRefused, BadActionData, UnknownAction
from onair.during.broadcast.acts import CONTROL
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.playout.report import Report
from onair.during.playout.schemas import PlayoutOut, PlayPreviewIn, PlayPreviewOut
from onair.during.playout.service import preview, report_of
from onair.during.playout.sheets import TITLES, Writer, file_of
from onair.during.playout.wire import playout_out, preview_out
from onair.kernel.errors import BadInput

router = Router("playout")
READ = Allow(roles=TEAM, scopes={"shows:read"})
TAKE_OUT = Allow(
    roles={Role.operator, Role.controller, Role.analyst, Role.merchandiser}, scopes={"shows:read"}
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class UnknownPlayoutFile(BadInput):
    code = "playout_unknown_file"
    zh = "不能导出为「{format}」或没有表「{sheet}」。没有生成文件，可用：xlsx、csv；表 {known}。"
    en = "No export as {format}, or no sheet {sheet}. No file was made; there are xlsx and csv; sheets {known}."


@router.get(
    "/api/v1/shows/{show_id}/playout", allow=READ, errors=(NoShow,), summary="Plan against real, slot by slot"
)
async def get(show_id: Id, call: Call) -> PlayoutOut:
    """On air as of now, afterwards as it was; with who changed what and why, and each loop's five numbers."""
    told, names = await _told(call, show_id)
    return playout_out(show_id, told, names)


@router.post(
    "/api/v1/shows/{show_id}/playout/preview",
    allow=Allow(roles=CONTROL, scopes={"shows:write"}),
    errors=(NoShow, UnknownAction, BadActionData, ActRefused),
    summary="What a change of the rundown on air would do",
)
async def try_out(show_id: Id, form: PlayPreviewIn, call: Call) -> PlayPreviewOut:
    """The new times before they are accepted; nothing is written. A hard rule against it is named in `refused`."""
    owner = await call.use(Hub).owner(show_id, call.actor.tenant)
    return preview_out(await preview(owner, form.action, form.data), call.lang)


@router.get(
    "/api/v1/shows/{show_id}/playout/export",
    allow=TAKE_OUT,
    errors=(NoShow, UnknownPlayoutFile),
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
    summary="Plan against real as a file",
)
async def export(
    show_id: Id,
    call: Call,
    format: str = Query("xlsx", max_length=10),
    sheet: str = Query("slots", max_length=20),
) -> Response:
    """XLSX of all sheets, or one sheet as CSV; texts are guarded against formulas; that it was taken out is audited."""
    if format not in ("xlsx", "csv") or sheet not in TITLES:
        raise UnknownPlayoutFile(format=format, sheet=sheet, known=", ".join(TITLES))
    told, names = await _told(call, show_id)
    body = await asyncio.to_thread(file_of, Writer(told, names, call.lang), format, sheet)
    await asyncio.to_thread(_remember, call, show_id, format)
    headers = {
        "Content-Disposition": f'attachment; filename="playout-{show_id}.{format}"', "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(body, media_type=XLSX if format == "xlsx" else CSV, headers=headers)


async def _told(call: Call, show: str) -> tuple[Report, dict[str, str]]:
    owner = await call.use(Hub).owner(show, call.actor.tenant)
    names = await asyncio.to_thread(House(call.db).names, call.actor.tenant)
    return await report_of(owner), names


def _remember(call: Call, show: str, kind: str) -> None:
    with call.db.write() as tx:
        audit(tx, call.actor, call.clock, "show.export", show, after={"format": kind, "what": "playout"})

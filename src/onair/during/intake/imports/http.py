"""Routes of imports: upload, follow, cancel, say what columns mean, fetch what was rejected."""

import asyncio
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import Annotated, Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec
from fastapi import Form, Query, UploadFile
from starlette.responses import FileResponse, JSONResponse, Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Page, Router
from onair.access.web.fields import NO_CONTROLS
from onair.connectors.mapped_csv.mapping import BadMapping, decode
from onair.connectors.opening import UnknownKind
from onair.connectors.ports import importers
from onair.during.intake.imports import kept_http, rows
from onair.during.intake.imports.model import Import
from onair.during.intake.imports.placing import existing, when
from onair.during.intake.imports.problems import BadMoment, NotWaiting, QuarantineEmpty
from onair.during.intake.imports.runner import ImportRunner, remove_upload
from onair.during.intake.imports.schemas import (
    REJECTED_SCHEMA,
    ImportAccepted,
    ImportOut,
    Kinds,
    MappingForm,
    QuarantineRow,
    QuarantineRows,
    import_out,
    kinds,
)
from onair.files.quarantine import read_quarantine
from onair.files.source import MAX_FILE
from onair.kernel.settings import Settings
from onair.kernel.text import file_name
from onair.trade.service import ShowNotFound

router = Router("imports")
router.include(kept_http.router)
READ = Allow(roles=TEAM, scopes={"imports:write"})
WRITE = Allow(roles={Role.operator, Role.analyst}, scopes={"imports:write"})
ENVELOPE = 1 << 20
"""Bytes that the form around the file may take."""
PREVIEW = 1_000

Text = Annotated[str, Form(max_length=120, pattern=NO_CONTROLS)]
MOMENT = (
    r"^(-?[0-9]{1,14}|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]|29|3[01])"
    r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?$"
)
Moment = Annotated[str, Form(max_length=40, pattern=MOMENT)]
"""ms, or a date and time with an offset (without: the shop's zone)."""
DayOrderName = Annotated[str, Form(pattern="^(dmy|mdy)?$")]
KindName = Annotated[str, Form(max_length=40, json_schema_extra={"enum": ["auto", *importers()]})]


def runner_of(call: Call) -> ImportRunner:
    return call.services.maybe(ImportRunner) or call.services.put(ImportRunner(call.services))


@router.get("/api/v1/imports/kinds", allow=READ)
def list_kinds(call: Call) -> Kinds:
    """What can be imported, in the asker's language."""
    return kinds(call.lang)


@router.get("/api/v1/imports", allow=READ)
def list_(call: Call, cursor: Annotated[Id | None, Query()] = None) -> Page[ImportOut]:
    """Newest first, 50 at a time."""
    with call.db.read() as tx:
        found = rows.listed(tx, call.actor.tenant, cursor, rows.PAGE + 1)
        shown = [import_out(row, call.lang) for row in found[: rows.PAGE]]
    return Page(items=shown, next=shown[-1].id if len(found) > rows.PAGE else None)


@router.get("/api/v1/imports/{import_id}", allow=READ)
def get(import_id: Id, call: Call) -> ImportOut:
    with call.db.read() as tx:
        return import_out(rows.get(tx, call.actor.tenant, import_id), call.lang)


@router.post(
    "/api/v1/imports",
    status_code=202,
    allow=WRITE,
    body_limit=MAX_FILE + ENVELOPE,
    errors=(UnknownKind, BadMoment, ShowNotFound),
)
async def create(
    call: Call,
    file: UploadFile,
    *,
    show: Text = "",
    title: Text = "",
    kind: KindName = "auto",
    stage: Moment = "",
    t0: Moment = "",
    day_order: DayOrderName = "",
) -> ImportAccepted:
    """Upload one file (≤ 512 MB). `show`: id; `title`: of a show that is made when there is none of it. Without both,
    orders find their shows, and any other file makes a show named after it.

    `stage`, `t0`: RFC 3339 or ms; event time = stage + (t - t0). `day_order`: of dates with the year last.
    """
    name = file_name(file.filename)
    wanted = show.strip() or title.strip() or name
    asked: dict[str, Any] = {"show": wanted, "kind": kind or "auto", "new": False, "stage": stage or None}
    asked |= {"t0": t0 or None, "named": bool(show.strip() or title.strip()), "day_order": day_order or None}
    import_id = await asyncio.to_thread(_keep, call, file.file, name, asked)
    runner_of(call).submit(call.actor, import_id)
    return ImportAccepted(id=import_id)


@router.post("/api/v1/imports/{import_id}/cancel", allow=WRITE, errors=(NotWaiting,))
def cancel(import_id: Id, call: Call) -> ImportOut:
    """What was written stays; importing the file again completes it."""
    with call.db.write() as tx:
        row = rows.get(tx, call.actor.tenant, import_id)
        if row.state not in rows.OPEN:
            raise NotWaiting(state=row.state)
        row.cancel = True
        if row.state == "needs_mapping":
            row.state, row.finished_at, row.spool = "cancelled", call.clock(), None
        audit(tx, call.actor, call.clock, "import.cancel", row.id)
        out = import_out(row, call.lang)
    runner_of(call).cancel(import_id)
    if out.state == "cancelled":
        remove_upload(runner_of(call).folder(import_id))
    return out


@router.post(
    "/api/v1/imports/{import_id}/mapping", status_code=202, allow=WRITE, errors=(NotWaiting, BadMapping)
)
async def map_columns(import_id: Id, form: MappingForm, call: Call) -> ImportAccepted:
    """Say what the columns mean: kept for these headers from now on, and the import goes on."""
    await asyncio.to_thread(_learn, call, import_id, form)
    runner_of(call).submit(call.actor, import_id)
    return ImportAccepted(id=import_id)


@router.get(
    "/api/v1/imports/{import_id}/quarantine",
    allow=READ,
    response_model=None,
    errors=(QuarantineEmpty,),
    responses={
        200: {
            "description": "The rejected rows",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "application/json": {"schema": REJECTED_SCHEMA},
            },
        }
    },
)
def quarantine(import_id: Id, call: Call, json: Annotated[bool, Query()] = False) -> Response:
    """Row number, code, reason, excerpt without personal fields: a CSV; with `json=1` the first 1,000."""
    with call.db.read() as tx:
        row = rows.get(tx, call.actor.tenant, import_id)
    path = _quarantine_file(call, row)
    if not json:
        return FileResponse(path, media_type="text/csv; charset=utf-8", filename=f"quarantine-{row.id}.csv")
    column = "原因" if call.lang == "zh" else "reason"
    found = [
        QuarantineRow(
            row=int(cells["row"]), code=cells["code"], detail=cells[column], excerpt=cells["excerpt"]
        )
        for cells in read_quarantine(path, PREVIEW)
    ]
    return JSONResponse(QuarantineRows(items=found).model_dump())


def _quarantine_file(call: Call, row: Import) -> Path:
    path = call.use(Settings).home / "quarantine" / (row.quarantine or "")
    if row.quarantine is None or not path.is_file():
        raise QuarantineEmpty()
    return path


def _keep(call: Call, content: BinaryIO, name: str, asked: dict[str, Any]) -> str:
    """In a thread: the file into its folder, its row queued."""
    if asked["kind"] != "auto" and asked["kind"] not in importers():
        raise UnknownKind(kind=asked["kind"], known=", ".join(importers()))
    zone = call.use(Settings).zone
    with call.db.read() as tx:
        view = existing(tx, call.actor.tenant, asked["show"])
    for moment in ("stage", "t0"):
        when(asked[moment], ZoneInfo(view.zone if view else zone))
    folder = call.use(Settings).home / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    with call.db.write() as tx:
        row = rows.create(tx, call.actor, call.clock, file=name, size=0, asked=asked)
        row.spool = "upload" + "".join(PurePosixPath(name).suffixes)[-20:]
        import_id, spool = row.id, row.spool
    (folder / import_id).mkdir()
    with (folder / import_id / spool).open("wb") as kept:
        copyfileobj(content, kept, 1 << 20)
        size = kept.tell()
    with call.db.write() as tx:
        rows.get(tx, call.actor.tenant, import_id).size = size
    return import_id


def _learn(call: Call, import_id: str, form: MappingForm) -> None:
    body = form.model_dump(exclude_none=True)
    mapping = decode(msgspec.to_builtins(body))
    with call.db.write() as tx:
        row = rows.get(tx, call.actor.tenant, import_id)
        if row.state != "needs_mapping":
            raise NotWaiting(state=row.state)
        rows.learn(tx, call.actor, call.clock, headers=row.result["headers"], mapping=mapping, body=body)
        row.state, row.problem, row.result = "queued", None, {}

"""Routes of platform reports: drop a file, see it, withdraw it, give it to a show; what platforms state of a show."""

import asyncio
import tempfile
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, Query, UploadFile
from pydantic import BaseModel
from sqlalchemy import select

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS
from onair.after.reports import service
from onair.after.reports.checks import findings
from onair.after.reports.model import ReportFile
from onair.after.reports.problems import (
    AlreadyWithdrawn,
    DayOrderNeeded,
    NoRows,
    NothingKnown,
    ReportNotFound,
)
from onair.after.reports.schemas import (
    ReportDropped,
    ReportFileOut,
    ReportFiles,
    Stated,
    dropped_out,
    file_out,
    finding_out,
    row_out,
)
from onair.connectors.reports.cells import Terms
from onair.files.refusals import Damaged, FileRefused, TooBig, TooHard, Unsafe, WrongType
from onair.files.values import DayOrder
from onair.kernel.money import CURRENCIES
from onair.kernel.settings import Settings
from onair.kernel.text import file_name
from onair.trade.service import ShowNotFound, get_show

router = Router("reports")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITE = Allow(roles={Role.operator, Role.analyst}, scopes={"imports:write"})
FILE_MAX = 64 << 20
ENVELOPE = 1 << 20
PAGE = 50
REFUSALS = (Damaged, FileRefused, TooBig, TooHard, Unsafe, WrongType)
ORDERS: dict[str, DayOrder] = {"dmy": "dmy", "mdy": "mdy"}
DayOrderText = Annotated[str, Form(pattern="^(dmy|mdy)?$")]
Currency = Annotated[str, Form(max_length=3, json_schema_extra={"enum": ["", *sorted(CURRENCIES)]})]
ShowId = Annotated[str, Form(max_length=64, pattern=NO_CONTROLS)]


class ReportAttach(BaseModel):
    """`show` null: of no known show."""

    show: Id | None


@router.post(
    "/api/v1/reports", status_code=201, allow=WRITE, body_limit=FILE_MAX + ENVELOPE, summary="Drop a platform's export",
    errors=(*REFUSALS, NothingKnown, NoRows, DayOrderNeeded, ShowNotFound),
)  # fmt: skip
async def drop_report(
    call: Call, file: UploadFile, *, show: ShowId = "", day_order: DayOrderText = "", currency: Currency = ""
) -> ReportDropped:
    """One file (≤ 64 MB) of any layout we know. The same bytes again change nothing; a later file replaces cell by cell.

    `show`: whose it is, when it does not say; `day_order`: of dates like 03/04/2026; `currency`: of amounts without a sign.
    """
    return await asyncio.to_thread(_drop, call, file, show, (day_order, currency))


@router.get("/api/v1/reports", allow=READ, summary="Platform files, newest first")
def list_reports(call: Call, cursor: Annotated[Id | None, Query()] = None) -> ReportFiles:
    query = select(ReportFile).where(ReportFile.tenant_id == call.actor.tenant).order_by(ReportFile.id.desc())
    if cursor is not None:
        query = query.where(ReportFile.id < cursor)
    with call.db.read() as tx:
        found = tx.scalars(query.limit(PAGE + 1)).all()
        shown = [file_out(file, call.lang) for file in found[:PAGE]]
    return ReportFiles(items=shown, next=shown[-1].id if len(found) > PAGE else None)


@router.get("/api/v1/reports/{report_id}", allow=READ, errors=(ReportNotFound,), summary="One platform file")
def get_report(report_id: Id, call: Call) -> ReportFileOut:
    with call.db.read() as tx:
        return file_out(service.get_file(tx, call.actor.tenant, report_id), call.lang)


@router.post(
    "/api/v1/reports/{report_id}/withdraw", allow=WRITE, errors=(ReportNotFound, AlreadyWithdrawn),
    summary="Take a platform file back",
)  # fmt: skip
def withdraw_report(report_id: Id, call: Call) -> ReportFileOut:
    """Its values stand no more; what they had replaced stands again. The archive keeps it."""
    with call.db.write() as tx:
        service.withdraw(tx, call.actor, call.clock, report_id)
        return file_out(service.get_file(tx, call.actor.tenant, report_id), call.lang)


@router.post(
    "/api/v1/reports/{report_id}/attach", allow=WRITE, errors=(ReportNotFound, ShowNotFound),
    summary="Say which show a platform file is about",
)  # fmt: skip
def attach_report(report_id: Id, form: ReportAttach, call: Call) -> ReportFileOut:
    with call.db.write() as tx:
        service.attach(tx, call.actor, call.clock, report_id, form.show)
        return file_out(service.get_file(tx, call.actor.tenant, report_id), call.lang)


@router.get(
    "/api/v1/shows/{show_id}/stated",
    allow=READ,
    errors=(ShowNotFound,),
    summary="What platforms state about a show",
)
def get_stated(show_id: Id, call: Call) -> Stated:
    """Every value that stands with its place in its file, and what reconciliation says of them."""
    with call.db.read() as tx:
        get_show(tx, call.actor.tenant, show_id)
        bundle = service.bundle_of(tx, call.actor.tenant, show_id)
    return Stated(
        show=show_id,
        rows=[row_out(row, call.lang) for row in bundle.rows],
        findings=[finding_out(found, call.lang) for found in findings(bundle)],
    )


def _drop(call: Call, file: UploadFile, show: str, told: tuple[str, str]) -> ReportDropped:
    settings = call.use(Settings)
    name = file_name(file.filename)
    terms = Terms(ZoneInfo(settings.zone), ORDERS.get(told[0]), told[1] or "CNY")
    with tempfile.TemporaryDirectory(prefix="onair-report-") as folder:
        path = Path(folder) / ("file" + "".join(PurePosixPath(name).suffixes)[-20:])
        with path.open("wb") as kept:
            copyfileobj(file.file, kept, 1 << 20)
        taken = service.look(path, name, terms)
        with call.db.write() as tx:
            dropped = service.keep(
                tx,
                call.actor,
                call.clock,
                settings.home,
                path=path,
                name=name,
                taken=taken,
                show=show.strip() or None,
            )
            return dropped_out(dropped, service.get_file(tx, call.actor.tenant, dropped.file), call.lang)

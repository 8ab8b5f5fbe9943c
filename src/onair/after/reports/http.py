"""Routes of platform reports: drop a file, see it, withdraw it, give it to a show; what platforms state of a show."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Form, Query, UploadFile
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.roles import TEAM, Role
from onair.access.service import Actor
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS
from onair.after.reports import looking, service
from onair.after.reports.checks import findings
from onair.after.reports.dropping import REFUSALS, Currency, DayOrderText, received, terms_of
from onair.after.reports.impossible import kept_out
from onair.after.reports.learning.service import known_layouts
from onair.after.reports.model import ReportFile
from onair.after.reports.problems import (
    AlreadyWithdrawn,
    DayOrderNeeded,
    IsImport,
    NoRows,
    NothingKnown,
    NotWithdrawn,
    ReportNotFound,
)
from onair.after.reports.sales import reckoned
from onair.after.reports.schemas import (
    ReportChoice,
    ReportChoices,
    ReportDropped,
    ReportFileOut,
    ReportFiles,
    ReportTable,
    Stated,
    choice_out,
    dropped_out,
    file_out,
    finding_out,
    row_out,
    table_out,
)
from onair.kernel.clock import Clock
from onair.kernel.settings import Settings
from onair.trade.service import ShowNotFound, get_show

router = Router("reports")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITE = Allow(roles={Role.operator, Role.analyst}, scopes={"imports:write"})
FILE_MAX = 64 << 20
ENVELOPE = 1 << 20
PAGE = 50
ShowId = Annotated[str, Form(max_length=64, pattern=NO_CONTROLS)]


class ReportAttach(BaseModel):
    """`show` null: of no known show."""

    show: Id | None


@router.post(
    "/api/v1/reports", status_code=201, allow=WRITE, body_limit=FILE_MAX + ENVELOPE, summary="Drop a platform's export",
    errors=(*REFUSALS, IsImport, NothingKnown, NoRows, DayOrderNeeded, ShowNotFound),
)  # fmt: skip
async def drop_report(
    call: Call, file: UploadFile, *, show: ShowId = "", day_order: DayOrderText = "", currency: Currency = ""
) -> ReportDropped:
    """One file (≤ 64 MB) of any layout we know. The same bytes again change nothing; a later file replaces cell by cell.

    `show`: whose it is, when it does not say; `day_order`: of dates like 03/04/2026; `currency`: of amounts without a sign.
    """
    return await asyncio.to_thread(_drop, call, file, show, (day_order, currency))


@router.get("/api/v1/reports", allow=READ, errors=(ShowNotFound,), summary="Platform files, newest first")
def list_reports(
    call: Call, show: Annotated[Id | None, Query()] = None, cursor: Annotated[Id | None, Query()] = None
) -> ReportFiles:
    """`show`: only those with rows about it."""
    tenant = call.actor.tenant
    whole = ReportFile.tenant_id == tenant, ReportFile.archive.is_not(None)
    query = select(ReportFile).where(*whole).order_by(ReportFile.id.desc())
    if cursor is not None:
        query = query.where(ReportFile.id < cursor)
    with call.db.read() as tx:
        if show is not None:
            query = query.where(ReportFile.id.in_(looking.files_about(tenant, get_show(tx, tenant, show).id)))
        found = tx.scalars(query.limit(PAGE + 1)).all()
        about = looking.shows_of(tx, [file.id for file in found[:PAGE]])
        shown = [file_out(file, about[file.id], call.lang) for file in found[:PAGE]]
    return ReportFiles(items=shown, next=shown[-1].id if len(found) > PAGE else None)


@router.get("/api/v1/reports/{report_id}", allow=READ, errors=(ReportNotFound,), summary="One platform file")
def get_report(report_id: Id, call: Call) -> ReportFileOut:
    with call.db.read() as tx:
        return _file(tx, call, report_id)


@router.get(
    "/api/v1/reports/{report_id}/rows",
    allow=READ,
    errors=(ReportNotFound,),
    summary="What a platform file states",
)
def list_report_rows(
    report_id: Id, call: Call, after: Annotated[int, Query(ge=-1, le=1 << 30)] = -1
) -> ReportTable:
    """200 rows behind the place `after`, by the metric dictionary, and what reconciliation says of them."""
    with call.db.read() as tx:
        seen = looking.rows_of(tx, service.get_file(tx, call.actor.tenant, report_id), after)
    return table_out(seen, looking.ROWS_SHOWN, call.lang)


@router.get(
    "/api/v1/reports/{report_id}/shows", allow=READ, errors=(ReportNotFound,),
    summary="Shows that a platform file may be about",
)  # fmt: skip
def list_report_shows(report_id: Id, call: Call) -> ReportChoices:
    """Nearest in time first; those of another platform last."""
    with call.db.read() as tx:
        found = looking.choices(tx, service.get_file(tx, call.actor.tenant, report_id))
    items: list[ReportChoice] = [choice_out(choice) for choice in found]
    return ReportChoices(items=items)


@router.post(
    "/api/v1/reports/{report_id}/withdraw", allow=WRITE, errors=(ReportNotFound, AlreadyWithdrawn),
    summary="Take a platform file back",
)  # fmt: skip
def withdraw_report(report_id: Id, call: Call) -> ReportFileOut:
    """Its values stand no more; what they had replaced stands again. The archive keeps it."""
    return _after(call, report_id, service.withdraw)


@router.post(
    "/api/v1/reports/{report_id}/restore", allow=WRITE, errors=(ReportNotFound, NotWithdrawn),
    summary="Bring a withdrawn platform file back",
)  # fmt: skip
def restore_report(report_id: Id, call: Call) -> ReportFileOut:
    """Its values stand again where no newer file states the same."""
    return _after(call, report_id, service.restore)


@router.post(
    "/api/v1/reports/{report_id}/attach", allow=WRITE, errors=(ReportNotFound, ShowNotFound),
    summary="Say which show a platform file is about",
)  # fmt: skip
def attach_report(report_id: Id, form: ReportAttach, call: Call) -> ReportFileOut:
    return _after(call, report_id, partial(service.attach, show=form.show))


@router.get(
    "/api/v1/shows/{show_id}/stated",
    allow=READ,
    errors=(ShowNotFound,),
    summary="What platforms state about a show",
)
def get_stated(show_id: Id, call: Call) -> Stated:
    """Every value that stands with its place in its file, and what reconciliation says of them. What cannot be true is null
    here with its reason (`barred`); its own file shows it as it stands."""
    with call.db.read() as tx:
        bundle = reckoned(tx, call.actor.tenant, show_id)
    return Stated(
        show=show_id,
        rows=[row_out(row, call.lang) for row in kept_out(bundle).rows],
        findings=[finding_out(found, bundle, call.lang) for found in findings(bundle)],
    )


def _after(call: Call, report_id: str, act: Callable[[Session, Actor, Clock, str], None]) -> ReportFileOut:
    """The file as it is after one act on it."""
    with call.db.write() as tx:
        act(tx, call.actor, call.clock, report_id)
        return _file(tx, call, report_id)


def _file(tx: Session, call: Call, report_id: str) -> ReportFileOut:
    file = service.get_file(tx, call.actor.tenant, report_id)
    return file_out(file, looking.shows_of(tx, [file.id])[file.id], call.lang)


def _drop(call: Call, file: UploadFile, show: str, told: tuple[str, str]) -> ReportDropped:
    with call.db.read() as tx:
        among = known_layouts(tx, call.actor.tenant)
    with received(file) as (path, name):
        taken = service.look(path, name, terms_of(call, *told), among)
        home, chosen = call.use(Settings).home, show.strip() or None
        dropped = service.keep(
            call.db, call.actor, call.clock, home, path=path, name=name, taken=taken, show=chosen
        )
    with call.db.read() as tx:
        return dropped_out(dropped, _file(tx, call, dropped.file))

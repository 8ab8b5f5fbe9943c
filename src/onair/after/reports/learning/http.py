"""Routes of the tables that a team teaches: look at a file without keeping it, teach, list, forget."""

import asyncio
from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS, VISIBLE
from onair.after.reports.dropping import REFUSALS, Currency, DayOrderText, received, terms_of
from onair.after.reports.learning import service
from onair.after.reports.learning.outline import ColumnOutline, SheetOutline, outline
from onair.after.reports.meaning import dictionary, own, title, unit, what
from onair.after.reports.problems import LayoutNotFound, LayoutWrong
from onair.connectors.reports.layout import Layout, layouts
from onair.kernel.i18n import Lang

router = Router("reports")
READ = Allow(roles=TEAM, scopes={"shows:read"})
WRITE = Allow(roles={Role.operator, Role.analyst}, scopes={"imports:write"})
FILE_MAX = 64 << 20
LearntRole = Literal[
    "account", "account_id", "title", "room", "start", "end", "span", "at", "channel", "product", "product_id", "video", "host",
]  # fmt: skip
LearntGrain = Literal["session", "minute", "product", "channel", "video", "ad_hour", "ad_10min"]
Header = Annotated[str, Field(min_length=1, max_length=80, pattern=NO_CONTROLS)]
Title = Annotated[str, Field(min_length=1, max_length=60, pattern=VISIBLE)]


class ReportColumnGuess(BaseModel):
    """`personal`: about persons, never kept, so it has no examples. `metric`, `role`: what it probably is."""

    header: str
    examples: list[str]
    personal: bool
    metric: str | None
    role: str | None


class ReportSheetOutline(BaseModel):
    """`layout` null: not known; `columns` are to be explained."""

    name: str
    layout: str | None
    title: str | None
    columns: list[ReportColumnGuess]


class ReportOutline(BaseModel):
    sheets: list[ReportSheetOutline]


class ReportMetric(BaseModel):
    """One meaning a column may have. `own`: one platform's name whose parts are not published."""

    id: str
    title: str
    unit: str
    what: str
    own: bool


class ReportMetrics(BaseModel):
    items: list[ReportMetric]


class ReportLayoutOut(BaseModel):
    """`id` null: it comes with the program and cannot be forgotten. `signature`: headers it is recognised by."""

    id: str | None
    layout: str
    title: str
    note: str | None
    platform: str
    grain: str
    columns: int
    signature: list[str]
    estimated: bool


class ReportLayouts(BaseModel):
    items: list[ReportLayoutOut]


class ReportColumnTaught(BaseModel):
    """Exactly one of `metric` and `role`. `unit`: of a rate that is written without %."""

    header: Header
    metric: Annotated[str, Field(max_length=60, pattern=NO_CONTROLS)] | None = None
    role: LearntRole | None = None
    unit: Literal["percent", "permyriad"] | None = None


class ReportLesson(BaseModel):
    """What each column of a table is. `grain`: what one row is about."""

    name: Title
    platform: Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]
    grain: LearntGrain
    columns: list[ReportColumnTaught] = Field(max_length=200)
    day_order: Literal["dmy", "mdy"] | None = None


@router.post(
    "/api/v1/report-outlines", allow=WRITE, body_limit=FILE_MAX + (1 << 20), errors=REFUSALS,
    summary="Look at a platform's export without keeping it",
)  # fmt: skip
async def outline_report(
    call: Call, file: UploadFile, *, day_order: DayOrderText = "", currency: Currency = ""
) -> ReportOutline:
    """Its sheets; of one that is not known the headers, a few masked values and what each column probably is."""
    return await asyncio.to_thread(_outline, call, file, day_order, currency)


@router.get("/api/v1/report-metrics", allow=READ, summary="What a column of a report may mean")
def list_report_metrics(call: Call) -> ReportMetrics:
    items = [
        ReportMetric(
            id=id_, title=title(id_).of(call.lang), unit=unit(id_), what=what(id_).of(call.lang), own=own(id_)
        )
        for id_ in dictionary()
    ]
    return ReportMetrics(items=items)


@router.get("/api/v1/report-layouts", allow=READ, summary="Reports that are recognised")
def list_report_layouts(call: Call) -> ReportLayouts:
    """The team's own first."""
    with call.db.read() as tx:
        own = [
            _layout(service.layout_of(row), row.id, call.lang)
            for row in service.learnt(tx, call.actor.tenant)
        ]
    return ReportLayouts(items=own + [_layout(layout, None, call.lang) for layout in layouts().values()])


@router.post(
    "/api/v1/report-layouts",
    status_code=201,
    allow=WRITE,
    errors=(LayoutWrong,),
    summary="Teach a table once",
)
def learn_report_layout(form: ReportLesson, call: Call) -> ReportLayoutOut:
    """Files with these headers then go through by themselves. The same headers taught again make a new version."""
    columns = [service.Taught(one.header, one.metric, one.role, one.unit) for one in form.columns]
    lesson = service.Lesson(form.name, form.platform, form.grain, columns, form.day_order)
    with call.db.write() as tx:
        row = service.learn(tx, call.actor, call.clock, lesson)
        return _layout(service.layout_of(row), row.id, call.lang)


@router.delete(
    "/api/v1/report-layouts/{report_layout_id}", status_code=204, allow=WRITE, errors=(LayoutNotFound,),
    summary="Forget a taught table",
)  # fmt: skip
def forget_report_layout(report_layout_id: Id, call: Call) -> None:
    """No file is taken for it any more; what was kept stays."""
    with call.db.write() as tx:
        service.forget(tx, call.actor, call.clock, report_layout_id)


def _outline(call: Call, file: UploadFile, day_order: str, currency: str) -> ReportOutline:
    with call.db.read() as tx:
        among = service.known_layouts(tx, call.actor.tenant)
    with received(file) as (path, name):
        sheets = outline(path, name, terms_of(call, day_order, currency), among)
    return ReportOutline(sheets=[_sheet(sheet, call.lang) for sheet in sheets])


def _sheet(sheet: SheetOutline, lang: Lang) -> ReportSheetOutline:
    layout = sheet.layout
    return ReportSheetOutline(
        name=sheet.name[:120], layout=layout.id if layout else None, title=layout.words.of(lang) if layout else None,
        columns=[_guess(column) for column in sheet.columns],
    )  # fmt: skip


def _guess(column: ColumnOutline) -> ReportColumnGuess:
    guess = None if column.personal else column.guess
    return ReportColumnGuess(
        header=column.header, examples=column.examples, personal=column.personal,
        metric=guess.metric if guess else None, role=guess.role if guess and guess.role in service.ROLES else None,
    )  # fmt: skip


def _layout(layout: Layout, id_: str | None, lang: Lang) -> ReportLayoutOut:
    note = layout.note.get(lang)
    return ReportLayoutOut(
        id=id_, layout=layout.id, title=layout.words.of(lang), note=note, platform=layout.platform, grain=layout.grain,
        columns=len(layout.columns), signature=list(layout.signature), estimated=layout.estimated,
    )  # fmt: skip

"""Bodies of the platform reports."""

from typing import Any, Literal

from pydantic import BaseModel

from onair.after.reports.bundle import Place, Said, StatedRow
from onair.after.reports.finding import Finding
from onair.after.reports.meaning import title, unit
from onair.after.reports.model import ReportFile
from onair.after.reports.service import Dropped
from onair.after.reports.taking import layout_of
from onair.files.quarantine import REASONS
from onair.kernel.i18n import Lang

Number = int | float


class ReportBadCell(BaseModel):
    """A cell that is shown as missing. `row` as a spreadsheet counts."""

    row: int
    header: str
    code: str
    reason: str


class ReportSheet(BaseModel):
    """`layout` null: not known, nothing of it was kept. `dropped`: columns about persons. `unknown`: kept as they stand."""

    name: str
    layout: str | None
    title: str | None
    rows: int
    headers: list[str]
    unknown: list[str]
    dropped: list[str]
    bad_cells: list[ReportBadCell]
    bad_n: int
    rejected: list[ReportBadCell]
    rejected_n: int


class ReportFileOut(BaseModel):
    """`sha256`: of the file as it came, which is not kept; the minimised table is, for ever."""

    id: str
    name: str
    sha256: str
    size: int
    created_at: int
    withdrawn_at: int | None
    sheets: list[ReportSheet]


class ReportFiles(BaseModel):
    items: list[ReportFileOut]
    next: str | None


class ReportChanged(BaseModel):
    """A cell that an earlier file stated otherwise."""

    sheet: str
    header: str
    before: Any
    now: Any


class ReportDropped(BaseModel):
    """`known`: the very same file was here before, nothing was done. `shows`: rows by show; `placeless`: of no known show."""

    file: ReportFileOut
    known: bool
    rows: int
    changed: list[ReportChanged]
    changed_n: int
    shows: dict[str, int]
    placeless: int


class StatedPlace(BaseModel):
    file: str
    sheet: str
    row: int
    header: str


class StatedValue(BaseModel):
    """`low`…`high`: what the shown digits allow. `basis`: of a refund. `flag`: approx = rounded, estimated = a guess."""

    metric: str
    title: str
    unit: str
    value: Number | None
    low: Number | None
    high: Number | None
    basis: Literal["paid", "refunded"] | None
    currency: str | None
    flag: Literal["approx", "estimated"] | None
    place: StatedPlace


class StatedRowOut(BaseModel):
    """`kind`: row, control (the whole), sub (below a product)."""

    platform: str
    layout: str
    grain: str
    kind: str
    about: dict[str, Any]
    said: list[StatedValue]


class StatedFinding(BaseModel):
    """One check. `quarantine`: the value cannot be true and is kept out of every number."""

    rule: str
    state: Literal["pass", "differs", "uncheckable"]
    words: str
    metric: str | None
    title: str | None
    left: Number | None
    right: Number | None
    difference: Number | None
    quarantine: bool
    places: list[StatedPlace]


class Stated(BaseModel):
    """What platforms say of one show, and whether it agrees with itself."""

    show: str
    rows: list[StatedRowOut]
    findings: list[StatedFinding]


def file_out(file: ReportFile, lang: Lang) -> ReportFileOut:
    return ReportFileOut(
        id=file.id, name=file.name, sha256=file.sha256, size=file.size, created_at=file.created_at,
        withdrawn_at=file.withdrawn_at, sheets=[_sheet(sheet, lang) for sheet in file.sheets],
    )  # fmt: skip


def _sheet(sheet: dict[str, Any], lang: Lang) -> ReportSheet:
    layout = layout_of(sheet["layout"] or "")
    return ReportSheet(
        name=sheet["name"], layout=sheet["layout"], title=layout.words.of(lang) if layout else None, rows=sheet["rows"],
        headers=sheet["headers"], unknown=sheet.get("unknown", []), dropped=sheet.get("dropped", []),
        bad_cells=[_bad(row, header, code, lang) for row, header, code in sheet.get("bad", [])],
        bad_n=sheet.get("bad_n", 0),
        rejected=[_bad(row, header, code, lang) for row, code, header in sheet.get("rejected", [])],
        rejected_n=sheet.get("rejected_n", 0),
    )  # fmt: skip


def _bad(row: int, header: str, code: str, lang: Lang) -> ReportBadCell:
    return ReportBadCell(
        row=row, header=header, code=code, reason=REASONS.get(code, REASONS["refused"]).of(lang)
    )


def dropped_out(dropped: Dropped, file: ReportFile, lang: Lang) -> ReportDropped:
    changed = [
        ReportChanged(sheet=s, header=h, before=was, now=now) for s, h, was, now in dropped.changed[:200]
    ]
    return ReportDropped(
        file=file_out(file, lang), known=dropped.known, rows=dropped.rows, changed=changed,
        changed_n=len(dropped.changed), shows={show: n for show, n in dropped.attached.items() if show is not None},
        placeless=dropped.attached.get(None, 0),
    )  # fmt: skip


def row_out(row: StatedRow, lang: Lang) -> StatedRowOut:
    return StatedRowOut(
        platform=row.platform, layout=row.layout, grain=row.grain, kind=row.kind, about=dict(row.about),
        said=[_value(said, lang) for said in row.said.values()],
    )  # fmt: skip


def _value(said: Said, lang: Lang) -> StatedValue:
    return StatedValue(
        metric=said.metric, title=title(said.metric).of(lang), unit=unit(said.metric), value=said.value, low=said.low,
        high=said.high, basis=said.basis, currency=said.currency, place=_place(said.place),
        flag="approx" if said.approx else "estimated" if said.estimated else None,
    )  # fmt: skip


def _place(place: Place) -> StatedPlace:
    return StatedPlace(file=place.file, sheet=place.sheet, row=place.row, header=place.header)


def finding_out(found: Finding, lang: Lang) -> StatedFinding:
    return StatedFinding(
        rule=found.rule, state=found.state, words=found.words.of(lang), metric=found.metric,
        title=title(found.metric).of(lang) if found.metric else None, left=found.left, right=found.right,
        difference=found.difference, quarantine=found.quarantine, places=[_place(place) for place in found.places],
    )  # fmt: skip

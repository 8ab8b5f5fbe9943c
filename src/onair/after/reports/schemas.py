"""Bodies of the platform reports."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.checks import findings
from onair.after.reports.finding import Finding
from onair.after.reports.looking import Choice, RowSeen, bundle_of_file
from onair.after.reports.meaning import title, unit, what
from onair.after.reports.model import ReportFile
from onair.after.reports.service import Dropped
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
    """`sha256`: of the file as it came, which is not kept; the minimised table is, for ever. `shows`: rows by show;
    `placeless`: rows of no known show."""

    id: str
    name: str
    sha256: str
    size: int
    created_at: int
    withdrawn_at: int | None
    shows: dict[str, int]
    placeless: int
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
    """`known`: the very same file was here before, nothing was done."""

    file: ReportFileOut
    known: bool
    rows: int
    changed: list[ReportChanged]
    changed_n: int


class StatedPlace(BaseModel):
    file: str
    sheet: str
    row: int
    header: str


class StatedValue(BaseModel):
    """`low`…`high`: what the shown digits allow. `basis`: of a refund. `flag`: approx = rounded, estimated = a guess.
    `barred`: why it cannot be true, and so is no number here."""

    metric: str
    title: str
    unit: str
    value: Number | None
    low: Number | None
    high: Number | None
    basis: Literal["paid", "refunded"] | None
    currency: str | None
    flag: Literal["approx", "estimated"] | None
    barred: str | None
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
    currency: str | None
    left: Number | None
    right: Number | None
    difference: Number | None
    quarantine: bool
    places: list[StatedPlace]


class ReportRowOut(BaseModel):
    """`stands` false: a newer file states the same thing, or the file was withdrawn."""

    place: int
    sheet: str
    show: str | None
    stands: bool
    stated: StatedRowOut


class ReportTable(BaseModel):
    """`what`: metric → its definition; `next`: place to ask behind."""

    rows: list[ReportRowOut]
    findings: list[StatedFinding]
    what: dict[str, str]
    next: int | None


class ReportChoice(BaseModel):
    """A show that a file may be about; `other`: of another platform."""

    id: str
    title: str
    at: int | None
    zone: str
    room: str | None
    other: bool


class ReportChoices(BaseModel):
    items: list[ReportChoice]


class Stated(BaseModel):
    """What platforms say of one show, and whether it agrees with itself."""

    show: str
    rows: list[StatedRowOut]
    findings: list[StatedFinding]


def file_out(file: ReportFile, about: Mapping[str | None, int], lang: Lang) -> ReportFileOut:
    return ReportFileOut(
        id=file.id, name=file.name, sha256=file.sha256, size=file.size, created_at=file.created_at,
        withdrawn_at=file.withdrawn_at, shows={show: n for show, n in about.items() if show is not None},
        placeless=about.get(None, 0), sheets=[_sheet(sheet, lang) for sheet in file.sheets],
    )  # fmt: skip


def _sheet(sheet: dict[str, Any], lang: Lang) -> ReportSheet:
    title = sheet.get("title") or {}
    return ReportSheet(
        name=sheet["name"], layout=sheet["layout"], title=title.get(lang), rows=sheet["rows"],
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


def dropped_out(dropped: Dropped, file: ReportFileOut) -> ReportDropped:
    changed = [ReportChanged(sheet=s, header=h, before=was, now=now) for s, h, was, now in dropped.changed]
    return ReportDropped(
        file=file, known=dropped.known, rows=dropped.rows, changed=changed, changed_n=dropped.changed_n
    )


def table_out(seen: Sequence[RowSeen], most: int, lang: Lang) -> ReportTable:
    shown = seen[:most]
    bundle = bundle_of_file(shown)
    used = sorted({metric for row in shown for metric in row.stated.said})
    return ReportTable(
        rows=[ReportRowOut(place=row.place, sheet=row.sheet, show=row.show, stands=row.stands, stated=row_out(row.stated, lang))
              for row in shown],
        findings=[finding_out(found, bundle, lang) for found in findings(bundle)],
        what={metric: what(metric).of(lang) for metric in used},
        next=shown[-1].place if len(seen) > most else None,
    )  # fmt: skip


def choice_out(choice: Choice) -> ReportChoice:
    view = choice.view
    return ReportChoice(
        id=view.id, title=view.title, zone=view.zone, other=choice.other,
        at=view.started_at if view.started_at is not None else view.starts_at,
        room=view.room.name if view.room else None,
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
        barred=said.barred.of(lang) if said.barred else None,
    )  # fmt: skip


def _place(place: Place) -> StatedPlace:
    return StatedPlace(file=place.file, sheet=place.sheet, row=place.row, header=place.header)


def finding_out(found: Finding, bundle: Bundle, lang: Lang) -> StatedFinding:
    return StatedFinding(
        rule=found.rule, state=found.state, words=found.words.of(lang), metric=found.metric,
        title=title(found.metric).of(lang) if found.metric else None, currency=bundle.currency(found.metric),
        left=found.left, right=found.right, difference=found.difference, quarantine=found.quarantine,
        places=[_place(place) for place in found.places],
    )  # fmt: skip

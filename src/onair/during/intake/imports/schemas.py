"""Imports on the wire."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Strict
from onair.connectors.mapped_csv.mapping import Field as MappedField
from onair.connectors.ports import importers, manifest
from onair.during.intake.imports.model import Import
from onair.kernel.i18n import Lang

StateName = Literal["queued", "running", "needs_mapping", "done", "failed", "cancelled"]
Counts = dict[str, int]
MISSING: dict[str, Any] = {}
COUNTS = ("events", "rows", "ignored", "repeats", "reasons", "outside", "kept", "late")


class Problem(BaseModel):
    """Why it stopped, in the asker's language."""

    code: str
    detail: str


class SpreadShow(BaseModel):
    """A show that lines of an order file went to. `events`: new ones."""

    id: str
    title: str
    lines: int
    events: int
    duplicates: int


class Personal(BaseModel):
    """Headers of personal columns: those left out, and those of which only a keyed hash is kept."""

    dropped: list[str] = []
    keyed: list[str] = []


class ImportOut(BaseModel):
    """`events`: new ones by type; `rows`, `ignored`: by the source's own type; `repeats`: sent twice.

    Of an order file: `shows` it was spread over, `kept` lines without a show by reason, `late` lines paid after the end
    (`tail` within 24 h, `beyond`), `elsewhere` events that another source had told, `changed` lines that say something
    else now, `placed` lines kept earlier that have their show now.
    `headers`, `sample` and `guess` (field → header) only while it needs a mapping. Times in ms.
    """

    id: str
    state: StateName
    progress: float
    file: str
    size: int
    kind: str | None
    show: str | None
    title: str | None
    staged: bool
    events: Counts
    rows: Counts
    ignored: Counts
    repeats: Counts
    reasons: Counts
    outside: Counts
    kept: Counts
    late: Counts
    shows: list[SpreadShow]
    personal: Personal
    rejected: int
    duplicates: int
    elsewhere: int
    changed: int
    placed: int
    quarantine: bool
    problem: Problem | None
    headers: list[str] | None
    sample: list[list[str]] | None
    guess: dict[str, str] | None
    created_at: int
    finished_at: int | None


class ImportAccepted(BaseModel):
    id: str


class QuarantineRow(BaseModel):
    row: int
    code: str
    detail: str
    excerpt: str


class QuarantineRows(BaseModel):
    items: list[QuarantineRow]
    next: str | None = None


_ROW = {
    "type": "object",
    "properties": {
        "row": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "excerpt": {"type": "string"},
    },
    "required": ["row", "code", "detail", "excerpt"],
}
REJECTED_SCHEMA = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": _ROW}, "next": {"type": ["string", "null"]}},
    "required": ["items", "next"],
}
"""`QuarantineRows` for an answer that is a CSV or this."""


class Kind(BaseModel):
    """A sort of file that can be imported, as its manifest describes it."""

    id: str
    title: str
    about: str
    accepts: list[str]


class Kinds(BaseModel):
    items: list[Kind]
    next: str | None = None


Header = Annotated[str, Field(max_length=200)]
Tag = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]


class MappingForm(Strict):
    """`columns`: field → header. `type` for all rows, or `types`: value of the type column → event type.

    `amount_of`: "order" when every row of an order repeats the amount of the whole order: it counts once.
    """

    columns: Annotated[dict[MappedField, Header], Field(min_length=1)]
    type: Tag | None = None
    types: Annotated[dict[Header, Tag], Field(max_length=200, default_factory=dict)]
    source: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w:.\-]+$")] = "file:table"
    day_order: Literal["dmy", "mdy"] | None = None
    amount_of: Literal["row", "order"] = "row"


def import_out(row: Import, lang: Lang) -> ImportOut:
    """As the asker reads it."""
    result, asking = row.result or MISSING, row.state == "needs_mapping"
    problem = row.problem
    return ImportOut(
        id=row.id,
        state=row.state,  # type: ignore[arg-type]  # written by us only
        progress=row.progress,
        file=row.file,
        size=row.size,
        kind=row.kind,
        show=row.show_id,
        title=row.asked.get("show") if row.show_id is None and not result.get("shows") else None,
        staged=row.asked.get("stage") is not None,
        **{name: result.get(name, {}) for name in COUNTS},
        rejected=result.get("rejected", 0),
        **{name: result.get(name, 0) for name in ("duplicates", "elsewhere", "changed", "placed")},
        shows=[SpreadShow(**one) for one in result.get("shows", ())],
        personal=Personal(**result.get("personal", {})),
        quarantine=row.quarantine is not None,
        problem=Problem(code=problem["code"], detail=problem[lang]) if problem else None,
        headers=result.get("headers") if asking else None,
        sample=result.get("sample") if asking else None,
        guess=result.get("guess") if asking else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )  # fmt: skip


def kinds(lang: Lang) -> Kinds:
    found = [manifest(name) for name in importers()]
    return Kinds(
        items=[
            Kind(
                id=each.name, title=each.title.of(lang), about=each.about.of(lang), accepts=list(each.accepts)
            )
            for each in found
        ]
    )

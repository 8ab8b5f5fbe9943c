"""Use cases: a file dropped, looked at, withdrawn, given to a show; what platforms state about one show."""

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.keeping import Dropped, keep
from onair.after.reports.meaning import own, title, unit
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.problems import (
    AlreadyWithdrawn,
    DayOrderNeeded,
    IsImport,
    NoRows,
    NothingKnown,
    NotWithdrawn,
    ReportNotFound,
)
from onair.after.reports.standing import settle, stands
from onair.after.reports.taking import Taken, take
from onair.connectors.opening import recognise
from onair.connectors.ports import manifest
from onair.connectors.reports.cells import Terms
from onair.connectors.reports.read import Known as KnownLayouts
from onair.files.refusals import FileRefused
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text
from onair.trade.service import get_show

__all__ = ["Bundle", "Dropped", "Said", "bundle_of", "keep", "own", "title", "unit"]


def look(path: Path, name: str, terms: Terms, known_layouts: KnownLayouts = None) -> Taken:
    """Blocking, no transaction. Raises the refusals of files, IsImport, NothingKnown, NoRows, DayOrderNeeded."""
    taken = take(path, name, terms, _unkeyed, known_layouts)
    known = [sheet for sheet in taken.sheets if sheet["layout"]]
    if not known:
        if (kind := _import_of(path, name)) is not None:
            raise IsImport(file=name, title_zh=kind.zh, title_en=kind.en)
        headers = "、".join(header for sheet in taken.sheets for header in sheet["headers"][:12]) or "—"
        raise NothingKnown(file=name, headers=headers[:400])
    if terms.day_order is None and taken.unsure_of_days:
        raise DayOrderNeeded(file=name, example="03/04/2026")
    if not taken.rows:
        first = next((each[1] for sheet in known for each in sheet["rejected"]), "—")
        raise NoRows(file=name, rejected=sum(sheet["rejected_n"] for sheet in known), first=first)
    return taken


def _import_of(path: Path, name: str) -> Text | None:
    """What it is, when an importer reads it event by event."""
    try:
        found = recognise(path, name).importer
    except FileRefused:
        return None
    return None if found is None else manifest(found.name).title


def withdraw(tx: Session, actor: Actor, clock: Clock, file_id: str) -> None:
    """Its rows stand no more; what they had replaced stands again. Raises ReportNotFound, AlreadyWithdrawn."""
    file = get_file(tx, actor.tenant, file_id)
    if file.withdrawn_at is not None:
        raise AlreadyWithdrawn()
    file.withdrawn_at = clock()
    settle(tx, actor.tenant, file.id)
    audit(tx, actor, clock, "report.withdraw", file.id)


def restore(tx: Session, actor: Actor, clock: Clock, file_id: str) -> None:
    """A withdrawn file stands again, where newer ones say nothing else. Raises ReportNotFound, NotWithdrawn."""
    file = get_file(tx, actor.tenant, file_id)
    if file.withdrawn_at is None:
        raise NotWithdrawn()
    file.withdrawn_at = None
    settle(tx, actor.tenant, file.id)
    audit(tx, actor, clock, "report.restore", file.id)


def attach(tx: Session, actor: Actor, clock: Clock, file_id: str, *, show: str | None) -> None:
    """Say by hand which show all its rows are about. Raises ReportNotFound, ShowNotFound."""
    file = get_file(tx, actor.tenant, file_id)
    chosen = get_show(tx, actor.tenant, show).id if show else None
    tx.execute(update(ReportRow).where(ReportRow.file_id == file.id).values(show_id=chosen))
    audit(tx, actor, clock, "report.attach", file.id, after={"show": chosen})


def get_file(tx: Session, tenant: str, file_id: str) -> ReportFile:
    """Raises ReportNotFound, also for one that is not whole yet."""
    file = tx.get(ReportFile, file_id)
    if file is None or file.tenant_id != tenant or file.archive is None:
        raise ReportNotFound()
    return file


def bundle_of(tx: Session, tenant: str, show: str) -> Bundle:
    """Everything that stands about a show, oldest file first."""
    query = (
        select(ReportRow)
        .join(ReportFile, ReportFile.id == ReportRow.file_id)
        .where(
            ReportRow.tenant_id == tenant, ReportRow.show_id == show, stands(),
            ReportFile.withdrawn_at.is_(None),
        )
        .order_by(ReportFile.created_at, ReportRow.place)
    )  # fmt: skip
    return Bundle([stated_row(row) for row in tx.scalars(query)])


def stated_row(row: ReportRow) -> StatedRow:
    said = {}
    for metric, basis, value, low, high, currency, flags, header, _ in row.said:
        place_ = Place(row.file_id, row.sheet, row.row, header)
        said[metric] = Said(
            metric, value, place_, low, high, basis, currency, "approx" in flags, "estimated" in flags
        )
    about = {**row.about, **({"start": row.start_at, "end": row.end_at} if row.start_at is not None else {})}
    return StatedRow(row.platform, row.layout, row.grain, row.kind, row.key, about, said)  # type: ignore[arg-type]


def _unkeyed(_text: str) -> str:
    """No layout that lists people is read here: orders go the way of events, where a buyer is hashed at the door."""
    return ""

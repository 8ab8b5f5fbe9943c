"""Use cases: a file dropped, looked at, withdrawn, given to a show; what platforms state about one show."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.after.reports import archive
from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.reports.meaning import own, title, unit
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.origin import Origin
from onair.after.reports.placing import Known, place
from onair.after.reports.problems import (
    AlreadyWithdrawn,
    DayOrderNeeded,
    NoRows,
    NothingKnown,
    NotWithdrawn,
    ReportNotFound,
)
from onair.after.reports.standing import settle, standing
from onair.after.reports.taking import Taken, TakenRow, take
from onair.connectors.reports.cells import Terms
from onair.connectors.reports.read import Known as KnownLayouts
from onair.kernel.clock import Clock
from onair.kernel.ids import new_id
from onair.trade.service import ShowView, Wanted, get_show, list_shows

__all__ = ["Bundle", "Said", "bundle_of", "own", "title", "unit"]
AROUND_MS = 36 * 3_600_000
"""Shows whose time lies so near that of a file are asked whether it is about them."""
SHOWS_MAX = 2_000
INSERT_ROWS = 1_000
Changed = tuple[str, str, object, object]
"""Sheet, header, what stood, what stands now."""


@dataclass(frozen=True)
class Dropped:
    """`known`: the very bytes were here before, nothing was done. `changed`: cells that state something else than an
    earlier file; `attached`: rows by show, None = of no known show."""

    file: str
    known: bool
    sheets: list[dict[str, Any]]
    rows: int
    changed: list[Changed]
    attached: dict[str | None, int]


def look(path: Path, name: str, terms: Terms, known_layouts: KnownLayouts = None) -> Taken:
    """Blocking, no transaction. Raises the refusals of files, NothingKnown, NoRows, DayOrderNeeded."""
    taken = take(path, name, terms, _unkeyed, known_layouts)
    known = [sheet for sheet in taken.sheets if sheet["layout"]]
    if not known:
        headers = "、".join(header for sheet in taken.sheets for header in sheet["headers"][:12]) or "—"
        raise NothingKnown(file=name, headers=headers[:400])
    rejected = [each for sheet in known for each in sheet["rejected"]]
    if terms.day_order is None and taken.unsure_of_days:
        raise DayOrderNeeded(file=name, example="03/04/2026")
    if not taken.rows:
        raise NoRows(file=name, rejected=len(rejected), first=rejected[0][1] if rejected else "—")
    return taken


def keep(
    tx: Session,
    actor: Actor,
    clock: Clock,
    home: Path,
    *,
    path: Path,
    name: str,
    taken: Taken,
    show: str | None,
) -> Dropped:
    """One transaction: the file, its rows, what they replace. Raises ShowNotFound."""
    digest, size = _digest(path)
    same = tx.scalars(
        select(ReportFile)
        .where(
            ReportFile.tenant_id == actor.tenant,
            ReportFile.sha256 == digest,
            ReportFile.withdrawn_at.is_(None),
        )
        .order_by(ReportFile.created_at.desc())
    ).first()
    if same is not None and _read_as(same.sheets) == _read_as(taken.sheets):
        return Dropped(same.id, True, same.sheets, sum(sheet["rows"] for sheet in same.sheets), [], {})
    if same is not None:  # read as less before: that reading gives way as a whole
        same.withdrawn_at = clock()
        settle(tx, actor.tenant, same.id)
    chosen = get_show(tx, actor.tenant, show).id if show else None
    file = ReportFile(
        id=new_id("rpt", clock), tenant_id=actor.tenant, name=name[:255], sha256=digest, size=size, sheets=taken.sheets,
        archive=None, created_by=actor.id, created_at=_now(tx, actor.tenant, clock), withdrawn_at=None,
    )  # fmt: skip
    tx.add(file)
    tx.flush()
    shows = known_shows(tx, actor.tenant, taken.rows)
    changed, attached = _rows(tx, file, taken.rows, chosen, shows)
    file.archive = archive.write(home, actor.tenant, file.id, digest, taken.rows)
    audit(
        tx,
        actor,
        clock,
        "report.drop",
        file.id,
        after={"name": file.name, "sha256": digest, "rows": len(taken.rows)},
    )
    return Dropped(file.id, False, file.sheets, len(taken.rows), changed, attached)


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


def attach(tx: Session, actor: Actor, clock: Clock, file_id: str, show: str | None) -> None:
    """Say by hand which show all its rows are about. Raises ReportNotFound, ShowNotFound."""
    file = get_file(tx, actor.tenant, file_id)
    chosen = get_show(tx, actor.tenant, show).id if show else None
    for row in tx.scalars(select(ReportRow).where(ReportRow.file_id == file.id)):
        row.show_id = chosen
    audit(tx, actor, clock, "report.attach", file.id, after={"show": chosen})


def get_file(tx: Session, tenant: str, file_id: str) -> ReportFile:
    """Raises ReportNotFound."""
    file = tx.get(ReportFile, file_id)
    if file is None or file.tenant_id != tenant:
        raise ReportNotFound()
    return file


def bundle_of(tx: Session, tenant: str, show: str) -> Bundle:
    """Everything that stands about a show, oldest file first."""
    query = (
        select(ReportRow)
        .join(ReportFile, ReportFile.id == ReportRow.file_id)
        .where(
            ReportRow.tenant_id == tenant, ReportRow.show_id == show, ReportRow.replaced_by.is_(None),
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


def known_shows(tx: Session, tenant: str, rows: Iterable[TakenRow]) -> list[Known]:
    """Shows around the times that the rows name."""
    times = [at for row in rows for at in (row.origin.start, row.origin.end) if at is not None]
    if not times:
        return []
    around = Wanted(since=min(times) - AROUND_MS, until=max(times) + AROUND_MS)
    found, _ = list_shows(tx, tenant, around, limit=SHOWS_MAX)
    return [known_show(view) for view in found]


def known_show(view: ShowView) -> Known:
    room = view.room
    start = view.started_at if view.started_at is not None else view.starts_at
    end = view.ended_at if view.ended_at is not None else view.planned_end
    return Known(view.id, room.platform if room else "", room.account if room else None, start, end)


def _rows(
    tx: Session, file: ReportFile, rows: Sequence[TakenRow], chosen: str | None, shows: Sequence[Known]
) -> tuple[list[Changed], dict[str | None, int]]:
    before = standing(tx, file.tenant_id, (row.key for row in rows))
    changed: list[Changed] = []
    attached: dict[str | None, int] = {}
    placed: dict[tuple[Origin, str], str | None] = {}
    for begin in range(0, len(rows), INSERT_ROWS):
        made = []
        for number, row in enumerate(rows[begin : begin + INSERT_ROWS], begin):
            whose = row.origin, row.layout.platform
            if whose not in placed:
                placed[whose] = chosen or place(*whose, shows)
            show = placed[whose]
            attached[show] = attached.get(show, 0) + 1
            made.append(_columns(file, number, row, show))
            older = before.get(row.key)
            if older is not None:
                older.replaced_by = file.id
                changed += _changes(row.sheet, older.said, made[-1]["said"])
        tx.execute(insert(ReportRow), made)
    return changed, attached


def _columns(file: ReportFile, number: int, row: TakenRow, show: str | None) -> dict[str, Any]:
    line, layout = row.line, row.layout
    about = {
        role: reading.value for role, reading in line.about.items() if role not in ("start", "end", "span")
    }
    return {
        "file_id": file.id, "place": number, "tenant_id": file.tenant_id, "show_id": show, "sheet": row.sheet[:120],
        "row": line.row, "layout": layout.id, "platform": layout.platform, "grain": layout.grain, "kind": line.kind,
        "key": row.key, "about": about, "said": row.said, "kept": line.kept, "start_at": row.origin.start,
        "end_at": row.origin.end, "replaced_by": None,
    }  # fmt: skip


def _changes(sheet: str, older: Sequence[Any], newer: Sequence[Any]) -> list[Changed]:
    was = {(one[0], one[1]): one[2] for one in older}
    return [
        (sheet, one[7], was[one[0], one[1]], one[2])
        for one in newer
        if (one[0], one[1]) in was and was[one[0], one[1]] != one[2]
    ]


def _read_as(sheets: Sequence[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """A sheet that was taught meanwhile makes the same bytes say more."""
    return [(sheet["name"], sheet["layout"]) for sheet in sheets]


def _now(tx: Session, tenant: str, clock: Clock) -> int:
    """Later than every file of the team: of two statements the later one stands."""
    last = tx.scalar(select(func.max(ReportFile.created_at)).where(ReportFile.tenant_id == tenant))
    return max(clock(), (last or 0) + 1)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _unkeyed(_text: str) -> str:
    """No layout that lists people is read here: orders go the way of events, where a buyer is hashed at the door."""
    return ""

"""What a file states, row by row, and which shows it may be about."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from onair.after.reports.bundle import Bundle, StatedRow
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.placing import AROUND_MS, family_of, known_show
from onair.after.reports.service import stated_row
from onair.after.reports.standing import stands
from onair.trade.service import ShowView, Wanted, list_shows

ROWS_SHOWN = 200
CHOICES_MAX = 12


class RowSeen(NamedTuple):
    """`stands`: neither replaced by a newer file nor withdrawn."""

    place: int
    sheet: str
    show: str | None
    stands: bool
    stated: StatedRow


class Choice(NamedTuple):
    """A show that a file may be about. `far_ms` between their starts; `other`: another platform or account."""

    view: ShowView
    far_ms: int
    other: bool


def rows_of(tx: Session, file: ReportFile, since: int = -1, sheet: str | None = None) -> list[RowSeen]:
    """At most ROWS_SHOWN and one more, behind the place `since`."""
    query = select(ReportRow, stands()).where(ReportRow.file_id == file.id, ReportRow.place > since)
    if sheet is not None:
        query = query.where(ReportRow.sheet == sheet)
    found = tx.execute(query.order_by(ReportRow.place).limit(ROWS_SHOWN + 1))
    live = file.withdrawn_at is None
    return [
        RowSeen(row.place, row.sheet, row.show_id, live and bool(newest), stated_row(row))
        for row, newest in found
    ]


def bundle_of_file(seen: Sequence[RowSeen]) -> Bundle:
    return Bundle([row.stated for row in seen])


def files_about(tenant: str, show: str) -> Select[str]:
    """Ids of files with a row about the show."""
    return select(ReportRow.file_id).where(ReportRow.tenant_id == tenant, ReportRow.show_id == show)


def shows_of(tx: Session, files: Sequence[str]) -> dict[str, dict[str | None, int]]:
    """file → show → rows; None = of no known show."""
    query = (
        select(ReportRow.file_id, ReportRow.show_id, func.count())
        .where(ReportRow.file_id.in_(files))
        .group_by(ReportRow.file_id, ReportRow.show_id)
    )
    found: dict[str, dict[str | None, int]] = {file: {} for file in files}
    for file, show, n in tx.execute(query):
        found[file][show] = n
    return found


def choices(tx: Session, file: ReportFile) -> list[Choice]:
    """Shows around the times of its rows, nearest first; without a time the newest."""
    query = select(
        func.min(func.coalesce(ReportRow.start_at, ReportRow.end_at)), func.max(ReportRow.end_at), func.min(ReportRow.platform)
    ).where(ReportRow.file_id == file.id)  # fmt: skip
    first, last, platform = tx.execute(query).one()
    wanted = Wanted() if first is None else Wanted(since=first - AROUND_MS, until=(last or first) + AROUND_MS)
    views, _ = list_shows(tx, file.tenant_id, wanted, limit=200)
    found = [_choice(view, first, family_of(platform)) for view in views]
    return sorted(found, key=lambda choice: (choice.other, choice.far_ms))[:CHOICES_MAX]


def _choice(view: ShowView, start: int | None, platform: str | None) -> Choice:
    known = known_show(view)
    far = abs(known.start - start) if known.start is not None and start is not None else AROUND_MS
    return Choice(view, far, known.platform not in (platform, "other", ""))

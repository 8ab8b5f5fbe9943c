"""Which of several statements of one thing stands: that of the newest file that was not withdrawn."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.after.reports.model import ReportFile, ReportRow

CHUNK = 500
"""Keys in one question."""


def standing(tx: Session, tenant: str, keys: Iterable[str]) -> dict[str, ReportRow]:
    """key → the row that stands now."""
    found: dict[str, ReportRow] = {}
    for some in _chunks(keys):
        query = (
            select(ReportRow)
            .join(ReportFile, ReportFile.id == ReportRow.file_id)
            .where(
                ReportRow.tenant_id == tenant, ReportRow.key.in_(some), ReportRow.replaced_by.is_(None),
                ReportFile.withdrawn_at.is_(None),
            )
        )  # fmt: skip
        found |= {row.key: row for row in tx.scalars(query)}
    return found


def settle(tx: Session, tenant: str, file: str) -> None:
    """After a file was withdrawn or brought back: for each of its keys the newest statement stands, the older are replaced
    by the next newer one."""
    tx.flush()
    keys = tx.scalars(select(ReportRow.key).where(ReportRow.file_id == file)).all()
    for some in _chunks(keys):
        query = (
            select(ReportRow)
            .join(ReportFile, ReportFile.id == ReportRow.file_id)
            .where(
                ReportRow.tenant_id == tenant, ReportRow.key.in_(some), ReportFile.withdrawn_at.is_(None),
            )
            .order_by(ReportFile.created_at.desc(), ReportFile.id.desc())
        )  # fmt: skip
        newer: dict[str, str] = {}
        for row in tx.scalars(query):
            row.replaced_by = newer.get(row.key)
            newer[row.key] = row.file_id


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(keys))
    for begin in range(0, len(wanted), CHUNK):
        yield wanted[begin : begin + CHUNK]

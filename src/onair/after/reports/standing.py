"""Rows put down, and which of several statements of one thing stands: that of the newest file that was not withdrawn."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from onair.after.reports.model import ReportFile, ReportRow

COLUMNS = (
    "file_id", "place", "tenant_id", "show_id", "sheet", "row", "layout", "platform", "grain", "kind", "key", "about", "said",
    "kept", "start_at", "end_at", "replaced_by", "order_id",
)  # fmt: skip
JSON = frozenset({"about", "said", "kept"})


def put(tx: Session, rows: Sequence[tuple[object, ...]]) -> None:
    """Values in the order of COLUMNS; JSON is text already: it is not read and written once more for every row."""
    postgres = tx.get_bind().dialect.name == "postgresql"
    marks = ["?" if not postgres else "CAST(%s AS JSONB)" if name in JSON else "%s" for name in COLUMNS]
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    tx.connection().exec_driver_sql(
        f"INSERT INTO report_row ({names}) VALUES ({', '.join(marks)})",  # noqa: S608 (our own names)
        list(rows),
    )


def stands() -> ColumnElement[bool]:
    """Of a row: no file that stands replaces it. Whether its own file stands is another question."""
    newer = aliased(ReportFile)
    by = select(newer.id).where(newer.id == ReportRow.replaced_by, newer.withdrawn_at.is_(None))
    return ReportRow.replaced_by.is_(None) | ~by.correlate(ReportRow).exists()


def standing_files(tenant: str) -> Select[str]:
    return select(ReportFile.id).where(ReportFile.tenant_id == tenant, ReportFile.withdrawn_at.is_(None))


def standing(tx: Session, tenant: str, keys: Sequence[str]) -> dict[str, list[Any]]:
    """key → what the row that stands now says."""
    query = (
        select(ReportRow.key, ReportRow.said)
        .join(ReportFile, ReportFile.id == ReportRow.file_id)
        .where(
            ReportRow.tenant_id == tenant, ReportRow.key.in_(keys), stands(), ReportFile.withdrawn_at.is_(None),
        )
    )  # fmt: skip
    return dict(tx.execute(query).all())


def replace_some(tx: Session, tenant: str, file: str, keys: Sequence[str]) -> None:
    """What stands of these keys will stand no more as soon as the file does; until then it stands."""
    _replace(tx, tenant, file, ReportRow.key.in_(keys))


def replace_older(tx: Session, tenant: str, file: str) -> None:
    """The same of every key of the file, at once."""
    _replace(tx, tenant, file, ReportRow.key.in_(_keys(file)))


def give_back(tx: Session, tenant: str, file: str, keys: Sequence[str]) -> None:
    """A file that never will stand replaces nothing."""
    _mark(tx, tenant, (ReportRow.key.in_(keys), ReportRow.replaced_by == file), None)


def _replace(tx: Session, tenant: str, file: str, keys: ColumnElement[bool]) -> None:
    others = standing_files(tenant).where(ReportFile.id != file)
    _mark(tx, tenant, (keys, stands(), ReportRow.file_id.in_(others)), file)


def settle(tx: Session, tenant: str, file: str) -> None:
    """After a file was withdrawn or brought back: for each of its keys the newest statement stands, the older are replaced
    by the next newer one."""
    tx.flush()
    other, newer, own = aliased(ReportRow), aliased(ReportFile), aliased(ReportFile)
    following = (
        select(newer.id)
        .select_from(other)
        .join(newer, newer.id == other.file_id)
        .join(own, own.id == ReportRow.file_id)
        .where(
            other.tenant_id == tenant, other.key == ReportRow.key, newer.withdrawn_at.is_(None),
            tuple_(newer.created_at, newer.id) > tuple_(own.created_at, own.id),
        )
        .order_by(newer.created_at, newer.id)
        .limit(1)
        .correlate(ReportRow)
        .scalar_subquery()
    )  # fmt: skip
    _mark(
        tx, tenant, (ReportRow.key.in_(_keys(file)), ReportRow.file_id.in_(standing_files(tenant))), following
    )


def _keys(file: str) -> Select[str]:
    of_file = aliased(ReportRow)
    return select(of_file.key).where(of_file.file_id == file)


def _mark(tx: Session, tenant: str, rows: Sequence[ColumnElement[bool]], by: Any) -> None:
    """One statement, however many rows: nothing is read into memory."""
    marked = update(ReportRow).where(ReportRow.tenant_id == tenant, *rows).values(replaced_by=by)
    tx.execute(marked, execution_options={"synchronize_session": False})

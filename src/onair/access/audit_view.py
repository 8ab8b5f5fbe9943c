"""Reading the audit chain page by page, newest first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.model import Audit
from onair.kernel.paging import BadCursor

PAGE = 100
Entry = Audit


def page(tx: Session, tenant: str, cursor: str | None) -> tuple[Sequence[Entry], str | None]:
    """→ up to 100 entries older than `cursor`, and the next cursor. Raises BadCursor."""
    query = select(Audit).where(Audit.tenant_id == tenant).order_by(Audit.seq.desc()).limit(PAGE + 1)
    if cursor:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
            raise BadCursor()
        query = query.where(Audit.seq < int(cursor))
    rows = tx.scalars(query).all()
    return rows[:PAGE], str(rows[PAGE - 1].seq) if len(rows) > PAGE else None

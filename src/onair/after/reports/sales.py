"""A show's orders as order files tell them, and the settlement entries of those orders, by order id."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.after.reports.bundle import Bundle, Sales, StatedRow
from onair.after.reports.impossible import kept_out
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.service import bundle_of, stated_row
from onair.after.reports.standing import stands
from onair.during.intake.imports.sold import lines_of, sold
from onair.trade.service import get_show

CHUNK = 500
"""Orders in one question."""


def with_orders(tx: Session, tenant: str, show: str) -> Bundle:
    """What stands about a show and can be true, with what its order files come to. Raises ShowNotFound."""
    view = get_show(tx, tenant, show)
    sales = Sales(view.currency, sold(tx, tenant, show, view.window))
    return Bundle(kept_out(bundle_of(tx, tenant, show)).rows, sales)


def reckoned(tx: Session, tenant: str, show: str) -> Bundle:
    """Everything that stands about a show, as stated, with what each of its orders says: for checks. Raises ShowNotFound."""
    view = get_show(tx, tenant, show)
    lines = lines_of(tx, tenant, show, view.window)
    entries = list(_entries(tx, tenant, {line.order for line in lines}))
    sales = Sales(view.currency, sold(tx, tenant, show, view.window), lines, entries)
    return Bundle(bundle_of(tx, tenant, show).rows, sales)


def _entries(tx: Session, tenant: str, orders: Iterable[str]) -> Iterator[StatedRow]:
    """Whatever show their file was given to."""
    wanted = sorted(orders)
    for begin in range(0, len(wanted), CHUNK):
        some = wanted[begin : begin + CHUNK]
        query = (
            select(ReportRow)
            .join(ReportFile, ReportFile.id == ReportRow.file_id)
            .where(
                ReportRow.tenant_id == tenant, ReportRow.order_id.in_(some), ReportRow.grain == "settlement", stands(),
                ReportFile.withdrawn_at.is_(None),
            )
            .order_by(ReportRow.order_id, ReportFile.created_at, ReportRow.place)
        )  # fmt: skip
        yield from map(stated_row, tx.scalars(query))

"""What people said of products in tickets: how many, by week and kind. Told by the feedback loop, read before a show."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import FeedbackRow
from onair.trade.evidence.shapes import ProductFeedback


def put_feedback(
    tx: Session, tenant: str, clock: Clock, product: str, rows: Sequence[ProductFeedback]
) -> bool:
    """All of a product, in place of what stood there. → whether anything changed."""
    mine = (FeedbackRow.tenant_id == tenant) & (FeedbackRow.product_id == product)
    before = {(row.week, row.kind, row.n, row.open) for row in tx.scalars(select(FeedbackRow).where(mine))}
    if before == {(row.week, row.kind, row.n, row.open) for row in rows}:
        return False
    tx.execute(delete(FeedbackRow).where(mine))
    tx.add_all(
        FeedbackRow(
            tenant_id=tenant, product_id=product, week=row.week, kind=row.kind, n=row.n, open=row.open, as_of=row.as_of
        )
        for row in rows
    )  # fmt: skip
    touch(tx, tenant, clock)
    return True


def feedback_of(tx: Session, tenant: str, since: int, product: str | None = None) -> list[ProductFeedback]:
    """Of the weeks from `since` (ms UTC) on; of one product, or of all."""
    row = FeedbackRow
    query = select(row.product_id, row.week, row.kind, row.n, row.open, row.as_of).where(
        row.tenant_id == tenant, row.week >= since
    )
    if product is not None:
        query = query.where(row.product_id == product)
    return [
        ProductFeedback(*found) for found in tx.execute(query.order_by(row.product_id, row.week, row.kind))
    ]

"""What past shows said: signals of products, and the curve of people online."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import ShowCurve, SignalRow
from onair.trade.evidence.shapes import ProductSignal
from onair.trade.shows import get_show


class Curve(NamedTuple):
    """[(minute of the show, people online), …]."""

    show: str
    ended_at: int
    points: tuple[tuple[int, float], ...]


def put_signal(tx: Session, tenant: str, signal: ProductSignal) -> None:
    """Add or replace one. The product and the show must be there."""
    where = (tenant, signal.show, signal.product, signal.kind)
    row = tx.get(SignalRow, where)
    if row is None:
        tx.add(_row(tenant, signal))
    else:
        row.n, row.value, row.as_of = signal.n, signal.value, signal.as_of
    touch(tx, tenant, lambda: signal.as_of)


def replace_signals(
    tx: Session,
    tenant: str,
    clock: Clock,
    show: str,
    signals: Iterable[ProductSignal],
    *,
    kinds: Collection[str] | None = None,
) -> bool:
    """All that a show said of these kinds (None = of all), in place of what it said before. → whether anything changed."""
    mine = (SignalRow.tenant_id == tenant) & (SignalRow.show_id == show)
    if kinds is not None:
        mine &= SignalRow.kind.in_(kinds)
    rows = tx.scalars(select(SignalRow).where(mine)).all()
    before = {(row.product_id, row.kind, row.n, row.value) for row in rows}
    wanted = list(signals)
    if before == {(signal.product, signal.kind, signal.n, signal.value) for signal in wanted}:
        return False
    tx.execute(delete(SignalRow).where(mine))
    tx.add_all(_row(tenant, signal) for signal in wanted)
    touch(tx, tenant, clock)
    return True


def signals_of(tx: Session, tenant: str, products: Sequence[str] | None = None) -> list[ProductSignal]:
    """Of the given products (None = all), by product, show and kind."""
    row = SignalRow
    columns = (row.product_id, row.show_id, row.kind, row.n, row.value, row.as_of)
    query = select(*columns).where(row.tenant_id == tenant)
    if products is not None:
        query = query.where(row.product_id.in_(products))
    return [
        ProductSignal(*found) for found in tx.execute(query.order_by(row.product_id, row.show_id, row.kind))
    ]


def put_curve(tx: Session, tenant: str, show: str, points: Sequence[tuple[int, float]]) -> None:
    """[(minute of the show, people online)]. Raises ShowNotFound."""
    ended = get_show(tx, tenant, show).ended_at or 0
    row = tx.get(ShowCurve, (tenant, show))
    if row is None:
        row = ShowCurve(tenant_id=tenant, show_id=show)
        tx.add(row)
    row.points, row.ended_at = [list(point) for point in points], ended


def curves_of(tx: Session, tenant: str, last: int = 5) -> list[Curve]:
    """Of the newest shows, the newest first."""
    query = select(ShowCurve).where(ShowCurve.tenant_id == tenant).order_by(ShowCurve.ended_at.desc())
    return [
        Curve(row.show_id, row.ended_at, tuple((int(minute), float(online)) for minute, online in row.points))
        for row in tx.scalars(query.limit(last))
    ]


def _row(tenant: str, signal: ProductSignal) -> SignalRow:
    return SignalRow(
        tenant_id=tenant, show_id=signal.show, product_id=signal.product, kind=signal.kind, n=signal.n,
        value=signal.value, as_of=signal.as_of,
    )  # fmt: skip

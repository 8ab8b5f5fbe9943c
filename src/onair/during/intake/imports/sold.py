"""What order files say was sold in one show: one body for who holds it against the show's own numbers."""

from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from onair.during.intake.imports.homes import TAIL_MS
from onair.during.intake.imports.model import OrderLine
from onair.metrics.window import Window


class Sold(Struct, frozen=True):
    """Of one source (`dy:orders` …): the orders created inside the show. Money in minor units of the show's currency.

    `amount`: sold for, `user_pay`: what buyers paid of it; both None when a paid line does not say. `late`: of these, paid
    after the end and within the tail of 24 h; `beyond`: later still. `outside`: lines created before or after the show.
    """

    source: str
    platform: str
    lines: int
    orders: int
    paid: int
    amount: int | None
    user_pay: int | None
    late: int
    late_amount: int
    beyond: int
    beyond_amount: int
    outside: int


class SoldLine(Struct, frozen=True):
    """One line of the order book. `paid`: created inside the show and paid; `back`: given back, of an after-sales line."""

    platform: str
    order: str
    line: str
    paid: bool
    user_pay: int | None
    back: int | None


def lines_of(tx: Session, tenant: str, show: str, window: Window) -> list[SoldLine]:
    """Every line of the show, in the order of their numbers."""
    line = OrderLine
    query = select(line.platform, line.order_id, line.line, line.at, line.paid_at, line.user_pay, line.back).where(
        line.tenant_id == tenant, line.show_id == show
    )  # fmt: skip
    return [
        SoldLine(
            platform, order, number, paid_at is not None and at is not None and window.low <= at <= window.high, user_pay, back
        )
        for platform, order, number, at, paid_at, user_pay, back in tx.execute(query.order_by(line.order_id, line.line))
    ]  # fmt: skip


def sold(tx: Session, tenant: str, show: str, window: Window) -> list[Sold]:
    """By source. A show that no order file has told anything of: nothing."""
    line, paid = OrderLine, OrderLine.paid_at.is_not(None)
    inside = (line.at >= window.low) & (line.at <= window.high)
    late = paid & (line.paid_at > window.high) & (line.paid_at <= window.high + TAIL_MS)
    beyond = paid & (line.paid_at > window.high + TAIL_MS)
    of_order = (line.tenant_id == tenant) & (line.show_id == show) & line.at.is_not(None)

    def count(what: Any) -> Any:
        return func.count(case((inside & what, line.order_id)).distinct())

    def total(what: Any, column: Any = line.amount) -> Any:
        return func.sum(case((inside & what, column), else_=0))

    def unknown(column: Any) -> Any:
        return func.sum(case((inside & paid & column.is_(None), 1), else_=0))

    some = func.sum(case((inside, 1), else_=0))
    query = select(
        line.source, func.min(line.platform), some, count(line.at.is_not(None)), count(paid), total(paid),
        total(paid, line.user_pay), count(late), total(late), count(beyond), total(beyond),
        func.sum(case((inside, 0), else_=1)), unknown(line.amount), unknown(line.user_pay),
    )  # fmt: skip
    return [
        _sold(row) for row in tx.execute(query.where(of_order).group_by(line.source).order_by(line.source))
    ]


def _sold(row: tuple[object, ...]) -> Sold:
    source, platform, *numbers, no_amount, no_pay = row
    lines, orders, paid, amount, user_pay, late, late_amount, beyond, beyond_amount, outside = (
        int(str(number or 0)) for number in numbers
    )
    return Sold(
        str(source), str(platform), lines, orders, paid, None if no_amount else amount, None if no_pay else user_pay, late,
        late_amount, beyond, beyond_amount, outside,
    )  # fmt: skip

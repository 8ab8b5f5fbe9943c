"""One row → order, pay when a pay time is present (not: when an amount is), refund when above 0.

order.amount = pay.amount = 总金额 (full refunds show 实付 0 with a pay time). When it was refunded is not in
the file: `timed` False, `at` = the pay time. No user. Ids derive from the order number.
"""

from onair.connectors.ports import Context, Input, Items, Sample, Slip, bad_row, problems
from onair.events.model import AnyEvent, Order, Pay, Refund
from onair.files import values
from onair.files.headers import find
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.tables import Row
from onair.files.values import BadValue
from onair.kernel.money import exponent

SOURCE = "tmall:orders"
ORDER, TOTAL, CREATED, PAID, REFUNDED = "订单编号", "总金额", "订单创建时间", "订单付款时间", "退款金额"
REQUIRED = (ORDER, TOTAL, CREATED, PAID)
SELLERS_OWN = ("买家应付货款", "订单状态")
"""The longer export of the seller's workbench has these too: another importer's."""


class TmallOrders:
    name = "tmall_orders"

    def sniff(self, sample: Sample) -> float:
        if not sample.has(*REQUIRED) or sample.has(*SELLERS_OWN):
            return 0.0
        return 1.0 if sample.has(REFUNDED) else 0.8

    def read(self, data: Input, context: Context) -> Items:
        """Order, pay and refund of each row, in the file's order."""
        if isinstance(data, Records) or any(find(data.headers, name) is None for name in REQUIRED):
            raise WrongType(name=context.name, why="订单编号, 总金额, 订单创建时间, 订单付款时间")
        places = tuple(find(data.headers, name) for name in (*REQUIRED, REFUNDED))
        for number, cells in data.rows:
            if data.problems:
                yield from problems(data)
            if len(cells) > len(data.headers):
                yield bad_row(data.headers, number, cells, "too_many_columns")
                continue
            try:
                events = _row(
                    [cells[p] if p is not None and p < len(cells) else None for p in places], context
                )
            except BadValue as bad:
                yield bad_row(data.headers, number, cells, bad.code)
                continue
            context.report.rows["order"] += 1
            yield from events
        yield from problems(data)


def _row(cells: Row, context: Context) -> list[AnyEvent]:
    """Raises BadValue; nothing of a bad row is kept."""
    order, digits = values.text_id(cells[0]), exponent(context.currency)
    total, created, paid, refunded = cells[1:]
    if order is None or values.missing(created):
        raise BadValue("missing_value")
    if len(order) > 120:
        raise BadValue("bad_field")
    amount, back = values.minor(total, digits), values.minor(refunded, digits)
    if (amount or 0) < 0 or (back or 0) < 0:
        raise BadValue("bad_field")
    at = values.moment(created or "", context.zone)
    context.report.saw(at)
    pay_at = None if values.missing(paid) else values.moment(paid or "", context.zone)
    context.slip = Slip(order, order, at, pay_at, amount, back=back)
    events: list[AnyEvent] = [Order(id=f"{order}-order", source=SOURCE, at=at, order=order, amount=amount)]
    if pay_at is None:
        return events
    context.report.saw(pay_at)
    events.append(Pay(id=f"{order}-pay", source=SOURCE, at=pay_at, order=order, amount=amount))
    if back:
        made = f"{order}-refund"
        events.append(Refund(id=made, source=SOURCE, at=pay_at, order=order, amount=back, timed=False))
    return events

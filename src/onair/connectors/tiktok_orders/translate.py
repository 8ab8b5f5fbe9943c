"""Rows of one order stand together, one per SKU → one order with its lines, pay when a pay time is present, cancel when
it was cancelled unpaid, refund where the file has one (when it was made is unknown: `timed` False).

`Order Amount` and `Order Refund Amount` are the whole order's on every row: they count once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from onair.connectors.ledgers.dates import Numbered, told
from onair.connectors.ledgers.sale import (
    LINE_MAX,
    USER_MAX,
    Sale,
    events_of,
    key,
    moment,
    money,
    name,
    pieces,
    slip,
    when,
)
from onair.connectors.ledgers.sheet import Cells, Columns, rows, table_of
from onair.connectors.ports import Context, Input, Items, Sample, bad_row
from onair.events.model import AnyEvent, Line
from onair.files.quarantine import Rejected
from onair.files.tables import Row
from onair.files.values import BadValue

SOURCE = "tt:orders"
DESCRIPTION = "description"
COLUMNS = Columns(
    {
        "order": ("Order ID",),
        "status": ("Order Status",),
        "kind": ("Cancelation/Return Type", "Cancellation/Return Type"),
        "sku": ("SKU ID",),
        "qty": ("Quantity",),
        "subtotal": ("SKU Subtotal After Discount",),
        "amount": ("Order Amount",),
        "back": ("Order Refund Amount",),
        "created": ("Created Time",),
        "paid": ("Paid Time",),
        "closed": ("Cancelled Time", "Canceled Time"),
        "why": ("Cancel Reason",),
        "user": ("Buyer Username",),
        "channel": ("Purchase Channel",),
        "creator": ("Creator Handle",),
    },
    ("order", "status", "sku", "qty", "amount", "created", "paid"),
)
TIMES = ("created", "paid", "closed")
_CANCELLED = ("cancelled", "canceled")


class Part(NamedTuple):
    """One row: the order as it says it, and the line that it adds."""

    row: int
    cells: Row
    sale: Sale
    line: Line
    creator: str | None


class TiktokOrders:
    name = "tiktok_orders"

    def sniff(self, sample: Sample) -> float:
        return COLUMNS.sniff(sample)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises WrongType, DayOrderUnknown, DayOrderDiffers."""
        table, together, seen = table_of(data, context, COLUMNS), list[Part](), set[str]()
        found = told(_without_description(rows(table, context, COLUMNS), context), context, TIMES)
        for row in found:
            if isinstance(row, Rejected):
                yield row
                continue
            try:
                part = _part(*row, context)
            except BadValue as bad:
                yield bad_row(table.headers, row[0], row[1], bad.code)
                continue
            if together and together[0].sale.order != part.sale.order:
                yield from _order(together, seen, table.headers, context)
                together = []
            together.append(part)
        yield from _order(together, seen, table.headers, context)


def _without_description(
    found: Iterator[Numbered | Rejected], context: Context
) -> Iterator[Numbered | Rejected]:
    """The first row may say in words what the columns are: it has no digit where others have a number and a time."""
    first = True
    for row in found:
        if first and not isinstance(row, Rejected):
            first = False
            if not any(c.isdecimal() for field in ("order", "created") for c in row[2][field] or ""):
                context.report.counted(DESCRIPTION, ignored=True)
                continue
        yield row


def _part(row: int, cells: Row, by_field: Cells, context: Context) -> Part:
    """Raises BadValue; nothing of a bad row is kept."""
    status, created = by_field["status"] or "—", when(by_field["created"], context)
    amount, qty = money(by_field["amount"], context), pieces(by_field["qty"])
    if not qty:
        raise BadValue("missing_value" if qty is None else "bad_field")
    cancelled = status.casefold().startswith(_CANCELLED)
    subtotal = money(by_field.get("subtotal"), context)
    order = key(by_field["order"])
    sale = Sale(
        line=order,
        order=order,
        at=created,
        paid_at=moment(by_field["paid"], context),
        amount=amount,
        user_pay=amount,
        user=name(by_field.get("user"), USER_MAX),
        channel=name(by_field.get("channel")),
        closed_at=(moment(by_field.get("closed"), context) or created) if cancelled else None,
        why=by_field.get("why") or by_field.get("kind"),
        back=money(by_field.get("back"), context),
    )
    context.report.counted(status)
    line = Line(product=key(by_field["sku"]), qty=qty, price=None if subtotal is None else subtotal // qty)
    return Part(row, cells, sale, line, name(by_field.get("creator")))


def _order(parts: list[Part], seen: set[str], headers: list[str], context: Context) -> Items:
    """Of rows that stand together; none: nothing. Rows that disagree about what they share are rejects."""
    if not parts:
        return
    sale, creator = parts[0].sale, parts[0].creator
    if any(part.sale != sale for part in parts):
        yield from (bad_row(headers, part.row, part.cells, "rows_disagree") for part in parts)
        return
    live = None if sale.channel is None or "live" not in sale.channel.casefold() else True
    for one in _sales(sale, [part.line for part in parts], again=sale.order in seen):
        events: list[AnyEvent] = events_of(one, SOURCE, context)
        context.slip = slip(one, accounts=(creator,) if creator else (), live=live)
        yield from events
    seen.add(sale.order)


def _sales(sale: Sale, lines: list[Line], *, again: bool) -> list[Sale]:
    """The whole order at once; rows of it that come later in the file add their lines and no money."""
    if not again:
        return [sale._replace(items=tuple(lines))]
    none = None if sale.amount is None else 0
    return [
        sale._replace(
            line=f"{sale.order}:{line.product}"[:LINE_MAX],
            items=(line,),
            amount=none,
            user_pay=none,
            back=None,
        )
        for line in lines
    ]

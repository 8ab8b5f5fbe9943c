"""One row is one sub-order → order, pay when a pay time is present, cancel when it was closed unpaid.

Sold for = 订单应付金额 + 平台实际承担优惠金额 (what the platform pays of it is the shop's all the same); both parts are told.
What was refunded is not in this file: it comes with the after-sales export.
"""

from onair.connectors.ledgers.sale import Sale, events_of, key, moment, money, name, pieces, slip, when
from onair.connectors.ledgers.sheet import Cells, Columns, each_row
from onair.connectors.ports import Context, Input, Items, Sample
from onair.events.model import AnyEvent, Line
from onair.files.values import BadValue

SOURCE = "dy:orders"
JOINED = "joined"
"""Counted beside the statuses: rows whose cell holds several sub-orders with one quantity."""
COLUMNS = Columns(
    {
        "order": ("主订单编号", "主订单号"),
        "line": ("子订单编号", "子订单号"),
        "product": ("商品ID", "商品编号"),
        "qty": ("商品数量",),
        "amount": ("订单应付金额",),
        "subsidy": ("平台实际承担优惠金额",),
        "phone": ("收件人手机号",),
        "created": ("订单提交时间", "订单创建时间"),
        "paid": ("支付完成时间",),
        "status": ("订单状态",),
        "why": ("取消原因",),
        "author": ("达人ID",),
        "author_name": ("达人昵称",),
        "kind": ("流量体裁",),
        "channel": ("流量渠道", "流量来源"),
        "traffic": ("流量类型",),
    },
    ("order", "line", "amount", "created", "paid", "status"),
)
_LIVE = "直播"
_CLOSED = ("已关闭", "已取消", "交易关闭", "订单关闭")
_PHONE = 11


class DouyinOrders:
    name = "douyin_orders"

    def sniff(self, sample: Sample) -> float:
        return COLUMNS.sniff(sample)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises WrongType."""
        return each_row(data, context, COLUMNS, lambda cells: _row(cells, context))


def _row(cells: Cells, context: Context) -> list[AnyEvent]:
    """Raises BadValue; nothing of a bad row is kept."""
    first, *others = [key(part) for part in _parts(cells["line"] or cells["order"])]
    sale = _sale(first, cells, context)
    author = (name(cells.get("author")), name(cells.get("author_name")))
    live = None if (kind := name(cells.get("kind"))) is None else kind == _LIVE
    context.slip = slip(sale, accounts=tuple(each for each in author if each), live=live)
    context.report.counted(cells["status"] or "—")
    events = events_of(sale, SOURCE, context)
    if others:
        context.report.rows[JOINED] += 1
    for line in others:
        events += events_of(_rest(sale, line), SOURCE, context)
    return events


def _parts(cell: str | None) -> list[str | None]:
    """Several sub-orders may stand in one cell."""
    parts = [part.strip() for part in (cell or "").replace("；", ";").split(";")]
    return [part for part in parts if part] or [None]


def _rest(sale: Sale, line: str) -> Sale:
    """A sub-order that shares its cell: the quantity and the money are with the first one."""
    return sale._replace(
        line=line, items=None, amount=None if sale.amount is None else 0,
        user_pay=None if sale.user_pay is None else 0,
    )  # fmt: skip


def _sale(line: str, cells: Cells, context: Context) -> Sale:
    payable, subsidy = money(cells["amount"], context), money(cells.get("subsidy"), context)
    closed = (cells["status"] or "").startswith(_CLOSED)
    created = when(cells["created"], context)
    qty = pieces(cells.get("qty"))
    return Sale(
        line=line,
        order=key(cells["order"]),
        at=created,
        paid_at=moment(cells["paid"], context),
        amount=None if payable is None else payable + (subsidy or 0),
        user_pay=payable,
        items=goods(name(cells.get("product")), qty),
        user=_buyer(cells.get("phone")),
        channel=name(cells.get("channel")) or name(cells.get("traffic")),
        closed_at=created if closed else None,
        why=cells.get("why"),
    )


def goods(product: str | None, qty: int | None) -> tuple[Line, ...] | None:
    """What was bought; a file that does not say how many means one. Raises BadValue."""
    if qty == 0:
        raise BadValue("bad_field", "0")
    return (Line(product=product, qty=qty or 1),) if product or qty else None


def _buyer(phone: str | None) -> str | None:
    """The phone is the only key of a buyer here; a masked one is many people's. It is hashed before anything is kept."""
    if phone is None or "*" in phone:
        return None
    digits = phone if phone.isdecimal() else "".join(c for c in phone if c.isdecimal())
    return digits if len(digits) >= _PHONE else None

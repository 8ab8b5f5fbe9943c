"""One row is one order → order, pay when a pay time is present, cancel when it was closed unpaid, refund where the file
has one (when it was made is unknown: `timed` False).

Sold for = 总金额: what was really paid (买家实际支付金额) is without what was given back. A row has no product id.
"""

from onair.connectors.ledgers.sale import USER_MAX, Sale, events_of, key, moment, money, name, slip, when
from onair.connectors.ledgers.sheet import Cells, Columns, each_row
from onair.connectors.ports import Context, Input, Items, Sample
from onair.events.model import AnyEvent

SOURCE = "tb:orders"
COLUMNS = Columns(
    {
        "order": ("订单编号",),
        "user": ("买家会员名",),
        "amount": ("总金额",),
        "user_pay": ("买家实际支付金额",),
        "payable": ("买家应付货款",),
        "status": ("订单状态",),
        "created": ("订单创建时间",),
        "paid": ("订单付款时间",),
        "why": ("订单关闭原因",),
        "back": ("退款金额",),
        "shop": ("店铺Id",),
        "shop_name": ("店铺名称",),
    },
    ("order", "amount", "payable", "status", "created", "paid"),
)
_CLOSED = "交易关闭"


class QianniuOrders:
    name = "qianniu_orders"

    def sniff(self, sample: Sample) -> float:
        return COLUMNS.sniff(sample)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises WrongType."""
        return each_row(data, context, COLUMNS, lambda cells: _row(cells, context))


def _row(cells: Cells, context: Context) -> list[AnyEvent]:
    """Raises BadValue; nothing of a bad row is kept."""
    status, created, order = cells["status"] or "", when(cells["created"], context), key(cells["order"])
    closed = status.startswith(_CLOSED)
    sale = Sale(
        line=order,
        order=order,
        at=created,
        paid_at=moment(cells["paid"], context),
        amount=money(cells["amount"], context),
        user_pay=money(cells.get("user_pay"), context),
        user=name(cells.get("user"), USER_MAX),
        closed_at=created if closed else None,
        why=cells.get("why") if closed else None,
        back=money(cells.get("back"), context),
    )
    shop = (name(cells.get("shop")), name(cells.get("shop_name")))
    context.slip = slip(sale, accounts=tuple(each for each in shop if each))
    context.report.counted(status or "—")
    return events_of(sale, SOURCE, context)

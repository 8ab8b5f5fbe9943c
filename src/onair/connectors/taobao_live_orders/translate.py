"""One row is one sub-order → order, and pay when a pay time is present.

Each row says of which show it is (开播时间). What was refunded is not in the file; how many pieces neither: one a row.
"""

from onair.connectors.ledgers.sale import USER_MAX, Sale, events_of, key, moment, money, name, slip, when
from onair.connectors.ledgers.sheet import Cells, Columns, each_row
from onair.connectors.ports import Context, Input, Items, Sample
from onair.events.model import AnyEvent, Line

SOURCE = "tb:live_orders"
COLUMNS = Columns(
    {
        "show": ("场次id", "场次ID"),
        "began": ("开播时间",),
        "host": ("代播主播名称",),
        "user": ("会员名",),
        "product": ("商品id", "商品ID"),
        "order": ("父订单", "父订单编号"),
        "line": ("子订单", "子订单编号"),
        "created": ("下单时间",),
        "paid": ("支付时间",),
        "amount": ("支付金额",),
    },
    ("show", "began", "order", "line", "created", "paid", "amount"),
)


class TaobaoLiveOrders:
    name = "taobao_live_orders"

    def sniff(self, sample: Sample) -> float:
        return COLUMNS.sniff(sample)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises WrongType."""
        return each_row(data, context, COLUMNS, lambda cells: _row(cells, context))


def _row(cells: Cells, context: Context) -> list[AnyEvent]:
    """Raises BadValue; nothing of a bad row is kept."""
    product, paid = name(cells.get("product")), moment(cells["paid"], context)
    amount = money(cells["amount"], context)
    known = amount if paid is not None or amount else None  # 0 before it is paid is no price
    order = key(cells["order"])
    sale = Sale(
        line=key(cells["line"] or order),
        order=order,
        at=when(cells["created"], context),
        paid_at=paid,
        amount=known,
        user_pay=known,
        items=(Line(product=product),) if product else None,
        user=name(cells.get("user"), USER_MAX),
    )
    host = name(cells.get("host"))
    began = moment(cells["began"], context)
    context.slip = slip(sale, accounts=(host,) if host else (), live=True, start=began)
    context.report.counted("paid" if paid is not None else "unpaid")
    return events_of(sale, SOURCE, context)

"""One row is one after-sales case → a refund once the money went back.

Its time is when the money went back where the file says so, else when it was asked for. The case goes to the show of
its order, whenever it comes; cases that are open or were refused are counted by their status and are no refund.
"""

from onair.connectors.ledgers.sale import key, moment, money, name, reason, when
from onair.connectors.ledgers.sheet import Cells, Columns, each_row
from onair.connectors.ports import Context, Input, Items, Sample, Slip
from onair.events.model import AnyEvent, Refund
from onair.files.values import BadValue

SOURCE = "dy:aftersales"
COLUMNS = Columns(
    {
        "case": ("售后单号", "售后编号"),
        "order": ("订单号", "主订单编号"),
        "line": ("商品单号", "子订单编号"),
        "product": ("商品ID",),
        "type": ("售后类型",),
        "back": ("退商品金额（元）", "退商品金额", "退款金额（元）"),
        "status": ("售后状态",),
        "asked": ("售后申请时间",),
        "done": ("退款成功时间", "退款时间", "售后完结时间", "售后完成时间"),
        "why": ("售后原因",),
        "label": ("售后原因标签",),
    },
    ("case", "order", "back", "status", "asked"),
)
DONE = ("退款成功", "售后完成", "退款完成", "同意退款，退款成功")


class DouyinAftersales:
    name = "douyin_aftersales"

    def sniff(self, sample: Sample) -> float:
        return COLUMNS.sniff(sample)

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises WrongType."""
        return each_row(data, context, COLUMNS, lambda cells: _row(cells, context))


def _row(cells: Cells, context: Context) -> list[AnyEvent]:
    """Raises BadValue; nothing of a bad row is kept."""
    case, order, status = key(cells["case"]), key(cells["order"]), cells["status"] or "—"
    asked, back = when(cells["asked"], context), money(cells["back"], context)
    done = moment(cells.get("done"), context)
    if not status.endswith(DONE):
        context.report.counted(status, ignored=True)
        return []
    if back is None:
        raise BadValue("missing_value")
    context.report.counted(status)
    at = asked if done is None else done
    context.report.saw(at)
    context.slip = Slip(case, order, None, back=back)
    return [
        Refund(
            id=f"{case}-refund", source=SOURCE, at=at, order=order, amount=back, product=name(cells.get("product")),
            reason=reason(cells.get("label")) or reason(cells.get("why")),
        )
    ]  # fmt: skip

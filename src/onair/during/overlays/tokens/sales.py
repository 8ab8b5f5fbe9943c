"""What was bought: paid orders, buyers, restocks. Always from the log, never typed."""

from onair.during.overlays.token import MISSING, OverlayValue, Reading, Token
from onair.kernel.clock import midnight
from onair.kernel.i18n import Text

_KEPT = Text(
    "只算付款成功；取消、退款和自有账号已剔除", "Paid only; cancelled, refunded and our own left out"
)
"""Refunded in part counts as refunded; our own: the accounts that the team registered."""
_LOG = Text("订单事件", "order events")


def _show_orders(on: Reading) -> OverlayValue:
    return OverlayValue(on.paid.orders(on.sheet.own_id(on.arg)), on.paid.as_of)


def _product_orders(on: Reading) -> OverlayValue:
    if on.product is None:
        return MISSING
    return OverlayValue(on.paid.orders(on.product), on.paid.as_of)


def _people(on: Reading) -> OverlayValue:
    return OverlayValue(on.paid.people(), on.paid.as_of)


def _restocks(on: Reading) -> OverlayValue:
    """Of the shop's calendar day, in this show; nothing restocked is nothing to tell."""
    since = midnight(on.now, on.beside.facts.zone)
    times = [event.at for event in on.restocks if event.at >= since and event.qty > 0]
    return OverlayValue(len(times), max(times)) if times else MISSING


TOKENS = (
    Token(
        "show.paid_orders",
        "count",
        _KEPT,
        _LOG,
        _show_orders,
        214,
        takes="product",
        needs="orders",
        means="orders",
        floor=True,
    ),
    Token(
        "product.paid_orders",
        "count",
        _KEPT,
        _LOG,
        _product_orders,
        86,
        takes="product",
        needs="orders",
        means="orders",
        floor=True,
    ),
    Token(
        "show.paid_people",
        "count",
        Text(
            "本场付款且未退款的不同买家；有匿名订单时不显示",
            "Distinct buyers who paid and kept their order; not shown when an order has no known buyer",
        ),
        _LOG,
        _people,
        198,
        needs="orders",
        means="people",
        floor=True,
    ),
    Token(
        "show.restocks_today",
        "count",
        Text("今天本场记下的补货次数", "Restocks recorded in this show today"),
        Text("库存台账", "stock ledger"),
        _restocks,
        2,
        means="restocks",
    ),
)

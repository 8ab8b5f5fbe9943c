"""Orders that wait for their payment, stock, and who buys."""

from onair.during.playbook.reading import Ask, Reading, Scene, Value, counted, divided
from onair.kernel.i18n import Text


def _unpaid(scene: Scene, ask: Ask) -> Value:
    orders, paid = counted(scene, ask, "orders"), counted(scene, ask, "paid")
    for part in (orders, paid):
        if part.value is None:
            return Value(None, part.state)
    left = max(0.0, (orders.value or 0) - (paid.value or 0))
    return Value(left, "ok", orders.value, paid.value, orders.n)


def _stock(scene: Scene, ask: Ask) -> Value:
    left = scene.history.stock.get(ask.product) if ask.product is not None else None
    return Value(None, "missing") if left is None else Value(float(left), n=1)


def _returning(scene: Scene, ask: Ask) -> Value:
    end = scene.history.end
    if end is None or not scene.asides.tells_new:
        return Value(None, "missing")
    back, fresh = scene.asides.buyers(end, ask.ticks)
    return divided(Value(float(back)), Value(float(back + fresh)), back + fresh)


READINGS = (
    Reading(
        "unpaid",
        Text("压单", "orders created and not paid"),
        Text("窗口内创建订单 − 成交订单", "orders created − orders paid in the window"),
        "count",
        _unpaid,
        "orders",
        "order_unpaid",
    ),
    Reading(
        "stock_left",
        Text("真实库存", "true stock"),
        Text("最新一次库存读数", "newest reading of the stock"),
        "pieces",
        _stock,
        None,
        "stock_live",
        True,
        among=lambda scene: scene.history.stock,
    ),
    Reading(
        "returning_buyers",
        Text("老客成交占比", "share of buyers who had been here before"),
        Text(
            "窗口内老客成交订单 ÷ 来源说明了新老的成交订单",
            "orders paid by returning people ÷ orders of people whose source tells new from returning",
        ),
        "ratio",
        _returning,
        "paid",
    ),
)

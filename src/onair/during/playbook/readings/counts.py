"""What people do: comments, clicks, carts, orders, and the rates they make. All are events in the window (人次)."""

from functools import partial

from onair.during.playbook.history import Series
from onair.during.playbook.reading import Ask, Reading, Scene, Value, counted, divided
from onair.during.playbook.readings.audience import mean_online
from onair.kernel.i18n import Text


def _count(series: Series, scene: Scene, ask: Ask) -> Value:
    return counted(scene, ask, series)


def _rate(top: Series, bottom: Series, scene: Scene, ask: Ask) -> Value:
    below = counted(scene, ask, bottom)
    return divided(counted(scene, ask, top), below, below.n)


def _per_online(series: Series, scene: Scene, ask: Ask) -> Value:
    online = mean_online(scene, ask)
    return divided(counted(scene, ask, series), online, round(online.value or 0))


def _against_before(series: Series, scene: Scene, ask: Ask) -> Value:
    before = counted(scene, ask, series, back=ask.ticks)
    return divided(counted(scene, ask, series), before, before.n)


def _unpaid(scene: Scene, ask: Ask) -> Value:
    orders, paid = counted(scene, ask, "orders"), counted(scene, ask, "paid")
    for part in (orders, paid):
        if part.value is None:
            return Value(None, part.state)
    left = max(0.0, (orders.value or 0) - (paid.value or 0))
    return Value(left, "ok", orders.value, paid.value, orders.n)


def _against_usual(series: Series, scene: Scene, ask: Ask) -> Value:
    """Against the same subject's own pace since the product changed, the window itself left out."""
    now = counted(scene, ask, series)
    since = scene.history.since_switch() - ask.ticks
    if now.value is None:
        return now
    if since < ask.ticks:
        return Value(None, "few", now.value, None, now.n)
    span = scene.history.span(series, since, product=ask.product, back=ask.ticks)
    if span.total is None:
        return Value(None, "missing")
    usual = Value((span.per_tick or 0) * ask.ticks)
    return divided(now, usual, now.n)


def _stock(scene: Scene, ask: Ask) -> Value:
    left = scene.history.stock.get(ask.product) if ask.product is not None else None
    return Value(None, "missing") if left is None else Value(float(left), n=1)


def _returning(scene: Scene, ask: Ask) -> Value:
    end = scene.history.end
    if end is None or not scene.asides.tells_new:
        return Value(None, "missing")
    found = list(scene.asides.window(end, ask.ticks))
    back, fresh = sum(each.returning for each in found), sum(each.fresh for each in found)
    return divided(Value(float(back)), Value(float(back + fresh)), back + fresh)


READINGS = (
    Reading(
        "comments_per_online",
        Text("评论 ÷ 在线", "comments ÷ people online"),
        Text("窗口内评论次数 ÷ 窗口内平均在线", "comments in the window ÷ mean people online in it"),
        "ratio",
        partial(_per_online, "comments"),
        "comments",
    ),
    Reading(
        "interactions_per_online",
        Text("互动 ÷ 在线", "interactions ÷ people online"),
        Text(
            "窗口内评论、点赞、分享次数 ÷ 窗口内平均在线",
            "comments, likes and shares in the window ÷ mean people online in it",
        ),
        "ratio",
        partial(_per_online, "interactions"),
        "interactions",
    ),
    Reading(
        "comments",
        Text("评论次数", "comments"),
        Text("窗口内评论次数", "comments in the window"),
        "count",
        partial(_count, "comments"),
        "comments",
        "comment_pv",
    ),
    Reading(
        "entries",
        Text("进入人次", "entries"),
        Text("窗口内进入人次", "entries in the window"),
        "count",
        partial(_count, "entries"),
        "entries",
        "view_pv",
    ),
    Reading(
        "clicks",
        Text("商品点击次数", "product clicks"),
        Text("窗口内商品点击次数", "product clicks in the window"),
        "count",
        partial(_count, "clicks"),
        "clicks",
        "prod_click_pv",
        True,
    ),
    Reading(
        "orders",
        Text("创建订单数", "orders created"),
        Text("窗口内创建的订单", "orders created in the window"),
        "count",
        partial(_count, "orders"),
        "orders",
        "order_created",
        True,
    ),
    Reading(
        "paid",
        Text("成交订单数", "orders paid"),
        Text("窗口内首次付款的订单", "orders paid for the first time in the window"),
        "count",
        partial(_count, "paid"),
        "paid",
        "order_paid",
        True,
    ),
    Reading(
        "paid_vs_before",
        Text("成交与之前之比", "orders paid against before"),
        Text(
            "窗口内成交订单 ÷ 再往前一个等长窗口的成交订单",
            "orders paid in the window ÷ orders paid in the window of the same length before it",
        ),
        "times",
        partial(_against_before, "paid"),
        "paid",
    ),
    Reading(
        "clicks_vs_usual",
        Text("点击与自身平时之比", "clicks against their own usual"),
        Text(
            "窗口内点击 ÷ 换品以来（不含本窗口）同样长时间的平均点击",
            "clicks in the window ÷ their mean over as long a time since the product changed, the window left out",
        ),
        "times",
        partial(_against_usual, "clicks"),
        "clicks",
        None,
        True,
    ),
    Reading(
        "prod_ctr_pv",
        Text("商品点击率（次数）", "product click-through rate"),
        Text(
            "窗口内商品点击次数 ÷ 商品曝光次数，人次口径 prod_ctr_pv",
            "product clicks ÷ product impressions in the window, events: prod_ctr_pv",
        ),
        "ratio",
        partial(_rate, "clicks", "exposures"),
        "clicks",
        "prod_ctr_pv",
        True,
    ),
    Reading(
        "click_pay_pv",
        Text("点击成交率（次数）", "click-to-order rate"),
        Text(
            "窗口内成交订单数 ÷ 商品点击次数，人次口径 click_pay_pv",
            "orders paid ÷ product clicks in the window, events: click_pay_pv",
        ),
        "ratio",
        partial(_rate, "paid", "clicks"),
        "paid",
        "click_pay_pv",
        True,
    ),
    Reading(
        "cart_rate_pv",
        Text("点击加购率（次数）", "click-to-cart rate"),
        Text(
            "窗口内加购次数 ÷ 商品点击次数，人次口径（词典 cart_rate_uv 是人数，不可互比）",
            "carts ÷ product clicks in the window, events (cart_rate_uv counts people: not comparable)",
        ),
        "ratio",
        partial(_rate, "carts", "clicks"),
        "carts",
        None,
        True,
    ),
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

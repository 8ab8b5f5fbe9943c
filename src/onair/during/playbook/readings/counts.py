"""What people do, counted in the window: events (人次), never people."""

from functools import partial

from onair.during.playbook.history import Series
from onair.during.playbook.reading import Ask, Reading, Scene, Value, counted
from onair.kernel.i18n import Text


def _count(series: Series, scene: Scene, ask: Ask) -> Value:
    return counted(scene, ask, series)


READINGS = (
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
)

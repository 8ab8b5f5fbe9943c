"""What people do against what they could do, or did before: events in the window (人次)."""

from functools import partial

from onair.during.playbook.history import Series
from onair.during.playbook.reading import Ask, Reading, Scene, Value, counted, divided
from onair.during.playbook.readings.audience import mean_online
from onair.kernel.i18n import Text


def _rate(top: Series, bottom: Series, scene: Scene, ask: Ask) -> Value:
    below = counted(scene, ask, bottom)
    return divided(counted(scene, ask, top), below, below.n)


def _per_online(series: Series, scene: Scene, ask: Ask) -> Value:
    online = mean_online(scene, ask)
    return divided(counted(scene, ask, series), online, round(online.value or 0))


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
)

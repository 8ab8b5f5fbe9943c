"""What people do now against what they did before."""

from functools import partial

from onair.during.playbook.history import Series
from onair.during.playbook.reading import Ask, Reading, Scene, Value, counted, divided
from onair.kernel.i18n import Text


def _against_before(series: Series, scene: Scene, ask: Ask) -> Value:
    before = counted(scene, ask, series, back=ask.ticks)
    return divided(counted(scene, ask, series), before, before.n)


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


READINGS = (
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
)

"""What the detectors found: a change with its interval and odds, not a ratio that noise makes."""

from functools import partial

from onair.during.playbook.detect.finding import Direction, Finding
from onair.during.playbook.history import TICK_MS, Series
from onair.during.playbook.reading import Ask, Doubt, Reading, Scene, Value
from onair.kernel.i18n import Text


def _change(watched: str, direction: Direction, scene: Scene, ask: Ask) -> Value:
    """× expected while an alarm is no older than the window; 1 = the detector sees no change."""
    end = scene.history.end or 0
    alarm = scene.alarms.get((watched, ask.product))
    if alarm is not None and alarm.finding.direction == direction and end - alarm.at < ask.ticks * TICK_MS:
        found = alarm.finding
        return Value(
            found.ratio, "ok", found.observed, found.expected, found.n, *around(found), found.window_s
        )
    unknown = Doubt("few" if ask.product is not None else "missing")
    doubt = scene.doubts.get((watched, ask.product), unknown)
    return Value(1.0 if doubt.state == "ok" else None, doubt.state, n=doubt.n)


def around(found: Finding) -> tuple[float | None, float | None]:
    """The spread that there is without a change, put around what was seen; × expected."""
    if found.expected <= 0:
        return None, None
    half = found.high - found.expected
    return max(0.0, found.observed - half) / found.expected, (found.observed + half) / found.expected


def _made(
    name: str, label: Text, watched: str, way: Direction, series: Series, *, by_product: bool = False
) -> Reading:
    say = Text(
        f"检测器判定「{label.zh}」时，观察值是预期的几倍；没有变化为 1",
        f"× expected where the detector finds that {label.en}; 1 without a change",
    )
    return Reading(name, label, say, "times", partial(_change, watched, way), series, None, by_product)


READINGS = (
    _made("click_surge", Text("点击突增", "clicks surge"), "clicks", "up", "clicks", by_product=True),
    _made("order_surge", Text("下单突增", "orders surge"), "orders", "up", "orders", by_product=True),
    _made("comment_surge", Text("评论突增", "comments surge"), "comments", "up", "comments"),
    _made("online_dip", Text("在线下滑", "the audience drops"), "online", "down", "online"),
    _made("online_rise", Text("在线上升", "the audience grows"), "online", "up", "online"),
    _made("ctr_dip", Text("商品点击率下滑", "the click-through rate drops"), "ctr", "down", "clicks"),
)

"""The audience: how many, against a moment ago, against the start of the slot."""

from collections.abc import Sequence
from statistics import fmean, median

from onair.during.playbook.history import TICK_MS
from onair.during.playbook.reading import IDLE, MISSING, Ask, Reading, Scene, Value, counted, divided, gone
from onair.kernel.i18n import Text

NOW = 3
"""Ticks whose median is the audience of now: platforms' counts flap within a second."""


def known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def online_now(scene: Scene) -> Value:
    values = known(scene.history.values("online", NOW))
    return Value(median(values), n=len(values)) if values else gone(scene.history, "online")


def _online(scene: Scene, ask: Ask) -> Value:
    values = known(scene.history.values("online", ask.ticks))
    if not values or (scene.history.value("online") is None and len(values) * 2 < ask.ticks):
        return gone(scene.history, "online")
    return Value(median(values), n=len(values))


def mean_online(scene: Scene, ask: Ask) -> Value:
    values = known(scene.history.values("online", ask.ticks))
    return Value(fmean(values), n=len(values)) if values else gone(scene.history, "online")


def _against_before(scene: Scene, ask: Ask) -> Value:
    now = online_now(scene)
    values = known(scene.history.values("online", ask.ticks, back=NOW))
    if now.value is None or not values:
        return now if now.value is None else MISSING
    return divided(now, Value(fmean(values)), len(values))


def _in_slot(scene: Scene, ask: Ask) -> Value:
    asides, end = scene.asides, scene.history.end
    if end is None or asides.slot_tick is None or asides.slot_kind not in ask.kinds:
        return IDLE
    since = end // TICK_MS - asides.slot_tick
    first = known(scene.history.values("online", NOW, back=max(0, since - NOW)))
    now = online_now(scene)
    if now.value is None or not first or since < NOW:
        return now if now.value is None else MISSING
    start = median(first)
    return Value(now.value / start - 1 if start else None, "ok" if start else "few", now.value, start, since)


def _peak_to_mean(scene: Scene, ask: Ask) -> Value:
    values = known(scene.history.values("online", ask.ticks))
    if not values:
        return gone(scene.history, "online")
    return divided(Value(max(values)), Value(fmean(values)), len(values))


def _stay(scene: Scene, ask: Ask) -> Value:
    """Estimated: no source says when people leave."""
    entries = counted(scene, ask, "entries")
    online = mean_online(scene, ask)
    if online.value is None:
        return Value(None, online.state)
    span = scene.history.span("entries", ask.ticks).known
    watched = Value(online.value * span * TICK_MS / 1000)
    return divided(watched, entries, entries.n)


READINGS = (
    Reading(
        "online",
        Text("在线人数", "people online"),
        Text("窗口内在线人数的中位数", "median of the people online in the window"),
        "people",
        _online,
        "online",
        "online",
    ),
    Reading(
        "online_vs_before",
        Text("在线与之前之比", "people online against before"),
        Text(
            "最近 30 秒在线的中位数 ÷ 再往前一个窗口的平均",
            "median online of the last 30 s ÷ mean of the window before them",
        ),
        "times",
        _against_before,
        "online",
    ),
    Reading(
        "online_in_slot",
        Text("本段在线变化", "change of people online in this slot"),
        Text(
            "现在在线 ÷ 本段开始时在线 − 1，只看所列类型的段落",
            "online now ÷ online when the slot began − 1, slots of the listed kinds only",
        ),
        "ratio",
        _in_slot,
        "online",
        needs="kinds",
    ),
    Reading(
        "peak_to_mean",
        Text("峰均比", "peak to mean"),
        Text("窗口内最高在线 ÷ 平均在线", "highest ÷ mean people online in the window"),
        "times",
        _peak_to_mean,
        "online",
        "pcu_acu",
    ),
    Reading(
        "stay_estimated",
        Text("次均停留（估）", "stay per view (estimated)"),
        Text(
            "∫在线 dt ÷ 进入人次；没有离开事件，所以是估计",
            "∫online dt ÷ entries; estimated, as nobody tells when people leave",
        ),
        "seconds",
        _stay,
        "online",
        "stay_view",
    ),
)

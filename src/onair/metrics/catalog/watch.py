"""停留: how long people stayed."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.traffic import TWO_ENTER, view_pv, view_uv
from onair.metrics.measure import MISSING, Part, Scope, over
from onair.metrics.metric import Example, Metric, happened


def watch_s(scope: Scope) -> Part:
    """From leaves where they tell it; else the area under online (estimated)."""
    if scope.tally.total.sums.get("watch_n"):
        return Part(scope.sum("watch_ms") / 1000, scope.state("leave"))
    area = _area(scope) if scope.grain == "session" else None
    return MISSING if area is None else Part(area, "estimated")


def _area(scope: Scope) -> float | None:
    """∫ online dt in person-seconds: each minute's online over the part of it inside the show."""
    window, now = scope.tally.window, scope.tally.now
    low, high = window.low, window.cut(now)
    minutes = window.minutes(now) or sorted(scope.tally.online)
    parts = [
        online * max(min(minute + 60_000, high) - max(minute, low), 0) / 1000
        for minute in minutes if (online := scope.online(minute)) is not None
    ]  # fmt: skip
    return sum(parts) if parts else None


STAYS = (happened("leave", 60, user="a", watch_ms=59_000), happened("leave", 90, user="b", watch_ms=61_000))

METRICS = (
    Metric(
        id="watch_s",
        zh="Σ观看时长",
        en="Total watch time",
        unit="s",
        grain=("session", "channel", "new"),
        additive=True,
        numerator=Text(
            "各次停留之和；没有来源给出时为在线人数对时间的积分（估算）",
            "Sum of stays; where no source tells them, the area under online (estimated)",
        ),
        measure=watch_s,
        example=Example((happened("gauge", 0, name="online", value=10),), 10 * 60.0 * 2),
        note=Text("读数最多沿用一分钟", "A reading is carried for one minute at most"),
    ),
    Metric(
        id="stay_viewer",
        zh="人均观看时长",
        en="Average stay per viewer",
        unit="s/person",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("Σ观看时长", "Total watch time"),
        denominator=Text("观看人数", "Viewers"),
        measure=over(watch_s, view_uv),
        example=Example((*TWO_ENTER, *STAYS), 60.0),
    ),
    Metric(
        id="stay_view",
        zh="次均观看时长",
        en="Average stay per view",
        unit="s/view",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("Σ观看时长", "Total watch time"),
        denominator=Text("观看次数", "Views"),
        measure=over(watch_s, view_pv),
        example=Example((*TWO_ENTER, *STAYS), 40.0),
    ),
)

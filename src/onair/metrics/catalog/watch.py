"""停留: how long people stayed."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.traffic import TWO_ENTER, view_pv, view_uv
from onair.metrics.measure import MISSING, Measure, Part, Scope, over
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


def kept(minutes: int) -> Measure:
    """Of those who entered at least `minutes` before the end, who was still active so long after."""

    def measure(scope: Scope) -> Part:
        stays, last = scope.tally.stays, scope.tally.window.cut(scope.tally.now) - minutes * 60_000
        mine = {k: n for k, n in stays.items() if k[0] <= last}
        if scope.grain == "new":
            mine = {k: n for k, n in mine.items() if k[1] == scope.key}
        came = sum(mine.values())
        if not came:
            return MISSING
        still = sum(n for (_, _, stayed), n in mine.items() if stayed >= minutes)
        return Part(still / came, scope.state("enter"), still, came)

    return measure


def retention(minutes: int) -> Metric:
    return Metric(
        id=f"retention_{minutes}",
        zh=f"{minutes} 分钟留存",
        en=f"Still active after {minutes} min",
        unit="ratio",
        grain=("session", "new"),
        additive=False,
        numerator=Text(
            f"首次进入 {minutes} 分钟后仍评论、点赞、分享或点击的人",
            f"People who still say, like, share or click {minutes} minutes after their first entry",
        ),
        denominator=Text(
            f"结束前至少 {minutes} 分钟进入的人",
            f"People who entered at least {minutes} minutes before the end",
        ),
        note=Text("只在按新老提问时给出", "Only when asked by new"),
        measure=kept(minutes),
        example=Example(
            (
                happened("enter", 5, user="a", new=True),
                happened("enter", 6, user="b", new=True),
                happened("like", 65, user="b"),
                happened("product_click", 5 + 60 * minutes, user="a", product="p1"),
            ),
            0.5,
            "new",
            True,
        ),
    )


METRICS = (
    retention(5),
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

"""流量: how many were shown the room, came in, and were there."""

from onair.kernel.i18n import Text
from onair.metrics.measure import MISSING, VIEWER, Grain, Part, Scope, over, people, share, total
from onair.metrics.metric import Example, Metric, happened
from onair.metrics.sources import counted_or_read
from onair.metrics.tally import EXPO

ROOM: tuple[Grain, ...] = ("session", "minute", "channel", "new", "slot", "host")
FRESH_MS = 60_000


def view_pv(scope: Scope) -> Part:
    found = counted_or_read("enter", "viewers_total", from_first=False)(scope)
    if found.state == "ok" and scope.sum("enter_proxy"):
        return found._replace(state="estimated")
    return found


def view_uv(scope: Scope) -> Part:
    nobody = scope.tally.nobody.get("enter", 0) if scope.grain == "session" else None
    known = scope.viewers()
    if not known and (nobody or not scope.fed("enter")):
        return Part(None, "missing", n=nobody)
    return Part(known, "estimated" if scope.proxied() else scope.state("enter"), n=nobody)


def online(scope: Scope) -> Part:
    if scope.grain == "minute" and isinstance(scope.key, int):
        value = scope.online(scope.key)
        return MISSING if value is None else Part(value, scope.state("gauge"))
    newest = max((r for (name, _), r in scope.tally.readings.items() if name == "online"),
                 key=lambda r: (r.last_at, r.last), default=None)  # fmt: skip
    if scope.grain != "session" or newest is None or scope.tally.now - newest.last_at > FRESH_MS:
        return MISSING
    return Part(newest.last, scope.state("gauge"))


def acu(scope: Scope) -> Part:
    minutes = scope.online_minutes()
    if not minutes:
        return MISSING
    return Part(sum(minutes) / len(minutes), scope.state("gauge"), sum(minutes), len(minutes))


def pcu(scope: Scope) -> Part:
    minutes = scope.online_minutes()
    return Part(max(minutes), scope.state("gauge")) if minutes else MISSING


def hours(scope: Scope) -> Part:
    seconds = scope.seconds()
    return Part(seconds / 3600) if seconds else MISSING


def duration_min(scope: Scope) -> Part:
    seconds = scope.seconds()
    return Part(seconds / 60) if seconds is not None else MISSING


expo_pv = counted_or_read("exposure", "exposure_total", from_first=False)
expo_uv = people(EXPO, "exposure")
TWO_ENTER = (happened("enter", 1, user="a"), happened("enter", 9, user="b"), happened("enter", 30, user="a"))
ONLINE = (
    happened("gauge", 5, name="online", value=10), happened("gauge", 20, name="online", value=30),
    happened("gauge", 50, name="online", value=14), happened("gauge", 70, name="online", value=20),
)  # fmt: skip

METRICS = (
    Metric(
        id="expo_pv",
        zh="直播间曝光次数",
        en="Room impressions",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text(
            "曝光次数之和；没有逐次曝光时取平台累计曝光的最后读数",
            "Sum of impressions; without single ones the last reading of the platform's total",
        ),
        measure=expo_pv,
        example=Example((happened("exposure", 1, count=30), happened("exposure", 2, count=12)), 42),
    ),
    Metric(
        id="expo_uv",
        zh="直播间曝光人数",
        en="Room impressions, people",
        unit="people",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("有曝光的去重已知用户", "Distinct known people the room was shown to"),
        measure=expo_uv,
        example=Example((happened("exposure", 1, user="a"), happened("exposure", 2, user="a")), 1),
    ),
    Metric(
        id="view_pv",
        zh="直播间观看次数",
        en="Views",
        unit="times",
        grain=ROOM,
        additive=True,
        numerator=Text(
            "进入次数；来源声明只送样本时取平台累计观看的最后读数（估算）",
            "Entries; where a source declares a sample, the last reading of the platform's total (estimated)",
        ),
        note=Text("首个事件代替进入的来源标为估算", "Estimated where a first event stands for the entry"),
        measure=view_pv,
        example=Example(TWO_ENTER, 3),
    ),
    Metric(
        id="view_uv",
        zh="直播间观看人数",
        en="Viewers",
        unit="people",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text(
            "进入过的去重已知用户；没有进入事件的来源取出现过的用户（估算）",
            "Distinct known people who entered; for a source without entries, people seen (estimated)",
        ),
        note=Text(
            "没有用户的事件不计入，n 给出其数量",
            "Events without a user never count; n says how many there were",
        ),
        measure=view_uv,
        example=Example(TWO_ENTER, 2),
    ),
    Metric(
        id="leave_pv",
        zh="离开人次",
        en="Leaves",
        unit="times",
        grain=("session", "minute"),
        additive=True,
        better="down",
        numerator=Text("离开次数", "Leaves"),
        measure=total("leave_pv", "leave"),
        example=Example((happened("leave", 9, user="a", watch_ms=9000),), 1),
    ),
    Metric(
        id="online",
        zh="实时在线人数",
        en="Online",
        unit="people",
        grain=("session", "minute"),
        additive=False,
        numerator=Text(
            "每分钟读数的中位数；该分钟没有读数时取 60 秒内的最后读数",
            "Median of the minute's readings, else the last one not older than 60 s",
        ),
        note=Text("绝不相加", "Never summed"),
        measure=online,
        example=Example(ONLINE, 14, "minute", 0),
    ),
    Metric(
        id="acu",
        zh="平均在线人数",
        en="Average online",
        unit="people",
        grain=("session",),
        additive=False,
        numerator=Text("各分钟在线之和", "Sum of online by minute"),
        denominator=Text("有读数的分钟数", "Minutes with a reading"),
        measure=acu,
        example=Example(ONLINE[:1] + ONLINE[3:], 50 / 3),
        note=Text(
            "无读数的一分钟沿用上一分钟的最后读数",
            "A minute without readings takes the last one of the minute before",
        ),
    ),
    Metric(
        id="pcu",
        zh="最高在线人数",
        en="Peak online",
        unit="people",
        grain=("session",),
        additive=False,
        numerator=Text("各分钟在线的最大值", "Largest online of a minute"),
        measure=pcu,
        example=Example(ONLINE, 20),
    ),
    Metric(
        id="pcu_acu",
        zh="峰均比",
        en="Peak to mean",
        unit="multiple",
        grain=("session",),
        additive=False,
        better="down",
        numerator=Text("最高在线人数", "Peak online"),
        denominator=Text("平均在线人数", "Average online"),
        measure=over(pcu, acu),
        example=Example(ONLINE[:1] + ONLINE[3:], 20 / (50 / 3)),
    ),
    Metric(
        id="enter_rate_pv",
        zh="曝光-进入率(人次)",
        en="Enter rate",
        unit="ratio",
        grain=ROOM,
        additive=False,
        numerator=Text("观看次数", "Views"),
        denominator=Text("曝光次数", "Impressions"),
        measure=over(view_pv, expo_pv),
        example=Example((happened("exposure", 1, count=12), *TWO_ENTER), 0.25),
    ),
    Metric(
        id="enter_rate_uv",
        zh="曝光-观看率(人数)",
        en="Enter rate, people",
        unit="ratio",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("曝光过又观看的人数", "People shown the room who then viewed"),
        denominator=Text("曝光人数", "People shown the room"),
        measure=share(VIEWER, EXPO, view_uv, expo_uv),
        example=Example(
            (happened("exposure", 0, user="a"), happened("exposure", 0, user="c"), *TWO_ENTER), 0.5
        ),
    ),
    Metric(
        id="duration_min",
        zh="直播时长",
        en="Duration",
        unit="min",
        grain=("session",),
        additive=True,
        better="neither",
        numerator=Text("开播到结束（或此刻）的分钟数", "Minutes from start to end (or now)"),
        measure=duration_min,
        example=Example((), 599 / 60),
    ),
    Metric(
        id="views_per_hour",
        zh="单小时观看人数",
        en="Viewers per hour",
        unit="people/h",
        grain=("session",),
        additive=False,
        numerator=Text("观看人数", "Viewers"),
        denominator=Text("直播小时", "Hours live"),
        measure=over(view_uv, hours),
        example=Example(TWO_ENTER, 2 / (599 / 3600)),
    ),
)

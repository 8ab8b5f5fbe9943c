"""Stated beside measured: the same metric only, and when they differ the field and the reason (metrics page, rule 0).

A reason is given as one only where data prove it; else those that come into question are listed as possible.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

from onair.after.reports.service import Bundle, Said, own
from onair.kernel.i18n import Text
from onair.metrics.catalog import catalog
from onair.metrics.likeness import Meaning, differs
from onair.metrics.numbers import Value

Field = Literal[
    "metric", "parts", "missing", "currency", "completeness", "window", "sampled", "possible", "impossible"
]
WORDS: Mapping[str, Text] = {
    "metric": Text("我们没有这个指标：事件里看不出来，只有平台给", "Not measured here: only the platform tells it"),
    "parts": Text(
        "平台自己的口径，分子分母没有公开，只与它自己比较", "The platform's own definition; it compares with itself only"
    ),
    "missing": Text("接入的来源没有这类事件，所以没有可比的数", "No source that is connected sends such events"),
    "nobody": Text(
        "接入的来源没有给出用户编号，或没有这类事件，人数算不出",
        "No source that is connected tells its users apart or sends such events: people cannot be counted",
    ),
    "currency": Text("币种不同，不比较", "The currencies differ; not compared"),
    "completeness": Text("我们的是估计值（来源缺事件），平台给的是总数", "Ours is an estimate: events are missing"),
    "window": Text(
        "差额正好是下播后 24 小时内付款的 {n} 单：平台算进来，我们只算场次时间内的付款",
        "The difference is the {n} orders paid within 24 h after the end: the platform counts them, we count pays in the show",
    ),
    "sampled": Text(
        "来源自己声明这类消息是抽样的，平台给的是计数器总数", "The source itself says that it samples these messages"
    ),
    "impossible": Text("平台给的值不可能是真的（{why}），不当作数用", "What is stated cannot be true ({why}): no number"),
}  # fmt: skip
POSSIBLE = Text(
    "差异的原因没有数据能证明；可能是：{reasons}", "No data prove why they differ; possible: {reasons}"
)
MAYBE: Mapping[str, Text] = {
    "window": Text("平台把下播后付款的也算进来", "the platform counts pays after the end"),
    "identity": Text(
        "去重的依据不同（平台按账号，我们按来源给的用户编号）", "people are told apart by account there, by ids here"
    ),
    "gaps": Text("来源的消息不全", "messages of the source are missing"),
    "other": Text("两边的来源或计算时间不同", "other sources or another time of counting"),
}  # fmt: skip
NOT_GMV = Text(
    "用户支付金额与成交金额是两个口径，不能当作成交金额",
    "The user-paid amount never stands for the GMV",
)
SAME = Text("一致", "The same")
LATE = frozenset({"gmv", "order_paid", "items_paid", "aov_order", "aov_buyer", "gpm"})
ONLINE = frozenset({"acu", "pcu"})
"""Counted by reading, not by who was there."""
MESSAGES: Mapping[str, tuple[str, ...]] = {
    "like_pv": ("like",), "comment_pv": ("comment",), "share_pv": ("share",), "view_pv": ("enter",),
    "interact_pv": ("like", "comment", "share"),
}  # fmt: skip
"""Metric → the events that it counts, of which a source may send a sample."""


class Beside(NamedTuple):
    """`alike`: the measured value lies within what the stated digits allow; None = there is nothing to hold against it."""

    platform: str
    said: Said
    ours: Value | None
    alike: bool | None
    field: Field | None
    why: Text


def beside(
    bundle: Bundle, measured: Mapping[str, Value], currency: str, sampled: Collection[str] = ()
) -> Iterator[Beside]:
    """Every metric that a platform states of the whole show, once per platform. `sampled`: types of events of which a source
    says that it sends some only."""
    for platform in bundle.platforms("session"):
        names = {name for row in bundle.of("session") if row.platform == platform for name in row.said}
        for metric in sorted(names):
            said, barred = bundle.session(platform, metric), bundle.barred(platform, metric)
            if said is not None:
                found = _one(platform, said, measured.get(metric), currency)
                yield found if found.alike is not False else _reasoned(found, bundle, sampled)
            elif barred is not None and barred.barred is not None:
                why, words = barred.barred, WORDS["impossible"]
                told = Text(words.zh.format(why=why.zh), words.en.format(why=why.en))
                yield Beside(platform, barred, measured.get(metric), None, "impossible", told)


def _one(platform: str, said: Said, ours: Value | None, currency: str) -> Beside:
    if said.metric not in catalog():
        field: Field = "parts" if own(said.metric) else "metric"
        why = NOT_GMV if said.metric.startswith(("user_pay", "gpm_user_pay")) else WORDS[field]
        return Beside(platform, said, None, None, field, why)
    if ours is None or ours.value is None:
        return Beside(platform, said, ours, None, "missing", WORDS["missing"])
    # An estimate may still agree with what is stated; it is a reason only when it does not.
    stated = Meaning(said.metric, ours.value, currency=said.currency)
    if differs(stated, Meaning(said.metric, ours.value, currency=currency)) == "currency":
        return Beside(platform, said, ours, None, "currency", WORDS["currency"])
    if _alike(said, ours.value):
        return Beside(platform, said, ours, True, None, SAME)
    return Beside(platform, said, ours, False, "possible", POSSIBLE)


def _alike(said: Said, value: float) -> bool:
    """A whole number stated of something that is measured in parts (average online, minutes) was rounded."""
    least, most = said.least, said.most
    parts = said.low is None and said.value == round(said.value or 0) and value != round(value)
    slack = 0.5 if parts else 1e-9
    return least is not None and most is not None and least - slack <= value <= most + slack


def _reasoned(found: Beside, bundle: Bundle, sampled: Collection[str]) -> Beside:
    """A difference with what is proved of it, else with what may be."""
    said, ours = found.said, found.ours
    assert ours is not None  # noqa: S101 (they differ)
    assert ours.value is not None  # noqa: S101
    if ours.state == "estimated":
        return found._replace(field="completeness", why=WORDS["completeness"])
    late = _late(bundle, found.platform, said.metric)
    if late is not None and _alike(said, ours.value + late[1]):
        words = WORDS["window"]
        return found._replace(
            field="window", why=Text(words.zh.format(n=late[0]), words.en.format(n=late[0]))
        )
    messages = MESSAGES.get(said.metric, ())
    if any(name in sampled for name in messages) and ours.value < (said.least or 0):
        return found._replace(field="sampled", why=WORDS["sampled"])
    names = [
        *(["window"] if said.metric in LATE else []),
        *(["identity"] if _of_people(said.metric, ours) else []),
        *(["gaps"] if messages and ours.value < (said.least or 0) else []),
        "other",
    ]
    zh, en = ("；".join(MAYBE[name].zh for name in names), "; ".join(MAYBE[name].en for name in names))
    return found._replace(why=Text(POSSIBLE.zh.format(reasons=zh), POSSIBLE.en.format(reasons=en)))


def _of_people(metric: str, ours: Value) -> bool:
    return metric.endswith("_uv") or (ours.unit == "people" and metric not in ONLINE)


def _late(bundle: Bundle, platform: str, metric: str) -> tuple[int, int] | None:
    """Orders paid within the tail and what they add to the metric, as the platform's order files tell."""
    files = [] if bundle.sales is None else [each for each in bundle.sales.sold if each.platform == platform]
    if len(files) != 1 or not files[0].late:
        return None
    added = {"order_paid": files[0].late, "gmv": files[0].late_amount}.get(metric)
    return None if added is None else (files[0].late, added)

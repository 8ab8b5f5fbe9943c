"""Stated beside measured: the same metric only, and when they differ the field and the reason (metrics page, rule 0)."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from onair.after.reports.service import Bundle, Said, own
from onair.kernel.i18n import Text
from onair.metrics.catalog import catalog
from onair.metrics.numbers import Value

Field = Literal[
    "metric", "parts", "missing", "currency", "completeness", "window", "identity", "sampled", "other"
]
WORDS: Mapping[Field, Text] = {
    "metric": Text("我们没有这个指标：事件里看不出来，只有平台给", "Not measured here: only the platform tells it"),
    "parts": Text(
        "平台自己的口径，分子分母没有公开，只与它自己比较", "The platform's own definition; it compares with itself only"
    ),
    "missing": Text("接入的来源没有这类事件，所以没有可比的数", "No source that is connected sends such events"),
    "currency": Text("币种不同，不比较", "The currencies differ; not compared"),
    "completeness": Text("我们的是估计值（来源缺事件），平台给的是总数", "Ours is an estimate: events are missing"),
    "window": Text(
        "平台把场内加购、下播后付款的也算进来；我们只算场次时间内的付款",
        "The platform counts carts of the show that were paid later; we count payments within the show",
    ),
    "identity": Text(
        "去重的依据不同：平台按账号，我们按来源给的用户编号，没有编号的不计",
        "People are told apart differently: by account there, by the source's user ids here; without one they do not count",
    ),
    "sampled": Text("来源的消息是抽样的，平台给的是计数器总数", "The source's messages are a sample, not the counter"),
    "other": Text("两边的来源或计算时间不同", "Sources or the time of counting differ"),
}  # fmt: skip
NOT_GMV = Text(
    "用户支付金额与成交金额是两个口径，不能当作成交金额",
    "The user-paid amount never stands for the GMV",
)
SAME = Text("一致", "The same")
LATE = frozenset({"gmv", "order_paid", "items_paid", "aov_order", "aov_buyer", "gpm"})
SAMPLED = frozenset({"like_pv", "comment_pv", "share_pv", "view_pv", "interact_pv"})


class Beside(NamedTuple):
    """`alike`: the measured value lies within what the stated digits allow; None = there is nothing to hold against it."""

    platform: str
    said: Said
    ours: Value | None
    alike: bool | None
    field: Field | None
    why: Text


def beside(bundle: Bundle, measured: Mapping[str, Value], currency: str) -> Iterator[Beside]:
    """Every metric that a platform states of the whole show, once per platform."""
    for platform in bundle.platforms("session"):
        names = {name for row in bundle.of("session") if row.platform == platform for name in row.said}
        for metric in sorted(names):
            said = bundle.session(platform, metric)
            if said is not None:
                yield _one(platform, said, measured.get(metric), currency)


def _one(platform: str, said: Said, ours: Value | None, currency: str) -> Beside:
    if said.metric not in catalog():
        field: Field = "parts" if own(said.metric) else "metric"
        why = NOT_GMV if said.metric.startswith(("user_pay", "gpm_user_pay")) else WORDS[field]
        return Beside(platform, said, None, None, field, why)
    if ours is None or ours.value is None:
        return Beside(platform, said, ours, None, "missing", WORDS["missing"])
    if said.currency is not None and said.currency != currency:
        return Beside(platform, said, ours, None, "currency", WORDS["currency"])
    if _alike(said, ours.value):
        return Beside(platform, said, ours, True, None, SAME)
    field = _reason(said.metric, ours)
    return Beside(platform, said, ours, False, field, WORDS[field])


def _alike(said: Said, value: float) -> bool:
    least, most = said.least, said.most
    return least is not None and most is not None and least - 1e-9 <= value <= most + 1e-9


def _reason(metric: str, ours: Value) -> Field:
    if ours.state == "estimated":
        return "completeness"
    if metric in LATE:
        return "window"
    if ours.unit == "people" or metric.endswith("_uv"):
        return "identity"
    return "sampled" if metric in SAMPLED else "other"

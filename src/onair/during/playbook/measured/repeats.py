"""What the same rule's acts did, time after time, in one room: pooled, with those that could not be measured."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from onair.during.playbook.effect.model import Kind, Status
from onair.during.playbook.effect.pooling import Pooled, pool
from onair.during.playbook.effect.wording import pooled as said
from onair.during.playbook.measured.measuring import Measured
from onair.kernel.i18n import Text


class Repeats(Struct, frozen=True, kw_only=True):
    """`series`: by which number; None = never measured. `why_not`: of those left out."""

    series: str | None
    pooled: Pooled
    kinds: Mapping[Kind, int]
    why_not: Mapping[Status, int]


NEVER = Repeats(series=None, pooled=Pooled(n=0), kinds={}, why_not={})
_WHY: dict[Status, Text] = {
    "inseparable": Text("不可分离", "inseparable"),
    "not_comparable": Text("不可比", "not comparable"),
    "too_few": Text("样本不足", "too little data"),
    "few_events": Text("样本不足", "too little data"),
    "gaps": Text("数据有缺口", "data missing"),
    "flat": Text("数据不动", "number stands still"),
    "not_due": Text("未到时候", "not due"),
}


def repeated(found: Sequence[Measured]) -> Repeats:
    """Oldest first. A rule that was edited may look at another number now: only the newest one's are pooled."""
    if not found:
        return NEVER
    series = found[-1].series
    alike = [one.effect for one in found if one.series == series]
    measured = [one for one in alike if one.status == "measured"]
    return Repeats(
        series=series, pooled=pool(alike), kinds=Counter(one.kind for one in measured),
        why_not=Counter(one.status for one in alike if one.status != "measured"),
    )  # fmt: skip


def by_rule(found: Iterable[Measured]) -> dict[str, list[Measured]]:
    """Of proposals only, in their order."""
    rules: dict[str, list[Measured]] = {}
    for one in found:
        if one.rule is not None:
            rules.setdefault(one.rule, []).append(one)
    return rules


def sentence(one: Repeats) -> Text:
    """With n always; without a figure it says why."""
    if one.pooled.n or not one.pooled.left_out:
        return said(one.pooled) if one.pooled.n else Text("暂无：还没有采纳过", "None yet: never accepted")
    why = {text: n for status, n in one.why_not.items() for text in [_WHY.get(status, Text(status, status))]}
    zh = "、".join(f"{text.zh} {n}" for text, n in why.items())
    en = ", ".join(f"{n} {text.en}" for text, n in why.items())
    return Text(
        f"暂无：采纳过 {one.pooled.left_out} 次，都测不出（{zh}）",
        f"None yet: accepted {one.pooled.left_out} times, none could be measured ({en})",
    )

"""An effect in one sentence. Never a figure without its interval, n and the kind of comparison."""

from typing import Literal

from onair.during.playbook.effect.model import Bounds, Control, Effect, Kind, Status
from onair.during.playbook.effect.pooling import LEAST_REPEATS, Pooled, Scorecard
from onair.during.playbook.effect.switchback import Switchback
from onair.kernel.i18n import Text

Verdict = Literal["up", "down", "unclear"]
KINDS: dict[Kind, Text] = {
    "randomised": Text("随机", "randomised"),
    "control": Text("对照", "control"),
    "before_after": Text("前后", "before-after"),
}
_CANNOT: dict[Status, Text] = {
    "not_due": Text("还没到时候：要等动作后的时间走完", "Not due: the time after the action is not over"),
    "too_few": Text(
        "样本不足：本场此前只有 {n} 个可比时刻", "Too little data: only {n} comparable moments before it"
    ),
    "few_events": Text(
        "样本不足：此前可比时刻的窗口里不到 10 次",
        "Too little data: fewer than 10 events in the window of a comparable moment",
    ),
    "gaps": Text("无法测量：动作前后的数据有缺口", "Cannot be measured: data are missing around the action"),
    "flat": Text(
        "无法测量：本场这项数据几乎不动", "Cannot be measured: this number hardly moves in this show"
    ),
    "inseparable": Text(
        "不可分离：同一测量窗口里还有 {beside}", "Inseparable: in the same window as {beside}"
    ),
    "not_comparable": Text(
        "不可比：动作前后 1 分钟内换了讲解，或刚开播、已下播",
        "Not comparable: within a minute the slot changed, or the show began or ended",
    ),
}


def percent(share: float) -> str:
    """+28 %, −5 %, 0 %."""
    whole = round(share * 100)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)} %"


def part(share: float) -> Text:
    """A share of moments; what is rarer than one in a hundred says so."""
    if share < 0.01:
        return Text("不到 1 %", "fewer than 1 %")
    return Text(f"{round(share * 100)} %", f"{round(share * 100)} %")


def _between(bounds: Bounds | None, level: int = 95) -> Text:
    if bounds is None:
        return Text("", "")
    low, high = percent(bounds.low), percent(bounds.high)
    return Text(f"{level} % 区间 {low}～{high}", f"{level} % interval {low} to {high}")


def sentence(effect: Effect, names: dict[str, str] | None = None) -> Text:
    """`names`: how to call the other actions; else by id."""
    if effect.effect is None or effect.alike is None:
        beside = [(names or {}).get(id_, id_) for id_ in effect.beside]
        told = _CANNOT[effect.status] if effect.status != "measured" else Text("—", "—")
        return Text(
            told.zh.format(n=effect.n, beside="、".join(beside)),
            told.en.format(n=effect.n, beside=", ".join(beside)),
        )
    moved, sure, share = percent(effect.effect), _between(effect.i95), part(effect.alike)
    kind = KINDS[effect.kind]
    if effect.kind == "randomised":
        return Text(
            f"{moved}（{sure.zh}），换一种抽签有 {share.zh} 也会这样（{kind.zh}，n = {effect.n}）",
            f"{moved} ({sure.en}); {share.en} of other lots would do the same ({kind.en}, n = {effect.n})",
        )
    mixed = (
        Text("，其中有的时刻也有别的动作", ", some of them with other actions")
        if effect.mixed
        else Text("", "")
    )
    return Text(
        f"{moved}（{sure.zh}），该场随机时刻有 {share.zh} 也会这样（{kind.zh}，n = {effect.n}{mixed.zh}）",
        f"{moved} ({sure.en}); {share.en} of this show's random moments do the same "
        f"({kind.en}, n = {effect.n}{mixed.en})",
    )


def verdict(effect: Effect, level: float = 0.05) -> Verdict | None:
    """After the other actions of the show were counted in (Holm), where they were. None = not measured."""
    share = effect.alike if effect.holm is None else effect.holm
    if effect.effect is None or share is None:
        return None
    if share > level:
        return "unclear"
    return "up" if effect.effect > 0 else "down"


VERDICTS: dict[Verdict, Text] = {
    "up": Text("有提升", "It rose"),
    "down": Text("有下降", "It fell"),
    "unclear": Text("看不出效果", "No effect to be seen"),
}


def against(control: Control | None, names: dict[str, Text]) -> Text:
    """What it was held against, and why that."""
    if control is None:
        return Text(
            "前后对比：没有哪项别的数据能让本场的波动变小",
            "Before-after: no other number makes this show's swings smaller",
        )
    name = names.get(control.name, Text(control.name, control.name))
    return Text(
        f"对照：{name.zh}（使本场其他时刻的波动减小 {round(control.steadier * 100)} %）",
        f"Control: {name.en} (takes {round(control.steadier * 100)} % off the swings at other moments)",
    )


def pooled(found: Pooled) -> Text:
    """Over the repeats of one act."""
    if found.effect is None or found.p is None or found.i2 is None:
        return Text(
            f"样本不足：测到 {found.n} 次，至少要 {LEAST_REPEATS} 次",
            f"Too little data: measured {found.n} times, {LEAST_REPEATS} are needed",
        )
    moved, sure, apart = percent(found.effect), _between(found.i95), round(found.i2 * 100)
    return Text(
        f"{moved}（{sure.zh}），{found.n} 次合并，次与次之间的差异有 {apart} % 不是偶然",
        f"{moved} ({sure.en}), {found.n} times pooled; {apart} % of the differences between them are not chance",
    )


def scored(card: Scorecard) -> Text:
    effect = pooled(card.effect)
    zh = [f"触发 {card.fired} 次", f"采纳 {card.accepted}", f"忽略 {card.dismissed}", f"过期 {card.expired}"]
    en = [
        f"fired {card.fired}",
        f"accepted {card.accepted}",
        f"dismissed {card.dismissed}",
        f"expired {card.expired}",
    ]
    if card.open:
        zh.append(f"待处理 {card.open}")
        en.append(f"open {card.open}")
    return Text(f"{'，'.join(zh)}。{effect.zh}", f"{', '.join(en)}. {effect.en}")


def refused(result: Switchback) -> Text:
    """Why a switchback has no result."""
    return Text(
        f"样本不足：{result.moments} 个时刻里只读到 {result.used} 个（实施 {result.treated}），"
        "再极端的结果也有超过 5 % 的可能是偶然",
        f"Too little data: {result.used} of {result.moments} moments could be read ({result.treated} acted on); "
        "even the most extreme result would be chance in more than 5 %",
    )

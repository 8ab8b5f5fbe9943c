"""A rule as a sentence, in both languages, and numbers as people read them."""

from onair.during.playbook.facts import NAMES, placeholders
from onair.during.playbook.heard import CHOICES
from onair.during.playbook.reading import Unit, readings
from onair.during.playbook.rule import Condition, Rule
from onair.kernel.i18n import Lang, Text

_OPS = {
    "<": Text("低于", "is below"), "<=": Text("不高于", "is at most"), ">": Text("高于", "is above"),
    ">=": Text("不低于", "is at least"),
}  # fmt: skip
_BASIS = {
    "p25": Text("自己同时段下四分位", "its own lower quartile at this hour"),
    "p50": Text("自己同时段中位数", "its own median at this hour"),
    "p75": Text("自己同时段上四分位", "its own upper quartile at this hour"),
}
_SCOPE = {
    "show": Text("全场", "the show"), "current": Text("正在讲的商品", "the product being talked about"),
    "product": Text("任一商品", "any product"),
}  # fmt: skip
_UNITS: dict[Unit, Text] = {
    "people": Text(" 人", ""), "count": Text(" 次", ""), "seconds": Text(" 秒", " s"), "pieces": Text(" 件", " pieces"),
    "times": Text(" 倍", "×"), "ratio": Text("", ""),
}  # fmt: skip


def shown(value: float, unit: Unit) -> Text:
    """A value with its unit; ratios as percent."""
    if unit == "ratio":
        return Text(f"{number(value * 100)}%", f"{number(value * 100)} %")
    unit_words = _UNITS[unit]
    return Text(f"{number(value)}{unit_words.zh}", f"{number(value)}{unit_words.en}")


def number(value: float) -> str:
    """Two digits behind the point below 10, one below 100."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return text.replace("-", "−")


def length(seconds: int) -> Text:
    if seconds % 60 == 0 and seconds:
        return Text(f"{seconds // 60} 分钟", f"{seconds // 60} min")
    return Text(f"{seconds} 秒", f"{seconds} s")


def preview(rule: Rule) -> Text:
    """What the rule looks for, what it proposes, and how often."""
    parts = [_condition(one) for one in rule.conditions]
    joint = Text("，并且", ", and ") if rule.match == "all" else Text("，或者", ", or ")
    scope, rest = _SCOPE[rule.scope], _rest(rule)
    when = Text(joint.zh.join(part.zh for part in parts), joint.en.join(part.en for part in parts))
    said = [Text(named(step.say.zh, "zh"), named(step.say.en, "en")) for step in rule.steps]
    acts = Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))
    zh = f"{scope.zh}：当{when.zh}时，建议{acts.zh}。{rest.zh}"
    en = f"For {scope.en}: when {when.en}, propose: {acts.en}. {rest.en}"
    return Text(zh, en)


def named(text: str, lang: Lang) -> str:
    """Facts by what they are called, not by their key; one that does not exist stays as it was written."""
    for name in placeholders(text) & set(NAMES):
        label = NAMES[name].of(lang)
        text = text.replace(f"{{{name}}}", f"〈{label}〉" if lang == "zh" else f"[{label}]")
    return text


def _condition(one: Condition) -> Text:
    reading = readings().get(one.reading)
    window, op = length(one.window_s), _OPS[one.op]
    label = _label(one)
    limit = _limit(one, reading.unit if reading is not None else "count")
    few = Text(f"（至少 {one.min_n} 个样本）", f" (n ≥ {one.min_n})") if one.min_n else Text("", "")
    clear = _clear(one, reading.unit if reading is not None else "count")
    return Text(
        f"近 {window.zh}的{label.zh}{op.zh}{' ' if one.basis == 'fixed' else ''}{limit.zh}{few.zh}{clear.zh}",
        f"{label.en} over {window.en} {op.en} {limit.en}{few.en}{clear.en}",
    )


def _label(one: Condition) -> Text:
    """With what comments should mean, where that is asked for."""
    reading = readings().get(one.reading)
    if reading is None:
        return Text(one.reading, one.reading)
    chosen = [CHOICES.get(name, Text(name, name)) for name in one.intents]
    if not chosen:
        return reading.label
    zh, en = "、".join(each.zh for each in chosen), ", ".join(each.en for each in chosen)
    return Text(f"{reading.label.zh}「{zh}」", f"{reading.label.en} ({en})")


def _limit(one: Condition, unit: Unit) -> Text:
    if one.basis == "fixed":
        return shown(one.limit, unit)
    basis = _BASIS[one.basis]
    return Text(f"{basis.zh}的 {number(one.limit)} 倍", f"{number(one.limit)}× {basis.en}")


def _clear(one: Condition, unit: Unit) -> Text:
    if one.clear in (None, one.limit, 0):
        return Text("", "")
    back = (
        shown(one.clear, unit)
        if one.basis == "fixed"
        else Text(f"{number(one.clear)} 倍", f"{number(one.clear)}×")
    )
    return Text(f"（回到 {back.zh}才算恢复）", f" (recovered at {back.en})")


def _rest(rule: Rule) -> Text:
    hold, pause, open_ = length(rule.hold_s), length(rule.cooldown_s), length(rule.expire_s)
    first = Text(f"要持续 {hold.zh}；", f"It must last {hold.en}. ") if rule.hold_s else Text("", "")
    return Text(
        f"{first.zh}同一件事只提一次，恢复后再提，至少隔 {pause.zh}；提案 {open_.zh}内有效。",
        f"{first.en}Once an episode, again after recovery and {pause.en} at least; a proposal stays open for {open_.en}.",
    )

"""A rule in plain words, in both languages, as the builder shows it while it is made."""

from onair.audience.segments.rule import ACTS, MEASURES, All, Any_, Did, Is, Measure, Node, Step, Then
from onair.kernel.i18n import Text
from onair.kernel.money import from_minor

COMPARE = {
    "ge": Text("≥", "≥"), "le": Text("≤", "≤"), "eq": Text("是", "is"), "ne": Text("不是", "is not"),
    "known": Text("已知", "is known"), "unknown": Text("未知", "is unknown"),
}  # fmt: skip
NUMBERS = {"eq": "=", "ne": "≠"}


def said(node: Node, currency: str) -> Text:
    """Nested groups stand in brackets."""
    if isinstance(node, All | Any_):
        parts = [said(one, currency) for one in node.of]
        parts = [
            Text(f"（{text.zh}）", f"({text.en})")
            if isinstance(one, All | Any_) and len(node.of) > 1
            else text
            for one, text in zip(node.of, parts, strict=True)
        ]
        zh, en = ("并且", "and") if isinstance(node, All) else ("或者", "or")
        return Text(f" {zh} ".join(part.zh for part in parts), f" {en} ".join(part.en for part in parts))
    if isinstance(node, Is):
        return _is(node, currency)
    if isinstance(node, Did):
        return _did(node)
    if isinstance(node, Then):
        first, after = _step(node.first), _step(node.next)
        return Text(
            f"{first.zh}之后 {node.days} 天内{after.zh}",
            f"{after.en} within {node.days} days after having {first.en}",
        )
    inner = said(node.of, currency)
    return Text(f"不是（{inner.zh}）", f"not ({inner.en})")


def _is(node: Is, currency: str) -> Text:
    measure = MEASURES[node.field]
    name, how = measure.name, COMPARE[node.cmp]
    if node.cmp in ("known", "unknown"):
        return Text(f"{name.zh}{how.zh}", f"{name.en} {how.en}")
    if measure.kind == "choice":
        choice = measure.choices[str(node.value)]
        return Text(f"{name.zh}{how.zh}{choice.zh}", f"{name.en} {how.en} {choice.en}")
    if measure.kind == "flag":
        yes = bool(node.value) == (node.cmp == "eq")
        return name if yes else Text(f"没有{name.zh}", f"not: {name.en}")
    sign, value = NUMBERS.get(node.cmp, how.en), _value(measure, node.value, currency)
    return Text(f"{name.zh} {sign} {value.zh}", f"{name.en} {sign} {value.en}")


def _value(measure: Measure, value: object, currency: str) -> Text:
    number = float(value) if isinstance(value, int | float) else 0.0
    if measure.kind == "money":
        shown = from_minor(round(number), currency)
        return Text(f"{shown} {currency}", f"{shown} {currency}")
    if measure.kind == "share":
        return Text(f"{number:.0%}", f"{number:.0%}")
    shown = f"{number:,.10g}"
    return Text(f"{shown} 天", f"{shown} days") if measure.kind == "age" else Text(shown, shown)


def _did(node: Did) -> Text:
    step = _step(Step(node.act, node.product))
    within = Text(f"近 {node.days} 天", f" in the last {node.days} days") if node.days else Text("", "")
    if node.cmp == "le" and node.times == 0:
        return Text(f"{within.zh}从未{step.zh}", f"never {step.en}{within.en}")
    sign, zh = ("at least", "至少") if node.cmp == "ge" else ("at most", "至多")
    return Text(
        f"{within.zh}{step.zh}{zh} {node.times} 次", f"{step.en} {sign} {node.times} times{within.en}"
    )


def _step(step: Step) -> Text:
    act = ACTS[step.act]
    return Text(f"{act.zh}「{step.product}」", f"{act.en} “{step.product}”") if step.product else act

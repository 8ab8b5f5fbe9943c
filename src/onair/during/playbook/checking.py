"""Whether a rule can run here: readings, limits, names of facts. A rule that cannot is shown with the reason."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import structs

from onair.during.broadcast.actions import known_acts
from onair.during.broadcast.acts import CONTROL
from onair.during.playbook.facts import NAMES, placeholders
from onair.during.playbook.heard import CHOICES
from onair.during.playbook.kit import LATER
from onair.during.playbook.reading import readings
from onair.during.playbook.rule import Condition, Rule, Step
from onair.kernel.i18n import Text


class Flaw(NamedTuple):
    """`field`: where in the rule, as a form names it (`conditions.0.reading`)."""

    field: str
    text: Text


def problems(rule: Rule) -> list[Text]:
    """All reasons why the rule cannot run; none = it can."""
    return [flaw.text for flaw in _stops(rule)]


def flaws(rule: Rule) -> list[Flaw]:
    """All that must be put right before it is saved, with its place."""
    return [*_stops(rule), *_dated(rule)]


def _dated(rule: Rule) -> Iterator[Flaw]:
    try:
        date.fromisoformat(rule.source.as_of)
    except ValueError:
        said = rule.source.as_of
        yield Flaw("source.as_of", Text(f"没有「{said}」这一天", f"there is no day {said}"))


def _stops(rule: Rule) -> list[Flaw]:
    found = [
        Flaw(f"conditions.{place}.{field}", text)
        for place, one in enumerate(rule.conditions)
        for field, text in _of_condition(rule, one)
    ]
    found += [
        Flaw(f"steps.{place}.{field}", text)
        for place, step in enumerate(rule.steps)
        for field, text in _of_step(step)
    ]
    for field, words in (("name", rule.name), ("tag", rule.tag)):
        if placeholders(words.zh) | placeholders(words.en):
            found.append(Flaw(field, Text("名称里不能有花括号", "names hold no braces")))
    return found


def _of_condition(rule: Rule, one: Condition) -> Iterator[tuple[str, Text]]:
    reading = readings().get(one.reading)
    if reading is None:
        yield "reading", Text(f"没有读数「{one.reading}」", f"there is no reading {one.reading}")
        return
    if reading.needs == "words" and not one.words:
        yield "words", Text(f"「{reading.label.zh}」要列出词语", f"{one.reading} needs words")
    if reading.needs == "kinds" and not one.kinds:
        yield "kinds", Text(f"「{reading.label.zh}」要列出类型", f"{one.reading} needs kinds")
    if reading.needs == "intents" and not one.intents:
        yield "intents", Text(f"「{reading.label.zh}」要选出意图", f"{one.reading} needs intents")
    for name in one.intents:
        if name not in CHOICES:
            yield "intents", Text(f"没有意图「{name}」", f"there is no intent {name}")
    if reading.needs is not None and one.basis != "fixed":
        yield (
            "basis",
            Text(f"「{reading.label.zh}」没有自身基线", f"there is no own baseline of {one.reading}"),
        )
    if one.reading == "stock_left" and rule.scope == "show":
        yield "reading", Text("库存要按商品看", "stock is of a product, not of the show")
    if one.basis != "fixed" and (reading.by_product and rule.scope != "show"):
        yield (
            "basis",
            Text("自身基线只有全场的，没有单品的", "own baselines are of the show, not of products"),
        )
    if one.clear is not None and (one.clear < one.limit if one.op[0] == "<" else one.clear > one.limit):
        yield (
            "clear",
            Text(
                f"解除值 {one.clear:g} 要在触发值 {one.limit:g} 的安全一侧",
                f"the clearing value {one.clear:g} lies on the wrong side of {one.limit:g}",
            ),
        )


def _of_step(step: Step) -> Iterator[tuple[str, Text]]:
    yield from _of_act(step)
    named = placeholders([step.say.zh, step.say.en]) | placeholders(step.data)
    own = {name for name, value in step.data.items() if isinstance(value, int | float | str)}
    for name in sorted(named - set(NAMES) - own):
        yield "say", Text(f"没有事实「{name}」可填", f"there is no fact called {name}")


def _of_act(step: Step) -> Iterator[tuple[str, Text]]:
    """What nobody could carry out once it is accepted: an act that is none, a field it has not, one that lacks."""
    if step.act in LATER:
        return
    act = known_acts().get(step.act)
    if act is None or act.by_server or not act.roles & CONTROL:
        yield "act", Text(f"规则不能提出动作「{step.act}」", f"a rule cannot propose the act {step.act}")
        return
    fields = {field.encode_name: field.required for field in structs.fields(act.form)}
    for name in sorted(step.data.keys() - fields.keys()):
        yield "data", Text(f"动作「{step.act}」没有字段「{name}」", f"the act {step.act} has no field {name}")
    for name in sorted(name for name, required in fields.items() if required and name not in step.data):
        yield "data", Text(f"动作「{step.act}」还缺「{name}」", f"the act {step.act} lacks {name}")


def why_invalid(error: msgspec.ValidationError) -> Text:
    """What msgspec says, with the place."""
    said = str(error)
    return Text(f"内容不合规则格式：{said}", f"the rule has a wrong form: {said}")

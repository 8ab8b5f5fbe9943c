"""A rule while it is written: the sentence it makes so far, and what is wrong where."""

from typing import Any

import msgspec
from pydantic import ValidationError

from onair.access.web.phrases import place
from onair.access.web.phrases import rule as said
from onair.during.playbook.checking import Flaw, flaws
from onair.during.playbook.rule import Rule, from_body
from onair.during.playbook.schemas import RuleFlaw, RuleForm, RulePreview, RuleRead, flaw_out, form_of
from onair.during.playbook.words import preview
from onair.during.playbook.written import Brought
from onair.kernel.i18n import Lang, Text

BLANK = "…"
DRAFT = "draft"
OTHER = 20
"""Findings shown."""


def previewed(body: dict[str, Any], lang: Lang) -> RulePreview:
    """What is still empty reads as …, so that the sentence grows while somebody types."""
    found = _form_flaws(body)
    rule = _rule(_filled(body))
    if rule is None:
        return RulePreview(zh=None, en=None, problems=_out(found or [_UNREADABLE], lang))
    sentence = preview(rule)
    found += [flaw for flaw in flaws(rule) if flaw.field not in {one.field for one in found}]
    return RulePreview(zh=sentence.zh, en=sentence.en, problems=_out(found, lang))


def brought_out(one: Brought, lang: Lang, *, known: bool, version: int) -> RuleRead:
    problems, form = list(one.flaws), None
    if one.rule is not None:
        form, wrong = _form(one.rule)
        problems += wrong
    return RuleRead(
        id=one.rule.id if one.rule is not None else None, rule=form, problems=_out(problems, lang), known=known,
        version=version,
    )  # fmt: skip


_UNREADABLE = Flaw("", Text("内容不合规则格式", "the rule has a wrong form"))


def _out(found: list[Flaw], lang: Lang) -> list[RuleFlaw]:
    return [flaw_out(one, lang) for one in found[:OTHER]]


def _form(rule: Rule) -> tuple[RuleForm | None, list[Flaw]]:
    """A file may hold what a form refuses (an invisible character)."""
    try:
        return form_of(rule), []
    except ValidationError as error:
        return None, _flaws(error)


def _form_flaws(body: dict[str, Any]) -> list[Flaw]:
    try:
        RuleForm.model_validate(body)
    except ValidationError as error:
        return _flaws(error)
    return []


def _flaws(error: ValidationError) -> list[Flaw]:
    return [Flaw(place(("body", *one["loc"])), said(one)) for one in error.errors()]


def _rule(body: dict[str, Any]) -> Rule | None:
    try:
        return from_body({**body, "id": DRAFT})
    except msgspec.ValidationError:
        return None


def _filled(body: dict[str, Any]) -> dict[str, Any]:
    """Words that are not written yet stand as …; everything else is as it came."""
    steps = body.get("steps")
    found = dict(body)
    for name in ("name", "tag"):
        found[name] = _words(body.get(name))
    if isinstance(steps, list):
        found["steps"] = [
            {**step, "say": _words(step.get("say"))} if isinstance(step, dict) else step for step in steps
        ]
    if not isinstance(body.get("topic"), str) or not body["topic"]:
        found["topic"] = DRAFT
    if body.get("note") is not None:
        found["note"] = _words(body["note"])
    return found


def _words(value: Any) -> Any:
    if not isinstance(value, dict):
        return {"zh": BLANK, "en": BLANK} if value is None else value
    return {lang: value.get(lang) or BLANK for lang in ("zh", "en")} | {
        name: inner for name, inner in value.items() if name not in ("zh", "en")
    }

"""What the playbook's routes take and give."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import NO_CONTROLS, WHOLE
from onair.during.broadcast.actions import known_acts
from onair.during.playbook.checking import Flaw
from onair.during.playbook.kit import LATER, KitAct
from onair.during.playbook.reading import Reading
from onair.during.playbook.rule import Rule, body_of
from onair.during.playbook.store import Auto, RuleView
from onair.during.playbook.words import preview
from onair.during.playbook.written import CHARS_MAX
from onair.kernel.i18n import Lang, Text

RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", min_length=2, max_length=40)]
Said = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROLS)]
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=NO_CONTROLS)]
Seat = Literal["controller", "operator", "host", "technician", "merchandiser", "service"]
Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


def _whole(low: int, high: int) -> Any:
    return Annotated[int, Field(ge=low, le=high), WHOLE]


class RuleWords(Strict):
    zh: Said
    en: Said


class RuleCondition(Strict):
    """`basis` fixed: `limit` in the reading's own unit (ratios 0 to 1); else a multiple of the room's own quartile."""

    reading: RuleId
    window_s: _whole(10, 7_200) = 60  # type: ignore[valid-type]
    op: Literal["<", "<=", ">", ">="]
    limit: Number
    clear: Number | None = None
    min_n: _whole(0, 1_000_000) = 0  # type: ignore[valid-type]
    basis: Literal["fixed", "p25", "p50", "p75"] = "fixed"
    words: Annotated[list[Word], Field(max_length=60, default_factory=list)]
    kinds: Annotated[list[Word], Field(max_length=20, default_factory=list)]
    intents: Annotated[list[Word], Field(max_length=20, default_factory=list)]


class RuleStep(Strict):
    act: RuleId
    say: RuleWords
    data: Annotated[dict[str, Any], Field(max_length=12, default_factory=dict)]


class RuleOrigin(Strict):
    kind: Literal["guide", "official", "lore", "own"]
    of: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)]
    as_of: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    unsure: bool = False


class RuleForm(Strict):
    """A rule whole; its id is in the path. See docs/algorithms/playbook.md."""

    number: _whole(1, 999) | None = None  # type: ignore[valid-type]
    name: RuleWords
    tag: RuleWords
    topic: RuleId
    severity: Literal["info", "warn", "high"] = "warn"
    seat: Seat = "controller"
    scope: Literal["show", "current", "product"] = "show"
    match: Literal["all", "any"] = "all"
    conditions: Annotated[list[RuleCondition], Field(min_length=1, max_length=8)]
    steps: Annotated[list[RuleStep], Field(min_length=1, max_length=4)]
    hold_s: _whole(0, 1_800) = 0  # type: ignore[valid-type]
    cooldown_s: _whole(0, 14_400) = 300  # type: ignore[valid-type]
    expire_s: _whole(20, 3_600) = 300  # type: ignore[valid-type]
    effect_s: _whole(30, 3_600) = 180  # type: ignore[valid-type]
    source: RuleOrigin
    note: RuleWords | None = None
    on: bool = True


class PutRule(Strict):
    """`version` 0: it was never changed, or is new."""

    version: _whole(0, 2**53)  # type: ignore[valid-type]
    rule: RuleForm


class PutRoom(Strict):
    """How the rule behaves in this room: it asks, acts by itself, or is silent."""

    version: _whole(0, 2**53)  # type: ignore[valid-type]
    room: Id
    mode: Literal["ask", "auto", "off"]


class DraftRule(Strict):
    """A rule being written, as far as it goes."""

    rule: Annotated[dict[str, Any], Field(max_length=40)]


class RuleFile(Strict):
    """A rule as TOML."""

    text: Annotated[str, Field(max_length=CHARS_MAX)]


class RuleAuto(BaseModel):
    """Who decided for a room, and when."""

    room: str
    by: str
    name: str
    at: int


class RuleOut(BaseModel):
    """`state`: on, off, unavailable (`why`), or error (stopped in a show; `why`). `rule` None = it cannot be read.
    `changed`: fields that differ from ours. `auto`, `silent`: rooms where it acts by itself, and where it is switched
    off. `later`: what of its acts is not in use yet. `preview`: the rule as a sentence."""

    id: str
    own: bool
    state: Literal["on", "off", "unavailable", "error"]
    rule: RuleForm | None
    changed: list[str]
    why: list[str]
    auto: list[RuleAuto]
    silent: list[RuleAuto]
    later: list[str]
    preview: str
    version: int


class RulePage(Page[RuleOut]):
    """All rules of a team: ours in their order, then its own."""


class ReadingOut(BaseModel):
    """`metric`: its id in the dictionary, where it is a window of one. `needs`: words, kinds or intents to be listed."""

    name: str
    label: str
    say: str
    unit: str
    metric: str | None
    by_product: bool
    needs: str | None


class RuleActField(BaseModel):
    """`kind` words = said to people, so written in both languages. `least`, `most`: of a number, or a text's length."""

    name: str
    label: str
    kind: Literal["words", "text", "whole", "number", "switch", "choice"]
    required: bool
    choices: list[str]
    least: float | None
    most: float | None


class RuleAct(BaseModel):
    """One act that a rule may propose. `later`: why it cannot be done yet; None = it can."""

    act: str
    label: str
    fields: list[RuleActField]
    later: str | None


class PlaybookKit(BaseModel):
    """What rules are made of: readings, acts, and facts that words may name."""

    readings: list[ReadingOut]
    acts: list[RuleAct]
    facts: dict[str, str]
    intents: dict[str, str]


class RuleFlaw(BaseModel):
    """`field` "" = the rule as a whole; else its place, such as `conditions.0.limit`."""

    field: str
    text: str


class RulePreview(BaseModel):
    """The rule as a sentence in both languages; None where it does not hold together enough to be said."""

    zh: str | None
    en: str | None
    problems: list[RuleFlaw]


class RuleText(BaseModel):
    """`file`: a name for it."""

    file: str
    text: str


class RuleRead(BaseModel):
    """What a TOML file says. `rule` None = it cannot be read; `problems` say why. `known`: the id stands for a rule of the
    team already, of version `version`."""

    id: str | None
    rule: RuleForm | None
    problems: list[RuleFlaw]
    known: bool
    version: int


class UsualHour(BaseModel):
    """`hour`: of the week in the room's zone, 0 = Monday 00:00 to 01:00. `n`: shows behind it."""

    hour: int
    p25: float
    p50: float
    p75: float
    n: int


class UsualOut(BaseModel):
    """A room's own usual. `asked` false = no past show was asked for it yet: it is learnt once a saved rule compares with
    it. `needed`: fewer shows than this at an hour are 样本不足."""

    asked: bool
    needed: int
    hours: list[UsualHour]


def form_of(rule: Rule) -> RuleForm:
    body = body_of(rule)
    body.pop("id")
    return RuleForm.model_validate(body, strict=False)


def rule_out(view: RuleView, fault: str | None, lang: Lang) -> RuleOut:
    state: Literal["on", "off", "unavailable", "error"]
    if view.rule is None or view.why:
        state = "unavailable"
    else:
        state = "off" if not view.rule.on else "error" if fault is not None else "on"
    why = [one.of(lang) for one in view.why] + ([fault] if fault is not None and state == "error" else [])
    return RuleOut(
        id=view.id, own=view.own, state=state, rule=form_of(view.rule) if view.rule is not None else None,
        changed=list(view.changed), why=why,
        auto=_decided(view.auto), silent=_decided(view.silent), later=_later(view.rule, lang),
        preview=preview(view.rule).of(lang) if view.rule is not None else "", version=view.version,
    )  # fmt: skip


def _decided(rooms: Mapping[str, Auto]) -> list[RuleAuto]:
    return [RuleAuto(room=room, by=who.by, name=who.name, at=who.at) for room, who in rooms.items()]


def _later(rule: Rule | None, lang: Lang) -> list[str]:
    known = known_acts()
    missing = [step.act for step in rule.steps if step.act not in known] if rule is not None else []
    return [LATER.get(act, Text(f"动作「{act}」", f"the act {act}")).of(lang) for act in missing]


def act_out(one: KitAct, lang: Lang) -> RuleAct:
    fields = [
        RuleActField(
            name=field.name, label=field.label.of(lang), kind=field.kind, required=field.required,
            choices=list(field.choices), least=field.least, most=field.most,
        )
        for field in one.fields
    ]  # fmt: skip
    later = one.later.of(lang) if one.later is not None else None
    return RuleAct(act=one.act, label=one.label.of(lang), fields=fields, later=later)


def flaw_out(one: Flaw, lang: Lang) -> RuleFlaw:
    return RuleFlaw(field=one.field, text=one.text.of(lang))


def reading_out(one: Reading, lang: Lang) -> ReadingOut:
    return ReadingOut(
        name=one.name, label=one.label.of(lang), say=one.say.of(lang), unit=one.unit, metric=one.metric,
        by_product=one.by_product, needs=one.needs,
    )  # fmt: skip

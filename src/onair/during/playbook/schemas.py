"""What the playbook's routes take and give."""

from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import NO_CONTROLS, WHOLE
from onair.during.playbook.backtests import BacktestView
from onair.during.playbook.reading import Reading
from onair.during.playbook.rule import Rule, body_of
from onair.during.playbook.store import RuleView
from onair.during.playbook.words import preview
from onair.kernel.i18n import Lang

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


class PutAuto(Strict):
    """Let the rule act by itself in this room, or no longer."""

    version: _whole(0, 2**53)  # type: ignore[valid-type]
    room: Id
    on: bool


class NewBacktest(Strict):
    """A rule by id, or one that is not saved yet; `shows` empty = the newest of the room, or of the team."""

    rule_id: RuleId | None = None
    rule: RuleForm | None = None
    shows: Annotated[list[Id], Field(max_length=20, default_factory=list)]
    room: Id | None = None


class RuleAuto(BaseModel):
    room: str
    by: str
    name: str
    at: int


class RuleOut(BaseModel):
    """`state`: on, off, unavailable (`why`), or error (stopped in a show; `why`). `rule` None = it cannot be read.
    `changed`: fields that differ from ours. `preview`: the rule as a sentence."""

    id: str
    own: bool
    state: Literal["on", "off", "unavailable", "error"]
    rule: RuleForm | None
    changed: list[str]
    why: list[str]
    auto: list[RuleAuto]
    preview: str
    version: int


class RulePage(Page[RuleOut]):
    """All rules of a team: ours in their order, then its own."""


class ReadingOut(BaseModel):
    """`metric`: its id in the dictionary, where it is a window of one. `needs`: words or kinds to be listed."""

    name: str
    label: str
    say: str
    unit: str
    metric: str | None
    by_product: bool
    needs: str | None


class PlaybookKit(BaseModel):
    """What rules are made of: readings, acts that are registered, and facts that words may name."""

    readings: list[ReadingOut]
    acts: list[str]
    facts: dict[str, str]


class RulePreview(BaseModel):
    preview: str
    problems: list[str]


class TraceOut(BaseModel):
    """`traces`: of every subject the rule looked at, as of the newest closed tick, or of `at`."""

    rule: str
    at: int | None
    traces: list[dict[str, Any]]
    watching: bool
    problem: str | None


class ScoreRow(BaseModel):
    """`ignored`: neither accepted nor dismissed."""

    rule: str
    fired: int
    accepted: int
    dismissed: int
    ignored: int


class Scorecard(BaseModel):
    """Sums over the newest shows that are over."""

    shows: int
    rules: list[ScoreRow]


class BacktestOut(BaseModel):
    """`result`: one outcome for each show that was read so far."""

    id: str
    rule: RuleForm
    rule_id: str
    shows: list[str]
    state: Literal["queued", "running", "done", "cancelled", "failed"]
    progress: float
    result: list[dict[str, Any]]
    problem: str | None
    created_at: int
    finished_at: int | None


class BacktestPage(Page[BacktestOut]):
    """Newest first, without their results."""


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
        auto=[RuleAuto(room=room, by=who.by, name=who.name, at=who.at) for room, who in view.auto.items()],
        preview=preview(view.rule).of(lang) if view.rule is not None else "", version=view.version,
    )  # fmt: skip


def reading_out(one: Reading, lang: Lang) -> ReadingOut:
    return ReadingOut(
        name=one.name, label=one.label.of(lang), say=one.say.of(lang), unit=one.unit, metric=one.metric,
        by_product=one.by_product, needs=one.needs,
    )  # fmt: skip


def backtest_out(view: BacktestView, lang: Lang, *, whole: bool = True) -> BacktestOut:
    return BacktestOut(
        id=view.id, rule=form_of(view.rule), rule_id=view.rule.id, shows=list(view.shows),
        state=view.state, progress=view.progress,  # type: ignore[arg-type]
        result=[msgspec.to_builtins(one) for one in view.result] if whole else [],
        problem=view.problem[lang] if view.problem is not None else None, created_at=view.created_at,
        finished_at=view.finished_at,
    )  # fmt: skip

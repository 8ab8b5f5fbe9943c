"""What the playbook's routes tell of past and running shows: traces, back-tests, what became of proposals."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from onair.access.web import Id, Page, Strict
from onair.during.playbook.backtest import Outcome
from onair.during.playbook.backtests import BacktestView
from onair.during.playbook.measured.schemas import RepeatedEffect, TrialOut
from onair.during.playbook.schemas import RuleForm, RuleId, form_of
from onair.during.playbook.score import Score, a_week
from onair.during.playbook.trace import Trace, Why
from onair.kernel.i18n import Lang


class _Told(BaseModel):
    """Read off the frozen result of the same shape."""

    model_config = ConfigDict(from_attributes=True)


class TracedCheck(_Told):
    """One condition. `limit` in the value's own unit (a multiple of the own quartile resolved); None = the room has no
    baseline. `met` None = not known. `shows`: behind the baseline. `over_s`: what numerator and denominator are sums over,
    where a detector chose that."""

    reading: str
    window_s: int
    op: str
    value: float | None
    limit: float | None
    state: Literal["ok", "missing", "few", "stale", "idle"]
    met: bool | None
    n: int
    min_n: int
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    basis: Literal["fixed", "p25", "p50", "p75"]
    shows: int | None
    over_s: int | None


class TracedRule(_Told):
    """Of one rule and subject at the end of one tick. `wait_s`: of the cooldown. `other`: the rule that spoke."""

    at: int
    why: Why
    product: str | None
    checks: list[TracedCheck]
    wait_s: int
    other: str | None
    fired_at: int | None
    cleared_at: int | None
    problem: str | None


class TraceOut(BaseModel):
    """`traces`: of every subject the rule looked at, as of the newest closed tick, or of `at`. `names`: of products."""

    rule: str
    at: int | None
    traces: list[TracedRule]
    names: dict[str, str]
    watching: bool
    problem: str | None


class ScoreRow(BaseModel):
    """`ignored`: neither accepted nor dismissed. `snoozed`: put off at least once. `reasons`: of dismissals.
    `last_at`: when it spoke last, shows on air included. `on_air`: how often it spoke in shows that are on air and so not in
    the sums yet. `per_week` None = less than a week is known. `effect`: of what
    was accepted. `trials`: switchbacks, newest first."""

    rule: str
    fired: int
    accepted: int
    dismissed: int
    ignored: int
    snoozed: int
    reasons: dict[str, int]
    last_at: int | None
    on_air: int
    per_week: float | None
    effect: RepeatedEffect
    trials: list[TrialOut]


class Scorecard(BaseModel):
    """Sums over the newest shows that are over, of one room or of all. `since`, `until`: when the oldest and the newest
    of them ended."""

    shows: int
    since: int | None
    until: int | None
    rules: list[ScoreRow]


class NewBacktest(Strict):
    """A rule by id, or one that is not saved yet (with `rule_id`: as an edit of that rule); `shows` empty = the newest
    of the room, or of the team."""

    rule_id: RuleId | None = None
    rule: RuleForm | None = None
    shows: Annotated[list[Id], Field(max_length=20, default_factory=list)]
    room: Id | None = None


class TestedDeed(_Told):
    """What somebody did near a firing."""

    at: int
    action: str
    by: str


class TestedFiring(_Told):
    """One time the rule would have spoken. `live`: the proposal was really made then. `answer`: what became of it.
    `before`, `after`: mean people online of the 3 minutes on each side; not an effect, only what happened."""

    at: int
    product: str | None
    checks: list[TracedCheck]
    live: bool
    answer: str | None
    deeds: list[TestedDeed]
    before: float | None
    after: float | None


class TestedShow(_Told):
    """`per_hour`: firings an hour of ticks. `blind`: share of ticks in which the rule could not judge. `last`: why it did
    not speak at the end. `problem`: it raised, or its log could not be read."""

    show: str
    title: str
    started_at: int | None
    ticks: int
    fired: int
    per_hour: float | None
    blind: float | None
    would: list[TestedFiring]
    last: TracedRule | None
    problem: str | None


class BacktestOut(BaseModel):
    """`result`: one outcome for each show that was read so far. `names`: of the products in it."""

    id: str
    rule: RuleForm
    rule_id: str
    shows: list[str]
    state: Literal["queued", "running", "done", "cancelled", "failed"]
    progress: float
    result: list[TestedShow]
    names: dict[str, str]
    problem: str | None
    created_at: int
    finished_at: int | None


class BacktestPage(Page[BacktestOut]):
    """Newest first, without their results."""


def traced_out(one: Trace) -> TracedRule:
    return TracedRule.model_validate(one)


def tested_out(one: Outcome, lang: Lang) -> TestedShow:
    told = TestedShow.model_validate(one)
    return told if one.unread is None else told.model_copy(update={"problem": one.unread.of(lang)})


def backtest_out(
    view: BacktestView, lang: Lang, *, whole: bool = True, names: Mapping[str, str] = MappingProxyType({})
) -> BacktestOut:  # fmt: skip
    """`names`: product → what people call it."""
    found = {firing.product for one in view.result for firing in one.would if firing.product is not None}
    return BacktestOut(
        id=view.id, rule=form_of(view.rule), rule_id=view.rule.id, shows=list(view.shows),
        state=view.state, progress=view.progress,  # type: ignore[arg-type]
        result=[tested_out(one, lang) for one in view.result] if whole else [],
        names={id_: names[id_] for id_ in sorted(found & names.keys())} if whole else {},
        problem=view.problem[lang] if view.problem is not None else None, created_at=view.created_at,
        finished_at=view.finished_at,
    )  # fmt: skip


def score_out(
    rule: str, score: Score, ended: tuple[int, int] | None, running: Score, *, effect: RepeatedEffect,
    trials: list[TrialOut],
) -> ScoreRow:  # fmt: skip
    """`running`: of shows on air."""
    known = [at for at in (score.last, running.last) if at is not None]
    return ScoreRow(
        rule=rule, fired=score.fired, accepted=score.accepted, dismissed=score.dismissed, ignored=score.neither,
        snoozed=score.snoozed, reasons=score.reasons, last_at=max(known, default=None),
        on_air=running.fired,
        per_week=a_week(score.fired, ended), effect=effect, trials=trials,
    )  # fmt: skip

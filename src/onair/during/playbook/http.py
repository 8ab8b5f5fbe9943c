"""Routes of the playbook: rules, what they are made of, why they spoke or did not, back-tests, the scorecard."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Millis
from onair.during.broadcast.actions import known_acts
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.hub import Hub
from onair.during.playbook import backtests, store
from onair.during.playbook.baselines import Baselines
from onair.during.playbook.checking import problems
from onair.during.playbook.companion import Playbook, PlaybookFeature
from onair.during.playbook.facts import NAMES
from onair.during.playbook.reading import readings
from onair.during.playbook.rule import from_body
from onair.during.playbook.samples import scorecard
from onair.during.playbook.schemas import (
    BacktestOut,
    BacktestPage,
    NewBacktest,
    PlaybookKit,
    PutAuto,
    PutRule,
    RuleForm,
    RuleId,
    RuleOut,
    RulePage,
    RulePreview,
    Scorecard,
    ScoreRow,
    TraceOut,
    backtest_out,
    reading_out,
    rule_out,
)
from onair.during.playbook.testing import Backtests
from onair.during.playbook.tracing import traced
from onair.during.playbook.words import preview
from onair.kernel.errors import BadInput
from onair.store.log import EventLog
from onair.trade.service import ShowNotFound
from onair.trade.versions import Stale

router = Router("playbook")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.controller})
DECIDE = Allow(roles={Role.operator})
RULES = "/api/v1/playbook/rules"
TESTS = "/api/v1/playbook/backtests"


class OneRule(BadInput):
    code = "playbook_one_rule"
    zh = "回测要么指定一条规则的编号，要么给出规则内容。没有开始。"
    en = "A back-test takes the id of a rule or a rule itself. Nothing was started."


@router.get(RULES, allow=READ)
def rules(call: Call) -> RulePage:
    """All rules of the team, each with its state and the reason where it does not run."""
    with call.db.read() as tx:
        return RulePage(items=[_out(call, view) for view in store.in_force(tx, call.actor.tenant)])


@router.get(f"{RULES}/{{rule_id}}", allow=READ, errors=(store.RuleNotFound,))
def rule(rule_id: RuleId, call: Call) -> RuleOut:
    with call.db.read() as tx:
        return _out(call, store.find(tx, call.actor.tenant, rule_id))


@router.put(f"{RULES}/{{rule_id}}", allow=WRITE, errors=(store.BadRule, store.TooManyRules, Stale))
def put_rule(rule_id: RuleId, form: PutRule, call: Call) -> RuleOut:
    """Change one of ours or write one of the team's own; shows on air follow at once."""
    with call.db.write() as tx:
        view = store.put(
            tx, call.actor, call.clock, rule_id, version=form.version, body=form.rule.model_dump(mode="json")
        )
    _changed(call, rule_id)
    return _out(call, view)


@router.delete(f"{RULES}/{{rule_id}}", allow=WRITE, status_code=204, errors=(store.RuleNotFound, Stale))
def reset_rule(rule_id: RuleId, call: Call, version: Annotated[int, Query(ge=0, le=2**53)]) -> None:
    """Ours as it came; a rule of the team's own is gone."""
    with call.db.write() as tx:
        store.reset(tx, call.actor, call.clock, rule_id, version=version)
    _changed(call, rule_id)


@router.put(f"{RULES}/{{rule_id}}/auto", allow=DECIDE, errors=(store.RuleNotFound, Stale))
def put_auto(rule_id: RuleId, form: PutAuto, call: Call) -> RuleOut:
    """Let the rule act by itself in one room, or no longer. Who did stays on record."""
    with call.db.write() as tx:
        view = store.set_auto(
            tx, call.actor, call.clock, rule_id, form.room, version=form.version, on=form.on
        )
    _changed(call, rule_id)
    return _out(call, view)


@router.get("/api/v1/playbook/kit", allow=READ)
def kit(call: Call) -> PlaybookKit:
    """Readings, acts and facts that rules may name."""
    return PlaybookKit(
        readings=[reading_out(one, call.lang) for one in readings().values()],
        acts=sorted(act for act in known_acts() if not act.startswith("proposal_")),
        facts={name: text.of(call.lang) for name, text in NAMES.items()},
    )


@router.post("/api/v1/playbook/preview", allow=WRITE)
def say(form: RuleForm, call: Call) -> RulePreview:
    """A rule as a sentence, before it is saved, with what is wrong with it."""
    try:
        found = from_body({**form.model_dump(mode="json"), "id": "draft"})
    except msgspec.ValidationError as error:
        return RulePreview(preview="", problems=[str(error)])
    return RulePreview(
        preview=preview(found).of(call.lang), problems=[one.of(call.lang) for one in problems(found)]
    )


@router.get("/api/v1/playbook/scorecard", allow=READ)
def score(call: Call) -> Scorecard:
    """How often each rule spoke and what became of it, over the newest shows that are over."""
    with call.db.read() as tx:
        found, shows = scorecard(tx, call.actor.tenant)
    return Scorecard(
        shows=shows,
        rules=[
            ScoreRow(rule=rule, fired=a, accepted=b, dismissed=c, ignored=d)
            for rule, (a, b, c, d) in sorted(found.items())
        ],
    )


@router.get(
    "/api/v1/shows/{show_id}/playbook/rules/{rule_id}/trace", allow=READ, errors=(NoShow, store.RuleNotFound)
)
async def trace(
    show_id: Id, rule_id: RuleId, call: Call, at: Annotated[Millis | None, Query()] = None
) -> TraceOut:
    """Why the rule did, or did not, speak: as of now (of a show that is over: at its end), or as of `at` by playing
    the log up to then."""
    owner = await call.use(Hub).owner(show_id, call.actor.tenant)
    book = owner.state.companions.get("playbook")
    if not isinstance(book, Playbook):
        raise store.RuleNotFound(id=rule_id)
    view = await asyncio.to_thread(_find, call, rule_id)
    if at is None and not book.follows:
        at = owner.facts.ended_at or owner.state.newest
    if at is not None and view.rule is not None and not view.why:
        facts, bands = owner.facts, book.knowledge.bands
        found = await asyncio.to_thread(traced, call.use(EventLog), facts, view.rule, bands, at)
    else:
        found = [t for (id_, _), t in book.following.evaluator.traces.items() if id_ == rule_id]
    return TraceOut(
        rule=rule_id, at=found[-1].at if found else None, traces=[_plain(one) for one in found],
        watching=view.running, problem=book.following.evaluator.broken.get(rule_id),
    )  # fmt: skip


@router.post(
    TESTS,
    allow=WRITE,
    status_code=202,
    errors=(
        OneRule,
        store.RuleNotFound,
        store.BadRule,
        ShowNotFound,
        backtests.NoPastShows,
        backtests.TooManyBacktests,
    ),
)
async def begin(form: NewBacktest, call: Call) -> BacktestOut:
    """Run a rule over past shows: when it would have spoken, next to what really happened."""
    view = await asyncio.to_thread(_begin, form, call)
    call.use(Backtests).submit(call.actor.tenant, view.id)
    return backtest_out(view, call.lang)


@router.get(TESTS, allow=READ)
def tests(call: Call) -> BacktestPage:
    with call.db.read() as tx:
        return BacktestPage(
            items=[
                backtest_out(view, call.lang, whole=False) for view in backtests.newest(tx, call.actor.tenant)
            ]
        )


@router.get(f"{TESTS}/{{backtest_id}}", allow=READ, errors=(backtests.BacktestNotFound,))
def test(backtest_id: Id, call: Call) -> BacktestOut:
    with call.db.read() as tx:
        return backtest_out(backtests.get(tx, call.actor.tenant, backtest_id), call.lang)


@router.post(f"{TESTS}/{{backtest_id}}/cancel", allow=WRITE, errors=(backtests.BacktestNotFound,))
def cancel(backtest_id: Id, call: Call) -> BacktestOut:
    """Stops at the next batch; what was found so far is kept."""
    return backtest_out(call.use(Backtests).cancel(call.actor.tenant, backtest_id), call.lang)


def _begin(form: NewBacktest, call: Call) -> backtests.BacktestView:
    if (form.rule is None) == (form.rule_id is None):
        raise OneRule
    with call.db.write() as tx:
        if form.rule is not None:
            chosen = store.checked({**form.rule.model_dump(mode="json"), "id": "draft"})
        else:
            view = store.find(tx, call.actor.tenant, form.rule_id or "")
            if view.rule is None or view.why:
                why = view.why[0]
                raise store.BadRule(why=why.zh, why_en=why.en)
            chosen = view.rule
        return backtests.begin(tx, call.actor, call.clock, chosen, shows=form.shows, room=form.room)


def _find(call: Call, rule_id: str) -> store.RuleView:
    with call.db.read() as tx:
        return store.find(tx, call.actor.tenant, rule_id)


def _changed(call: Call, rule_id: str) -> None:
    feature = call.services.maybe(PlaybookFeature)
    if feature is not None:
        feature.faults.pop((call.actor.tenant, rule_id), None)
    call.use(Hub).relearn("playbook", tenant=call.actor.tenant)
    call.use(Baselines).rules_changed(call.actor.tenant)


def _out(call: Call, view: store.RuleView) -> RuleOut:
    feature = call.services.maybe(PlaybookFeature)
    fault = feature.faults.get((call.actor.tenant, view.id)) if feature is not None else None
    return rule_out(view, fault, call.lang)


def _plain(one: Any) -> dict[str, Any]:
    return dict(msgspec.to_builtins(one))

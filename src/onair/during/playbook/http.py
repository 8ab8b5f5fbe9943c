"""Routes of the playbook: rules, what they are made of, why they spoke or did not, back-tests."""

import asyncio
from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Millis
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.hub import Hub
from onair.during.playbook import backtests, store
from onair.during.playbook.baseline import SHOWS_MIN, key_of
from onair.during.playbook.baselines import Baselines
from onair.during.playbook.companion import Playbook, PlaybookFeature
from onair.during.playbook.drafting import DRAFT, brought_out, previewed
from onair.during.playbook.facts import NAMES
from onair.during.playbook.heard import CHOICES
from onair.during.playbook.kit import acts
from onair.during.playbook.knowledge import learn
from onair.during.playbook.listening import Listening
from onair.during.playbook.measured.claims import TrialClaims
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.repeats import repeated
from onair.during.playbook.measured.store import by_rules
from onair.during.playbook.measured.telling import repeated_out, trial_out
from onair.during.playbook.measured.trials import TrialView, told
from onair.during.playbook.reading import readings
from onair.during.playbook.samples import Card, bands_of_room, known_marks, scorecard
from onair.during.playbook.schemas import (
    DraftRule,
    PlaybookKit,
    PutRoom,
    PutRule,
    RuleFile,
    RuleId,
    RuleOut,
    RulePage,
    RulePreview,
    RuleRead,
    RuleText,
    UsualHour,
    UsualOut,
    act_out,
    reading_out,
    rule_out,
)
from onair.during.playbook.score import Score, scores, together
from onair.during.playbook.testing import Backtests
from onair.during.playbook.told import (
    BacktestOut,
    BacktestPage,
    NewBacktest,
    Scorecard,
    TraceOut,
    backtest_out,
    score_out,
    traced_out,
)
from onair.during.playbook.tracing import traced
from onair.during.playbook.written import read, written
from onair.kernel.errors import BadInput, NotFound
from onair.store.log import EventLog
from onair.trade.service import ShowNotFound, get_room
from onair.trade.versions import Stale

router = Router("playbook")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.controller})
RULES = "/api/v1/playbook/rules"
TESTS = "/api/v1/playbook/backtests"


class OneRule(BadInput):
    code = "playbook_one_rule"
    zh = "回测要指定一条规则的编号，或给出规则内容。没有开始。"
    en = "A back-test takes the id of a rule, or a rule itself. Nothing was started."


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


@router.put(f"{RULES}/{{rule_id}}/room", allow=WRITE, errors=(store.RuleNotFound, store.AutoRefused, Stale))
def put_room(rule_id: RuleId, form: PutRoom, call: Call) -> RuleOut:
    """How the rule behaves in one room: it asks, acts by itself (operators only), or is silent. Who decided stays on
    record."""
    with call.db.write() as tx:
        view = store.set_in_room(
            tx, call.actor, call.clock, rule_id, form.room, version=form.version, mode=form.mode
        )
    _changed(call, rule_id)
    return _out(call, view)


@router.get(f"{RULES}/{{rule_id}}/text", allow=READ, errors=(store.RuleNotFound, store.BadRule))
def text(rule_id: RuleId, call: Call) -> RuleText:
    """The rule as TOML, as those that come with OnAir are."""
    with call.db.read() as tx:
        found = store.readable(store.find(tx, call.actor.tenant, rule_id))
    return RuleText(file=f"{rule_id}.toml", text=written(found))


@router.post("/api/v1/playbook/read", allow=WRITE)
def read_text(form: RuleFile, call: Call) -> RuleRead:
    """What a TOML file says, with what is wrong with it. Nothing is saved."""
    found = read(form.text)
    with call.db.read() as tx:
        rules = {view.id: view.version for view in store.in_force(tx, call.actor.tenant)}
    id_ = found.rule.id if found.rule is not None else ""
    return brought_out(found, call.lang, known=id_ in rules, version=rules.get(id_, 0))


@router.get("/api/v1/playbook/kit", allow=READ)
def kit(call: Call) -> PlaybookKit:
    """Readings, acts and facts that rules may name."""
    return PlaybookKit(
        readings=[reading_out(one, call.lang) for one in readings().values()],
        acts=[act_out(one, call.lang) for one in acts()],
        facts={name: text.of(call.lang) for name, text in NAMES.items()},
        intents={name: text.of(call.lang) for name, text in CHOICES.items()},
    )


@router.post("/api/v1/playbook/preview", allow=WRITE)
def say(form: DraftRule, call: Call) -> RulePreview:
    """A rule as a sentence in both languages while it is written, with what is wrong where."""
    return previewed(form.rule, call.lang)


@router.get("/api/v1/playbook/usual", allow=READ, errors=(NotFound,))
def usual(
    call: Call, room: Id, reading: RuleId, window_s: Annotated[int, Query(ge=10, le=7_200)]
) -> UsualOut:
    """A room's own usual of a reading, by hour of the week, out of its past shows."""
    key = key_of(reading, window_s)
    with call.db.read() as tx:
        get_room(tx, call.actor.tenant, room)
        bands = bands_of_room(tx, call.actor.tenant, room)
        asked = any(key in keys for _, keys in known_marks(tx, call.actor.tenant).values())
    hours = [
        UsualHour(hour=hour, **band._asdict()) for (hour, name), band in sorted(bands.items()) if name == key
    ]
    return UsualOut(asked=asked, needed=SHOWS_MIN, hours=hours)


@router.get("/api/v1/playbook/scorecard", allow=READ)
async def score(call: Call, room: Annotated[Id | None, Query()] = None) -> Scorecard:
    """How often each rule spoke, what became of it and what accepting it did, over the newest shows that are over: of
    one room, or of all."""
    card, effects, trials = await asyncio.to_thread(_card, call, room)
    running = await _on_air(call, room)
    rules = sorted({*card.rules, *running, *effects, *trials})
    since, until = card.ended if card.ended is not None else (None, None)
    rows = [
        score_out(
            rule,
            card.rules.get(rule, Score()),
            card.ended,
            running.get(rule, Score()),
            trials=[trial_out(one, call.lang) for one in trials.get(rule, ())],
            effect=repeated_out(repeated(effects.get(rule, ())), call.lang),
        )
        for rule in rules
    ]
    return Scorecard(shows=card.shows, since=since, until=until, rules=rows)


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
        found = await asyncio.to_thread(
            traced, call.use(EventLog), facts, view.rule, bands, at, listening=call.use(Listening)
        )
    else:
        found = [t for (id_, _), t in book.following.evaluator.traces.items() if id_ == rule_id]
    names = book.knowledge.products
    return TraceOut(
        rule=rule_id, at=found[-1].at if found else None, traces=[traced_out(one) for one in found],
        names={one.product: names.get(one.product, one.product) for one in found if one.product is not None},
        watching=view.runs_in(owner.facts.room_id), problem=book.following.evaluator.broken.get(rule_id),
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
        view = backtests.get(tx, call.actor.tenant, backtest_id)
        return backtest_out(view, call.lang, names=learn(tx, call.actor.tenant, None).products)


@router.post(f"{TESTS}/{{backtest_id}}/cancel", allow=WRITE, errors=(backtests.BacktestNotFound,))
def cancel(backtest_id: Id, call: Call) -> BacktestOut:
    """Stops at the next batch; what was found so far is kept."""
    return backtest_out(call.use(Backtests).cancel(call.actor.tenant, backtest_id), call.lang)


def _begin(form: NewBacktest, call: Call) -> backtests.BacktestView:
    if form.rule is None and form.rule_id is None:
        raise OneRule
    with call.db.write() as tx:
        if form.rule is not None:
            chosen = store.checked({**form.rule.model_dump(mode="json"), "id": form.rule_id or DRAFT})
        else:
            chosen = store.able(store.find(tx, call.actor.tenant, form.rule_id or ""))
        return backtests.begin(tx, call.actor, call.clock, chosen, shows=form.shows, room=form.room)


def _card(call: Call, room: str | None) -> tuple[Card, dict[str, list[Measured]], dict[str, list[TrialView]]]:
    tenant, secret = call.actor.tenant, call.use(TrialClaims).secret
    with call.db.read() as tx:
        return scorecard(tx, tenant, room), by_rules(tx, tenant, room), told(tx, secret, tenant, room)


async def _on_air(call: Call, room: str | None) -> dict[str, Score]:
    """Of shows that are running, of the room or of the team."""
    hub, found = call.use(Hub), dict[str, Score]()
    for owner in hub.running(call.actor.tenant):
        if room not in (None, owner.facts.room_id):
            continue
        book = owner.state.companions.get("playbook")
        for rule, one in scores(book.ledger.all()).items() if isinstance(book, Playbook) else ():
            found[rule] = together(found.get(rule, Score()), one)
    return found


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

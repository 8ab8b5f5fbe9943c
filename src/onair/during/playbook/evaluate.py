"""Rules over the closed ticks of one show: once a tick, all rules share each reading, each episode speaks once.

It reads nothing but closed ticks and its own memory, so a replay of the log speaks at the very same ticks. Nearly always
a rule does not hold, and its first condition says so: then the others are not read, and why is told when somebody asks.
"""

import logging
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from onair.during.playbook.baseline import SHOWS_MIN, Band, Bands, Hours, key_of
from onair.during.playbook.history import TICK_MS
from onair.during.playbook.reading import Ask, Reading, Scene, Value, readings, ticks_of
from onair.during.playbook.rule import Condition, Rule
from onair.during.playbook.trace import Checked, Trace, Why

SUBJECTS_MAX = 60
EPISODES_MAX = 2_000
log = logging.getLogger("onair.playbook")
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Firing(Struct, frozen=True, kw_only=True):
    """A rule speaks: at the end of a tick, about the show or one product."""

    rule: Rule
    at: int
    product: str | None
    trace: Trace
    scene: Scene


class Episode(Struct):
    """Of one rule and subject. `held`: ticks for which the conditions have held. `seen`: when it was looked at last, ms."""

    active: bool = False
    held: int = 0
    fired_at: int | None = None
    cleared_at: int | None = None
    seen: int | None = None

    def look(self, at: int, *, new: bool) -> None:
        """Nobody looked in between: what held before does not count. `new`: then what had fired is over, too, as for a
        product that is talked about once more."""
        if self.seen is not None and at - self.seen > TICK_MS:
            self.held = 0
            if self.active and new:
                self.active, self.cleared_at = False, self.seen
        self.seen = at


class Probe(NamedTuple):
    """One condition of a rule, with what is looked up once. `ask`: where it is the same in every tick."""

    one: Condition
    reading: Reading
    ticks: int
    band: str
    on_air: bool
    ask: Ask | None

    @classmethod
    def of(cls, one: Condition, scope: str) -> "Probe":
        """Of the product talked about only its time on air counts: that few clicked while nobody talked about it is no
        sign of how it is talked about."""
        reading = readings()[one.reading]
        ticks, by_product = ticks_of(one.window_s), reading.by_product
        band = key_of(reading.name, one.window_s)
        ask = None if by_product else Ask(ticks, None, one.words, one.kinds, one.intents)
        return cls(one, reading, ticks, band, by_product and scope == "current", ask)

    def of_product(self, product: str | None, scene: Scene) -> Ask:
        ticks = min(self.ticks, scene.history.since_switch() + 1) if self.on_air else self.ticks
        return Ask(ticks, product, self.one.words, self.one.kinds, self.one.intents)


class Moment(NamedTuple):
    """The newest tick as the rules saw it; `values` are those that were asked for."""

    scene: Scene
    at: int
    values: dict[tuple[str, Ask], Value]


Key = tuple[str, str | None]
"""Rule, product."""


class Evaluator:
    """`rules` are those switched on. `broken`: rule → why it was stopped; a rule that raises stops alone."""

    def __init__(self, zone: str) -> None:
        self.broken: dict[str, str] = {}
        self._stopped: dict[str, Trace] = {}
        self._traces: dict[Key, Trace | None] = {}
        """None = it does not hold, and nobody has asked why."""
        self._now: Moment | None = None
        self._hours = Hours(zone)
        self._rules: dict[str, Rule] = {}
        self._probes: dict[str, tuple[Probe, ...]] = {}
        self._bands: Bands = {}
        self._episodes: dict[Key, Episode] = {}
        self._topics: dict[tuple[str, str | None], tuple[str, int]] = {}
        self._hour = 0

    @property
    def traces(self) -> dict[Key, Trace]:
        """Of every rule and subject as of the newest closed tick."""
        for key in [key for key, trace in self._traces.items() if trace is None]:
            self._traces[key] = self._asked(key)
        return {key: trace for key, trace in self._traces.items() if trace is not None}

    def know(self, rules: Sequence[Rule], bands: Bands) -> None:
        """Also while it runs: episodes go on, a rule that was edited is tried again."""
        traces = self.traces  # told by the rules that were tried
        before, self._rules, self._bands = self._rules, {rule.id: rule for rule in rules}, bands
        changed = {rule.id for rule in rules if before.get(rule.id) != rule}
        self.broken = {id_: why for id_, why in self.broken.items() if id_ not in changed}
        self._traces = {key: trace for key, trace in traces.items() if key[0] in self._rules}
        self._probes = {}

    def step(self, scene: Scene) -> list[Firing]:
        """A tick was closed."""
        if scene.history.last is None:
            return []
        at = scene.history.end or 0
        self._hour = self._hours.at(at)
        self._now, self._traces = Moment(scene, at, {}), {}
        found: list[Firing] = []
        for rule in self._rules.values():
            if rule.id in self.broken:
                self._traces[rule.id, None] = self._stopped[rule.id]
                continue
            try:
                found += self._rule(rule, self._now)
            except Exception as error:
                log.exception("rule %s was stopped", rule.id)
                self.broken[rule.id] = f"{type(error).__name__}: {error}"[:200]
                self._traces[rule.id, None] = self._stopped[rule.id] = self._error(rule.id, at, error)
        if len(self._episodes) > EPISODES_MAX:
            self._forget()
        return found

    # ---- inside

    def _rule(self, rule: Rule, now: Moment) -> Iterator[Firing]:
        probes = self._probes.get(rule.id)
        if probes is None:
            probes = self._probes[rule.id] = tuple(Probe.of(one, rule.scope) for one in rule.conditions)
        subjects = subjects_of(rule, probes, now.scene)
        if not subjects:
            self._traces[rule.id, None] = Trace(rule=rule.id, at=now.at, why="idle")
        for product in subjects:
            key = (rule.id, product)
            episode = self._episodes.get(key)
            if (episode is None or not episode.active) and not self._holds(rule, probes, product, now):
                if episode is not None:
                    episode.held = 0
                self._traces[key] = None
                continue
            trace = self._traces[key] = self._judge(rule, probes, product, now)
            if trace.why == "fired":
                yield Firing(rule=rule, at=now.at, product=product, trace=trace, scene=now.scene)

    def _holds(self, rule: Rule, probes: tuple[Probe, ...], product: str | None, now: Moment) -> bool | None:
        """`combined`, as far as needed."""
        decides = rule.match == "any"
        found: bool | None = not decides
        for probe in probes:
            met = self._met(probe, value_of(probe, product, now))[0]
            if met is decides:
                return decides
            if met is None:
                found = None
        return found

    def _asked(self, key: Key) -> Trace:
        """Why it does not hold, told afterwards: what decided was read then."""
        rule, now = self._rules[key[0]], self._now
        assert now is not None  # noqa: S101 a tick was closed, or there were no traces
        try:
            return self._judge(rule, self._probes[rule.id], key[1], now)
        except Exception as error:
            log.exception("of rule %s it cannot be told why it does not speak", rule.id)
            return self._error(rule.id, now.at, error)

    def _judge(self, rule: Rule, probes: tuple[Probe, ...], product: str | None, now: Moment) -> Trace:
        checks = [self._check(probe, value_of(probe, product, now)) for probe in probes]
        met = combined(rule.match, [check.met for check, _ in checks])
        kept = combined(rule.match, [kept for _, kept in checks])
        episode = self._episodes.get((rule.id, product)) or Episode()
        if met or episode.active:
            self._episodes[rule.id, product] = episode
            episode.look(now.at, new=rule.scope == "current")
        why, wait, other = self._why(rule, product, now.at, episode, met=met, kept=kept)
        if why == "not_met" and all(check.state == "idle" for check, _ in checks):
            why = "idle"
        return Trace(
            rule=rule.id, at=now.at, why=why, product=product, checks=[check for check, _ in checks], wait_s=wait,
            other=other, fired_at=episode.fired_at, cleared_at=episode.cleared_at,
        )  # fmt: skip

    @staticmethod
    def _error(rule: str, at: int, error: Exception) -> Trace:
        return Trace(rule=rule, at=at, why="error", problem=f"{type(error).__name__}: {error}"[:200])

    def _why(
        self,
        rule: Rule,
        product: str | None,
        at: int,
        episode: Episode,
        *,
        met: bool | None,
        kept: bool | None,
    ) -> tuple[Why, int, str | None]:
        """Moves the episode on. `kept`: the conditions against their clearing limits."""
        if episode.active:
            if kept is not False:
                return "standing", 0, None
            episode.active, episode.held, episode.cleared_at = False, 0, at
        if not met:
            episode.held = 0
            return ("unknown" if met is None else "not_met"), 0, None
        episode.held += 1
        if (episode.held - 1) * 10 < rule.hold_s:
            return "holding", rule.hold_s - (episode.held - 1) * 10, None
        wait = 0 if episode.fired_at is None else rule.cooldown_s - (at - episode.fired_at) // 1000
        if wait > 0:
            return "cooldown", wait, None
        spoke = self._topics.get((rule.topic, product))
        if spoke is not None and spoke[0] != rule.id and at - spoke[1] < rule.cooldown_s * 1000:
            return "topic", rule.cooldown_s - (at - spoke[1]) // 1000, spoke[0]
        self._topics[rule.topic, product] = (rule.id, at)
        episode.active, episode.fired_at = True, at
        return "fired", 0, None

    def _met(self, probe: Probe, value: Value) -> tuple[bool | None, bool | None]:
        """→ (the condition is met, it still holds for what has fired); None = not known.

        With few samples nothing is met, and what has fired is over: else it would swallow the next time for ever. What
        is missing or stale decides neither.
        """
        one = probe.one
        if value.state == "idle":
            return False, False
        if value.value is None or value.state != "ok":
            return None, False if value.state == "few" else None
        limit, clear = _limits(one, self._band(probe))
        if limit is None or clear is None:
            return None, None
        compare = COMPARE[one.op]
        met = compare(value.value, limit) if value.n >= one.min_n else None
        return met, compare(value.value, clear)

    def _check(self, probe: Probe, value: Value) -> tuple[Checked, bool | None]:
        met, kept = self._met(probe, value)
        band = self._band(probe)
        if value.state == "ok" and value.n < probe.one.min_n:
            value = value._replace(state="few")
        return _checked(probe.one, value, _limits(probe.one, band)[0], met, band), kept

    def _band(self, probe: Probe) -> Band | None:
        return None if probe.one.basis == "fixed" else self._bands.get((self._hour, probe.band))

    def _forget(self) -> None:
        done = [key for key, episode in self._episodes.items() if not episode.active and not episode.held]
        for key in done[: EPISODES_MAX // 2]:
            del self._episodes[key]


def value_of(probe: Probe, product: str | None, now: Moment) -> Value:
    """All rules share it."""
    ask = probe.of_product(product, now.scene) if probe.ask is None else probe.ask
    key = (probe.one.reading, ask)
    found = now.values.get(key)
    if found is None:
        found = now.values[key] = probe.reading.of(now.scene, ask)
    return found


def subjects_of(rule: Rule, probes: Sequence[Probe], scene: Scene) -> list[str | None]:
    """The show; the product talked about; or every product that is clicked or whose stock is known.

    Of products without a value that the rule needs, the first alone is asked: it says why nothing is known.
    """
    if rule.scope == "show":
        return [None]
    current = scene.history.last.product if scene.history.last is not None else None
    first = [current] if current is not None else []
    if rule.scope == "current":
        return [*first]
    known = [
        probe.reading.among(scene)
        for probe in probes
        if probe.reading.among is not None and rule.match == "all"
    ]
    most = (
        1 if known and not known[0] else SUBJECTS_MAX
    )  # of nothing known the first is asked, without listing all
    busy = scene.history.clicked.most(most)
    stocked = islice(scene.history.stock, most + len(busy) + 1)
    found = list(dict.fromkeys([*first, *busy, *stocked]))
    for among in known:
        found = [product for product in found if product in among] or found[:1]
    return [*found[:SUBJECTS_MAX]]


def combined(match: str, parts: list[bool | None]) -> bool | None:
    """Unknown only where the known parts do not decide."""
    if match == "any":
        return True if True in parts else None if None in parts else False
    return False if False in parts else None if None in parts else True


def _limits(one: Condition, band: Band | None) -> tuple[float | None, float | None]:
    clear = one.limit if one.clear is None else one.clear
    if one.basis == "fixed":
        return one.limit, clear
    if band is None or band.n < SHOWS_MIN:
        return None, None
    usual = band.of(one.basis)
    return one.limit * usual, clear * usual


def _checked(
    one: Condition, value: Value, limit: float | None, met: bool | None, band: Band | None
) -> Checked:
    state = "few" if limit is None and value.state == "ok" else value.state
    return Checked(
        reading=one.reading, window_s=one.window_s, op=one.op, value=value.value, limit=limit, state=state, met=met,
        n=value.n, min_n=one.min_n, numerator=value.numerator, denominator=value.denominator, low=value.low,
        high=value.high, basis=one.basis,
        shows=None if one.basis == "fixed" else band.n if band is not None else 0,
        over_s=value.over_s,
    )  # fmt: skip

"""Rules over the closed ticks of one show: once a tick, all rules share each reading, each episode speaks once.

It reads nothing but closed ticks and its own memory, so a replay of the log speaks at the very same ticks.
"""

import logging
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from onair.during.playbook.baseline import SHOWS_MIN, Band, Bands, Hours, key_of
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
    """Of one rule and subject. `held`: ticks for which the conditions have held."""

    active: bool = False
    held: int = 0
    fired_at: int | None = None
    cleared_at: int | None = None


class Evaluator:
    """`rules` are those switched on. `broken`: rule → why it was stopped; a rule that raises stops alone."""

    def __init__(self, zone: str) -> None:
        self.broken: dict[str, str] = {}
        self.traces: dict[tuple[str, str | None], Trace] = {}
        self._hours = Hours(zone)
        self._rules: tuple[Rule, ...] = ()
        self._bands: Bands = {}
        self._episodes: dict[tuple[str, str | None], Episode] = {}
        self._topics: dict[tuple[str, str | None], tuple[str, int]] = {}
        self._hour = 0

    def know(self, rules: Sequence[Rule], bands: Bands) -> None:
        """Also while it runs: episodes go on, a rule that was edited is tried again."""
        before = {rule.id: rule for rule in self._rules}
        self._rules, self._bands = tuple(rules), bands
        changed = {rule.id for rule in rules if before.get(rule.id) != rule}
        self.broken = {id_: why for id_, why in self.broken.items() if id_ not in changed}
        kept = {rule.id for rule in rules}
        self.traces = {key: trace for key, trace in self.traces.items() if key[0] in kept}

    def step(self, scene: Scene) -> list[Firing]:
        """A tick was closed."""
        tick = scene.history.last
        if tick is None:
            return []
        at = scene.history.end or 0
        self._hour = self._hours.at(at)
        shared: dict[tuple[str, Ask], Value] = {}
        found: list[Firing] = []
        for rule in self._rules:
            if rule.id in self.broken:
                continue
            try:
                found += self._rule(rule, scene, at, shared)
            except Exception as error:
                log.exception("rule %s was stopped", rule.id)
                self.broken[rule.id] = f"{type(error).__name__}: {error}"[:200]
                self.traces[rule.id, None] = Trace(
                    rule=rule.id, at=at, why="error", problem=self.broken[rule.id]
                )
        if len(self._episodes) > EPISODES_MAX:
            self._forget()
        return found

    # ---- inside

    def _rule(
        self, rule: Rule, scene: Scene, at: int, shared: dict[tuple[str, Ask], Value]
    ) -> Iterator[Firing]:
        subjects = subjects_of(rule, scene)
        if not subjects:
            self.traces[rule.id, None] = Trace(rule=rule.id, at=at, why="idle")
        for product in subjects:
            checks = [
                self._check(one, scene, (product, rule.scope == "current"), shared) for one in rule.conditions
            ]
            trace = self._judge(rule, product, at, checks)
            self.traces[rule.id, product] = trace
            if trace.why == "fired":
                yield Firing(rule=rule, at=at, product=product, trace=trace, scene=scene)

    def _judge(
        self, rule: Rule, product: str | None, at: int, checks: list[tuple[Checked, bool | None]]
    ) -> Trace:
        episode = self._episodes.get((rule.id, product))
        if episode is None:
            episode = self._episodes[rule.id, product] = Episode()
        met = combined(rule.match, [check.met for check, _ in checks])
        kept = combined(rule.match, [kept for _, kept in checks])
        why, wait, other = self._why(rule, product, at, episode, met=met, kept=kept)
        if why == "not_met" and all(check.state == "idle" for check, _ in checks):
            why = "idle"
        return Trace(
            rule=rule.id, at=at, why=why, product=product, checks=[check for check, _ in checks], wait_s=wait,
            other=other, fired_at=episode.fired_at, cleared_at=episode.cleared_at,
        )  # fmt: skip

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

    def _check(
        self,
        one: Condition,
        scene: Scene,
        of: tuple[str | None, bool],
        shared: dict[tuple[str, Ask], Value],
    ) -> tuple[Checked, bool | None]:
        """`of`: the product, and whether only its time on air counts: that few clicked while nobody talked about it is
        no sign of how it is talked about."""
        reading, (product, on_air) = readings()[one.reading], of
        ticks = ticks_of(one.window_s)
        if on_air and reading.by_product:
            ticks = min(ticks, scene.history.since_switch() + 1)
        ask = Ask(ticks, product if reading.by_product else None, one.words, one.kinds)
        value = shared.get((one.reading, ask))
        if value is None:
            value = shared[one.reading, ask] = reading.of(scene, ask)
        band = self._band(one, reading)
        if value.state == "ok" and value.n < one.min_n:
            value = value._replace(state="few")
        limit, clear = _limits(one, band)
        known = value.value is not None and value.state == "ok" and limit is not None and clear is not None
        met = COMPARE[one.op](value.value, limit) if known else None  # type: ignore[arg-type]
        kept = COMPARE[one.op](value.value, clear) if known else None  # type: ignore[arg-type]
        if value.state == "idle":
            met = kept = False
        return _checked(one, value, limit, met, band), kept

    def _band(self, one: Condition, reading: Reading) -> Band | None:
        return (
            None
            if one.basis == "fixed"
            else self._bands.get((self._hour, key_of(reading.name, one.window_s)))
        )

    def _forget(self) -> None:
        done = [key for key, episode in self._episodes.items() if not episode.active and not episode.held]
        for key in done[: EPISODES_MAX // 2]:
            del self._episodes[key]
            self.traces.pop(key, None)


def subjects_of(rule: Rule, scene: Scene) -> list[str | None]:
    """The show; the product talked about; or every product that is clicked or whose stock is known.

    Of products without a value that the rule needs, the first alone is asked: it says why nothing is known.
    """
    if rule.scope == "show":
        return [None]
    current = scene.history.last.product if scene.history.last is not None else None
    first = [current] if current is not None else []
    if rule.scope == "current":
        return [*first]
    busy = scene.history.clicked.most(SUBJECTS_MAX)
    stocked = islice(scene.history.stock, SUBJECTS_MAX + len(busy) + 1)
    found = list(dict.fromkeys([*first, *busy, *stocked]))
    if rule.match == "all":
        for among in (readings()[one.reading].among for one in rule.conditions):
            if among is not None:
                known = among(scene)
                found = [product for product in found if product in known] or found[:1]
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
    )  # fmt: skip

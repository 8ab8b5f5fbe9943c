"""The review compiler: the same numbers from sealed rows, by Ibis (docs/algorithms/metrics.md).

Few passes: one over all rows by minute and type, one by person, one by product and person, one over
orders and their lines. What comes back is small; nothing is approximated.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from onair.metrics.review_events import EventPasses
from onair.metrics.review_orders import PERSONAL_COUNTERS, OrderPasses
from onair.metrics.tally import (
    MEASURED,
    OF_ORDER,
    OF_SOURCE,
    RULES,
    UNTIMED,
    Key,
    Online,
    Reading,
    Tally,
    margins,
    rows_by_span,
    spans,
)
from onair.metrics.window import Window

BEFORE, NOT_DUE = 1, 3
Rows = list[tuple[Any, ...]]
Run = Callable[[Any, str], Rows]
"""Executes an Ibis expression; an equal key of an equal expression is compiled once."""


class Plan(Struct):
    """The expressions of one question, built once: Ibis takes longer to build them than DuckDB to plan."""

    events: EventPasses
    orders: OrderPasses
    built: dict[str, Any] = field(default_factory=dict)

    def expr(self, key: str, build: Callable[[], Any]) -> Any:
        if key not in self.built:
            self.built[key] = build()
        return self.built[key]


@lru_cache(maxsize=64)
def _plan(events: Any, lines: Any, window: Window, cut: int) -> Plan:
    rows = EventPasses(events, window, cut)
    return Plan(rows, OrderPasses(rows, lines))


def tally(  # noqa: PLR0917 (two tables, a question and who runs it: six plain things)
    events: Any,
    lines: Any,
    window: Window,
    by: frozenset[str],
    now: int,
    run: Run,
    *,
    passes: frozenset[str] | None = None,
    shape: tuple[Window, int] | None = None,
) -> Tally:
    """Everything counted by `now` from Ibis tables of the lake's schema, corrections already applied.

    `by`: product, channel, minute, host, new, slot. `passes`: only these (None = all that `by` needs);
    what the others count is then absent. `shape`: window and cut that the expressions are built for, when
    `run` puts the real ones in: building takes longer than asking.
    """
    plan = _plan(events, lines, *(shape or (window, window.cut(now))))
    return _Filler(Tally(window, now), plan, by, run, passes).fill()


class _Filler:
    """Runs the passes that the question needs and writes their rows into the tally."""

    def __init__(
        self, found: Tally, plan: Plan, by: frozenset[str], run: Run, passes: frozenset[str] | None
    ) -> None:
        self.tally, self.plan, self.by, self._execute = found, plan, by, run
        self.events, self.orders = plan.events, plan.orders
        self.passes = passes
        self.crossing = bool(by & {"channel", "new"})
        self.spanning = bool(by & {"slot", "host"})
        self.seconds: dict[str, dict[int, int]] = {}

    def fill(self) -> Tally:
        self._counts()
        self._sources()
        self._gauges()
        self._order_sums()
        self._people()
        if "minute" in self.by:
            self._minute_people()
        if "product" in self.by:
            self._products()
        if self.crossing:
            margins(self.tally)
        if self.spanning:
            found = [s for s in self._spans() if s.dimension in self.by]
            rows_by_span(self.tally, found, self.seconds)
        return self.tally.tidied()

    def _run(self, name: str, build: Callable[..., Any], *choices: Any) -> Rows:
        if self.passes is not None and name not in self.passes:
            return []
        key = f"{name}:{choices}" if choices else name
        return self._execute(self.plan.expr(key, lambda: build(*choices)), f"metrics:{key}")

    def _counts(self) -> None:
        """One pass over every row: by place, type and time; places are in, before, after, not due."""
        for row in self._run("counts", self.events.counts, self.spanning):
            place, kind, on, time, n, count, value, valued, proxy, nobody, late = row
            if kind not in MEASURED:
                continue
            if place == NOT_DUE:
                _add(self.tally.not_due, kind, n)
                continue
            _add(self.tally.seen, kind, n)
            if kind not in OF_ORDER and not place:
                _add(self.tally.late, kind, late)
            if place and kind not in OF_ORDER:
                _add(self.tally.before if place == BEFORE else self.tally.after, kind, n)
            if place or kind == "gauge":
                continue
            _add(self.tally.nobody, kind, nobody)
            for counter, m in _counted(kind, on, Taken(n, count, value, valued, proxy)):
                self._count(counter, time, m)

    def _sources(self) -> None:
        for kind, source, channel, n, count in self._run("sources", self.events.sources):
            if kind == "enter":
                _add(self.tally.entries, channel, n)
            for counter, m in _counted(kind, None, Taken(n, count)):
                if counter == OF_SOURCE[kind]:
                    _add(self.tally.by_source, (source, counter), m)
        if self.crossing:
            for kind, on, channel, new, *taken in self._run("owned", self.events.owned):
                for counter, m in _counted(kind, on, Taken(*taken)):
                    self.tally.crossed_cell(channel, new if kind == "enter" else None).add(counter, m)

    def _count(self, counter: str, time: int | None, n: int) -> None:
        """Into the total and, for what has a moment (ms), its minute and second."""
        self.tally.total.add(counter, n)
        if time is None or counter in UNTIMED or not n:
            return
        self.tally.cell("minute", time // 60_000 * 60_000).add(counter, n)
        if self.spanning:
            _add(self.seconds.setdefault(counter, {}), time // 1000, n)

    def _gauges(self) -> None:
        for row in self._run("readings", self.events.readings):
            name, source, first_at, first, last_at, last = row
            self.tally.readings[name, source] = Reading(first_at, first, last_at, last)
        for minute, middle, last in self._run("online", self.events.online):
            self.tally.online[minute] = Online(float(middle), last)
        self.marks = self._run("track", self.events.track)
        self.tally.sampled = {(source, name) for kind, name, _, _, source in self.marks if kind == "sampling"}

    def _order_sums(self) -> None:
        for place, kind, n, late in self._run("standing", self.orders.standing):
            if place:
                _add(self.tally.before if place == BEFORE else self.tally.after, kind, n)
            else:
                _add(self.tally.late, kind, late)
        names = self.orders.counters
        for row in self._run("sums", self.orders.sums, self.spanning, self.crossing):
            owned, channel, time, *values = row
            for counter, n in zip(names, values, strict=True):
                self._count(counter, time, n or 0)
                if self.crossing and owned:
                    self.tally.crossed_cell(channel, None).add(counter, n or 0)

    def _people(self) -> None:
        if not self.crossing:
            for space, marks, n in self._run("people", self.orders.people):
                self.tally.total.add_people(space, marks, n)
            return
        counting, staying = self.passes is None or "counts" in self.passes, "new" in self.by
        for row in self._run("crossed", self.orders.crossed, counting, staying):
            channel, new, space, marks, *rest = row
            if staying and rest[0]:
                self.tally.stays[marks, new, rest[1] // 60_000] = rest[2]
                continue
            n, *sums = rest[2:] if staying else rest
            cell = self.tally.crossed_cell(channel, new)
            cell.add_people(space, marks, n)
            self.tally.total.add_people(space, marks, n)
            for counter, m in zip(PERSONAL_COUNTERS[: len(sums)], sums, strict=True):
                cell.add(counter, m or 0)

    def _minute_people(self) -> None:
        for minute, talkers, clickers in self._run("minute_people", self.events.minute_people):
            self.tally.cell("minute", minute).add("interact_uv", talkers)
            self.tally.cell("minute", minute).add("prod_click_uv", clickers)
        for minute, payers in self._run("minute_payers", self.orders.minute_payers):
            self.tally.cell("minute", minute).add("pay_uv", payers)

    def _products(self) -> None:
        for product, kind, on, n, count in self._run("products", self.events.products):
            for counter, m in _counted(kind, on, Taken(n, count)):
                self.tally.cell("product", product).add(counter, m)
        for product, marks, n in self._run("pairs", self.orders.pairs):
            self.tally.cell("product", product).add_people("", marks, n)
        for role, product, *values in self._run("goods", self.orders.goods):
            for counter, n in zip(self.orders.goods_counters[role], values, strict=True):
                if counter:
                    self.tally.cell("product", product).add(counter, n or 0)

    def _spans(self) -> Any:
        marks = [(kind, key, phase, at) for kind, key, phase, at, _ in self.marks if kind in ("slot", "host")]
        return spans(marks, self.tally.window, self.tally.now)


class Taken(Struct):
    """What a query brings of rows of one type; None = no value among them."""

    n: int
    count: int | None = None
    value: int | None = None
    valued: int = 0
    proxy: int | None = None


def _counted(kind: str, on: bool | None, taken: Taken) -> Iterator[tuple[str, int]]:
    """(counter, amount) by the rules that both compilers share."""
    for rule in RULES.get(kind, ()):
        if rule.on is None or rule.on == on:
            yield rule.counter, getattr(taken, rule.take) or 0


def _add(counts: dict[Any, int], key: Key | tuple[Any, ...], n: int | None) -> None:
    if n:
        counts[key] = counts.get(key, 0) + n

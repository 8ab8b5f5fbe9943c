"""How a number is read from a tally: the small words that catalog entries are written in.

A missing part makes the whole missing, never 0. A ratio is computed from its parts, never averaged.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from onair.metrics.tally import ANY, ENTER, Cell, Key, Online, Tally

Number = int | float
State = Literal["ok", "estimated", "missing", "late"]
Grain = Literal["session", "product", "channel", "new", "minute", "slot", "host"]
VIEWER = -1
"""Stands for the mark of a viewer: who entered; in a namespace without entries, who did anything."""


class Part(NamedTuple):
    """`n`: for people, events without a user; for money, paid orders of unknown amount."""

    value: Number | None
    state: State = "ok"
    numerator: Number | None = None
    denominator: Number | None = None
    n: int | None = None


MISSING = Part(None, "missing")
Measure = Callable[["Scope"], Part]


class Scope:
    """One cell of a tally: the whole show, or one key of a dimension."""

    def __init__(self, tally: Tally, cell: Cell, grain: Grain = "session", key: Key = None) -> None:
        self.tally, self.cell, self.grain, self.key = tally, cell, grain, key

    def sum(self, counter: str) -> int:
        return self.cell.sums.get(counter, 0)

    def fed(self, *types: str) -> bool:
        """Some source of this show has sent one of these types."""
        return any(self.tally.seen.get(t) for t in types)

    def state(self, *types: str) -> State:
        return "late" if any(self.tally.late.get(t) for t in types) else "ok"

    def entered_spaces(self) -> set[str]:
        return {space for (space, marks), n in self.tally.total.people.items() if marks & ENTER and n}

    def persons(self, mark: int, among: int | None = None) -> int:
        """Persons with `mark`, and with `among` too when given."""
        entered = self.entered_spaces() if VIEWER in (mark, among) else set()

        def has(space: str, marks: int, wanted: int) -> bool:
            if wanted == VIEWER:
                return bool(marks & (ENTER if space in entered else ANY))
            return bool(marks & wanted)

        return sum(
            n for (space, marks), n in self.cell.people.items()
            if has(space, marks, mark) and (among is None or has(space, marks, among))
        )  # fmt: skip

    def viewers(self) -> int:
        return self.persons(VIEWER)

    def proxied(self) -> bool:
        """Some viewers are taken for entered because their source has no entries."""
        if self.tally.total.sums.get("enter_proxy"):
            return True
        entered = self.entered_spaces()
        return any(marks & ANY and space not in entered for space, marks in self.tally.total.people)

    def online(self, minute: int) -> Number | None:
        """Median of the readings in the minute, else the last of the minute before (≤ 60 s old)."""
        found: Online | None = self.tally.online.get(minute)
        if found is not None:
            return found.median
        before = self.tally.online.get(minute - 60_000)
        return None if before is None else before.last

    def online_minutes(self) -> list[Number]:
        """Online of every minute of the show that has one."""
        minutes = self.tally.window.minutes(self.tally.now) or sorted(self.tally.online)
        return [value for minute in minutes if (value := self.online(minute)) is not None]

    def seconds(self) -> int | None:
        """Length of the show so far."""
        start = self.tally.window.start
        return None if start is None else max(self.tally.window.cut(self.tally.now) - start, 0) // 1000


def worst(*states: State) -> State:
    return next((s for s in ("missing", "estimated", "late") if s in states), "ok")


def total(counter: str, *types: str) -> Measure:
    """An additive counter, missing when nobody has ever sent one of its types."""

    def measure(scope: Scope) -> Part:
        return Part(scope.sum(counter), scope.state(*types)) if scope.fed(*types) else MISSING

    return measure


def people(mark: int, *types: str, minute: str | None = None) -> Measure:
    """Unique known people; `minute`: the plain count that rows by minute keep."""

    def measure(scope: Scope) -> Part:
        if not scope.fed(*types):
            return MISSING
        by_minute = scope.grain == "minute"
        known = scope.sum(minute or "") if by_minute else scope.persons(mark)
        nobody = sum(scope.tally.nobody.get(t, 0) for t in types)
        if not any(marks & mark for _, marks in scope.tally.total.people) and nobody:
            return Part(None, "missing", n=nobody)
        return Part(known, scope.state(*types), n=nobody if scope.grain == "session" else None)

    return measure


def over(numerator: Measure, denominator: Measure, times: Number = 1) -> Measure:
    """times × numerator ÷ denominator; nothing to divide by = missing."""

    def measure(scope: Scope) -> Part:
        top, bottom = numerator(scope), denominator(scope)
        state = worst(top.state, bottom.state)
        if top.value is None or bottom.value is None or bottom.value <= 0:
            return Part(None, "missing", top.value, bottom.value, top.n)
        return Part(times * top.value / bottom.value, state, top.value, bottom.value, top.n)

    return measure


def share(mark: int, among: int, numerator: Measure, denominator: Measure) -> Measure:
    """People of the denominator who also did the numerator's thing, so it never exceeds 1.

    `n`: people who did it outside the denominator (they came in before the window).
    """

    def measure(scope: Scope) -> Part:
        top, bottom = numerator(scope), denominator(scope)
        if top.value is None or bottom.value is None or bottom.value <= 0:
            return Part(None, "missing", None, bottom.value)
        both = scope.persons(mark, among)
        outside = int(top.value) - both
        return Part(both / bottom.value, worst(top.state, bottom.state), both, bottom.value, outside)

    return measure


def added(*parts: Measure) -> Measure:
    """Sum of the parts that some source sends; missing when none does."""

    def measure(scope: Scope) -> Part:
        found = [p for p in (m(scope) for m in parts) if p.value is not None]
        if not found:
            return MISSING
        return Part(sum(p.value or 0 for p in found), worst(*(p.state for p in found)))

    return measure

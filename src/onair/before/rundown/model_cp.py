"""The constraint model of a rundown for OR-tools CP-SAT: x[i, p] = item i stands at position p.

The start of position p is linear in x (durations before it plus the gaps), so durations are exact. Imported only
by who solves: the library is slow to load.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from onair.before.rundown.plan import Case, Order, keeps
from onair.before.rundown.rules import is_opener, start_allowed
from onair.before.rundown.words import RELEASES

SCALE = 1_000
Hint = tuple[Any, str, int]
"""A variable, what it stands for and at which position: its value can be read off an order that is known."""


@dataclass
class Built:
    """`x[i][p]` booleans, `starts[p]` and `gaps[p]` in minutes."""

    model: Any
    x: list[list[Any]]
    starts: list[Any]
    gaps: list[Any]
    hints: list[Hint] = field(default_factory=list)


def build(case: Case) -> Built:
    """Every rule of `case.rules` as constraints; no objective."""
    model = cp_model.CpModel()
    n = len(case.items)
    x = [[model.new_bool_var(f"x{i}_{p}") for p in range(n)] for i in range(n)]
    for i in range(n):
        model.add_exactly_one(x[i])
        model.add_exactly_one(x[j][i] for j in range(n))
    built = Built(model, x, [], [])
    _times(case, built)
    if "opener" in case.rules:
        _opener(case, built)
    if "leader_cap" in case.rules:
        _leaders(case, built)
    if "category_spacing" in case.rules:
        _categories(case, built)
    if "welfare_rhythm" in case.rules:
        _rhythm(case, built)
    if "promises" in case.rules:
        _promises(case, built)
    _allowed_starts(case, built)
    return built


def _horizon(case: Case) -> int:
    """Room enough when no rule bounds the total."""
    latest = max((item.pin or 0 for item in case.items), default=0)
    most = sum(item.minutes for item in case.items) + latest
    return min(case.limits.total, most) if "total_time" in case.rules else most


def _times(case: Case, built: Built) -> None:
    """Positions follow each other; a gap may open only before a fixed item."""
    model, n, horizon = built.model, len(case.items), _horizon(case)
    pinned = [i for i, item in enumerate(case.items) if item.pin is not None and "fixed_time" in case.rules]
    end: Any = 0
    for p in range(n):
        gap: Any = 0
        if pinned:
            gap = model.new_int_var(0, case.limits.gap, f"gap{p}")
            model.add(gap <= case.limits.gap * sum(built.x[i][p] for i in pinned))
        start = model.new_int_var(0, max(horizon, 0), f"start{p}")
        model.add(start == end + gap)
        built.starts.append(start)
        built.hints.append((start, "start", p))
        if pinned:
            built.gaps.append(gap)
            built.hints.append((gap, "gap", p))
        end = start + sum(item.minutes * built.x[i][p] for i, item in enumerate(case.items))
    if "total_time" in case.rules:
        model.add(end <= case.limits.total)


def _allowed_starts(case: Case, built: Built) -> None:
    """Fixed minute, host's hours and stock are sets of minutes at which an item may start."""
    horizon = _horizon(case)
    for i, item in enumerate(case.items):
        allowed = [minute for minute in range(horizon + 1) if start_allowed(case, item, minute)]
        if len(allowed) == horizon + 1:
            continue
        if not allowed:
            built.model.add_bool_or([])
            return
        domain = cp_model.Domain.from_values(allowed)
        for p, start in enumerate(built.starts):
            built.model.add_linear_expression_in_domain(start, domain).only_enforce_if(built.x[i][p])


def _opener(case: Case, built: Built) -> None:
    n = len(case.items)
    for i, item in enumerate(case.items):
        if item.kind == "opening":
            built.model.add(built.x[i][0] == 1)
        if item.kind == "closing":
            built.model.add(built.x[i][n - 1] == 1)
    openers = _at(built, [i for i, item in enumerate(case.items) if is_opener(item)])
    others = _at(built, [i for i, item in enumerate(case.items) if item.talk and not is_opener(item)])
    seen: Any = 0
    for p in range(n):
        built.model.add(others[p] <= seen)
        following = built.model.new_int_var(0, n, f"seen{p}")
        built.model.add(following == seen + openers[p])
        built.hints.append((following, "seen", p))
        seen = following


def _leaders(case: Case, built: Built) -> None:
    at = _at(built, [i for i, item in enumerate(case.items) if item.leader])
    for one, two in pairwise(at):
        built.model.add(one + two <= 1)
    _capped(built, at, case.limits.leader_window, case.limits.leaders)


def _categories(case: Case, built: Built) -> None:
    for category in sorted({item.category for item in case.items if item.category}):
        at = _at(built, [i for i, item in enumerate(case.items) if item.category == category])
        _capped(built, at, case.limits.category_window, case.limits.category_most)


def _at(built: Built, chosen: Sequence[int]) -> list[Any]:
    return [sum(built.x[i][p] for i in chosen) for p in range(len(built.x))]


def _capped(built: Built, at: Sequence[Any], size: int, most: int) -> None:
    for place in range(max(len(at) - size + 1, 1)):
        built.model.add(sum(at[place : place + size]) <= most)


def _rhythm(case: Case, built: Built) -> None:
    """`since[p]`: start of the newest release at or before p."""
    at = _at(built, [i for i, item in enumerate(case.items) if item.kind in RELEASES])
    model, horizon = built.model, _horizon(case)
    before_var: Any = 0
    for p, start in enumerate(built.starts):
        since = model.new_int_var(0, max(horizon, 0), f"since{p}")
        release = model.new_bool_var(f"release{p}")
        model.add(release == at[p])
        model.add(since == start).only_enforce_if(release)
        model.add(since == before_var).only_enforce_if(~release)
        end = start + sum(item.minutes * built.x[i][p] for i, item in enumerate(case.items))
        model.add(end - since <= case.limits.rhythm)
        before_var = since
        built.hints.append((release, "release", p))
        built.hints.append((since, "since", p))


def _released(order: Order, p: int) -> int:
    return next((one.start for one in reversed(order[: p + 1]) if one.item.kind in RELEASES), 0)


def _gap(order: Order, p: int) -> int:
    return order[p].start - (order[p - 1].end if p else 0)


_VALUES: dict[str, Callable[[Order, int], int]] = {
    "start": lambda order, p: order[p].start,
    "gap": _gap,
    "seen": lambda order, p: sum(is_opener(one.item) for one in order[: p + 1]),
    "release": lambda order, p: order[p].item.kind in RELEASES,
    "since": _released,
}


def hint(case: Case, built: Built, order: Order) -> None:
    """Begin from an order that is known: a value for every variable."""
    for p, placed in enumerate(order):
        for i, item in enumerate(case.items):
            built.model.add_hint(built.x[i][p], item.id == placed.item.id)
    for variable, name, p in built.hints:
        built.model.add_hint(variable, _VALUES[name](order, p))


def _promises(case: Case, built: Built) -> None:
    """Presence does not depend on the order: an unkept promise makes the whole impossible."""
    if not all(any(keeps(item, promise) for item in case.items) for promise in case.promises):
        built.model.add_bool_or([])


def aim(case: Case, built: Built, weights: Sequence[float]) -> None:
    """Maximise value × weight of the position; each minute left empty costs a little."""
    scale = max((item.value for item in case.items), default=0) or 1
    terms: list[Any] = [
        round(SCALE * item.value / scale * weights[p]) * built.x[i][p]
        for i, item in enumerate(case.items)
        if item.value > 0
        for p in range(len(weights))
    ]
    built.model.maximize(sum(terms) - sum(built.gaps) * 10)

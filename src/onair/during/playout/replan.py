"""Makes the rest of a show fit again: lengths shrunk within their bounds, optional slots dropped last. Pure.

Fixed starts cut what comes into stretches; each must end in time. The order is kept. A greedy answer is known at
once; the solver may find one that drops less, or that also keeps the hours of hosts and the stock.
"""

from collections.abc import Sequence
from typing import NamedTuple

STEP_S = 10
"""Lengths are changed by whole steps: 2:20 is said and kept more easily than 2:17."""


class Part(NamedTuple):
    """One slot that comes, in its order; seconds. `least`: it may be shrunk to this; `allowed`: [(from, to)] within
    which it may begin, seconds after the cursor; None = any time. `pin`: second at which it must begin."""

    id: str
    length: int
    least: int
    optional: bool = False
    pin: int | None = None
    allowed: tuple[tuple[int, int], ...] | None = None

    @property
    def spare(self) -> int:
        """What may be taken, in whole steps."""
        return max(0, self.length - self.least) // STEP_S * STEP_S


class Problem(NamedTuple):
    """Seconds after the cursor, when the first part can begin. `end`: when the show must end; < 0: it is over."""

    parts: tuple[Part, ...]
    end: int


class Answer(NamedTuple):
    """`changes`: slot → seconds (< 0); `dropped`: in order. `engine`: who found it."""

    changes: dict[str, int]
    dropped: tuple[str, ...]
    engine: str = "greedy"

    @property
    def cost(self) -> tuple[int, int]:
        """Fewer dropped first, then less taken."""
        return len(self.dropped), -sum(self.changes.values())


class Short(NamedTuple):
    """It does not fit: `slot` is the fixed one that cannot be kept, None = the end of the show; `by` seconds."""

    slot: str | None
    by: int


def stretches(problem: Problem) -> list[tuple[list[Part], int, str | None]]:
    """(parts, seconds they may take, the fixed slot behind them); a fixed part begins the stretch it stands in."""
    found: list[tuple[list[Part], int, str | None]] = []
    begin, parts = 0, list[Part]()
    for part in problem.parts:
        if part.pin is not None:
            found.append((parts, part.pin - begin, part.id))
            begin, parts = max(part.pin, 0), []
        parts.append(part)
    found.append((parts, problem.end - begin, None))
    return found


def greedily(problem: Problem) -> Answer | Short:
    """Never more than needed; each stretch by itself."""
    changes: dict[str, int] = {}
    dropped: list[str] = []
    for parts, room, behind in stretches(problem):
        gone = _drops(parts, room)
        left = [part for part in parts if part.id not in gone]
        over = sum(part.length for part in left) - room
        if over > sum(part.spare for part in left):
            return Short(behind, over - sum(part.spare for part in left))
        dropped += gone
        changes |= _taken(left, over)
    return Answer(changes, tuple(dropped))


def _drops(parts: Sequence[Part], room: int) -> list[str]:
    """The fewest optional ones without which the rest can be made to fit; the shortest that suffices."""
    left, gone = list(parts), []
    while True:
        short = sum(part.length - part.spare for part in left) - room
        optional = [part for part in left if part.optional]
        if short <= 0 or not optional:
            break
        enough = [part for part in optional if part.length - part.spare >= short]
        one = min(enough, key=_size) if enough else max(optional, key=_size)
        left.remove(one)
        gone.append(one.id)
    return [part.id for part in parts if part.id in gone]


def _size(part: Part) -> tuple[int, str]:
    return part.length - part.spare, part.id


def _taken(parts: Sequence[Part], over: int) -> dict[str, int]:
    """The longest give first, so that few are touched and none loses more than its share."""
    found: dict[str, int] = {}
    left = -(-over // STEP_S) * STEP_S
    for part in sorted(parts, key=lambda one: (-one.spare, one.id)):
        if left <= 0:
            break
        if part.spare:
            found[part.id] = -min(left, part.spare)
            left -= min(left, part.spare)
    return {part.id: found[part.id] for part in parts if part.id in found}


def begins(problem: Problem, answer: Answer) -> dict[str, int]:
    """When each that is left begins, seconds after the cursor."""
    found, cursor = {}, 0
    for part in problem.parts:
        if part.id not in answer.dropped:
            found[part.id] = cursor if part.pin is None else max(part.pin, cursor)
            cursor = found[part.id] + part.length + answer.changes.get(part.id, 0)
    return found


def fits(problem: Problem, answer: Answer) -> bool:
    """Held against every bound, whoever found it."""
    parts = {part.id: part for part in problem.parts}
    started = begins(problem, answer)
    within = all(0 >= taken >= -parts[id_].spare for id_, taken in answer.changes.items())
    free = all(parts[id_].optional for id_ in answer.dropped)
    fixed = all(parts[id_].pin in (None, at) for id_, at in started.items())
    there = all(_there(parts[id_], at) for id_, at in started.items())
    ends = [at + parts[id_].length + answer.changes.get(id_, 0) for id_, at in started.items()]
    return within and free and fixed and there and max(ends, default=0) <= problem.end


def _there(part: Part, at: int) -> bool:
    return part.allowed is None or any(since <= at <= until for since, until in part.allowed)

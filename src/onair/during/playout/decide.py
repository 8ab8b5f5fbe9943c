"""What a change of the rundown on air does: the new times, the rest re-planned, and the rules it would break. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from onair.during.playout.bounds import least_of
from onair.during.playout.judge import Danger, Scene, allowed_starts, dangers, worse
from onair.during.playout.pieces import Change, Plan, Run, standing
from onair.during.playout.replan import Answer, Part, Problem, Short
from onair.during.playout.schedule import Moment, Row, Timeline, timeline

Solve = Callable[[Problem], Answer | Short]
TIMED = frozenset({"fixed_time", "total_time"})
"""Rules that shorter slots can keep."""


class Stage(NamedTuple):
    """A show as it stands."""

    plan: Plan
    changes: tuple[Change, ...]
    runs: tuple[Run, ...]
    when: Moment
    zone: str
    stock: Mapping[str, int]

    @property
    def scene(self) -> Scene:
        return Scene(self.plan, self.when.base, self.zone, self.stock)

    def timeline(self, *more: Change) -> Timeline:
        held = standing(self.plan, (*self.changes, *more))
        return timeline(self.plan, held, self.runs, self.when)


class Decision(NamedTuple):
    """`data`: the change with what re-planning adds. `broken`: rules that cannot be kept. `answer` None: the rest
    stays as it is."""

    data: dict[str, Any]
    before: Timeline
    after: Timeline
    broken: tuple[Danger, ...]
    answer: Answer | None


def decide(stage: Stage, action: str, data: Mapping[str, Any], solve: Solve) -> Decision:
    """`data` that names its own `changes` or `dropped` is taken as it is."""
    before = stage.timeline()
    known = dangers(stage.scene, before)

    def judged(found: dict[str, Any], answer: Answer | None) -> Decision:
        after = stage.timeline(Change("", stage.when.now, action, "", None, found))
        return Decision(found, before, after, tuple(worse(known, dangers(stage.scene, after))), answer)

    first = judged(dict(data), None)
    asked = "changes" in data or "dropped" in data
    if asked or not any(danger.rule in TIMED for danger in first.broken):
        return first
    own = data.get("slot") if action == "slot_extend" else None
    for problem in (problem_of(stage, first.after, own), problem_of(stage, first.after, own, before)):
        answer = solve(problem)
        if isinstance(answer, Answer):
            more = {"changes": answer.changes, "dropped": list(answer.dropped)}
            found = judged({**data, **{name: value for name, value in more.items() if value}}, answer)
            if not any(danger.rule in TIMED for danger in found.broken):
                return found
    return first


def problem_of(
    stage: Stage, after: Timeline, own: str | None = None, before: Timeline | None = None
) -> Problem:
    """What has to fit. `own`: a slot that keeps the length it has; `before`: as late as it was then is good enough."""
    cursor = after.cursor
    lates = {late.slot: late.by for late in before.lates} if before else {}
    over = max(0, before.ends - before.limit) if before else 0
    parts = [_part(stage, row, after, lates.get(row.id, 0)) for row in after.coming]
    parts = [part._replace(least=part.length, optional=False) if part.id == own else part for part in parts]
    return Problem(tuple(parts), (after.limit + over - cursor) // 1000)


def _part(stage: Stage, row: Row, after: Timeline, late: int) -> Part:
    piece, cursor, when = row.piece, after.cursor, stage.when
    length = row.length // 1000
    pin = None if piece is None or piece.pin is None else when.base + piece.pin
    ahead = pin is not None and pin > when.now
    return Part(
        id=row.id,
        length=length,
        least=min(length, least_of(row) // 1000),
        optional=piece is not None and piece.optional,
        pin=(pin + late - cursor) // 1000 if ahead and pin is not None else None,
        allowed=None if ahead else allowed_starts(stage.scene, row, cursor, max(after.limit, after.ends)),
    )

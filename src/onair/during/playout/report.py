"""计划 vs 实际: what each slot was to be, what it was, who changed it and why; each loop's five numbers. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from onair.during.playout.decide import Stage
from onair.during.playout.pieces import Change
from onair.during.playout.rounds import Heard, Round, Signs, rounds
from onair.during.playout.schedule import Row, Timeline


class Told(NamedTuple):
    """One slot. `late`: it began so much after its planned start, ms (< 0 = before), None = not planned or never on.
    `over`: longer than planned by, ms; None = not planned or never on. `changes`: what touched it."""

    row: Row
    late: int | None
    over: int | None
    changes: tuple[Change, ...]


class Report(NamedTuple):
    stage: Stage
    found: Timeline
    slots: tuple[Told, ...]
    rounds: tuple[Round, ...]


def report(stage: Stage, signs: Signs, pins: Sequence[int], pushes: Sequence[int]) -> Report:
    """`pins`: when products were pinned; `pushes`: 逼单 taps."""
    found = stage.timeline()
    aired = [row for row in found.rows if row.state in ("done", "on_air")]
    told = tuple(_told(row, stage) for row in found.rows)
    loops = rounds(aired, Heard(signs, pins, pushes, stage.when.now))
    return Report(stage, found, told, tuple(loops))


def _told(row: Row, stage: Stage) -> Told:
    aired = row.state in ("done", "on_air") and row.real_at is not None
    late = (
        row.real_at - row.planned_at
        if aired and row.planned_at is not None and row.real_at is not None
        else None
    )
    over = row.real_ms - row.piece.span if row.state == "done" and row.piece else None
    touched = tuple(change for change in stage.changes if touches(change, row.id))
    return Told(row, late, over, touched)


def touches(change: Change, slot: str) -> bool:
    data = change.data
    if change.action == "slot_next":
        return False
    named = slot in (data.get("slot"), data.get("with"))
    return named or slot in (data.get("changes") or {}) or slot in (data.get("dropped") or ())

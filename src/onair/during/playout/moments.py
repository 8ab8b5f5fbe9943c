"""What was on air, and when it is, as the schedule needs it. Pure."""

from onair.during.broadcast.facts import Facts
from onair.during.broadcast.track import Track
from onair.during.playout.pieces import Run
from onair.during.playout.schedule import Moment
from onair.kernel.clock import HOUR_MS

APART_MS = 6 * HOUR_MS
"""A show that starts so much off its plan is played from its real start."""


def runs_of(track: Track) -> tuple[Run, ...]:
    """Slots that were on air, in the order of their start; undone ones never were."""
    return tuple(
        Run(
            str(mark.data.get("slot", mark.id)),
            mark.label,
            str(mark.data.get("kind", "talk")),
            mark.product,
            mark.at,
            mark.end,
        )
        for mark in track.marks()
        if mark.kind == "slot" and not mark.undone
    )


def moment(facts: Facts, now: int) -> Moment:
    """The plan counts from the planned start, or from the real one when that is far from it."""
    begun = facts.state in ("on_air", "ended", "reviewed")
    over = facts.state in ("ended", "reviewed")
    base, real = facts.starts_at, facts.started_at
    if base is None or (real is not None and abs(real - base) > APART_MS):
        base = real
    until = facts.ended_at if over and facts.ended_at is not None else now
    return Moment(until, until if base is None else base, begun, not over)

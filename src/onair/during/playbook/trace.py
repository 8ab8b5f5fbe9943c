"""Why a rule did, or did not, speak: every condition with its value and limit, and what else stood in the way."""

from typing import Literal

from msgspec import Struct

from onair.during.playbook.reading import State

Why = Literal[
    "fired", "standing", "cooldown", "topic", "holding", "not_met", "unknown", "idle", "off", "error"
]
"""standing: it has spoken and has not cleared. cooldown, topic: the conditions are met, but it, or another rule about
the same thing, spoke just now. holding: not for long enough yet. unknown: something is missing or too few."""


class Checked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition. `limit`: in the value's own unit (a multiple of the own quartile resolved); None = the room has no
    baseline. `met` None = not known. `shows`: behind the baseline. `over_s`: see `Value`."""

    reading: str
    window_s: int
    op: str
    value: float | None
    limit: float | None
    state: State
    met: bool | None
    n: int = 0
    min_n: int = 0
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str = "fixed"
    shows: int | None = None
    over_s: int | None = None


class Trace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Of one rule and subject at the end of one tick. `wait_s`: of the cooldown. `other`: the rule that spoke."""

    rule: str
    at: int
    why: Why
    product: str | None = None
    checks: list[Checked] = []
    wait_s: int = 0
    other: str | None = None
    fired_at: int | None = None
    cleared_at: int | None = None
    problem: str | None = None

"""What is asked and what is answered. A tick is 10 s; tick 0 begins with the show; a moment is the first tick
after it. Effects are relative (0.28 = +28 %), None = not known.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

Kind = Literal["randomised", "control", "before_after"]
"""What the action was held against: moments drawn by lot, a series it should not touch, or only itself."""
Trigger = Literal["none", "dip", "surge", "unknown"]
"""What made it happen. `none`: the clock, the rundown or a lot, nothing in the numbers. `unknown`: a person, who
may have acted because of what the numbers did; treated like a trigger."""
Status = Literal[
    "measured", "not_due", "too_few", "few_events", "gaps", "flat", "inseparable", "not_comparable"
]
"""`too_few`: placebo moments; `few_events`: per window; `gaps`: ticks missing around the action; `flat`: a series
that does not move; `inseparable`: another action in the window; `not_comparable`: the slot changed."""


class Acted(Struct, frozen=True):
    """One action. `tick`: the first it can have moved; `end`: the tick in which it ended, where it has an end."""

    id: str
    tick: int
    trigger: Trigger = "unknown"
    end: int | None = None

    @property
    def edges(self) -> tuple[int, ...]:
        """Ticks at which it changes something."""
        return (self.tick,) if self.end is None else (self.tick, self.end)


class Watched(Struct, frozen=True):
    """Numbers of one show, one value a tick; None = not heard in that tick, which is not 0.

    `target`: what the action should move. `controls`: series it should leave alone, by name, all as long.
    `changes`: ticks in which another slot began.
    """

    target: Sequence[float | None]
    controls: Mapping[str, Sequence[float | None]] = {}
    changes: Sequence[int] = ()


class Window(Struct, frozen=True):
    """Ticks; three minutes on either side are the method's own. `least`: shortest half that a change of slot may
    leave."""

    before: int = 18
    after: int = 18
    least: int = 6
    opening: int = 60
    """The first ten minutes are no example of anything."""


class Bounds(Struct, frozen=True):
    low: float
    high: float


class Control(Struct, frozen=True):
    """`steadier`: share of the swings at other moments that it takes away."""

    name: str
    steadier: float


class Effect(Struct, frozen=True, kw_only=True):
    """What one action did to one number. `n`: placebo moments; `before`, `after`: ticks compared.

    `alike`: share of the show's other moments that moved as much (the p-value); `holm`, `bh`: the same after the
    other actions of the show were counted in. `beside`: actions it cannot be told apart from. `mixed`: too few
    moments were free of other actions, so those stand among the placebo moments and widen the interval.
    """

    action: str
    status: Status
    kind: Kind = "before_after"
    trigger: Trigger = "unknown"
    effect: float | None = None
    i80: Bounds | None = None
    i95: Bounds | None = None
    alike: float | None = None
    holm: float | None = None
    bh: float | None = None
    n: int = 0
    before: int = 0
    after: int = 0
    control: Control | None = None
    beside: tuple[str, ...] = ()
    mixed: bool = False

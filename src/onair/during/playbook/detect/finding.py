"""What a detector says: a finding with all its evidence, or why it says nothing yet."""

from math import erfc, sqrt
from typing import Literal

from msgspec import Struct

Direction = Literal["up", "down"]
State = Literal["ok", "learning", "too_few", "missing", "paused"]
"""learning: the baseline is young. too_few: 样本不足. missing: 数据缺失. paused: it has just spoken."""
ODDS_MAX = 1e9
COOLDOWN = 18
"""Ticks of 10 s from one finding of a detector to its next."""
WARM_UP = 8
"""Ticks after a reset in which a baseline is learnt and nothing is said."""
FROZEN_MAX = 18
"""Ticks for which a baseline may hold out against what it sees; then the new level is learnt as what it is.
Most surges are shorter, so they do not become the baseline; a lasting shift does."""


class Finding(Struct, frozen=True, kw_only=True):
    """One change. `observed`, `expected` and `low` to `high` (95 % of what would be seen without a change) are sums
    over the window for counts, shares for rates, the level for readings; `ratio` = observed ÷ expected.

    `odds`: without a change one window in so many looks like this. `n`: events (counts), trials (rates) or ticks
    (readings) of the window and of the baseline behind it. `score` passed `limit`.
    """

    direction: Direction
    window_s: int
    observed: float
    expected: float
    ratio: float
    low: float
    high: float
    odds: float
    n: int
    score: float
    limit: float


class Standing(Struct, frozen=True, kw_only=True):
    """What a detector could say now. `level`: what it expects of a tick; None = it does not know.

    `have` of `need` samples: with too few there is a state and never a finding.
    """

    state: State
    level: float | None = None
    have: int = 0
    need: int = 0


def odds_of(score: float) -> float:
    """1 in … of a standard normal above `score`."""
    tail = erfc(score / sqrt(2)) / 2
    return min(ODDS_MAX, 1 / tail) if tail > 0 else ODDS_MAX

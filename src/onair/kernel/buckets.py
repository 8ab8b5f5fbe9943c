"""How often somebody may ask: a bucket that fills steadily and holds a burst. Pure: time is an argument."""

from collections.abc import Hashable
from math import ceil

BUCKETS_MAX = 10_000
"""Of so many is kept how often they asked; then all begin anew."""


class Buckets:
    """`per_s`: requests a second, for each of those who ask; `burst`: at once after a rest."""

    def __init__(self, per_s: float, burst: float) -> None:
        self.per_s, self.burst = per_s, burst
        self._held: dict[Hashable, tuple[float, float]] = {}

    def take(self, who: Hashable, now: float) -> int:
        """Count one request at `now` (s). → 0, or the seconds to wait (≥ 1): then it is not counted."""
        tokens, at = self._held.get(who, (self.burst, now))
        tokens = min(self.burst, tokens + max(0.0, now - at) * self.per_s)
        if tokens < 1:
            return max(1, ceil((1 - tokens) / self.per_s))
        if len(self._held) >= BUCKETS_MAX and who not in self._held:
            self._held.clear()
        self._held[who] = (tokens - 1, now)
        return 0

"""The audience as an exposure: counts are judged against how many could have made them."""

from statistics import median

SMOOTH = 3
"""Ticks whose median is the audience now: a reading that flaps for one tick changes nothing."""
FORGET = 18
"""Ticks without a reading after which a new one is a new beginning."""


class Audience:
    """`exposure`: audience now ÷ audience at the last reset; 1 while no audience is known."""

    def __init__(self) -> None:
        self._last: list[float] = []
        self._reference: float | None = None
        self._missing = FORGET

    def close(self, online: float | None) -> bool:
        """One tick is over. → True when the audience is known as it was not before, so levels must be learnt anew."""
        if online is None:
            self._missing += 1
            return False
        anew = self._missing >= FORGET
        self._missing = 0
        if anew:
            self._last.clear()
        self._last = [*self._last[-SMOOTH + 1 :], online]
        if anew:
            self.reset()
        return anew

    def reset(self) -> None:
        self._reference = median(self._last) if self._last else None

    @property
    def exposure(self) -> float:
        return median(self._last) / self._reference if self._reference and self._last else 1.0

"""When a rate or a share is bad: 3 looks of the newest 5, and well again by a gentler limit. Pure."""

from collections import deque
from statistics import median

TICKS, BAD = 5, 3
RATE_LOW, RATE_WELL = 0.6, 0.8
LEARN, REFERENCE = 8, 300
"""Good looks before a rate has a reference, and how many of the newest make it."""


class Ticks:
    """3 of the newest 5 looks. `since`: the first bad one of them, ms."""

    def __init__(self) -> None:
        self._bad: deque[int | None] = deque(maxlen=TICKS)
        self._well: deque[bool] = deque(maxlen=TICKS)
        self.on = False
        self.since = 0

    def add(self, at: int, *, bad: bool, well: bool) -> None:
        self._bad.append(at if bad else None)
        self._well.append(well)
        found = [one for one in self._bad if one is not None]
        if len(found) >= BAD:
            self.since = self.since if self.on else found[0]
            self.on = True
        elif sum(self._well) >= BAD:
            self.on = False

    def clear(self) -> None:
        self._bad.clear()
        self._well.clear()
        self.on = False


class Level:
    """A rate against the median of its own good looks."""

    def __init__(self) -> None:
        self._known: deque[float] = deque(maxlen=REFERENCE)
        self.ticks = Ticks()

    def add(self, at: int, value: float | None) -> None:
        """Nothing at all is no low rate: that the stream stands is told by who looks for movement."""
        if not value:
            return
        usual = median(self._known) if len(self._known) >= LEARN else None
        if usual is None or value >= RATE_LOW * usual:
            self._known.append(value)
        if usual is not None:
            self.ticks.add(at, bad=value < RATE_LOW * usual, well=value >= RATE_WELL * usual)

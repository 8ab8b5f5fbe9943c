"""The one definition of a show's window, shared by both compilers and everybody who asks."""

from typing import Literal

from msgspec import Struct

FUTURE_MS = 5 * 60_000
"""An event this far ahead of its batch's clock is kept but not folded until it is due."""
LATE_MS = 72 * 3_600_000
"""Received later than this after the end: kept, counted as late, reports say 已更正."""
OPEN_START = -(2**62)
OPEN_END = 2**62

Place = Literal["in", "before", "after"]


class Window(Struct, frozen=True):
    """[start, end] in ms UTC, both inclusive; None = open. `closed`: the show has ended."""

    start: int | None = None
    end: int | None = None
    closed: bool = False

    @property
    def low(self) -> int:
        return OPEN_START if self.start is None else self.start

    @property
    def high(self) -> int:
        return OPEN_END if self.end is None else self.end

    @property
    def late_after(self) -> int:
        """Received after this moment is late."""
        return OPEN_END if self.end is None else self.end + LATE_MS

    def place(self, at: int) -> Place:
        if at < self.low:
            return "before"
        return "in" if at <= self.high else "after"

    def cut(self, now: int) -> int:
        """Future-dated events count up to here; the same for every `now` past the end."""
        return min(now, self.high)

    def minutes(self, now: int) -> range:
        """Starts (ms) of the minutes the show has touched by `now`; empty while the start is unknown."""
        if self.start is None:
            return range(0)
        return range(self.start // 60_000 * 60_000, min(now, self.high) + 1, 60_000)

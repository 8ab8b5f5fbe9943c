"""Fixed limits (bitrate, frames, round trip, losses): broken when 3 of the last 5 known ticks are beyond."""

from collections import deque

from onair.during.playbook.detect.finding import ODDS_MAX, Direction, Finding

NEED, OF = 3, 5


class Limits:
    """One reading with a `low` or a `high` limit. `broken` holds from its finding until the reading is good again in
    `need` of the last `of` ticks by `hysteresis` (a share of the limit): so it tells once an episode.

    A tick without a reading is no evidence: it neither breaks nor mends.
    """

    def __init__(
        self, *, low: float | None = None, high: float | None = None, need: int = NEED, of: int = OF,
        hysteresis: float = 0.05, tick_s: int = 10,
    ) -> None:  # fmt: skip
        if (low is None) == (high is None):
            raise ValueError("one of low and high")
        self._low, self._high, self._need, self._share, self._tick_s = low, high, need, hysteresis, tick_s
        self._last: deque[float] = deque(maxlen=of)
        self.broken = False

    def step(self, reading: float | None) -> Finding | None:
        """The finding on the tick that breaks the limit, else None."""
        if reading is None:
            return None
        self._last.append(reading)
        if self.broken:
            good = sum(not self._beyond(value, self._share) for value in self._last)
            self.broken = good < self._need
            if not self.broken:
                self._last.clear()
            return None
        bad = [value for value in self._last if self._beyond(value, 0.0)]
        if len(bad) < self._need:
            return None
        self.broken = True
        return self._finding(bad)

    def _beyond(self, value: float, slack: float) -> bool:
        if self._low is not None:
            return value < self._low * (1 + slack)
        assert self._high is not None  # noqa: S101 the constructor saw to it
        return value > self._high * (1 - slack)

    def _finding(self, bad: list[float]) -> Finding:
        down = self._low is not None
        limit = self._low if self._low is not None else self._high or 0.0
        worst = min(bad) if down else max(bad)
        direction: Direction = "down" if down else "up"
        return Finding(
            direction=direction, window_s=len(self._last) * self._tick_s, observed=worst, expected=limit,
            ratio=worst / limit if limit else float("inf"), low=limit if down else 0.0,
            high=float("inf") if down else limit, odds=ODDS_MAX, n=len(self._last), score=len(bad), limit=self._need,
        )  # fmt: skip

"""Readings such as the online count: CUSUM of log-differences, both ways, measured by the series' own noise."""

from math import exp, log, sqrt
from statistics import median

from onair.during.playbook.detect.finding import COOLDOWN, Finding, Standing, odds_of

DECAY, SLACK = 0.97, 0.5
THRESHOLD = 7.0
"""In standard deviations of one step."""
LEAST = 0.1
"""Least change worth telling: a tenth. What a quiet room calls unusual may be nothing to act on."""
NOISE_START, NOISE_LOW = 0.02, 0.005
"""Standard deviation of a step before anything is known, and the least one: platforms round what they tell."""
LEVEL_MIN = 20.0
"""Online below which one person more or less is a change of some percent: 样本不足."""
TICKS_MIN = 12
BEFORE = 6
"""Readings before a run whose median is what it is measured against: a reading that flaps for one tick and comes back
has moved nowhere."""
BRIDGED = 2
"""Ticks without a reading that a run goes on over: real rooms miss one in sixteen. After more it begins again."""
FAR = 12.0
"""A single step counts for so many deviations at most."""
CLIP = 4.0
"""And teaches the noise no more than these."""


class _Side:
    """One direction. `total`: the sum; `start`: what the run is measured against; `beyond`: readings in a row that are
    farther from it than the least change."""

    def __init__(self, sign: int) -> None:
        self.sign, self.quiet = sign, COOLDOWN
        self.clear()

    def clear(self) -> None:
        self.total, self.start, self.ticks, self.beyond = 0.0, 0.0, 0, 0


class Cusum:
    """`step` once a tick with a reading > 0; `gap` for a tick without one."""

    def __init__(self, threshold: float = THRESHOLD, *, least: float = LEAST, tick_s: int = 10) -> None:
        self.threshold, self._least, self._tick_s = threshold, -log(1 - least), tick_s
        self._variance = NOISE_START**2
        self._ticks = 0
        self._last: list[float] = []
        self._holes = 0
        self._sides = (_Side(1), _Side(-1))

    def gap(self) -> None:
        """What happened meanwhile is unknown."""
        self._holes += 1
        for side in self._sides:
            side.quiet += 1
            if self._holes > BRIDGED:
                side.clear()
        if self._holes > BRIDGED:
            self._last.clear()

    def standing(self) -> Standing:
        level = self._last[-1] if self._last else None
        if self._ticks < TICKS_MIN or level is None:
            return Standing(state="learning", level=level, have=self._ticks, need=TICKS_MIN)
        if level < LEVEL_MIN:
            return Standing(state="too_few", level=level, have=int(level), need=int(LEVEL_MIN))
        quiet = all(side.quiet >= COOLDOWN for side in self._sides)
        return Standing(state="ok" if quiet else "paused", level=level, have=self._ticks, need=TICKS_MIN)

    def step(self, reading: float) -> Finding | None:
        found = None
        if self._last:
            self._ticks += 1
            noise = sqrt(self._variance * (1 + self._holes))
            z = log(reading / self._last[-1]) / noise
            for side in self._sides:
                if self._sum(side, min(FAR, max(-FAR, z)), reading):
                    found = self._finding(side, reading)
                    side.quiet = 0
                    side.clear()
            step = min(CLIP, max(-CLIP, z)) * sqrt(self._variance)
            self._variance = max(NOISE_LOW**2, DECAY * self._variance + (1 - DECAY) * step * step)
        self._last, self._holes = [*self._last[-BEFORE + 1 :], reading], 0
        return found

    def _sum(self, side: _Side, z: float, reading: float) -> bool:
        """Is it time to tell?"""
        side.quiet += 1
        if side.total == 0:
            side.start, side.ticks, side.beyond = median(self._last), 0, 0
        side.total = max(0.0, side.total + side.sign * z - SLACK)
        side.ticks += 1 + self._holes
        moved = side.sign * log(reading / side.start)
        side.beyond = side.beyond + 1 if moved >= self._least else 0
        enough = self._ticks >= TICKS_MIN and max(reading, side.start) >= LEVEL_MIN
        return side.total > self.threshold and side.beyond >= 2 and enough and side.quiet >= COOLDOWN

    def _finding(self, side: _Side, reading: float) -> Finding:
        start, wide = side.start, sqrt(self._variance * side.ticks)
        return Finding(
            direction="up" if side.sign > 0 else "down", window_s=side.ticks * self._tick_s, observed=reading,
            expected=start, ratio=reading / start, low=start * exp(-1.96 * wide), high=start * exp(1.96 * wide),
            odds=odds_of(abs(log(reading / start)) / wide), n=self._ticks, score=side.total, limit=self.threshold,
        )  # fmt: skip

"""Surges of counts: a scan over the last 10, 30 and 60 s, negative binomial, with the audience as exposure.

Plain floats: one value at a time costs 3.3 µs so and 12.5 µs in arrays of six (docs/algorithms/detection.md).
"""

from math import asinh, sinh, sqrt

from onair.during.playbook.detect.finding import (
    COOLDOWN,
    FROZEN_MAX,
    WARM_UP,
    Finding,
    Standing,
    State,
    odds_of,
)

THRESHOLD = 2.6
"""Default of the slider from 2.2 (more found, more false) to 3.0."""
WINDOWS = ((1, 0.7), (3, 0.0), (6, 0.0))
"""Ticks, and what a score must show beyond the threshold: one tick alone is looked at most often and wrong most
often."""
LONGEST = 6
LEVEL_MIN = 3.0
"""Events a tick below which a ratio is noise: 样本不足."""
FLOOR, ALPHA = 0.3, 0.028
"""Least level; weight of a new tick once the baseline is grown."""
HOLD = 3.0
"""Scores from here on teach the baseline nothing."""
PHI_START, PHI_LOW, PHI_HIGH, PHI_GAIN = 0.08, 0.02, 0.6, 0.02
PHI_SEEN = 0.9
"""What one tick may say of the overdispersion, either way: cut at 0 instead, it would always be told too large."""
HALF_95 = 0.98
"""95 % in units of the transform, whose standard deviation is ½."""


class NbScan:
    """One series. `step` once a tick with its count; `gap` for a tick without one; `reset` at every switch."""

    def __init__(
        self, threshold: float = THRESHOLD, *, tick_s: int = 10, frozen_max: int = FROZEN_MAX
    ) -> None:
        self.threshold, self._tick_s, self._frozen_max = threshold, tick_s, frozen_max
        self.phi = PHI_START
        self.level = FLOOR
        """Events a tick at exposure 1."""
        self._v = 0.0
        self._quiet = COOLDOWN
        self.reset()

    def reset(self) -> None:
        """Another product, slot or way of counting: the level is learnt anew, the overdispersion stays."""
        self._n = self._frozen = self._known = 0
        self._sum = self._seen = 0.0
        self._last: list[tuple[float, float]] = []
        self._armed = True
        """Nothing is told twice of one episode: a score must have been below the threshold in between."""

    def gap(self) -> None:
        """A tick without a count: windows begin behind it."""
        self._quiet += 1
        self._last.clear()

    def standing(self) -> Standing:
        """`have` of `need` events in 80 s; while it learns, ticks."""
        if self._n < WARM_UP:
            return Standing(state="learning", have=self._n, need=WARM_UP)
        have, need = int(self.level * WARM_UP), int(LEVEL_MIN * WARM_UP)
        if self.level < LEVEL_MIN:
            return Standing(state="too_few", level=self.level, have=have, need=need)
        state: State = "paused" if self._quiet < COOLDOWN else "ok"
        return Standing(state=state, level=self.level, have=have, need=need)

    def step(self, count: float, exposure: float = 1.0) -> Finding | None:
        """`exposure`: audience now ÷ audience that the level is told for, > 0; 1 where it is unknown."""
        self._quiet += 1
        if self._n < WARM_UP:
            self._learn_first(count, exposure)
            return None
        self._n += 1
        self._last.append((count, exposure))
        if len(self._last) > LONGEST:
            self._last.pop(0)
        score, ticks = self._scan()
        found = None
        self._armed = self._armed or score <= self.threshold
        enough = self.level * exposure >= LEVEL_MIN
        if score > self.threshold and enough and self._armed and self._quiet >= COOLDOWN:
            self._quiet, self._armed = 0, False
            found = self._finding(score, ticks)
        self._follow(score, count, exposure)
        return found

    def _learn_first(self, count: float, exposure: float) -> None:
        self._n += 1
        self._sum += count
        self._seen += exposure
        self._known = int(self._sum)
        m = self.level = max(FLOOR, self._sum / self._seen)
        self._v = m * m / (4 * self._n) + m / self._seen

    def _scan(self) -> tuple[float, int]:
        """Largest score over the windows, and how many ticks that one has."""
        best, ticks, total, seen = 0.0, 1, 0.0, 0.0
        done = 0
        for w, handicap in WINDOWS:
            if len(self._last) < w:
                break
            for count, exposure in self._last[len(self._last) - w : len(self._last) - done]:
                total += count
                seen += exposure
            done = w
            mean = self.level * seen
            if total > mean:
                score = 2 * self._apart(total, mean, w, seen) - handicap
                if score > best:
                    best, ticks = score, w
        return best, ticks

    def _alpha(self, mean: float, ticks: int, seen: float) -> float:
        """Relative variance beyond Poisson: overdispersion, and what is not known of the level."""
        return self.phi / ticks + seen * seen * self._v / (mean * mean)

    def _apart(self, total: float, mean: float, ticks: int, seen: float) -> float:
        """Transformed count less transformed mean."""
        a = self._alpha(mean, ticks, seen)
        b = a / (1 - 0.75 * a) if a < 1 else a
        return (asinh(sqrt(b * (total + 0.375))) - asinh(sqrt(b * (mean + 0.375)))) / sqrt(a)

    def _bounds(self, mean: float, ticks: int, seen: float) -> tuple[float, float]:
        """95 % of the sums that this level would give."""
        a = self._alpha(mean, ticks, seen)
        b = a / (1 - 0.75 * a) if a < 1 else a
        middle, step = asinh(sqrt(b * (mean + 0.375))), HALF_95 * sqrt(a)
        low = sinh(max(0.0, middle - step)) ** 2 / b - 0.375
        return max(0.0, low), sinh(middle + step) ** 2 / b - 0.375

    def _finding(self, score: float, ticks: int) -> Finding:
        window = self._last[-ticks:]
        total, seen = sum(count for count, _ in window), sum(exposure for _, exposure in window)
        mean = self.level * seen
        low, high = self._bounds(mean, ticks, seen)
        return Finding(
            direction="up", window_s=ticks * self._tick_s, observed=total, expected=mean, ratio=total / mean, low=low,
            high=high, odds=odds_of(score), n=int(total) + self._known, score=score, limit=self.threshold,
        )  # fmt: skip

    def _follow(self, score: float, count: float, exposure: float) -> None:
        """The baseline goes with what it sees, unless that looks like a change; not for ever."""
        if score >= HOLD:
            self._frozen += 1
            if self._frozen >= self._frozen_max:
                self.reset()
            return
        self._frozen = 0
        self._known += int(count)
        m, phi = self.level, self.phi
        a, noise = max(ALPHA, 1 / (self._n + 1)), m / exposure
        spread = 3 * sqrt(noise + phi * m * m)
        e = count / exposure - m
        seen = (e * e - noise) / (m * m)
        self.phi = min(PHI_HIGH, max(PHI_LOW, phi + PHI_GAIN * (min(PHI_SEEN, max(-PHI_SEEN, seen)) - phi)))
        self.level = m = max(FLOOR, m + a * min(spread, max(-spread, e)))
        self._v = (m / exposure + self.phi * m * m) * a / 2

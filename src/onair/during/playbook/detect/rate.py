"""Rates (click rate, interaction rate): the last 30 s against the show's own rate, binomial z.

The spread of real rates is wider than the coin's; how much, is learnt and kept over resets.
"""

from math import sqrt

from onair.during.playbook.detect.finding import (
    COOLDOWN,
    FROZEN_MAX,
    WARM_UP,
    Finding,
    Standing,
    State,
    odds_of,
)

WINDOW = 3
THRESHOLD = 3.5
TOO_SMALL = 1.25
"""Least ratio, either way, worth telling anybody."""
HITS_MIN = 15.0
"""Expected successes of a window below which its share says nothing: 样本不足."""
PRIOR = 100.0
"""Trials that the show's own rate weighs in the baseline of a part of it, or in a baseline just reset."""
MEMORY = 0.99
"""What a tick leaves of the older ones: 17 minutes."""
HOLD, GAIN = 3.0, 0.02
WIDE_START, WIDEST = 2.0, 25.0
"""How much wider than a coin's, in variance: before anything is known, and at most."""
LEARN_WIDTH = 24
"""Ticks after the first warm-up for which the width is learnt and nothing said: 4 min, once a show."""


class RateScan:
    """`step(k, n)` once a tick: k of n; `prior`: the rate of the show where this is a part of it."""

    def __init__(
        self, threshold: float = THRESHOLD, *, tick_s: int = 10, frozen_max: int = FROZEN_MAX
    ) -> None:
        self.threshold, self._tick_s, self._frozen_max = threshold, tick_s, frozen_max
        self._wide, self._learnt = WIDE_START, 0
        self._own = 0.0
        """The rate before the reset: what a fresh baseline leans on."""
        self._quiet = COOLDOWN
        self._k = self._n = 0.0
        self.reset()

    def reset(self) -> None:
        """Another product or slot: the rate is learnt anew, leaning on the one before."""
        self._own = self._k / self._n if self._n else self._own
        self._k = self._n = 0.0
        self._ticks = self._frozen = 0
        self._armed = True
        self._last: list[tuple[float, float]] = []

    def gap(self) -> None:
        self._quiet += 1
        self._last.clear()

    def standing(self) -> Standing:
        """`have` of `need` trials in 30 s; while it learns, ticks."""
        if self._ticks < WARM_UP:
            return Standing(state="learning", have=self._ticks, need=WARM_UP)
        rate = self._k / self._n if self._n else None
        have, need = int(sum(n for _, n in self._last)), int(HITS_MIN / rate) if rate else 0
        if not rate or have < need:
            return Standing(state="too_few", level=rate, have=have, need=need)
        if self._learnt < LEARN_WIDTH:
            return Standing(state="learning", level=rate, have=self._learnt, need=LEARN_WIDTH)
        state: State = "paused" if self._quiet < COOLDOWN else "ok"
        return Standing(state=state, level=rate, have=have, need=need)

    def step(self, k: float, n: float, prior: float | None = None) -> Finding | None:
        self._quiet += 1
        self._last.append((k, n))
        if len(self._last) > WINDOW:
            self._last.pop(0)
        if self._ticks < WARM_UP:
            self._ticks += 1
            self._add(k, n)
            return None
        base, weight = self._baseline(prior)
        hits, trials = sum(k for k, _ in self._last), sum(n for _, n in self._last)
        if base <= 0 or trials * base < HITS_MIN or len(self._last) < WINDOW:
            self._add(k, n)
            return None
        share, deviation = hits / trials, sqrt(_spread(base) * (1 / trials + 1 / weight))
        z = (share - base) / (deviation * sqrt(self._wide))
        found = None
        self._armed = self._armed or abs(z) <= self.threshold
        ready = self._learnt >= LEARN_WIDTH and self._armed and self._quiet >= COOLDOWN
        if abs(z) > self.threshold and ready and _worth(share, base):
            self._quiet, self._armed = 0, False
            found = self._finding(z, (share, base, deviation * sqrt(self._wide)), int(trials + weight))
        self._follow(z, k, n)
        return found

    def _baseline(self, prior: float | None) -> tuple[float, float]:
        """Rate, and the trials behind it."""
        lean = self._own if prior is None else prior
        weight = self._n + (PRIOR if lean else 0.0)
        return ((self._k + PRIOR * lean) / weight if weight else 0.0), weight

    def _follow(self, z: float, k: float, n: float) -> None:
        """Rate and width go with what they see, unless that looks like a change; not for ever."""
        young = self._learnt < LEARN_WIDTH
        if abs(z) >= HOLD and not young:
            self._frozen += 1
            if self._frozen >= self._frozen_max:
                self.reset()
            return
        self._frozen = 0
        self._learnt += 1
        gain = max(GAIN, 1 / (self._learnt + 2)) if young else GAIN
        seen = min(z * z, 25.0 if young else 9.0) * self._wide
        self._wide = min(WIDEST, max(1.0, self._wide + gain * (seen - self._wide)))
        self._add(k, n)

    def _add(self, k: float, n: float) -> None:
        self._k, self._n = self._k * MEMORY + k, self._n * MEMORY + n

    def _finding(self, z: float, rates: tuple[float, float, float], n: int) -> Finding:
        share, base, deviation = rates
        return Finding(
            direction="up" if z > 0 else "down", window_s=WINDOW * self._tick_s, observed=share, expected=base,
            ratio=share / base, low=max(0.0, base - 1.96 * deviation), high=base + 1.96 * deviation,
            odds=odds_of(abs(z)), n=n, score=abs(z), limit=self.threshold,
        )  # fmt: skip


def _spread(rate: float) -> float:
    """Of one trial. Interactions of a viewer may be several: past ½ it grows as counts do."""
    return rate * (1 - rate) if rate < 0.5 else rate / 2


def _worth(share: float, base: float) -> bool:
    return share >= base * TOO_SMALL or share * TOO_SMALL <= base

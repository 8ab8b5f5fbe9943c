"""Surges of counts: a scan over the last 10, 30, 60 and 90 s, negative binomial, with the audience as exposure.

How much wider than chance a show's counts spread is learnt from the whole show so far, leaning on what is usual.
Plain floats: one value at a time costs 3 µs so and 12.5 µs in arrays of six (docs/algorithms/detection.md).
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
WINDOWS = ((1, 0.55), (3, 0.05), (6, -0.1), (9, -0.1))
"""Ticks, and what a score must show beyond the threshold: the short ones are looked at most often and wrong most
often."""
LONGEST = 9
LEVEL_MIN = 3.0
"""Events a tick below which a ratio is noise: 样本不足."""
FLOOR, ALPHA = 0.3, 0.028
"""Least level; weight of a new tick once the baseline is grown."""
OPENING, OPENING_ALPHA = 200, 0.014
"""Ticks at the start of a show in which people still come and levels climb, and what that adds to the weight."""
HOLD = 3.0
"""Scores from here on teach the baseline nothing."""
AFTER, OVER = 3, 1.1
"""Ticks after which a surge is over, and what they hold at most, × the level."""
PHI, PHI_LOW, PHI_HIGH = 0.15, 0.02, 0.6
"""Overdispersion: the usual one, which a show's own leans on; the least and the most that is believed."""
LEAN, MEMORY = 20.0, 180.0
"""Ticks that the usual one counts for, and the most that all that was learnt counts for: half an hour."""
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
        self.phi = self._spread = PHI
        """Overdispersion: variance ÷ mean² beyond chance; and as it was learnt, before its bounds."""
        self._weight = LEAN
        self._lived = 0
        """Ticks since the show began, whatever was reset."""
        self.level = FLOOR
        """Events a tick at exposure 1."""
        self._v = 0.0
        self._quiet = COOLDOWN
        self.reset()

    def reset(self) -> None:
        """Another product, slot or way of counting: the level is learnt anew, the overdispersion stays."""
        self._n = self._frozen = self._known = 0
        self._sum = self._seen = 0.0
        self._totals, self._exposures = [0.0], [0.0]
        """Events and exposure up to each of the last ticks: a window is the difference of two."""
        self._armed = True
        """Nothing is told twice of one episode: a score must have been below the threshold in between."""

    def gap(self) -> None:
        """A tick without a count: windows begin behind it."""
        self._quiet += 1
        self._totals, self._exposures = [0.0], [0.0]

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
        self._lived += 1
        if self._n < WARM_UP:
            self._learn_first(count, exposure)
            return None
        self._n += 1
        self._totals.append(self._totals[-1] + count)
        self._exposures.append(self._exposures[-1] + exposure)
        if len(self._totals) > LONGEST + 1:
            del self._totals[0], self._exposures[0]
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
        """Largest score over the windows, and how many ticks that one has. 0 while none can reach what it matters for:
        the tangent at the mean lies above the transform and costs a tenth of it."""
        best, ticks = 0.0, 1
        totals, exposures, level = self._totals, self._exposures, self.level
        last, total_now, seen_now = len(totals) - 1, totals[-1], exposures[-1]
        floor = min(self.threshold, HOLD)
        phi, unknown = self.phi, self._v / (level * level)
        for w, handicap in WINDOWS:
            if w > last:
                break
            total, mean = total_now - totals[last - w], level * (seen_now - exposures[last - w])
            if total <= mean:
                continue
            a = phi / w + unknown  # relative variance beyond chance: of the counts, and of the level
            widened = 1 - 0.75 * a if a < 1 else 1.0
            more, x, needed = total - mean, mean + 0.375, floor + handicap
            if more * more <= needed * needed * x * (widened + a * x):
                continue
            b, root = a / widened, sqrt(a)
            score = 2 * (asinh(sqrt(b * (total + 0.375))) - asinh(sqrt(b * x))) / root - handicap
            if score > best:
                best, ticks = score, w
        return best, ticks

    def _bounds(self, mean: float, ticks: int) -> tuple[float, float]:
        """95 % of the sums that this level would give."""
        a = self.phi / ticks + self._v / (self.level * self.level)
        b = a / (1 - 0.75 * a) if a < 1 else a
        middle, step = asinh(sqrt(b * (mean + 0.375))), HALF_95 * sqrt(a)
        low = sinh(max(0.0, middle - step)) ** 2 / b - 0.375
        return max(0.0, low), sinh(middle + step) ** 2 / b - 0.375

    def _finding(self, score: float, ticks: int) -> Finding:
        total = self._totals[-1] - self._totals[-1 - ticks]
        mean = self.level * (self._exposures[-1] - self._exposures[-1 - ticks])
        low, high = self._bounds(mean, ticks)
        return Finding(
            direction="up", window_s=ticks * self._tick_s, observed=total, expected=mean, ratio=total / mean, low=low,
            high=high, odds=odds_of(score), n=int(total) + self._known, score=score, limit=self.threshold,
        )  # fmt: skip

    def _follow(self, score: float, count: float, exposure: float) -> None:
        """The baseline goes with what it sees, unless that looks like a change; not for ever."""
        if score >= HOLD and not self._is_over():
            self._frozen += 1
            if self._frozen >= self._frozen_max:
                self.reset()
            return
        self._frozen = 0
        self._known += int(count)
        m, phi = self.level, self.phi
        a = max(ALPHA + OPENING_ALPHA if self._lived < OPENING else ALPHA, 1 / (self._n + 1))
        noise = m / exposure
        spread = 3 * sqrt(noise + phi * m * m)
        e = count / exposure - m
        self._learn_spread((e * e - noise) / (m * m), m * exposure)
        self.level = m = max(FLOOR, m + a * min(spread, max(-spread, e)))
        self._v = (m / exposure + self.phi * m * m) * a / 2

    def _is_over(self) -> bool:
        """Is what the long windows still hold no longer going on? Then they begin anew."""
        if len(self._totals) <= AFTER:
            return False
        total = self._totals[-1] - self._totals[-1 - AFTER]
        over = total <= OVER * self.level * (self._exposures[-1] - self._exposures[-1 - AFTER])
        if over:
            self._totals, self._exposures = [0.0], [0.0]
        return over

    def _learn_spread(self, seen: float, mean: float) -> None:
        """The mean of what each tick says, weighed by how well it can tell: few events spread by chance alone."""
        sure = PHI * mean / (1 + PHI * mean)
        self._weight = min(MEMORY, self._weight + sure * sure)
        said = PHI_SEEN if seen > PHI_SEEN else -PHI_SEEN if seen < -PHI_SEEN else seen
        self._spread += (said - self._spread) * sure * sure / self._weight
        self.phi = min(PHI_HIGH, max(PHI_LOW, self._spread))

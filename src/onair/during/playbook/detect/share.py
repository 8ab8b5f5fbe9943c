"""Share of something unwanted among few (complaints among comments): its Beta lower bound against a limit."""

from scipy.special import betainc, betaincinv

from onair.during.playbook.detect.finding import COOLDOWN, ODDS_MAX, Finding, Standing, State

WINDOW = 6
"""Ticks: 60 s."""
N_MIN = 8
SURE = 0.95
"""How sure it must be that the true share is above the limit."""


class ShareBound:
    """`step(k, n)` once a tick. Speaks when P(share > limit) ≥ 95 % given k of n in 60 s (prior ½, ½), n ≥ 8."""

    def __init__(self, limit: float, *, tick_s: int = 10) -> None:
        self.limit, self._tick_s = limit, tick_s
        self._last: list[tuple[int, int]] = []
        self._quiet = COOLDOWN

    def gap(self) -> None:
        self._quiet += 1
        self._last.clear()

    def standing(self) -> Standing:
        k, n = self._sums()
        state: State = "too_few" if n < N_MIN else "paused" if self._quiet < COOLDOWN else "ok"
        return Standing(state=state, level=k / n if n else None, have=n, need=N_MIN)

    def step(self, k: int, n: int) -> Finding | None:
        self._quiet += 1
        self._last = [*self._last[-WINDOW + 1 :], (k, n)]
        hits, trials = self._sums()
        if trials < N_MIN or self._quiet < COOLDOWN:
            return None
        a, b = hits + 0.5, trials - hits + 0.5
        below = float(betainc(a, b, self.limit))
        if below > 1 - SURE:
            return None
        self._quiet = 0
        share = hits / trials
        return Finding(
            direction="up", window_s=len(self._last) * self._tick_s, observed=share, expected=self.limit,
            ratio=share / self.limit, low=float(betaincinv(a, b, 0.025)), high=float(betaincinv(a, b, 0.975)),
            odds=min(ODDS_MAX, 1 / below) if below > 0 else ODDS_MAX, n=trials, score=1 - below, limit=SURE,
        )  # fmt: skip

    def _sums(self) -> tuple[int, int]:
        return sum(k for k, _ in self._last), sum(n for _, n in self._last)

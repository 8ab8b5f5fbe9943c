"""The same act, repeated: what it does on the whole, and what a rule is worth."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from scipy.special import chdtrc, ndtr, ndtri, stdtr, stdtrit

from onair.during.playbook.effect.model import Bounds, Effect
from onair.during.playbook.effect.ticks import Floats

LEAST_REPEATS = 3
"""Two measurements cannot tell chance from difference."""
LEARNT_FROM = 6
USUAL_SPREAD = 0.15
"""Standard deviation of the log, about ±15 %: no two evenings are alike, even if so few do not show it."""
LEFT_OVER = 0.02
"""What matching may leave behind is the same in all repeats and does not average out (bias of ±.013…±.018 in the
published experiment), so a pooled figure is never surer than this."""
Outcome = Literal["accepted", "dismissed", "expired", "open"]


class Pooled(Struct, frozen=True, kw_only=True):
    """Of `n` measured repeats, with `left_out` others that could not be measured; figures None below three.

    `spread`: how far the true effects lie apart (standard deviation of the log); `i2`: the share of the
    differences between the measured ones that chance does not explain; `alike_p`: how probable such differences
    are if all were the same.
    """

    n: int
    left_out: int = 0
    effect: float | None = None
    i80: Bounds | None = None
    i95: Bounds | None = None
    p: float | None = None
    spread: float | None = None
    i2: float | None = None
    alike_p: float | None = None


class Scorecard(Struct, frozen=True, kw_only=True):
    """What became of a rule's proposals. `fired` = accepted + dismissed + expired + open."""

    rule: str
    fired: int
    accepted: int
    dismissed: int
    expired: int
    open: int
    effect: Pooled


def scorecard(rule: str, outcomes: Iterable[Outcome], effects: Sequence[Effect]) -> Scorecard:
    """`effects`: of the accepted ones, as far as they are due."""
    count = Counter(outcomes)
    return Scorecard(
        rule=rule, fired=count.total(), accepted=count["accepted"], dismissed=count["dismissed"],
        expired=count["expired"], open=count["open"], effect=pool(effects),
    )  # fmt: skip


def pool(effects: Sequence[Effect]) -> Pooled:
    """Random effects on the log scale; each repeat weighs by its own 95 % interval. Spread by Paule-Mandel.

    From six on the interval is Hartung-Knapp's, never narrower than without it. Below, the spread cannot be learnt:
    it is taken to be `USUAL_SPREAD` at least, and the interval is the normal one.
    """
    measured = [one for one in effects if one.effect is not None and one.i95 is not None]
    n, left = len(measured), len(effects) - len(measured)
    if n < LEAST_REPEATS:
        return Pooled(n=n, left_out=left)
    y = np.log1p([one.effect for one in measured if one.effect is not None])
    halves = [np.log1p(one.i95.high) - np.log1p(one.i95.low) for one in measured if one.i95 is not None]
    error = np.array(halves) / (2 * ndtri(0.975))
    tau2 = _between(y, error**2)
    middle, deviation, freedom = _middle(y, error**2, tau2)
    q = _excess(y, error**2, 0.0) + n - 1
    return Pooled(
        n=n, left_out=left, effect=float(np.expm1(middle)), i80=_bounds(middle, deviation * _quantile(freedom, 0.90)),
        i95=_bounds(middle, deviation * _quantile(freedom, 0.975)), p=2 * _below(freedom, -abs(middle) / deviation),
        spread=float(np.sqrt(tau2)), i2=max(0.0, 1 - (n - 1) / q) if q > 0 else 0.0,
        alike_p=float(chdtrc(n - 1, q)),
    )  # fmt: skip


def _middle(y: Floats, within: Floats, tau2: float) -> tuple[float, float, int | None]:
    """→ the pooled log effect, its standard error, and the degrees of freedom of their ratio's t (None: normal)."""
    few = len(y) < LEARNT_FROM
    weight = 1 / (within + (max(tau2, USUAL_SPREAD**2) if few else tau2))
    middle = float(weight @ y / weight.sum())
    if few:
        return middle, float(np.hypot(weight.sum() ** -0.5, LEFT_OVER)), None
    knapp = max(1.0, float(weight @ (y - middle) ** 2) / (len(y) - 1))
    return middle, float(np.hypot(np.sqrt(knapp / weight.sum()), LEFT_OVER)), len(y) - 1


def _quantile(freedom: int | None, p: float) -> float:
    return float(ndtri(p) if freedom is None else stdtrit(freedom, p))


def _below(freedom: int | None, z: float) -> float:
    return float(ndtr(z) if freedom is None else stdtr(freedom, z))


def _excess(y: Floats, within: Floats, tau2: float) -> float:
    """How much more the repeats differ than chance and `tau2` explain; 0 at the estimate of Paule and Mandel."""
    weight = 1 / (within + tau2)
    return float(weight @ (y - weight @ y / weight.sum()) ** 2) - (len(y) - 1)


def _between(y: Floats, within: Floats) -> float:
    if _excess(y, within, 0.0) <= 0:
        return 0.0
    from scipy.optimize import brentq  # noqa: PLC0415 (half a second to import: not on the way to the first page)

    most = float(np.ptp(y) ** 2) * len(y) + 1.0
    return float(brentq(lambda tau2: _excess(y, within, tau2), 0.0, most))


def _bounds(middle: float, half: float) -> Bounds:
    return Bounds(float(np.expm1(middle - half)), float(np.expm1(middle + half)))

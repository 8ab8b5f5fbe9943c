"""Who still buys: BG/NBD over repeat purchases (Fader, Hardie & Lee 2005, Marketing Science 24(2), 275-284).

A person buys at a steady pace of their own (gamma over people) and may leave after each purchase (beta over people).
Three numbers a person: `repeats` (days with a purchase after the first), `recency` (weeks from the first to the last),
`age` (weeks from the first until now). Guarantees and a table: docs/algorithms/people.md.
"""

from typing import Any, NamedTuple

from onair.kernel.errors import Conflict

FEWEST = 200
"""Buyers; a pace told by fewer is luck."""
PENALTY = 1e-9
_START = (1.0, 5.0, 1.0, 3.0)
_BOUND = (-7.0, 7.0)
"""Of the logarithm of each parameter; what lies outside fits no shop."""


class TooFewBuyers(Conflict):
    code = "too_few_buyers"
    zh = "只有 {n} 位买家，至少要 {needed} 位才能估计谁还会回来。没有估计。"
    en = "There are {n} buyers; {needed} are needed to tell who will come back. Nothing was estimated."


class Pace(NamedTuple):
    """`r`, `alpha` (weeks): how often people buy. `a`, `b`: how soon they leave."""

    r: float
    alpha: float
    a: float
    b: float


class Buying(NamedTuple):
    """Columns of equal length, one place a person (numpy arrays of float)."""

    repeats: Any
    recency: Any
    age: Any


def buying(repeats: Any, recency: Any, age: Any) -> Buying:
    """Of any sequences of numbers. Raises ValueError where they cannot be: negative, later than now, a repeat without time."""
    import numpy as np  # noqa: PLC0415 (slow to import: not on the way to the first page)

    columns = Buying(*(np.asarray(column, dtype=float) for column in (repeats, recency, age)))
    x, last, whole = columns
    if not (len(x) == len(last) == len(whole)):
        raise ValueError("columns of unequal length")
    if (x < 0).any() or (last < 0).any() or (last > whole).any():
        raise ValueError("a purchase lies after now or before the first")
    return columns


def fit(people: Buying) -> Pace:
    """The likeliest pace. Raises TooFewBuyers."""
    import numpy as np  # noqa: PLC0415 (slow to import)
    from scipy.optimize import minimize  # noqa: PLC0415 (slow to import)

    if len(people.age) < FEWEST:
        raise TooFewBuyers(n=len(people.age), needed=FEWEST)
    rows, weights = np.unique(np.stack(people), axis=1, return_counts=True)
    alike, total = Buying(*rows), weights.sum()

    def cost(logs: Any) -> float:
        said = _likelihood(Pace(*np.exp(logs)), alike)
        return -float((said * weights).sum() / total) + PENALTY * float((logs**2).sum())

    start = np.log(_START)
    found = minimize(
        cost, start, method="L-BFGS-B", bounds=[_BOUND] * 4, options={"ftol": 1e-13, "gtol": 1e-8}
    )
    return Pace(*(float(value) for value in np.exp(found.x)))


def alive(pace: Pace, people: Buying) -> Any:
    """P(still a buyer), 0…1. It is 1 for who bought once only: the model has nothing to doubt them by, so their
    lifecycle goes by another rule (`lifecycle.py`)."""
    import numpy as np  # noqa: PLC0415 (slow to import)

    x, last, whole = people
    shape = np.where(x > 0, pace.a / np.maximum(pace.b + x - 1, 1e-12), 0.0)
    return 1 / (1 + shape * ((pace.alpha + whole) / (pace.alpha + last)) ** (pace.r + x))


def expected(pace: Pace, people: Buying, weeks: float) -> Any:
    """Purchases in the next `weeks`, by person. The formula is singular at a = 1: a step aside is taken there."""
    import numpy as np  # noqa: PLC0415 (slow to import)
    from scipy.special import hyp2f1  # noqa: PLC0415 (slow to import)

    a = pace.a if abs(pace.a - 1) > 1e-4 else 1 + 1e-4
    x, _, whole = people
    seen = pace.alpha + whole
    z = weeks / (seen + weeks)
    inner = (seen / (seen + weeks)) ** (pace.r + x) * hyp2f1(pace.r + x, pace.b + x, a + pace.b + x - 1, z)
    return np.maximum((a + pace.b + x - 1) / (a - 1) * (1 - inner), 0.0) * alive(pace._replace(a=a), people)


def _likelihood(pace: Pace, people: Buying) -> Any:
    """Logarithm, by person."""
    import numpy as np  # noqa: PLC0415 (slow to import)
    from scipy.special import betaln, gammaln  # noqa: PLC0415 (slow to import)

    r, alpha, a, b = pace
    x, last, whole = people
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    stays = -(r + x) * np.log(alpha + whole)
    leaves = np.log(a) - np.log(np.maximum(b + x - 1, 1e-12)) - (r + x) * np.log(alpha + last)
    return common + np.where(x > 0, np.logaddexp(stays, leaves), stays)

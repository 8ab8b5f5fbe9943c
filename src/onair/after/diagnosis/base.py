"""The room's own past as a chain: what each link usually is, and how far one show usually strays from it.

In logs, because links multiply. A level shift in the past cuts off what lies before it (imports page §4, 11): a room
that grew tenfold is compared with what it has been since.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from onair.after.diagnosis.links import Stages
from onair.after.diagnosis.student import quantile

ENOUGH = 5
"""Shows with a link before anything is said about it; the same as for the review's bands."""
SHIFT_SIDE = 5
"""Shows on both sides of a level shift, so that enough are left."""
SHIFT_T = 6.0
ODD = 0.001
"""Family-wise level at which a past show counts as something else (a festival, a test) and is left out of its link."""
ODD_SHARE = 0.25


class Usual(NamedTuple):
    """Of ln(to ÷ since) over `n` past shows."""

    since: str | None
    to: str
    middle: float
    spread: float
    n: int

    def strays(self, rate: float, noise: float = 0.0) -> float:
        """How many prediction errors this rate lies from the usual one. `noise`: what counting alone gives."""
        return (log(rate) - self.middle) / (self.error(noise) * sqrt(1 + 1 / self.n))

    def error(self, noise: float = 0.0) -> float:
        return max(self.spread, noise, 1e-9)

    def limit(self, level: float) -> float:
        """Prediction errors that a usual show passes with this probability, on either side."""
        return quantile(1 - level / 2, self.n - 1)


class Base(NamedTuple):
    """`stages`: a show in which every link is as usual. `n`: shows it is made of, since the newest level shift."""

    stages: dict[str, float]
    links: tuple[Usual, ...]
    n: int


def base_of(past: Sequence[Stages], stages: Sequence[str]) -> Base | None:
    """`past` oldest first; `stages` those that the show to be judged has. None: fewer than ENOUGH shows."""
    cut = cut_of(past, stages[-1]) if stages else 0
    known = [show for show in past if stages and (show.get(stages[-1]) or 0) > 0][cut:]
    links = [
        usual
        for since, to in zip([None, *stages], stages, strict=False)
        if (usual := usual_of(since, to, [_log(show, since, to) for show in known]))
    ]
    if len(known) < ENOUGH or [link.to for link in links] != list(stages):
        return None
    made, level = {}, 0.0
    for link in links:
        level = link.middle + (0.0 if link.since is None else level)
        made[link.to] = exp(level)
    return Base(made, tuple(links), len(known))


def cut_of(past: Sequence[Stages], amount: str) -> int:
    """How many of the oldest shows with that amount lie before the newest level shift."""
    return shift([log(value) for show in past if (value := show.get(amount)) is not None and value > 0])


def common(past: Sequence[Stages], target: Stages, stages: Sequence[str]) -> list[str]:
    """Stages that the target and at least ENOUGH past shows have."""
    return [
        stage
        for stage in stages
        if target.get(stage) is not None and sum((show.get(stage) or 0) > 0 for show in past) >= ENOUGH
    ]


def shift(logs: Sequence[float]) -> int:
    """Place of the newest level shift: 0 when there is none. Largest two-sample t with SHIFT_SIDE shows on both sides."""
    best, place = 0.0, 0
    for at in range(SHIFT_SIDE, len(logs) - SHIFT_SIDE + 1):
        (left, a), (right, b) = middle_and_spread(logs[:at]), middle_and_spread(logs[at:])
        n, m = at, len(logs) - at
        pooled = sqrt((a * a * (n - 1) + b * b * (m - 1)) / (n + m - 2))
        found = abs(right - left) / (pooled * sqrt(1 / n + 1 / m) or 1e-9)
        if found > best:
            best, place = found, at
    return place if best >= SHIFT_T else 0


def usual_of(since: str | None, to: str, logs: Sequence[float | None]) -> Usual | None:
    kept = near([value for value in logs if value is not None])
    return Usual(since, to, *middle_and_spread(kept), len(kept)) if len(kept) >= ENOUGH else None


def near(logs: Sequence[float]) -> list[float]:
    """Without those that the others say cannot be one of them (deleted t residuals), at most a quarter.

    The limit holds for the family of shows, so that a usual one is hardly ever thrown out: throwing out what is only far
    would make the spread too small and every third show unusual.
    """
    kept = list(logs)
    while len(kept) > max(ENOUGH, (1 - ODD_SHARE) * len(logs)):
        limit = quantile(1 - ODD / (2 * len(kept)), len(kept) - 2)
        far, place = max((far, place) for place, far in enumerate(_deleted(kept)))
        if far <= limit:
            break
        del kept[place]
    return kept


def _deleted(logs: Sequence[float]) -> list[float]:
    """How far each lies from the others, in prediction errors made without it."""
    n, middle = len(logs), sum(logs) / len(logs)
    apart = [value - middle for value in logs]
    squares = sum(value * value for value in apart)
    found = []
    for value in apart:
        rest = -value / (n - 1)
        variance = max((squares - value * value) - (n - 1) * rest * rest, 0.0) / (n - 2)
        found.append(abs(value - rest) / (max(sqrt(variance), 1e-9) * sqrt(1 + 1 / (n - 1))))
    return found


def middle_and_spread(logs: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation of two or more; the statistics module's are exact and fifty times slower."""
    middle = sum(logs) / len(logs)
    return middle, sqrt(sum((value - middle) ** 2 for value in logs) / (len(logs) - 1))


def _log(show: Stages, since: str | None, to: str) -> float | None:
    above, here = (1.0 if since is None else show.get(since)), show.get(to)
    return log(here / above) if above and here and above > 0 and here > 0 else None


def noise(show: Mapping[str, float | int | None], link: Usual) -> float:
    """Relative error of a rate that is counted: √(1/successes − 1/trials)."""
    here = show.get(link.to)
    above = show.get(link.since) if link.since else None
    if not here or here <= 0:
        return 0.0
    if above and above >= here:
        return sqrt(max(1 / here - 1 / above, 0.0))
    return 0.0

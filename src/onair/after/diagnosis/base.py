"""The room's own past as a chain: what each link usually is, and how far one show usually strays from it.

In logs, because links multiply. A level shift in the past cuts off what lies before it (imports page §4, 11): a room
that grew tenfold is compared with what it has been since.
"""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from statistics import fmean, median, stdev
from typing import NamedTuple

from onair.after.diagnosis.links import Stages

ENOUGH = 3
"""Shows with a link before anything is said about it."""
SHIFT_SIDE = 4
"""Shows on both sides of a level shift."""
SHIFT_T = 5.0
FAR = 4.0
"""A past show so many robust deviations away was something else (a festival, a test) and is left out of its link."""


class Usual(NamedTuple):
    """Of ln(to ÷ since) over `n` past shows. `noise`: what counting alone would give (1/√ of the smaller counts)."""

    since: str | None
    to: str
    middle: float
    spread: float
    n: int

    def strays(self, rate: float, noise: float = 0.0) -> float:
        """How many prediction errors this rate lies from the usual one."""
        sd = max(self.spread, noise, 1e-9)
        return (log(rate) - self.middle) / (sd * sqrt(1 + 1 / self.n))


class Base(NamedTuple):
    """`stages`: a show in which every link is as usual. `cut`: older shows that a level shift left out; `left_out`:
    per link, shows too far away."""

    stages: dict[str, float]
    links: tuple[Usual, ...]
    n: int
    cut: int


def base_of(past: Sequence[Stages], stages: Sequence[str]) -> Base | None:
    """`past` oldest first; `stages` those that the show to be judged has. None: fewer than ENOUGH shows."""
    amount = stages[-1]
    logs = [log(value) for show in past if (value := show.get(amount)) is not None and value > 0]
    cut = shift(logs)
    known = [show for show in past if (show.get(amount) or 0) > 0][cut:]
    links = [
        usual
        for since, to in zip([None, *stages], stages, strict=False)
        if (usual := _usual(known, since, to))
    ]
    if len(known) < ENOUGH or [link.to for link in links] != list(stages):
        return None
    made, level = {}, 0.0
    for link in links:
        level = link.middle + (0.0 if link.since is None else level)
        made[link.to] = exp(level)
    return Base(made, tuple(links), len(known), cut)


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
        before, since = logs[:at], logs[at:]
        error = sqrt((stdev(before) ** 2 / len(before)) + (stdev(since) ** 2 / len(since))) or 1e-9
        found = abs(fmean(since) - fmean(before)) / error
        if found > best:
            best, place = found, at
    return place if best >= SHIFT_T else 0


def _usual(past: Sequence[Stages], since: str | None, to: str) -> Usual | None:
    logs = []
    for show in past:
        above, here = (1.0 if since is None else show.get(since)), show.get(to)
        if above and here and above > 0 and here > 0:
            logs.append(log(here / above))
    logs = near(logs)
    if len(logs) < ENOUGH:
        return None
    return Usual(since, to, fmean(logs), stdev(logs), len(logs))


def near(logs: Sequence[float]) -> list[float]:
    """Without those more than FAR robust deviations from the middle."""
    if len(logs) < ENOUGH:
        return list(logs)
    middle = median(logs)
    deviation = 1.4826 * median(abs(value - middle) for value in logs)
    return [value for value in logs if abs(value - middle) <= max(FAR * deviation, 0.05)]


def noise(show: Mapping[str, float | int | None], link: Usual) -> float:
    """Relative error of a rate that is counted: √(1/successes − 1/trials); of a money link that of its pieces."""
    here = show.get(link.to)
    above = show.get(link.since) if link.since else None
    if not here or here <= 0:
        return 0.0
    if above and above >= here:
        return sqrt(max(1 / here - 1 / above, 0.0))
    return 0.0

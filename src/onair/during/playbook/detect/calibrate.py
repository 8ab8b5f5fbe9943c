"""A room's own thresholds: the most sensitive ones at which its past shows stay within so many findings an hour.

Real rooms are burstier than any generator: what is rare is learnt from the room.
"""

from collections.abc import Callable, Iterable, Sequence

from onair.during.playbook.detect.level import THRESHOLD as LEVEL_DEFAULT
from onair.during.playbook.detect.level import Cusum
from onair.during.playbook.detect.scan import THRESHOLD as SCAN_DEFAULT
from onair.during.playbook.detect.scan import NbScan

Shows = Iterable[Sequence[float | None]]
"""Values by tick, None = missing."""
HOURS_MIN = 3.0
"""Less than this of past shows teaches nothing."""
SCAN_STEPS = tuple(x / 10 for x in range(22, 41))
LEVEL_STEPS = tuple(x / 2 for x in range(10, 41))


def scan_threshold(shows: Shows, per_hour: float = 0.5) -> float:
    """For `NbScan`: of 2.2 to 4.0. With less than 3 hours known, the default; never quiet enough: the largest."""

    def findings(values: Sequence[float | None], threshold: float) -> int:
        scan, n = NbScan(threshold), 0
        for value in values:
            if value is None:
                scan.gap()
            else:
                n += scan.step(value) is not None
        return n

    return _least(shows, per_hour, SCAN_STEPS, SCAN_DEFAULT, findings)


def level_threshold(shows: Shows, per_hour: float = 0.5) -> float:
    """For `Cusum`: of 5 to 20."""

    def findings(values: Sequence[float | None], threshold: float) -> int:
        cusum, n = Cusum(threshold), 0
        for value in values:
            if not value:
                cusum.gap()
            else:
                n += cusum.step(value) is not None
        return n

    return _least(shows, per_hour, LEVEL_STEPS, LEVEL_DEFAULT, findings)


def _least(
    shows: Shows,
    per_hour: float,
    steps: Sequence[float],
    default: float,
    findings: Callable[[Sequence[float | None], float], int],
) -> float:
    past = list(shows)
    hours = sum(value is not None for one in past for value in one) / 360
    if hours < HOURS_MIN:
        return default
    fits = (step for step in steps if sum(findings(one, step) for one in past) <= per_hour * hours)
    return next(fits, steps[-1])

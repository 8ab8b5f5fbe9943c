"""Time as a team works it: milliseconds inside its working hours, in its own zone. Pure.

A day's hours are wall-clock times of that day: on a day when the clocks change, 9:00–21:00 is what the wall says.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY_MINUTES = 1440
DAYS_MAX = 3660
"""Ten years: a clock that runs longer ends there."""


class Hours(NamedTuple):
    """`days`: 1 = Monday … 7. `start`, `end` in minutes of the day, `start` < `end` ≤ 1440. `zone`: IANA name."""

    zone: str = "Asia/Shanghai"
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    start: int = 9 * 60
    end: int = 21 * 60


class Clockwork(NamedTuple):
    """A ticket's clock: `limit` ms of working time, `spent` before `since` (ms UTC; None = it stands)."""

    limit: int
    spent: int
    since: int | None


def _spans(hours: Hours, start: int) -> Iterator[tuple[int, int]]:
    """Working time as [from, to) in ms UTC, from the day that `start` falls on."""
    zone = ZoneInfo(hours.zone)
    day = datetime.fromtimestamp(start / 1000, zone).date()
    for ahead in range(DAYS_MAX):
        this = day + timedelta(days=ahead)
        if this.isoweekday() in hours.days:
            yield _at(this, hours.start, zone), _at(this, hours.end, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> int:
    day, minute = day + timedelta(days=minute // DAY_MINUTES), minute % DAY_MINUTES
    return int(
        datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone).timestamp() * 1000
    )


def worked(hours: Hours, start: int, end: int) -> int:
    """Working ms in [start, end); 0 when it ends before it starts."""
    total = 0
    for opened, closed in _spans(hours, start):
        if opened >= end:
            break
        total += max(0, min(closed, end) - max(opened, start))
    return total


def reached(hours: Hours, start: int, left: int) -> int:
    """The moment at which `left` working ms from `start` are used up; `start` itself when none are left."""
    if left <= 0:
        return start
    last = start
    for opened, closed in _spans(hours, start):
        begin = max(opened, start)
        if closed - begin >= left:
            return begin + left
        left, last = left - max(0, closed - begin), closed
    return last


def begun(limit: int, now: int) -> Clockwork:
    return Clockwork(limit, 0, now)


def paused(clock: Clockwork, hours: Hours, now: int) -> Clockwork:
    """What was worked until now is kept; a clock that stands stays as it is."""
    if clock.since is None:
        return clock
    return Clockwork(clock.limit, clock.spent + worked(hours, clock.since, now), None)


def resumed(clock: Clockwork, now: int) -> Clockwork:
    return clock if clock.since is not None else clock._replace(since=now)


def due(clock: Clockwork, hours: Hours, share: float = 1.0) -> int | None:
    """When `share` of the limit is used up, ms UTC; None while the clock stands."""
    if clock.since is None:
        return None
    return reached(hours, clock.since, round(clock.limit * share) - clock.spent)


def left(clock: Clockwork, hours: Hours, now: int) -> int:
    """Working ms left, below 0 when it is over."""
    ran = worked(hours, clock.since, now) if clock.since is not None else 0
    return clock.limit - clock.spent - ran

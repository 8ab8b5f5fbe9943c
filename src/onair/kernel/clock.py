"""One clock, an argument everywhere, so that any show can be rehearsed (ADR 0004)."""

import time
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC."""

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def system_clock() -> int:
    return time.time_ns() // 1_000_000


def boot_clock() -> int:
    """Milliseconds since the machine started, sleep included where the system counts it; nobody can set it."""
    counted = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.monotonic_ns() if counted is None else time.clock_gettime_ns(counted)) // 1_000_000


SLEW_PER_S = 0.5
"""ms; what a time service may correct a running clock by, and as fast as we follow it."""


class SteadyClock:
    """The system's time at the start and what passed since: a clock that is put forward, put back or stopped while a
    show is on moves no countdown. Small differences are followed slowly; a big one ends with the next start."""

    def __init__(self, wall: Clock = system_clock, passed: Clock = boot_clock) -> None:
        self._wall, self._passed = wall, passed
        self._last = passed()
        self._now = float(wall())

    def __call__(self) -> int:
        last, self._last = self._last, self._passed()
        elapsed = max(0, self._last - last)
        self._now += elapsed
        room = elapsed / 1000 * SLEW_PER_S
        self._now += min(room, max(-room, self._wall() - self._now))
        return int(self._now)

    @property
    def off_by(self) -> int:
        """ms that the system's clock is ahead of this one."""
        return self._wall() - int(self._now)


def midnight(at: int, zone: str) -> int:
    """The start (ms UTC) of the day that `at` (ms UTC) falls on in `zone`, an IANA name."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


def day(at: int, zone: str) -> date:
    """The day that `at` (ms UTC) falls on in `zone`, an IANA name."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()


def short_time(at: int, zone: str) -> str:
    """`at` (ms UTC) as MM-DD HH:MM in `zone`, an IANA name."""
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%m-%d %H:%M}"


class FixedClock:
    """A clock for tests and rehearsals: stands still until moved."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, ms: int) -> None:
        self.now += ms

"""One clock, an argument everywhere, so that any show can be rehearsed (ADR 0004)."""

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC."""

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def system_clock() -> int:
    return time.time_ns() // 1_000_000


def midnight(at: int, zone: str) -> int:
    """The start (ms UTC) of the day that `at` (ms UTC) falls on in `zone`, an IANA name."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    return int(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)


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

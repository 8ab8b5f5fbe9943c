"""Whether a connection still delivers. Kept in memory: a write for each delivery would cost more than it tells."""

from typing import Literal, NamedTuple

from onair.during.broadcast.sources import LIMITS
from onair.kernel.clock import Clock

Liveness = Literal["live", "slow", "stale", "never"]
ORDERS = LIMITS["orders"]
"""Deliveries come in the rhythm of orders, not of a room's chatter."""


class Pulse(NamedTuple):
    """`last_at`: when the newest event came (ms, by the server's clock). `events`: kept or known already."""

    last_at: int
    events: int


class Pulses:
    """Heard since the process started, at `since` (ms)."""

    def __init__(self, clock: Clock) -> None:
        self.since = clock()
        self._heard: dict[str, Pulse] = {}

    def heard(self, connection: str, now: int, events: int) -> None:
        if events:
            old = self.of(connection)
            self._heard[connection] = Pulse(max(now, old.last_at), old.events + events)

    def of(self, connection: str) -> Pulse:
        """`last_at` 0 = nothing came."""
        return self._heard.get(connection, Pulse(0, 0))


def liveness(last_at: int | None, now: int) -> Liveness:
    """Slow after two minutes of silence, stale after five."""
    if last_at is None:
        return "never"
    silence = now - last_at
    if silence < ORDERS.slow:
        return "live"
    return "slow" if silence < ORDERS.stale else "stale"

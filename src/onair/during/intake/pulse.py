"""When a connection delivered last, and what it was refused last. Gathered in memory; one write in some seconds
keeps it across restarts: a write for each delivery would cost more than it tells."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple

from onair.during.broadcast.sources import LIMITS
from onair.during.intake.soon import Soon
from onair.kernel.clock import Clock

Liveness = Literal["live", "slow", "stale", "never"]
ORDERS = LIMITS["orders"]
"""Deliveries come in the rhythm of orders, not of a room's chatter."""


class Heard(NamedTuple):
    """Times in ms by the server's clock, None = not that we know. `error_code`: why the newest refused delivery was.

    `since`: from when on it is remembered, None = from the start of this process.
    """

    last_at: int | None = None
    error_at: int | None = None
    error_code: str | None = None
    since: int | None = None

    def newer(self, other: "Heard") -> "Heard":
        """Both together."""
        error = max(self, other, key=lambda one: one.error_at or 0)
        return Heard(
            max(self.last_at or 0, other.last_at or 0) or None, error.error_at, error.error_code,
            self.since if other.since is None else other.since,
        )  # fmt: skip


NOTHING = Heard()


class Pulses:
    """`keep` writes what changed. `since` (ms): the start of the process, from which `events` counts."""

    def __init__(self, clock: Clock, keep: Callable[[Mapping[str, Heard]], None]) -> None:
        self.since = clock()
        self._keep = keep
        self._heard: dict[str, Heard] = {}
        self._events: dict[str, int] = {}
        self._changed: set[str] = set()
        self._writing: dict[str, Heard] = {}
        self._soon = Soon("when connections were heard", self._take, self._again)

    def heard(self, connection: str, now: int, events: int) -> None:
        """`events`: kept or known already; a delivery without any tells nothing."""
        if events:
            self._events[connection] = self.events(connection) + events
            self._note(connection, Heard(now))

    def refused(self, connection: str, now: int, code: str) -> None:
        self._note(connection, Heard(None, now, code))

    def of(self, connection: str) -> Heard:
        return self._heard.get(connection, NOTHING)

    def events(self, connection: str) -> int:
        return self._events.get(connection, 0)

    async def flush(self) -> None:
        await self._soon.flush()

    def _note(self, connection: str, heard: Heard) -> None:
        self._heard[connection] = self.of(connection).newer(heard)
        self._changed.add(connection)
        self._soon.ask()

    def _take(self) -> Callable[[], None]:
        self._writing = {one: self._heard[one] for one in self._changed}
        self._changed = set()
        return partial(self._keep, self._writing)

    def _again(self) -> None:
        self._changed |= self._writing.keys()


def liveness(last_at: int | None, now: int) -> Liveness:
    """Slow after two minutes of silence, stale after five."""
    if last_at is None:
        return "never"
    silence = now - last_at
    if silence < ORDERS.slow:
        return "live"
    return "slow" if silence < ORDERS.stale else "stale"

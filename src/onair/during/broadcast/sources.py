"""How fresh each kind of datum is. Judged by the server's own clock of receipt, never by times in events.

A kind that flows all the time is slow after 15 s of silence (nothing alarms before), stale after 30 s and cut
after 60 s. Orders and readings come in their own rhythm: their limits are wider.
"""

from typing import Literal, NamedTuple

from onair.during.broadcast.frames import SourceBadge
from onair.events.groups import Groups
from onair.events.model import Comment, Event, Gauge, Order, Pay, ProductClick, Stock, Stream

Kind = Literal["online", "comments", "orders", "stock", "spend", "clicks", "signal"]
Freshness = Literal["live", "slow", "stale", "cut", "missing"]


class Limits(NamedTuple):
    """Silence in ms after which a kind is slow, stale, cut."""

    slow: int
    stale: int
    cut: int


FLOWING = Limits(15_000, 30_000, 60_000)
LIMITS: dict[Kind, Limits] = {
    "online": FLOWING,
    "comments": Limits(15_000, 60_000, 180_000),
    "orders": Limits(120_000, 300_000, 900_000),
    "stock": Limits(120_000, 300_000, 900_000),
    "spend": Limits(120_000, 600_000, 1_800_000),
    "clicks": Limits(15_000, 60_000, 180_000),
    "signal": FLOWING,
}
_BY_TYPE: dict[type[Event], Kind] = {
    Comment: "comments", Order: "orders", Pay: "orders", Stock: "stock", ProductClick: "clicks", Stream: "signal",
}  # fmt: skip
_GAUGES: dict[str, Kind] = {"online": "online", "spend": "spend"}


class Sources:
    """When each source was last heard on each kind."""

    def __init__(self) -> None:
        self._last: dict[Kind, dict[str, int]] = {kind: {} for kind in LIMITS}

    def heard(self, groups: Groups, received: int) -> None:
        """`received`: the server's clock when the batch came."""
        for cls, group in groups.items():
            if cls is Gauge:
                for name, source in {(event.name, event.source) for event in group.events}:
                    if name in _GAUGES:
                        self._note(_GAUGES[name], source, received)
            elif cls in _BY_TYPE:
                for source in set(group.sources()) if group.source is None else (group.source,):
                    self._note(_BY_TYPE[cls], source, received)

    def _note(self, kind: Kind, source: str, received: int) -> None:
        by_source = self._last[kind]
        by_source[source] = max(received, by_source.get(source, 0))

    def silence(self, kind: Kind, now: int) -> int | None:
        """ms since anything of this kind came; None = nothing ever came."""
        newest = max(self._last[kind].values(), default=None)
        return None if newest is None else now - newest

    def badges(self, now: int, *, on_air: bool) -> list[SourceBadge]:
        return [self._badge(kind, now, on_air) for kind in LIMITS]

    def _badge(self, kind: Kind, now: int, on_air: bool) -> SourceBadge:
        by_source = self._last[kind]
        if not by_source:
            return SourceBadge(kind, "missing", None, [])
        newest = max(by_source.values())
        return SourceBadge(
            kind, freshness(LIMITS[kind], now - newest, on_air), newest, sorted(by_source)[:20]
        )


def freshness(limits: Limits, silence: int, on_air: bool) -> Freshness:
    """A show that is not on air has no cut sources: silence is what is expected then."""
    if silence < limits.slow:
        return "live"
    if not on_air:
        return "stale"
    if silence < limits.stale:
        return "slow"
    return "stale" if silence < limits.cut else "cut"

"""Frozen results of trade: what other rooms and the wire get to see."""

from dataclasses import dataclass
from typing import Literal

from onair.metrics.window import OPEN_END, Window
from onair.trade.states import State

Origin = Literal["live", "import", "rehearsal"]


@dataclass(frozen=True, slots=True)
class RoomView:
    id: str
    name: str
    platform: str
    account: str | None
    version: int
    market: str = "cn"
    stock_owner: str = "onair"


@dataclass(frozen=True, slots=True)
class HostView:
    id: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """`price` in minor units of `currency`; None = unknown. `platform_ids`: other names of it in events.

    `stock_seen_at`: when the stock was last stated, ms; None = nobody knows.
    """

    id: str
    platform_ids: tuple[str, ...]
    title: str
    category: str | None
    price: int | None
    currency: str
    stock: int | None
    images: tuple[str, ...]
    links: tuple[str, ...]
    role: str | None
    updated_at: int
    version: int
    stock_seen_at: int | None = None
    removed: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which events may name it."""
        return (self.id, *self.platform_ids)


@dataclass(frozen=True, slots=True)
class ShowView:
    """Times in ms UTC. `end_declared`: somebody ended it; else the end was taken from the data."""

    id: str
    tenant: str
    title: str
    room: RoomView | None
    currency: str
    zone: str
    state: State
    starts_at: int | None
    planned_end: int | None
    started_at: int | None
    ended_at: int | None
    end_declared: bool
    origin: Origin
    staged: bool
    demo: bool
    note: str | None
    version: int

    @property
    def window(self) -> Window:
        """What its metrics count in. Until a live show starts, all is 'before'."""
        start = self.started_at
        if start is None and self.origin == "live":
            start = OPEN_END
        return Window(start=start, end=self.ended_at, closed=self.state in (State.ended, State.reviewed))

"""A made-up show out of a rule's example: batches of a tick each, as a room would send them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from onair.during.playbook.baseline import Band, Bands, hour_of_week
from onair.during.playbook.example import Example
from onair.events.model import (
    AddCart,
    AnyEvent,
    Comment,
    Enter,
    Gauge,
    Order,
    Pay,
    ProductClick,
    ProductExposure,
    Slot,
    Stream,
)  # fmt: skip

T0 = 1_795_334_400_000
TICK = 10_000
ZONE = "Asia/Shanghai"


def level(steps: list[tuple[int, float]], tick: int) -> float | None:
    """The value in force; None before the first step."""
    found = [value for since, value in steps if since <= tick]
    return found[-1] if found else None


class Maker:
    def __init__(self, example: Example, shift: int = 0) -> None:
        """`shift`: ms after T0 at which it begins."""
        self.example, self.first, self.n = example, T0 + shift, 0

    def batches(self) -> Iterator[tuple[list[AnyEvent], int]]:
        """(events of one tick, the clock they came at)."""
        for tick in range(self.example.ticks):
            yield self.tick(tick), self.first + (tick + 1) * TICK - 100

    def tick(self, tick: int) -> list[AnyEvent]:
        start = self.first + tick * TICK
        found: list[AnyEvent] = []
        if tick == 0 and self.example.product is not None:
            found.append(
                Slot(
                    id="s0", source="onair", at=start, slot="s0", phase="start", product=self.example.product
                )
            )
        for series, steps in self.example.levels.items():
            value = level(steps, tick)
            if value is not None:
                found += self.of(series, value, start)
        for at, raw in self.example.once:
            if at == tick:
                self.n += 1
                found.append(
                    msgspec.convert(
                        {"id": f"o{self.n}", "source": "t:once", "at": start + 5_000, **raw}, AnyEvent
                    )
                )
        return sorted(found, key=lambda event: event.at)

    def of(self, series: str, value: float, start: int) -> list[AnyEvent]:
        if series == "online":
            return [
                self.made(Gauge, start + step, name="online", value=int(value)) for step in (1_000, 6_000)
            ]
        if series == "dropped":
            return [self.made(Stream, start + 5_000, state="live", dropped=int(value), fps=30.0)]
        kind, more = KINDS[series]
        n = int(value)
        return [self.one(series, kind, start + (place + 1) * 9_000 // (n + 1), more) for place in range(n)]

    def one(self, series: str, kind: Any, at: int, more: dict[str, Any]) -> AnyEvent:
        fields = dict(more)
        if kind in (Order, Pay):
            fields["order"] = f"{series}{self.n}"
        if kind is Comment:
            fields.setdefault("text", self.example.text)
        if kind in (ProductClick, ProductExposure, AddCart, Order, Pay):
            fields["product"] = self.example.product or "p1"
        return self.made(kind, at, user=f"u{self.n}", **fields)

    def made(self, kind: Any, at: int, **fields: Any) -> AnyEvent:
        self.n += 1
        return kind(id=f"e{self.n}", source="t:room", at=at, **fields)


KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "entries": (Enter, {}), "comments": (Comment, {}), "complaints": (Comment, {"text": "质量差，要退款"}), "asks": (Comment, {"text": "质量差可以退款吗"}),
    "scams": (Comment, {"text": "scam, i want a refund"}),
    "exposures": (ProductExposure, {}), "clicks": (ProductClick, {}), "carts": (AddCart, {}), "orders": (Order, {}),
    "paid": (Pay, {}),
}  # fmt: skip


def bands_of(example: Example) -> Bands:
    hour = hour_of_week(T0, ZONE)
    return {((hour + near) % 168, key): Band(*band) for key, band in example.bands.items() for near in (0, 1)}

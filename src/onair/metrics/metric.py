"""What one entry of the catalog holds. The example is its test on both compilers and its row in the docs."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from onair.events.model import EVENT_TYPES, Event
from onair.kernel.i18n import Text
from onair.metrics.measure import Grain, Measure
from onair.metrics.tally import Key
from onair.metrics.window import Window

Better = Literal["up", "down", "neither"]
EXAMPLE_WINDOW = Window(0, 599_999, closed=True)
"""Ten minutes."""


class Example(Struct, frozen=True):
    """`events`: type and fields in short form; `at` in seconds from the start; `value` to expect."""

    events: tuple[Mapping[str, Any], ...]
    value: int | float | None
    by: Grain = "session"
    key: Key = None


class Metric(Struct, frozen=True, kw_only=True):
    """`unit`: people, times, orders, items, money (minor units), s, ratio (a share, told in %),
    multiple (told as a number), or a quotient of these.

    `grain`: where it may be asked for. `additive`: whether rows that do not overlap may be summed.
    """

    id: str
    zh: str
    en: str
    unit: str
    numerator: Text
    denominator: Text | None = None
    grain: tuple[Grain, ...]
    additive: bool
    better: Better = "up"
    note: Text = Text("", "")
    measure: Measure
    example: Example


def happened(kind: str, at: int = 0, **fields: Any) -> dict[str, Any]:
    """An event of an example; `at` in seconds."""
    return {"type": kind, "at": at * 1000, **fields}


def example_events(example: Example) -> list[Event]:
    """Events with ids of their own; persons are of the namespace `shop` unless they name one."""
    found = []
    for place, short in enumerate(example.events):
        fields: dict[str, Any] = {"id": f"e{place}", "source": "shop", **short}
        user = fields.get("user")
        if user is not None and ":" not in user:
            fields["user"] = f"shop:{user}"
        found.append(msgspec.convert(fields, EVENT_TYPES[fields["type"]]))
    return found

"""Readings: named values over a window, for the show or one product, that the conditions of rules compare.

Always of closed ticks and of what happened in the window: a delta is never compared with a total, the audience of now
never replaced by its peak, and what is missing is never 0. A module in `readings/` with `READINGS` is found by scan.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Literal, NamedTuple

from onair.during.playbook.alarm import Alarm
from onair.during.playbook.asides import Asides
from onair.during.playbook.heard import Heard
from onair.during.playbook.history import TICK_MS, History, Series
from onair.kernel.discovery import modules
from onair.kernel.i18n import Text

State = Literal["ok", "missing", "few", "stale", "idle"]
"""few = 样本不足; stale: the source fell silent; idle: there is nothing to read it of now (no slot of this kind)."""
Unit = Literal["people", "count", "ratio", "times", "seconds", "pieces"]
REMEMBERED = 360
"""Ticks in which a value is remembered to have been there."""
STALE_TICKS = 3
"""Without a value for this long what was there before is stale."""


class Ask(NamedTuple):
    """`ticks` of the window; `product` None = the show."""

    ticks: int
    product: str | None = None
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()


class Value(NamedTuple):
    """`n`: how much is behind it, in what the reading counts. `low`, `high`: 95 % where there is an interval. `over_s`: what
    numerator and denominator are sums over, where a detector chose that; None = the window asked for."""

    value: float | None
    state: State = "ok"
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0
    low: float | None = None
    high: float | None = None
    over_s: int | None = None


class Doubt(NamedTuple):
    """Why a detector says nothing; ok = it sees no change. `n`: how much it has behind it."""

    state: State
    n: int = 0


MISSING = Value(None, "missing")
IDLE = Value(None, "idle")


class Scene(NamedTuple):
    """Everything known at the end of a tick."""

    history: History
    asides: Asides
    alarms: Mapping[tuple[str, str | None], Alarm]
    """(watched, product) → its newest alarm."""
    doubts: Mapping[tuple[str, str | None], Doubt]
    """By (watched, product)."""
    heard: Heard
    """What comments were read as."""


class Reading(NamedTuple):
    """`say`: what it is, numerator and denominator included. `metric`: the id in docs/metrics.md that it is a window
    of, if any. `series`: drawn as bars beside a proposal. `by_product`: can be asked of one product. `among`: the products
    that have any value, where that is known beforehand: the others are not asked one by one."""

    name: str
    label: Text
    say: Text
    unit: Unit
    of: Callable[[Scene, Ask], Value]
    series: Series | None = None
    metric: str | None = None
    by_product: bool = False
    needs: Literal["words", "kinds", "intents"] | None = None
    among: Callable[[Scene], Collection[str]] | None = None


@cache
def readings() -> Mapping[str, Reading]:
    """By name. The scan imports them, so it must not run while they are being imported."""
    found: dict[str, Reading] = {}
    for module in modules("onair.during.playbook.readings"):
        for reading in getattr(module, "READINGS", ()):
            if reading.name in found:
                raise ValueError(f"two readings are called {reading.name}")
            found[reading.name] = reading
    return found


def ticks_of(window_s: int) -> int:
    return max(1, round(window_s * 1000 / TICK_MS))


def gone(history: History, series: Series) -> Value:
    """Nothing in the window: stale when there was something before, else missing."""
    return Value(None, "stale") if history.heard(series, REMEMBERED) else MISSING


def counted(scene: Scene, ask: Ask, series: Series, back: int = 0) -> Value:
    """The sum over the window. Missing where most of it is: a sum of less than half would be called small."""
    span = scene.history.span(series, ask.ticks, product=ask.product, back=back)
    if span.total is None or span.known * 2 < min(ask.ticks, scene.history.n):
        return gone(scene.history, series)
    if scene.history.value(series) is None and span.known < ask.ticks - STALE_TICKS:
        return Value(None, "stale", n=int(span.total))
    return Value(span.total, "ok", n=int(span.total))


def divided(top: Value, bottom: Value, n: int) -> Value:
    """A ratio of its parts; without a whole it is few, never 0."""
    for part in (top, bottom):
        if part.value is None:
            return Value(None, part.state)
    if not bottom.value:
        return Value(None, "few", top.value, bottom.value, n)
    return Value((top.value or 0) / bottom.value, "ok", top.value, bottom.value, n)

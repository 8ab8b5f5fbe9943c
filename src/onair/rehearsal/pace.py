"""Steps of a show on their own clock, played at a speed.

A replay's clock is the file's own time: a step is due once (its clock − the first clock) / speed has passed.
Steps that fall due together go as one batch with the newest of their clocks; order never changes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import NamedTuple

from onair.events.codec import decode_batch
from onair.events.model import AnyEvent
from onair.kernel.clock import MINUTE_MS, Clock, system_clock
from onair.kernel.errors import BadInput
from onair.store.chain import Batch

SPEED_MAX = 600.0
TICK_S = 0.2
"""Between two looks at what is due; five batches a second are smooth on the console."""
BATCH_EVENTS = 2_000
STEP_MS = 250
GAP_MS = 10 * MINUTE_MS
"""Refunds come days after a show; nobody waits for them at any speed."""


class BadSpeed(BadInput):
    code = "bad_speed"
    zh = "倍速 {speed} 不可用。没有开始重放；请用 1 到 600，或 0 表示尽快。"
    en = "The speed {speed} cannot be used. Nothing was started; give 1 to 600, or 0 for as fast as can be."


class Step(NamedTuple):
    """Events received at the same moment of the show. `clock`: ms UTC of the show's own time."""

    clock: int
    events: list[AnyEvent]


class Played(NamedTuple):
    """What went in. `stopped`: cancelled before the end."""

    events: int
    batches: int
    clock: int | None
    stopped: bool


Take = Callable[[list[AnyEvent], int], Awaitable[object]]
"""(events, clock) → after they are durable."""


def steps_of_log(batches: Iterable[Batch]) -> Iterator[Step]:
    """A show's log as it was received: one step a batch, at the batch's clock."""
    for batch in batches:
        yield Step(batch.clock, decode_batch(batch.body, batch.codec))


def steps_of_events(events: Iterable[AnyEvent]) -> Iterator[Step]:
    """Events in order of time, cut into steps of a quarter second; received the moment they happened."""
    waiting: list[AnyEvent] = []
    for event in events:
        if waiting and (event.at - waiting[0].at >= STEP_MS or len(waiting) >= BATCH_EVENTS):
            yield Step(waiting[-1].at, waiting)
            waiting = []
        waiting.append(event)
    if waiting:
        yield Step(waiting[-1].at, waiting)


def checked_speed(speed: float) -> float:
    """0 or 1…600. Raises BadSpeed."""
    if speed != 0 and not 1 <= speed <= SPEED_MAX:
        raise BadSpeed(speed=speed)
    return speed


async def play(
    steps: Iterable[Step],
    take: Take,
    *,
    speed: float,
    begin: int | None = None,
    stop: asyncio.Event | None = None,
    clock: Clock = system_clock,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Played:
    """Give every step to `take` in order; speed 0 = as fast as `take` goes.

    `begin`: the show's clock that stands for now (default: the first step's). Setting `stop` ends after the
    batch in hand. Raises BadSpeed and what `take` raises.
    """
    pace = _Pace(checked_speed(speed), clock, begin)
    held: list[AnyEvent] = []
    events = batches = 0
    last: int | None = None
    for step in steps:
        early = not pace.due(step.clock)
        if held and last is not None and (early or len(held) + len(step.events) > BATCH_EVENTS):
            await take(held, last)
            events, batches, held = events + len(held), batches + 1, []
        while early and not _set(stop):
            await pause(TICK_S)
            early = not pace.due(step.clock)
        if _set(stop):
            return Played(events, batches, last, True)
        held += step.events
        last = step.clock if last is None else max(last, step.clock)
    if held and last is not None:
        await take(held, last)
    return Played(events + len(held), batches + bool(held), last, False)


def _set(stop: asyncio.Event | None) -> bool:
    return stop is not None and stop.is_set()


class _Pace:
    """Where the show's clock should be by now. Silence longer than GAP_MS is jumped over."""

    def __init__(self, speed: float, clock: Clock, begin: int | None) -> None:
        self._speed, self._clock, self._began = speed, clock, clock()
        self._begin, self._newest = begin, begin

    def due(self, at: int) -> bool:
        if not self._speed:
            return True
        if self._begin is None or self._newest is None:
            self._begin = self._newest = at
        gap = at - max(self._newest, self._begin)
        if gap > GAP_MS:
            self._begin += gap - GAP_MS
        self._newest = max(self._newest, at)
        return (at - self._begin) / self._speed <= self._clock() - self._began

"""Steps of a show on their own clock, played at a speed.

A replay's clock is the file's own time: a step is due once (its clock − the first clock) / speed has passed.
Each step stays a batch of its own with its own clock, so what was late stays late; steps that are due at once
are handed over one after the other without waiting, and the log writes them together.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from onair.events.model import AnyEvent
from onair.kernel.clock import MINUTE_MS, Clock, system_clock
from onair.kernel.errors import BadInput

SPEED_MAX = 600.0
TICK_S = 0.2
"""Between two looks at what is due; five batches a second are smooth on the console."""
STEP_EVENTS = 1_000
STEP_MS = 250
FLYING_MAX = 64
"""Batches handed over and not yet durable."""
AHEAD_STEPS = 32
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


def steps_of_events(events: Iterable[AnyEvent], every_ms: int = STEP_MS) -> Iterator[Step]:
    """Events in order of time, cut into steps of `every_ms` or 1,000; received the moment they happened."""
    waiting: list[AnyEvent] = []
    for event in events:
        if waiting and (event.at - waiting[0].at >= every_ms or len(waiting) >= STEP_EVENTS):
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


async def ahead(steps: Iterable[Step]) -> AsyncIterator[Step]:
    """Read and decode in a worker thread, a handful of steps at a time, so that the loop stays free."""
    source = iter(steps)
    while some := await asyncio.to_thread(lambda: list(islice(source, AHEAD_STEPS))):
        for step in some:
            yield step


async def play(
    steps: AsyncIterable[Step],
    take: Take,
    *,
    speed: float,
    begin: int | None = None,
    end: int | None = None,
    stop: asyncio.Event | None = None,
    clock: Clock = system_clock,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    pace: "Pace | None" = None,
) -> Played:
    """Hand every step to `take` in order; speed 0 = as fast as `take` goes.

    `begin`: the show's clock that stands for now (default: the first step's); `end`: the last one that is
    waited for. What lies before or after is handed over at once. Setting `stop` ends after what is in hand.
    `pace`: one that somebody turns while it plays, instead of speed, begin and end.
    Raises BadSpeed and what `take` raises.
    """
    pace = pace or Pace(checked_speed(speed), clock, begin, end)
    flying: deque[asyncio.Future[object]] = deque()
    events = batches = 0
    last: int | None = None
    stopped = False
    try:
        async for step in steps:
            while not pace.due(step.clock) and not _set(stop):
                await pause(TICK_S)
            if stopped := _set(stop):
                break
            flying.append(asyncio.ensure_future(take(step.events, step.clock)))
            events, batches, last = events + len(step.events), batches + 1, step.clock
            if len(flying) >= FLYING_MAX:
                await flying.popleft()
    finally:
        for one in await asyncio.gather(*flying, return_exceptions=True):
            if isinstance(one, Exception):
                raise one
    return Played(events, batches, last, stopped)


def _set(stop: asyncio.Event | None) -> bool:
    return stop is not None and stop.is_set()


class Pace:
    """Where the show's clock should be by now. Silence longer than GAP_MS is jumped over. For one thread."""

    def __init__(self, speed: float, clock: Clock, begin: int | None = None, end: int | None = None) -> None:
        self._speed, self._clock, self._began = speed, clock, clock()
        self._begin, self._newest, self._end = begin, begin, end
        self.held = False

    def due(self, at: int) -> bool:
        if not self._speed or (self._end is not None and at > self._end):
            return not self.held
        if self._begin is None or self._newest is None:
            self._begin = self._newest = at
        gap = at - max(self._newest, self._begin)
        if gap > GAP_MS:
            self._begin += gap - GAP_MS
        self._newest = max(self._newest, at)
        return at <= self.now(self._begin)

    def now(self, begin: int) -> int:
        """The show's clock; `begin` ms where nothing has been played yet."""
        base = begin if self._begin is None else self._begin
        return base if self.held else base + int((self._clock() - self._began) * self._speed)

    def turn(self, speed: float) -> None:
        """Another speed from now on. Raises BadSpeed."""
        checked_speed(speed)
        self._anchor()
        self._speed = speed

    def hold(self) -> None:
        """The show's clock stands until `go_on`."""
        self._anchor()
        self.held = True

    def go_on(self) -> None:
        if self.held:
            self._began, self.held = self._clock(), False

    def jump(self, to: int) -> None:
        """What lies before `to` (ms of the show) is due at once; never back."""
        self._anchor()
        self._begin = max(to, to if self._begin is None else self._begin)

    def _anchor(self) -> None:
        if self._begin is not None:
            self._begin = self.now(self._begin)
        self._began = self._clock()

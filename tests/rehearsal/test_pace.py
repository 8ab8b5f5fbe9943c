"""A replay keeps the order and its own clock, at any speed, and stops when told."""

import asyncio

import pytest

from onair.events.model import Like
from onair.kernel.clock import HOUR_MS, MINUTE_MS, FixedClock
from onair.rehearsal.pace import (
    GAP_MS,
    STEP_EVENTS,
    BadSpeed,
    Step,
    ahead,
    play,
    steps_of_events,
)
from onair.rehearsal.simulator import simulate, sized

START = 1_795_334_400_000


def like(at: int, n: int = 0) -> Like:
    return Like(id=f"{at}-{n}", source="sim:room", at=at)


class Taken:
    """Remembers every batch with the time it was given."""

    def __init__(self, clock: FixedClock | None = None) -> None:
        self.batches, self.clock = [], clock

    async def __call__(self, events, clock):
        self.batches.append((list(events), clock, self.clock() if self.clock else None))

    @property
    def events(self):
        return [event for batch, _, _ in self.batches for event in batch]


async def paced(steps, speed, **given):
    clock = FixedClock(5_000)
    taken = Taken(clock)

    async def pause(seconds):
        await asyncio.sleep(0)  # what was handed over goes first
        clock.forward(round(seconds * 1000))

    played = await play(ahead(steps), taken, speed=speed, clock=clock, pause=pause, **given)
    return played, taken, clock


@pytest.mark.parametrize("speed", [0, 1, 7.5, 60, 600])
async def test_every_event_in_order_at_every_speed(speed):
    events, _ = simulate(sized(2_000, minutes=20), 1, START)
    events = list(events)
    played, taken, _ = await paced(steps_of_events(events), speed)
    assert taken.events == events
    assert (played.events, played.batches, played.stopped) == (len(events), len(taken.batches), False)
    clocks = [clock for _, clock, _ in taken.batches]
    assert clocks == sorted(clocks)
    assert played.clock == clocks[-1] == max(event.at for event in events)


@pytest.mark.parametrize("speed", [1, 10, 600])
async def test_a_step_comes_when_its_time_has_come_and_not_before(speed):
    steps = [Step(START + n * 1_000, [like(START + n * 1_000)]) for n in range(60)]
    _, taken, _ = await paced(steps, speed)
    for batch, _, given in taken.batches:
        for event in batch:
            due = (event.at - START) / speed
            assert given - 5_000 >= due
            assert given - 5_000 <= due + 400


async def test_no_step_is_larger_than_the_limit():
    events = [like(START, n) for n in range(6_300)]
    steps = list(steps_of_events(events))
    assert max(len(step.events) for step in steps) == STEP_EVENTS
    assert [event for step in steps for event in step.events] == events


async def test_a_refused_batch_ends_the_replay_with_its_error():
    given = []

    async def take(events, clock):
        given.append(clock)
        if len(given) == 3:
            raise OSError("full")

    steps = [Step(START + n, [like(START + n)]) for n in range(500)]
    with pytest.raises(OSError, match="full"):
        await play(ahead(steps), take, speed=0)
    assert len(given) < 500


async def test_order_holds_while_many_batches_are_on_their_way():
    given = []

    async def take(events, clock):
        given.append(clock)
        await asyncio.sleep(0.001 if clock % 3 else 0)

    await play(ahead([Step(START + n, [like(START + n)]) for n in range(300)]), take, speed=0)
    assert given == [START + n for n in range(300)]


async def test_silence_of_days_is_jumped_over():
    steps = [Step(START, [like(START)]), Step(START + 100 * HOUR_MS, [like(START + 100 * HOUR_MS)])]
    _, taken, clock = await paced(steps, 10)
    assert len(taken.events) == 2
    assert clock() - 5_000 <= GAP_MS / 10 + 400


async def test_it_begins_in_the_middle_without_waiting():
    steps = [Step(START + n * 1_000, [like(START + n * 1_000)]) for n in range(100)]
    _, taken, _ = await paced(steps, 1, begin=START + 60_000)
    early = [given for batch, _, given in taken.batches if batch[0].at <= START + 60_000]
    assert max(early) - 5_000 <= 400


async def test_only_the_show_itself_is_waited_for():
    """A ledger may hold months before and after; those come at once."""
    day = 24 * HOUR_MS
    times = [*range(-day, 0, MINUTE_MS), 0, MINUTE_MS, *range(2 * MINUTE_MS, day, MINUTE_MS)]
    steps = [Step(START + at, [like(START + at)]) for at in times]
    _, taken, clock = await paced(steps, 1, begin=START, end=START + MINUTE_MS)
    assert len(taken.batches) == len(times)
    assert MINUTE_MS <= clock() - 5_000 < MINUTE_MS + 1_000


async def test_it_stops_when_told_and_says_so():
    stop, clock = asyncio.Event(), FixedClock(0)
    taken = Taken(clock)

    async def pause(seconds):
        await asyncio.sleep(0)  # what was handed over goes first
        clock.forward(round(seconds * 1000))
        if clock() > 10_000:
            stop.set()

    steps = (Step(START + n * 1_000, [like(START + n * 1_000)]) for n in range(1_000))
    played = await play(ahead(steps), taken, speed=1, stop=stop, clock=clock, pause=pause)
    assert played.stopped
    assert 9 <= played.events <= 12
    assert played.events == len(taken.events)


@pytest.mark.parametrize("speed", [-1, 0.5, 601])
async def test_a_wrong_speed_is_refused(speed):
    with pytest.raises(BadSpeed):
        await play(ahead([]), Taken(), speed=speed)

"""The log of a show in the order of its own clock: what a replay plays.

A show on air writes its log in that order anyway. A show put together from several files does not: each file
begins at the show's start again. Such runs are played side by side, as they would have come on the evening.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import NamedTuple

from onair.events.codec import decode_batch
from onair.events.model import AnyEvent
from onair.rehearsal.pace import STEP_MS, TICK_S, Step, steps_of_events
from onair.store.chain import Batch

Read = Callable[[int], Iterable[Batch]]
"""Offset → the batches from there on, in the order of the log."""
_CLOCK, _AT = attrgetter("clock"), attrgetter("at")


class Run(NamedTuple):
    """A stretch of the log in the order of its clock: from the batch at `begin` to before `end`."""

    begin: int
    end: int


def runs_of(batches: Iterable[Batch]) -> list[Run]:
    """Cut where the clock goes back, and where a file begins earlier than what stands before it. Cost: one reading."""
    cuts, before, end = [0], None, 0
    for batch in batches:
        if before is not None and _begins(batch) < before:
            cuts.append(batch.offset)
        before, end = batch.clock, batch.offset + batch.n
    return [Run(a, b) for a, b in pairwise([*cuts, end])] if end else []


def _begins(batch: Batch) -> int:
    """From when on the batch is played."""
    events = decode_batch(batch.body, batch.codec)
    return events[0].at if as_it_happened(events, batch.clock) else batch.clock


def steps_of_log(read: Read, speed: float) -> Iterator[Step]:
    """Every batch at its own clock; the batches of a file, in pieces that follow one another smoothly at `speed`."""
    runs = [run_steps(read, run, speed) for run in runs_of(read(0))]
    return merge(*runs, key=_CLOCK)


def run_steps(read: Read, run: Run, speed: float) -> Iterator[Step]:
    for batch in takewhile(lambda batch: batch.offset < run.end, read(run.begin)):
        events = decode_batch(batch.body, batch.codec)
        if speed and as_it_happened(events, batch.clock):
            yield from steps_of_events(events, max(STEP_MS, round(TICK_S * 1000 * speed)))
        else:
            yield Step(batch.clock, events)


def as_it_happened(events: list[AnyEvent], clock: int) -> bool:
    """A file's batch: ascending times, and received when the newest of them happened."""
    times = list(map(_AT, events))
    return times[-1] == clock and times == sorted(times)

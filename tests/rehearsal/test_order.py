"""A replay follows the show's clock, however the log came to be written."""

from itertools import chain

from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.model import Like
from onair.rehearsal.order import Run, runs_of, steps_of_log
from onair.rehearsal.pace import STEP_MS
from onair.store.chain import Batch

START = 1_795_334_400_000


def log_of(*batches):
    """[(clock, times of the events)] as a show's log."""
    found, offset = [], 0
    for clock, times in batches:
        events = [Like(id=str(offset + n), source="sim:room", at=START + at) for n, at in enumerate(times)]
        found.append(Batch(offset, len(events), START + clock, CODEC_VERSION, encode_batch(events)))
        offset += len(events)
    return found


def reader(log):
    """As the store reads: from the batch that holds the offset."""
    return lambda offset: (batch for batch in log if batch.offset + batch.n > offset)


def test_a_show_on_air_is_played_batch_by_batch_at_its_own_clock():
    log = log_of((70, [0]), (999, [900, 100]))
    assert [(s.clock - START, len(s.events)) for s in steps_of_log(reader(log), 1)] == [(70, 1), (999, 2)]


def test_three_files_on_one_clock_are_played_side_by_side():
    files = [[0, 10_000, 50_000], [0, 20_000, 40_000], [0, 30_000, 60_000]]
    log = log_of(*((times[-1], times) for times in files))
    steps = list(steps_of_log(reader(log), 1))
    times = [event.at for step in steps for event in step.events]
    assert times == sorted(times), "a file waited for the one before it"
    assert len(times) == 9
    assert all(step.clock == step.events[-1].at for step in steps)


def test_pieces_grow_with_the_speed_and_nothing_is_lost():
    log = log_of((60_000, list(range(0, 60_001, 100))))
    slow, fast = list(steps_of_log(reader(log), 1)), list(steps_of_log(reader(log), 60))
    assert max(step.events[-1].at - step.events[0].at for step in slow) < STEP_MS
    assert len(fast) == 6
    assert list(chain.from_iterable(s.events for s in slow)) == list(
        chain.from_iterable(s.events for s in fast)
    )


def test_as_fast_as_can_be_keeps_the_batches_and_the_order_of_the_clock():
    log = log_of((500, [0, 500]), (900, [600, 900]), (700, [100, 700]))
    assert [step.clock - START for step in steps_of_log(reader(log), 0)] == [500, 700, 900]


def test_runs_end_where_the_clock_goes_back():
    assert runs_of([]) == []
    assert runs_of(log_of((5, [1, 5]), (5, [5]), (3, [3]), (9, [4]), (1, [1]))) == [
        Run(0, 3),
        Run(3, 5),
        Run(5, 6),
    ]

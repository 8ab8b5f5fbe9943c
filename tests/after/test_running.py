"""One walk answers a page; a long walk is not repeated at once; new events are seen at once when it is short."""

import pytest

from onair.after.review.running import LONG_MS, REST, SHARED_MS, Running
from onair.kernel.clock import FixedClock

BY = frozenset({"product"})


class Fold:
    def __init__(self, clock, takes):
        self.clock, self.takes, self.walks = clock, takes, 0

    def tally(self, by, *, now):
        self.walks += 1
        self.clock.forward(self.takes)
        return (self.walks, now)


class State:
    def __init__(self, fold):
        self.fold, self.end = fold, 10


@pytest.fixture
def clock():
    return FixedClock(1_000_000)


def test_five_questions_are_one_walk(clock):
    state, running = State(Fold(clock, 5)), Running(clock)
    for by in (BY, frozenset(), BY, frozenset(), BY):
        running.tally("s", state, by, clock())
    assert state.fold.walks == 1
    running.tally("s", state, frozenset({"host"}), clock())
    assert state.fold.walks == 2


def test_after_a_short_walk_new_events_are_seen_at_once(clock):
    state, running = State(Fold(clock, 5)), Running(clock)
    running.tally("s", state, BY, clock())
    state.end += 1
    running.tally("s", state, BY, clock())
    assert state.fold.walks == 2


def test_without_new_events_time_still_moves_on(clock):
    state, running = State(Fold(clock, 5)), Running(clock)
    running.tally("s", state, BY, clock())
    clock.forward(SHARED_MS + 1)
    running.tally("s", state, BY, clock())
    assert state.fold.walks == 2


def test_a_long_walk_rests(clock):
    takes = LONG_MS + 100
    state, running = State(Fold(clock, takes)), Running(clock)
    running.tally("s", state, BY, clock())
    state.end += 1
    clock.forward(REST * takes - 1)
    running.tally("s", state, BY, clock())
    assert state.fold.walks == 1
    clock.forward(2)
    running.tally("s", state, BY, clock())
    assert state.fold.walks == 2


def test_a_rebuilt_fold_is_walked_again(clock):
    state, running = State(Fold(clock, 500)), Running(clock)
    running.tally("s", state, BY, clock())
    state.fold = Fold(clock, 500)
    running.tally("s", state, BY, clock())
    assert state.fold.walks == 1


def test_shows_do_not_mix_and_old_ones_are_forgotten(clock):
    running = Running(clock)
    states = [State(Fold(clock, 0)) for _ in range(20)]
    for place, state in enumerate(states):
        assert running.tally(f"s{place}", state, BY, place) == (1, place)
    running.tally("s19", states[19], BY, 99)
    running.tally("s0", states[0], BY, 99)
    assert [states[19].fold.walks, states[0].fold.walks] == [1, 2]

"""Live = review: folding any history in any order gives exactly what the sealed rows give."""

import os
from random import Random

import pytest
from histories import NOW, WINDOWS, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lake_rows import EVENTS, LINES, UNNUMBERED, desk

from onair.events.corrections import Corrections
from onair.events.groups import grouped
from onair.events.model import Correction, Like
from onair.metrics.beats import Beats
from onair.metrics.live import LiveFold
from onair.metrics.review import tally

BY = frozenset({"product", "channel", "minute", "host", "new", "slot"})
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


def folded(history, window, order, by=BY):
    """Shuffled, sent up to three times, in batches of any size; the owner's part is to drop the repeats."""
    corrections = Corrections()
    for _, event in history:
        if isinstance(event, Correction):
            corrections.add(event)
    fold = LiveFold(window, "CNY", corrections)
    sent = [received for received in history for _ in range(order.choice((1, 1, 2, 3)))]
    order.shuffle(sent)
    seen, place, waiting = set(), 0, []
    while place < len(sent):
        clock, batch = sent[place][0], []
        for other, event in sent[place : place + order.randint(1, 7)]:
            if other != clock:
                break
            place += 1
            if (event.source, event.id) not in seen:
                seen.add((event.source, event.id))
                batch.append(event)
        if order.random() < 0.5:
            fold.add(batch, clock)
        else:
            waiting.append((grouped(filter(None, map(corrections.apply, batch))), clock))
        if order.random() < 0.3:
            fold.add_all(waiting)
            waiting.clear()
        if order.random() < 0.2:
            fold.frame(NOW - 800_000 + place)
    fold.add_all(waiting)
    assert not fold.stale
    return fold.tally(by, now=NOW)


def reviewed(history, window, by=BY, optimized=False, events=EVENTS):
    run = desk(optimized).load([(clock, [event]) for clock, event in history])
    return tally(events, LINES, window, by, NOW, run)


@settings(
    max_examples=300 if os.environ.get("ONAIR_FULL") else 60,
    deadline=None,
    suppress_health_check=QUIET,
    derandomize=True,
)
@given(histories(), st.sampled_from(WINDOWS), st.randoms(use_true_random=False))
def test_fold_equals_review(history, window, order):
    assert folded(history, window, order) == reviewed(history, window)


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(histories(), st.randoms(use_true_random=False))
def test_fold_equals_review_as_the_lake_plans_it(history, order):
    assert folded(history, WINDOWS[0], order) == reviewed(history, WINDOWS[0], optimized=True)


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(histories(), st.sampled_from(WINDOWS))
def test_review_needs_no_numbers_of_people(history, window):
    assert reviewed(history, window) == reviewed(history, window, events=UNNUMBERED)


def test_the_comparison_sees_a_broken_counter(monkeypatch):
    """Negative control: one counter off by one in the fold must fail the property."""
    honest = Beats.merge

    def dishonest(self, counter, bump):
        if counter == "like_pv" and bump:
            bump = {second: n + 1 for second, n in bump.items()}
        honest(self, counter, bump)

    monkeypatch.setattr(Beats, "merge", dishonest)
    like = Like(id="1", source="s1", at=WINDOWS[0].start, count=2)
    history = [(WINDOWS[0].start, like)]
    with pytest.raises(AssertionError):
        assert folded(history, WINDOWS[0], Random(1)) == reviewed(history, WINDOWS[0])

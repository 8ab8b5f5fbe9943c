"""What a show may bring: ranges from the room's past, refused under five shows, with what a running one has so far."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from onair.after.outlook.ridge import MEMORY_SHOWS, fit, reach
from onair.after.outlook.spread import Before, leaning, planned, projected


def test_the_line_is_the_librarys_and_a_miss_is_what_leaving_the_show_out_gives():
    rng = np.random.default_rng(5)
    rows = np.column_stack([rng.integers(0, 2, 14), rng.normal(1, 0.4, 14)])
    logs = 12 + rows @ [0.3, 0.7] + rng.normal(0, 0.3, 14)
    weights, wanted = np.exp(-np.arange(14) / MEMORY_SHOWS), [1.0, 1.2]
    found = fit(rows.tolist(), logs.tolist(), wanted)
    # the library centres by the weighted mean; so does the free level here, whatever the columns are centred by
    whole = Ridge(alpha=1.0).fit(rows, logs, sample_weight=weights)
    assert found.centre == pytest.approx(whole.predict([wanted])[0], abs=1e-9)
    for out in range(14):
        rest = np.arange(14) != out
        without = Ridge(alpha=1.0).fit(rows[rest], logs[rest], sample_weight=weights[rest])
        assert found.misses[out] == pytest.approx(logs[out] - without.predict(rows[[out]])[0], abs=1e-6)


def test_the_reach_is_the_rank_that_holds_four_of_five():
    assert reach([1, -2, 3, -4, 5]) == 5
    assert reach(list(range(1, 10))) == 8
    assert reach(list(range(1, 31))) == 25


def test_nothing_is_told_from_four_shows_and_features_that_never_differ_say_nothing():
    past = [Before(100.0 * n, (0.0, 0.0, 1.0)) for n in range(1, 6)]
    assert planned(past[:4], (1.0, 0.0, 1.0)) is None
    assert projected(past[:4], 50, (1.0, 0.0, 1.0)) is None
    one, other = planned(past, (1.0, 0.0, 1.0)), planned(past, (0.0, 1.0, 9.0))
    assert one is not None and other is not None and one.ranged == other.ranged


def test_a_running_show_leans_on_its_course_as_far_as_that_helped_before():
    assert leaning([0.5, -0.5], [0.0, 0.0]) == 0
    assert leaning([0.0, 0.0], [0.4, -0.4]) == 1
    # totals all over the place, half of each in by half: the course alone tells
    past = [Before(1000.0 * 3**n, (0.0, 0.0, 0.0), 500.0 * 3**n) for n in range(6)]
    said = projected(past, 700, (0.0, 0.0, 0.0))
    assert said is not None and said.p50 == pytest.approx(1400, rel=0.01)
    assert said.p90 / said.p10 < 1.2
    assert projected(past, 0, (0.0, 0.0, 0.0)) is None

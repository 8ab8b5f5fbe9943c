"""One show is one show: a change worked only when so good a number is rare among the room's shows before."""

import random

import pytest

from onair.after.changes.judge import LEAST_OF, Reading, judge


def room(*values, of=None):
    return [Reading(value, of) for value in values]


TEN = room(*(n / 100 for n in range(40, 50)))


@pytest.mark.parametrize(
    ("better", "now", "before", "said"),
    [
        ("up", 0.60, TEN, ("worked", "ok")),
        ("up", 0.45, TEN, ("same", "ok")),
        ("up", 0.30, TEN, ("worse", "ok")),
        ("down", 0.30, TEN, ("worked", "ok")),
        ("down", 0.60, TEN, ("worse", "ok")),
        ("up", 0.60, TEN[:8], ("unknown", "few_to_tell")),
        ("up", 0.45, TEN[:8], ("same", "ok")),
        ("up", 0.60, TEN[:4], ("unknown", "few")),
        ("up", None, TEN, ("unknown", "missing")),
        ("up", 0.45, [*TEN[:4], *room(None, None)], ("unknown", "few")),
    ],
)
def test_what_is_said(better, now, before, said):
    found = judge(better, Reading(now), before)
    assert (found.result, found.reason) == said


def test_a_rate_of_few_people_says_nothing_now_or_before():
    few = LEAST_OF - 1
    assert judge("up", Reading(0.9, few), TEN).reason == "small"
    assert judge("up", Reading(0.9, LEAST_OF), TEN).result == "worked"
    assert judge("up", Reading(0.9, 100), room(*[0.5] * 12, of=few)).reason == "few"


def test_equal_to_the_best_before_is_one_of_two_and_the_band_is_the_rooms():
    found = judge("up", Reading(0.49), TEN)
    assert (found.result, found.as_good, found.n) == ("same", 1, 10)
    assert found.chance == pytest.approx(2 / 11)
    assert (found.p10, found.p50, found.p90) == (
        pytest.approx(0.409),
        pytest.approx(0.445),
        pytest.approx(0.481),
    )


@pytest.mark.parametrize("shows", [9, 14, 30])
def test_where_nothing_changed_it_says_so_nine_times_in_ten_and_a_normal_band_of_five_does_not(shows):
    rng, worked, naive, tries = random.Random(shows), 0, 0, 3000
    for _ in range(tries):
        *before, now = (rng.gauss(0, 1) for _ in range(shows + 1))
        worked += judge("up", Reading(now), room(*before)).result == "worked"
        naive += now > sum(before[:5]) / 5  # "better than the last five", as it is done by hand
    assert worked / tries <= 0.115
    assert naive / tries > 0.4

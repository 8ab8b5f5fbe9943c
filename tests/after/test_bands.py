"""A band is made from the room's own shows, says how many, and never takes missing for nothing."""

import pytest

from onair.after.review.bands import ENOUGH, band, bands, curve, quantile


def test_quantiles_are_linear_between_neighbours():
    values = [10.0, 20.0, 30.0, 40.0, 50.0]
    assert quantile(values, 0.5) == 30
    assert quantile(values, 0.1) == pytest.approx(14)
    assert quantile(values, 0.9) == pytest.approx(46)
    assert quantile([7.0], 0.9) == 7


def test_missing_values_are_left_out_and_counted_out():
    made = band([1, None, 3, 5, 7, 9, None])
    assert (made.p50, made.n, made.state) == (5, 5, "ok")


def test_too_few_shows_say_so():
    made = band([1, 2, 3, 4])
    assert made.n == 4 < ENOUGH
    assert made.state == "few"
    assert band([]).state == "missing"
    assert band([None]).p50 is None


def test_a_metric_that_some_shows_lack_keeps_its_own_n():
    made = bands([{"gmv": 10, "watch_s": 4}, {"gmv": 20}, {"gmv": None}])
    assert (made["gmv"].n, made["watch_s"].n) == (2, 1)


def test_curves_line_up_by_minute_of_the_show():
    minute = 60_000
    first = [[minute * 100, 10], [minute * 101, 20]]
    second = [[minute * 500, 30], [minute * 501, None]]
    assert curve([first, second], [minute * 100, minute * 500]) == [
        [0, pytest.approx(12), 20, pytest.approx(28), 2],
        [1, 20, 20, 20, 1],
    ]

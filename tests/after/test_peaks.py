"""Peaks name what was on air; close ones are one; a flat show has none."""

from onair.after.review.peaks import APART_MIN, Mark, peaks

M = 60_000
FLAT = [[n * M, 10] for n in range(60)]


def with_hills(*hills):
    series = [list(row) for row in FLAT]
    for minute, value in hills:
        series[minute][1] = value
    return series


def test_the_highest_minutes_come_first():
    found = peaks(with_hills((10, 30), (30, 50), (50, 40)), [])
    assert [(peak.minute // M, peak.value, peak.times) for peak in found] == [
        (30, 50, 5.0),
        (50, 40, 4.0),
        (10, 30, 3.0),
    ]


def test_neighbours_are_one_peak():
    found = peaks(with_hills((30, 50), (31, 49), (30 + APART_MIN, 20)), [])
    assert [peak.minute // M for peak in found] == [30, 30 + APART_MIN]


def test_a_flat_or_empty_or_silent_show_has_none():
    assert peaks(FLAT, []) == []
    assert peaks([], []) == []
    assert peaks([[0, 0], [M, 0]], []) == []
    assert peaks([[0, None]], []) == []


def test_a_peak_names_what_was_on_air():
    marks = [
        Mark("slot", 28 * M, "福袋", 31 * M),
        Mark("slot", 31 * M, "煎锅", 40 * M),
        Mark("host", 0, "乔麦", None),
        Mark("action", 29 * M, "zb-101"),
        Mark("action", 20 * M, "zb-102"),
    ]
    (peak,) = peaks(with_hills((30, 50)), marks)
    assert [mark.label for mark in peak.on] == ["福袋", "乔麦", "zb-101"]

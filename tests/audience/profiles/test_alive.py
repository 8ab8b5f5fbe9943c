"""BG/NBD on people drawn from the model itself, and on what the formulas must give at their edges."""

import numpy as np
import pytest

from onair.audience.profiles.alive import Pace, TooFewBuyers, alive, buying, expected, fit

TRUE = Pace(r=0.8, alpha=6.0, a=0.9, b=2.5)


def drawn(
    pace: Pace, people: int, weeks: float, ahead: float, seed: int
) -> tuple[list[list[float]], list[int]]:
    """repeats, recency, age of each, and purchases in the weeks `ahead`; simulated purchase by purchase."""
    rng = np.random.default_rng(seed)
    columns: list[list[float]] = [[], [], []]
    later: list[int] = []
    for rate, leaves in zip(
        rng.gamma(pace.r, 1 / pace.alpha, people), rng.beta(pace.a, pace.b, people), strict=True
    ):
        age = float(rng.uniform(weeks / 2, weeks))
        at, last, n, more = 0.0, 0.0, 0, 0
        while rng.random() >= (leaves if at else 0.0):
            at += rng.exponential(1 / rate)
            if at > age + ahead:
                break
            n, last, more = (n + 1, at, more) if at <= age else (n, last, more + 1)
        for column, value in zip(columns, (n, last, age), strict=True):
            column.append(value)
        later.append(more)
    return columns, later


def test_the_pace_that_made_them_is_found_and_tells_what_comes() -> None:
    columns, later = drawn(TRUE, 12_000, weeks=40, ahead=20, seed=7)
    people = buying(*columns)
    found = fit(people)
    assert found.r == pytest.approx(TRUE.r, rel=0.15)
    assert found.alpha == pytest.approx(TRUE.alpha, rel=0.2)
    assert found.a / found.b == pytest.approx(TRUE.a / TRUE.b, rel=0.25)
    assert expected(found, people, 20).sum() == pytest.approx(sum(later), rel=0.06)


def test_going_on_as_before_tells_too_much() -> None:
    """The control: everybody's own rate carried on, which is what a sheet would do."""
    columns, later = drawn(TRUE, 4_000, weeks=40, ahead=20, seed=8)
    carried = sum(n / age * 20 for n, _, age in zip(*columns, strict=True))
    assert carried / sum(later) > 1.2


def test_once_only_is_alive_and_long_silence_is_not() -> None:
    once, lately, silent = alive(TRUE, buying([0, 6, 6], [0, 38, 8], [40, 40, 40]))
    assert once == 1
    assert lately > 0.85 and silent < 0.15


def test_by_hand() -> None:
    """One person: x = 2, last = 10, age = 30 with r = 1, alpha = 10, a = 2, b = 3: 1 / (1 + 2/4 · (40/20)^3) = .2."""
    pace = Pace(1.0, 10.0, 2.0, 3.0)
    assert alive(pace, buying([2], [10], [30]))[0] == pytest.approx(0.2)


def test_nothing_happens_at_a_equal_to_one() -> None:
    people = buying([0, 3], [0, 20], [30, 30])
    beside = expected(Pace(0.5, 5, 1.0002, 2), people, 10)
    assert np.allclose(expected(Pace(0.5, 5, 1.0, 2), people, 10), beside, rtol=1e-2)


@pytest.mark.parametrize("row", [([-1], [0], [1]), ([1], [5], [4]), ([1], [-2], [4]), ([1, 2], [1], [2])])
def test_what_cannot_be_is_refused(row: tuple[list[float], list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match=r"purchase|length"):
        buying(*row)


def test_few_buyers_tell_nothing() -> None:
    with pytest.raises(TooFewBuyers):
        fit(buying([1] * 50, [1] * 50, [2] * 50))

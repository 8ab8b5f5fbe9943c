"""The pure method: fits, intervals, traps, weights, pictures and why a score moved."""

import numpy as np
import pytest
from bench.selection import LIMITS, figures, pool_of, seconds
from scipy.optimize import minimize
from scipy.stats import betabinom

from onair.before.selection import eb, weigh
from onair.before.selection.moves import moves


def test_the_fit_is_the_reference_within_a_thousandth() -> None:
    truth = pool_of(np.random.default_rng(5), 300)
    found = eb.fit(truth.clicks, truth.exposures)
    assert found is not None

    def loss(logs: np.ndarray) -> float:
        return -betabinom.logpmf(truth.clicks, truth.exposures, *np.exp(logs)).sum()

    other = np.exp(minimize(loss, [0.0, 3.0], method="L-BFGS-B").x)
    assert found.mean == pytest.approx(other[0] / other.sum(), rel=1e-3)
    assert (found.alpha, found.beta) == pytest.approx(tuple(other), rel=5e-3)


def test_the_figures_of_the_method_hold() -> None:
    found = figures(runs=60)
    for name, (low, high) in LIMITS.items():
        assert low <= found[name] <= high, (name, found[name])
    assert found["top-12 value"] > found["raw rates"] > found["clicks only"]


def test_ten_thousand_products_are_scored_in_time() -> None:
    assert min(seconds(10_000) for _ in range(3)) <= 2


def test_contradicting_comparisons_are_refused() -> None:
    names = ["a", "b", "c", "d"]
    fair = weigh.ahp(weigh.reciprocal(4, [2, 1, 2, 0.5, 1, 2]))
    assert weigh.checked(fair, names).sum() == pytest.approx(1)
    with pytest.raises(weigh.Inconsistent):
        weigh.checked(weigh.ahp(weigh.reciprocal(4, [9, 1 / 9, 1, 9, 1, 1])), names)


def test_one_outlier_does_not_take_over_entropy_weights() -> None:
    matrix = np.random.default_rng(2).uniform(20, 90, (60, 4))
    before = weigh.entropy(matrix)
    matrix[0, 3] = 20_000
    after = weigh.entropy(matrix)
    assert before is not None
    assert after is not None
    assert abs(after[3] - before[3]) < 0.05


def test_moves_sum_to_the_difference() -> None:
    before = {"a": [80, 1, 1, 0.5], "b": [40, 1, 1, 0.5]}
    after = {"a": [80, 1, 1, 0.25], "b": [60, 1, 1, 0.25], "c": [100, 1, 1, 0.5]}
    found = moves(before, after, 60)
    assert sum(move.by for move in found) == pytest.approx(85 - 60)
    assert next(move for move in found if move.code == "c").kind == "appeared"

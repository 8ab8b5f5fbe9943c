"""The pure method: fits, intervals, traps, weights, pictures and why a score moved."""

import time

import numpy as np
import pytest
from bench.selection import LIMITS, SEEDS, crowd, figures, pool_of, seconds
from scipy.optimize import minimize
from scipy.stats import betabinom

from onair.before.selection import eb, weigh
from onair.before.selection.moves import moves
from onair.before.selection.pool import Candidate, Pool
from onair.before.selection.score import score
from onair.before.selection.terms import NAMES


def test_the_fit_is_the_reference_within_a_thousandth() -> None:
    truth = pool_of(np.random.default_rng(5), 300)
    found = eb.fit(truth.clicks, truth.exposures)
    assert found is not None

    def loss(logs: np.ndarray) -> float:
        return -betabinom.logpmf(truth.clicks, truth.exposures, *np.exp(logs)).sum()

    other = np.exp(minimize(loss, [0.0, 3.0], method="L-BFGS-B").x)
    assert found.mean == pytest.approx(other[0] / other.sum(), rel=1e-3)
    assert (found.alpha, found.beta) == pytest.approx(tuple(other), rel=5e-3)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_figures_of_the_method_hold(seed: int) -> None:
    found = figures(runs=100, seed=seed)
    for name, (low, high) in LIMITS.items():
        assert low <= found[name] <= high, (name, found[name])
    assert found["top-12 value"] > found["raw rates"] > found["clicks only"]
    assert (
        found["naive trap precision"] < LIMITS["trap precision"][0]
    )  # the control: counting alone does not do


def test_what_was_never_shown_is_not_a_middling_score() -> None:
    seen = crowd(30)
    fresh = Candidate("new", "新品", "c1", "CNY", price=9900)
    found = score(Pool([*seen, fresh]), np.array([30.0, 20, 30, 20]), np.random.default_rng(1))
    assert all(np.isnan(column[-1]) for column in (found.gmv, found.low, found.high, found.trap))
    assert np.isnan(found.dims[-1, [1, 3]]).all()
    assert not np.isnan(found.gmv[:-1]).any()
    bare = score(
        Pool([*seen, Candidate("bare", "无价", None, "CNY")]),
        np.array([30.0, 20, 30, 20]),
        np.random.default_rng(1),
    )
    assert np.isnan(bare.total[-1])
    assert np.isnan(bare.dims[-1]).all()


def test_ten_thousand_products_are_scored_in_time() -> None:
    assert min(seconds(10_000, time.process_time) for _ in range(2)) <= 2


def test_contradicting_comparisons_are_refused() -> None:
    fair = weigh.ahp(weigh.reciprocal(4, [2, 1, 2, 0.5, 1, 2]))
    assert weigh.checked(fair, NAMES).sum() == pytest.approx(1)
    with pytest.raises(weigh.Inconsistent) as refused:
        weigh.checked(
            weigh.ahp(weigh.reciprocal(4, [2, 1, 2, 9, 1, 2])), NAMES
        )  # the fair ones, one pair turned
    assert "视觉呈现 / 需求匹配" in refused.value.detail("zh")
    assert "looks / demand" in refused.value.detail("en")


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

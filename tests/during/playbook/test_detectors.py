"""Each detector alone: finds what it is for, says too few instead of guessing, and learns again."""

from math import asinh, sqrt

import numpy as np
import pytest

from onair.during.playbook.detect.finding import FROZEN_MAX, WARM_UP, Finding
from onair.during.playbook.detect.level import Cusum
from onair.during.playbook.detect.rate import RateScan
from onair.during.playbook.detect.scan import WINDOWS, NbScan


def steady(scan: NbScan, level: int = 20, ticks: int = 60, seed: int = 1) -> list[Finding]:
    draws = np.random.default_rng(seed).poisson(level, ticks).tolist()
    return [found for n in draws if (found := scan.step(n)) is not None]


def test_a_surge_is_told_with_its_evidence() -> None:
    scan = NbScan()
    assert steady(scan) == []
    found = next(f for f in (scan.step(60) for _ in range(3)) if f)
    assert (found.direction, found.window_s) == ("up", 10)
    assert found.observed == 60
    assert found.expected == pytest.approx(20, rel=0.15)
    assert found.ratio == pytest.approx(found.observed / found.expected)
    assert found.low < found.expected < found.high < found.observed
    assert found.odds > 100
    assert found.n > 60 * WARM_UP / 10
    assert found.score > found.limit == 2.6


def test_nothing_is_said_in_the_first_80_seconds_after_a_switch() -> None:
    scan = NbScan()
    steady(scan)
    scan.reset()
    assert scan.standing().state == "learning"
    assert [scan.step(200) for _ in range(WARM_UP)] == [None] * WARM_UP
    assert scan.step(200) is None  # 200 is what it learnt


def test_too_few_is_a_state_and_never_a_finding() -> None:
    scan = NbScan()
    assert steady(scan, level=1) == []
    assert [scan.step(n) for n in (6, 9, 9)] == [None] * 3
    standing = scan.standing()
    assert (standing.state, standing.need) == ("too_few", 24)
    assert standing.have < standing.need


def test_the_audience_is_an_exposure() -> None:
    """Twice the audience makes twice the clicks: no surge; without the audience it would be one."""
    with_it, without = NbScan(), NbScan()
    for scan in (with_it, without):
        steady(scan)
    assert [with_it.step(44, 2.0) for _ in range(6)] == [None] * 6
    assert any(without.step(44) for _ in range(6))


def test_an_episode_is_told_once_and_the_next_one_again() -> None:
    scan = NbScan()
    steady(scan)
    assert sum(scan.step(60) is not None for _ in range(12)) == 1
    soon = [*([20] * 8), *([60] * 3)]
    assert [tick for tick, n in enumerate(soon) if scan.step(n)] == [8]


def test_nothing_is_told_in_the_cooldown() -> None:
    scan = NbScan()
    steady(scan)
    assert [tick for tick, n in enumerate([60, *([20] * 8), 60, 60]) if scan.step(n)] == [0]


def test_a_lasting_shift_becomes_the_baseline() -> None:
    """Without the bound the level would hold out for ever and every cooldown would alarm."""
    bounded, endless = NbScan(), NbScan(frozen_max=10**9)
    for scan in (bounded, endless):
        steady(scan)
        for n in np.random.default_rng(3).poisson(80, FROZEN_MAX + 30).tolist():
            scan.step(n)
    assert bounded.level == pytest.approx(80, rel=0.15)
    assert endless.level == pytest.approx(20, rel=0.2)
    quiet = np.random.default_rng(4).poisson(80, 60).tolist()
    assert not any(scan.step(n) for scan in (bounded, endless) for n in quiet)
    assert any(bounded.step(200) for _ in range(3))  # it hears the next surge
    assert not any(
        endless.step(200) for _ in range(3)
    )  # the control has been told of nothing but one long episode


def test_a_show_teaches_how_wide_its_counts_spread_and_a_surge_does_not() -> None:
    rng, steady_, bursty = np.random.default_rng(8), NbScan(), NbScan()
    for calm, wild in zip(
        rng.poisson(60, 400).tolist(), rng.negative_binomial(6, 6 / 66, 400).tolist(), strict=True
    ):
        steady_.step(calm)
        bursty.step(wild)
    assert steady_.phi < 0.04
    assert bursty.phi == pytest.approx(1 / 6, rel=0.35)
    known = steady_.phi
    for n in (150, 170, 180, 170, 160, 190):
        steady_.step(n)
    assert steady_.phi < known + 0.02
    assert [bursty.step(n) for n in (90, 80, 95)] == [None] * 3  # there that is an ordinary minute


class Plain(NbScan):
    """The control: every window is transformed, whatever its tangent says."""

    def _scan(self) -> tuple[float, int]:
        best = (0.0, 1)
        for ticks, handicap in WINDOWS:
            if ticks >= len(self._totals):
                break
            total = self._totals[-1] - self._totals[-1 - ticks]
            mean = self.level * (self._exposures[-1] - self._exposures[-1 - ticks])
            a = self.phi / ticks + self._v / self.level**2
            b = a / (1 - 0.75 * a) if a < 1 else a
            score = (
                2 * (asinh(sqrt(b * (total + 0.375))) - asinh(sqrt(b * (mean + 0.375)))) / sqrt(a) - handicap
            )
            if total > mean:
                best = max(best, (score, ticks))
        return best


@pytest.mark.parametrize("threshold", [2.2, 2.6, 3.4])
def test_what_is_not_transformed_would_have_changed_nothing(threshold: float) -> None:
    rng, quick, plain = np.random.default_rng(9), NbScan(threshold), Plain(threshold)
    level = np.repeat(np.exp(rng.normal(3, 0.4, 200)), 12)
    for count, exposure in zip(
        rng.negative_binomial(7, 7 / (7 + level)).tolist(), rng.uniform(0.5, 2, 2_400), strict=True
    ):
        assert quick.step(count, exposure) == plain.step(count, exposure)
    assert quick.level == plain.level


def test_a_hole_neither_alarms_nor_forgets() -> None:
    scan = NbScan()
    steady(scan)
    level = scan.level
    for _ in range(10):
        scan.gap()
    assert scan.level == level
    assert steady(scan, ticks=30, seed=2) == []


def test_a_rate_is_judged_by_its_trials() -> None:
    rng = np.random.default_rng(5)
    rate, thin = RateScan(), RateScan()
    for _ in range(90):
        assert rate.step(int(rng.binomial(400, 0.05)), 400) is None
        assert thin.step(int(rng.binomial(8, 0.05)), 8) is None
    found = next(f for f in (rate.step(40, 400) for _ in range(4)) if f)
    assert (found.direction, found.window_s) == ("up", 30)
    assert found.expected == pytest.approx(0.05, rel=0.1)
    assert found.low < 0.05 < found.high < found.observed
    assert [thin.step(3, 8) for _ in range(4)] == [None] * 4
    assert thin.standing().state == "too_few"
    assert thin.standing().need > thin.standing().have


def test_a_rate_that_falls_is_told_too() -> None:
    rng, rate = np.random.default_rng(6), RateScan()
    for _ in range(60):
        rate.step(int(rng.binomial(600, 0.08)), 600)
    found = next(f for f in (rate.step(12, 600) for _ in range(4)) if f)
    assert found.direction == "down"
    assert found.ratio < 0.8


def readings(level: float, ticks: int, seed: int = 7) -> list[float]:
    return [float(round(v)) for v in level * np.exp(np.random.default_rng(seed).normal(0, 0.008, ticks))]


def test_a_fall_of_the_audience_is_told_once_against_what_it_was() -> None:
    cusum = Cusum()
    assert not any(cusum.step(v) for v in readings(1_000, 60))
    found = [f for f in (cusum.step(v) for v in [900, 800, 700, *readings(700, 20)]) if f]
    assert len(found) == 1
    assert found[0].direction == "down"
    assert found[0].expected == pytest.approx(1_000, rel=0.02)
    assert found[0].window_s <= 30


@pytest.mark.parametrize("times", [0.5, 1.078, 2.0])
def test_a_reading_that_flaps_moves_nothing(times: float) -> None:
    cusum = Cusum()
    series = readings(1_119, 120)
    for tick in range(30, 120, 15):
        series[tick] *= times
    assert not any(cusum.step(v) for v in series)


def test_a_hole_in_the_audience_is_no_fall() -> None:
    cusum = Cusum()
    for value in readings(1_000, 60):
        cusum.step(value)
    for _ in range(3):
        cusum.gap()
    assert not any(cusum.step(v) for v in readings(400, 30))


def test_a_reading_that_is_missing_once_hides_no_fall() -> None:
    cusum = Cusum()
    for value in readings(1_000, 60):
        cusum.step(value)
    cusum.gap()
    assert any(cusum.step(v) for v in readings(600, 3))


def test_a_handful_of_people_is_no_audience() -> None:
    cusum = Cusum()
    assert not any(cusum.step(v) for v in [*([12.0] * 30), 9, 6, 5, 4, 4, 4])
    assert cusum.standing().state == "too_few"

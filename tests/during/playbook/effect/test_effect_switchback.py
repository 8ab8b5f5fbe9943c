"""Moments drawn by lot: the lot cannot be seen or changed, the test is exact, too few are refused."""

from itertools import combinations

import numpy as np
import pytest
from bench import effect as bench
from msgspec import structs

from onair.during.playbook.effect import switchback, wording
from onair.during.playbook.effect.switchback import Plan

KEY = bytes(range(32))


def plan(moments: int = 10, key: bytes = KEY) -> Plan:
    return switchback.register("sb-1", moments, key, 1_795_334_400_000)


def found(lot: tuple[bool, ...], lift: float, seed: int = 1) -> list[float | None]:
    noise = np.random.default_rng(seed).normal(0, 0.1, len(lot))
    return [float(one + lift * was) for one, was in zip(noise, lot)]


@pytest.mark.parametrize("moments", [0, 6, 7, 9, 202, -8])
def test_a_number_that_leads_nowhere_is_refused(moments: int) -> None:
    with pytest.raises(switchback.BadMoments) as refused:
        plan(moments)
    assert "6 个时刻无论结果如何" in refused.value.detail("zh")
    assert str(moments) in refused.value.detail("en")


def test_six_moments_can_never_reject_and_eight_can() -> None:
    """The reason for the limit: the most extreme of all results, and how rare it is among all lots."""
    for n, rare in ((6, False), (8, True)):
        y = np.array([1.0] * (n // 2) + [0.0] * (n // 2))
        gaps = [y[list(each)].mean() - np.delete(y, each).mean() for each in combinations(range(n), n // 2)]
        assert (np.mean(np.abs(gaps) >= 1) <= 0.05) == rare


def test_half_are_acted_on_and_every_key_draws_anew() -> None:
    lots = {switchback.drawn(plan(key=bytes([n]) * 32), bytes([n]) * 32) for n in range(100)}
    assert len(lots) > 75
    assert {sum(lot) for lot in lots} == {5}
    shares = np.mean(list(lots), axis=0)
    assert 0.3 < shares.min() <= shares.max() < 0.7
    assert switchback.drawn(plan(), KEY) == switchback.drawn(plan(), KEY)
    assert [switchback.arm(plan(), KEY, place) for place in range(10)] == list(switchback.drawn(plan(), KEY))
    for place in (-1, 10):
        with pytest.raises(switchback.NoSuchMoment):
            switchback.arm(plan(), KEY, place)


def test_a_plan_shows_nothing_and_takes_no_edit() -> None:
    assert KEY.hex() not in plan().seal
    assert plan().seal != plan(key=bytes(32)).seal
    lot = switchback.drawn(plan(), KEY)
    for broken, key in (
        (structs.replace(plan(), moments=12), KEY),
        (structs.replace(plan(), id="sb-2"), KEY),
        (structs.replace(plan(), at=1), KEY),
        (structs.replace(plan(), seal="0" * 64), KEY),
        (plan(), bytes(32)),
    ):
        for ask in (switchback.drawn, lambda p, k: switchback.arm(p, k, 0)):
            with pytest.raises(switchback.PlanBroken):
                ask(broken, key)
        with pytest.raises(switchback.PlanBroken):
            switchback.analyse(broken, key, found(lot, 0.3))
    with pytest.raises(ValueError, match="32 bytes"):
        switchback.register("x", 10, b"short", 0)


def test_the_test_is_exact_and_its_interval_is_the_test_turned_around() -> None:
    lot = switchback.drawn(plan(), KEY)
    y = found(lot, 0.3)
    result = switchback.analyse(plan(), KEY, y)
    gaps = []
    values = np.array(y)
    for each in combinations(range(10), 5):
        gaps.append(abs(values[list(each)].mean() - np.delete(values, each).mean()))
    own = abs(values[list(lot)].mean() - values[[not was for was in lot]].mean())
    assert result.exact
    assert result.draws == 252
    assert result.alike == pytest.approx(np.mean(np.array(gaps) >= own - 1e-12))
    assert result.i95 is not None
    assert result.i80 is not None
    assert result.effect is not None
    assert result.i95.low < result.i80.low < result.effect < result.i80.high < result.i95.high
    for edge, inside in ((result.i95.low, 1e-3), (result.i95.high, -1e-3)):
        for step, kept in ((inside, True), (-inside, False)):
            shift = np.log1p(edge) + step
            moved = [one - shift * was for one, was in zip(y, lot)]
            again = switchback.analyse(plan(), KEY, moved)
            assert again.alike is not None
            assert (again.alike > 0.05) == kept


def test_many_moments_are_sampled_from_the_plans_own_key() -> None:
    lot = switchback.drawn(plan(24), KEY)
    one, other = (switchback.analyse(plan(24), KEY, found(lot, 0.2)) for _ in range(2))
    assert one == other
    assert (one.exact, one.draws) == (False, switchback.DRAWS)


def test_unreadable_moments_fall_out_and_too_few_give_no_figure() -> None:
    lot = switchback.drawn(plan(), KEY)
    y = found(lot, 0.3)
    assert switchback.analyse(plan(), KEY, [None, *y[1:]]).used == 9
    few = switchback.analyse(plan(), KEY, [None, None, None, *y[3:]])
    assert (few.enough, few.effect, few.alike) == (False, None, None)
    assert "10 个时刻里只读到 7 个" in wording.refused(few).zh
    one_arm = switchback.analyse(
        plan(20), KEY, [1.0 if was else None for was in switchback.drawn(plan(20), KEY)]
    )
    assert (one_arm.used, one_arm.treated, one_arm.enough) == (10, 10, False)
    assert switchback.as_effect(few, "e").status == "too_few"
    assert switchback.as_effect(switchback.analyse(plan(), KEY, y), "e").kind == "randomised"


def test_who_did_not_do_what_was_drawn_counts_as_drawn() -> None:
    lot = switchback.drawn(plan(), KEY)
    y = found(lot, 0.3)
    strayed = switchback.analyse(plan(), KEY, y, [not lot[0], *lot[1:]])
    assert strayed.strayed == 1
    assert structs.replace(strayed, strayed=0) == switchback.analyse(plan(), KEY, y)


@pytest.mark.parametrize(("moments", "power", "runs"), [(10, 0.3, 60), (20, 0.6, 20)])
def test_level_power_and_cover(moments: int, power: float, runs: int) -> None:
    null = bench.switched(np.random.default_rng(5), moments, 0.0, runs)
    real = bench.switched(np.random.default_rng(6), moments, 0.3, runs)
    assert null.mean("rejected") <= 0.15
    assert real.mean("rejected") >= power
    assert null.mean("cover95") >= 0.85
    assert real.mean("cover95") >= 0.85
    assert real.mean("told") == 1


def test_moments_keep_their_distance() -> None:
    assert switchback.eligible([], 5)
    assert switchback.eligible([5], 41)
    assert not switchback.eligible([5, 41], 76)

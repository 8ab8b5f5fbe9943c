"""One action: the bench's own figures on fewer shows, with its naive peers as the control; and what is refused."""

import numpy as np
import pytest
from bench import drifting
from bench import effect as bench
from bench.drifting import LIFT, PAGE, acted, show
from msgspec import structs

from onair.during.playbook.effect.model import Acted, Effect, Watched, Window
from onair.during.playbook.effect.placebo import LEAST_MOMENTS, measure, swing

RUNS = 80
SEED = 7


@pytest.fixture(scope="module")
def cells() -> dict[tuple[str, float], bench.Means]:
    return bench.cells(PAGE, RUNS, SEED, 0, peers=True)


def test_nothing_is_seen_where_nothing_was_done(cells: dict[tuple[str, float], bench.Means]) -> None:
    null = {when: means for (when, lift), means in cells.items() if lift == 0}
    assert np.mean([means.mean("rejected") for means in null.values()]) <= 0.06
    for when, means in null.items():  # 80 shows: .125 lies three deviations above the nominal level
        assert means.mean("rejected") <= 0.125, when
        assert means.mean("told") == 1
        assert means.mean("Welch") > 0.07, (
            "the control: shows in which a naive test does not fail are too easy"
        )
        assert means.mean("Poisson") > 0.3


def test_intervals_cover_also_where_a_dip_or_surge_fired(cells: dict[tuple[str, float], bench.Means]) -> None:
    for (when, lift), means in cells.items():
        row = means.row()
        assert row.cover95 >= 0.90, (when, lift)
        assert 0.70 <= row.cover80 <= 0.95, (when, lift)
        assert abs(row.bias) <= 0.06, (when, lift)
        assert row.ms <= bench.MS_MAX
    published = [means.mean("page covers") for (when, _), means in cells.items() if when != "random"]
    ours = [means.row().cover95 for (when, _), means in cells.items() if when != "random"]
    assert np.mean(published) < np.mean(ours), "the control: unwidened matched intervals cover less"


def test_a_real_effect_is_seen_more_often_than_none(cells: dict[tuple[str, float], bench.Means]) -> None:
    for when in ("random", "dip", "surge"):
        assert cells[when, LIFT].mean("rejected") >= 0.2
        assert cells[when, LIFT].mean("rejected") > 3 * cells[when, 0.0].mean("rejected")


@pytest.mark.parametrize("regime", drifting.REGIMES, ids=lambda regime: regime.name)
def test_other_shows(regime: drifting.Regime) -> None:
    """Early, sparse, busy, with changes of slot, with gaps: 5 × 16 shows with nothing done."""
    found = [
        bench.cell(np.random.default_rng([SEED, n]), regime, when, 0.0, 16, False)
        for n, when in enumerate(drifting.WHEN)
    ]
    assert np.mean([means.mean("rejected") for means in found]) <= 0.11
    assert np.mean([means.mean("told") for means in found]) >= 0.9


@pytest.fixture
def made() -> drifting.Show:
    rng = np.random.default_rng(3)
    return acted(rng, show(rng, PAGE, "random"), 1.0)._replace(changes=[])


def watched(made: drifting.Show, **also: object) -> Watched:
    return structs.replace(Watched(made.target.tolist(), {"others": made.control.tolist()}), **also)


def asked(
    made: drifting.Show, others: list[Acted] | None = None, tick: int | None = None, **also: object
) -> Effect:
    return measure(
        watched(made, **also), Acted("a", made.tick if tick is None else tick, "none"), others or []
    )


def test_the_same_arrays_give_the_same_answer_and_what_comes_later_changes_nothing(
    made: drifting.Show,
) -> None:
    found = asked(made)
    assert found.status == "measured"
    assert found.effect is not None
    assert found.i95 is not None
    assert found.i80 is not None
    assert found.i95.low < found.i80.low < found.effect < found.i80.high < found.i95.high
    cut = made._replace(target=made.target[: made.tick + 18], control=made.control[: made.tick + 18])
    assert asked(cut) == found
    assert asked(made, tick=len(made.target) - 10).status == "not_due"


def test_the_interval_leaves_out_zero_exactly_when_few_moments_moved_as_much() -> None:
    rng = np.random.default_rng(12)
    seen = set()
    for _ in range(60):
        one = asked(
            acted(rng, show(rng, PAGE, "random"), float(rng.choice([0.0, 0.3, 0.6])))._replace(changes=[])
        )
        assert one.i95 is not None
        assert one.alike is not None
        assert (one.i95.low > 0 or one.i95.high < 0) == (one.alike <= 0.05)
        seen.add(one.alike <= 0.05)
    assert seen == {True, False}


def test_missing_is_not_nought(made: drifting.Show) -> None:
    """A feed that was silent for a minute before the action; as noughts it would look like a rise."""
    target = list[float | None](made.target)
    target[made.tick - 5 : made.tick] = [None] * 5
    gap = asked(made, target=target)
    nought = asked(made, target=[0.0 if one is None else one for one in target])
    whole = asked(made)
    assert gap.effect is not None
    assert nought.effect is not None
    assert whole.effect is not None
    assert abs(gap.effect - whole.effect) < 0.25 < nought.effect - whole.effect
    target[made.tick - 18 : made.tick] = [None] * 18
    assert asked(made, target=target).status == "gaps"


def test_too_little_data_is_said_with_n(made: drifting.Show) -> None:
    short = asked(made, tick=60 + 18 + 2 * (LEAST_MOMENTS - 2))
    assert (short.status, short.n, short.effect) == ("too_few", LEAST_MOMENTS - 1, None)
    assert asked(made, tick=60 + 18 + 2 * (LEAST_MOMENTS - 1)).status == "measured"
    rare = [float(place % 4 == 0) for place in range(len(made.target))]
    assert asked(made, target=rare).status == "few_events"
    assert asked(made, target=[1000.0] * len(made.target), controls={}).status == "flat"


def test_a_control_is_chosen_for_what_it_does_at_other_moments(made: drifting.Show) -> None:
    both = {
        "noise": np.random.default_rng(1).poisson(3, len(made.target)).tolist(),
        "others": made.target.tolist(),
    }
    found = asked(made, controls=both)
    assert found.status == "flat", "a control that is the target itself leaves nothing"
    found = asked(made, controls={"noise": both["noise"]})
    assert (found.kind, found.control) == ("before_after", None)
    shared = np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.06, len(made.target))))
    rng = np.random.default_rng(4)
    found = asked(
        made,
        target=rng.poisson(60 * shared).tolist(),
        controls={**both, "others": rng.poisson(200 * shared).tolist()},
    )
    assert found.kind == "control"
    assert found.control is not None
    assert found.control.name == "others"
    assert found.control.steadier > 0.3


def test_actions_close_together_are_not_told_apart(made: drifting.Show) -> None:
    near, far = Acted("b", made.tick + 17), Acted("c", made.tick + 18)
    found = asked(made, [near, far, Acted("a", made.tick)])
    assert (found.status, found.beside, found.effect) == ("inseparable", ("b",), None)
    assert asked(made, [far]).status == "measured"
    ends = Acted("d", made.tick - 100, end=made.tick - 3)
    assert asked(made, [ends, near]).beside == ("b", "d")
    busy = [Acted(f"x{tick}", tick) for tick in range(0, made.tick - 18, 30)]
    assert asked(made, busy).mixed, "no moment was free, which is said"


def test_a_change_of_slot_shortens_the_window_or_makes_it_incomparable(made: drifting.Show) -> None:
    """A new product sells at three times the rate: with the change seen, it is no effect."""
    for apart, status in (
        (5, "not_comparable"),
        (6, "measured"),
        (0, "not_comparable"),
        (-5, "not_comparable"),
    ):
        change = made.tick + apart
        target = made.target.copy()
        target[change:] *= 3
        found = asked(made, target=target.tolist(), changes=[30, change])
        assert found.status == status, apart
    assert (found_after := asked(made, changes=[made.tick + 9])).after == 9
    assert found_after.before == 18
    target = np.random.default_rng(8).poisson(40, len(made.target)).astype(float)
    target[made.tick + 6 :] *= 3
    calm = asked(made, target=target.tolist(), controls={}, changes=[made.tick + 6])
    fooled = asked(made, target=target.tolist(), controls={})
    assert calm.alike is not None
    assert fooled.alike is not None
    assert calm.alike > 0.05 > fooled.alike, "the control: unseen, the change passes for an effect"


def test_a_bare_change_has_no_figure_where_the_window_is_not_clean(made: drifting.Show) -> None:
    alone = swing(watched(made), made.tick, "others", [])
    assert alone is not None
    assert swing(watched(made), made.tick, None, []) != alone
    assert swing(watched(made), made.tick, "others", [Acted("b", made.tick + 3)]) is None
    assert swing(watched(made, changes=[made.tick + 1]), made.tick, "others", []) is None
    assert swing(watched(made), len(made.target) - 3, None, [], Window()) is None

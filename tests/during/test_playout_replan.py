"""The rest is made to fit: by hand, held against every bound for whatever hypothesis thinks of, and in time."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import BASE, MINUTE, did, laid, ran
from test_playout_schedule import EVENING, ON

from onair.during.playout import replan_cp
from onair.during.playout.decide import Stage, decide, problem_of
from onair.during.playout.replan import Answer, Part, Problem, Short, fits, greedily
from onair.during.playout.schedule import Moment


def stage(now: float = 77.3, **over: object) -> Stage:
    made = Stage(
        EVENING, (), tuple(ON), Moment(BASE + round(now * MINUTE), BASE, True, True), "Asia/Shanghai", {}
    )
    return made._replace(**over)


def test_six_minutes_more_drop_the_encore_and_shorten_the_fryer_by_2_20() -> None:
    found = decide(stage(), "slot_extend", {"slot": "wok", "minutes": 6}, greedily)
    assert found.broken == ()
    assert (found.data["changes"], found.data["dropped"]) == ({"fryer": -140}, ["spoon"])
    flash = found.after.row("flash")
    assert flash and (flash.expected_at, found.after.lates) == (BASE + 100 * MINUTE, ())


def test_what_cannot_be_kept_is_named() -> None:
    found = decide(stage(), "slot_extend", {"slot": "wok", "minutes": 30}, greedily)
    assert [danger.rule for danger in found.broken] == ["fixed_time"]
    assert "changes" not in found.data
    assert found.broken[0].words.zh == "21:10 的「段4」会晚 32:20"


def test_a_show_that_is_late_already_may_go_on_as_long_as_it_gets_no_later() -> None:
    plan = laid({"id": "a", "length": 30}, {"id": "b", "length": 30}, total=60)
    on = stage(plan=plan, runs=(ran("a", 30),), when=Moment(BASE + 50 * MINUTE, BASE, True, True))
    found = decide(on, "slot_extend", {"slot": "a", "minutes": 5}, greedily)
    assert (found.broken, found.data["changes"]) == ((), {"b": -300})


def test_less_time_or_a_skip_needs_no_replanning_but_a_promise_is_kept() -> None:
    assert decide(stage(), "slot_extend", {"slot": "wok", "minutes": -2}, greedily).answer is None
    assert decide(stage(), "slot_skip", {"slot": "spoon"}, greedily).broken == ()


parts = st.lists(
    st.builds(
        lambda n, least, optional, gap: (n, min(n, least), optional, gap),
        st.integers(60, 1800), st.integers(60, 1800), st.booleans(), st.one_of(st.none(), st.none(), st.integers(0, 900)),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


def made(given_: list[tuple[int, int, bool, int | None]], end: int) -> Problem:
    """A gap stands for a fixed start so much after what is before it would end."""
    found, at = [], 0
    for n, (length, least, optional, gap) in enumerate(given_):
        pin = None if gap is None else at - 300 + gap
        found.append(
            Part(f"p{n}", length, length if pin is not None else least, optional and pin is None, pin)
        )
        at = (at if pin is None else max(pin, 0)) + length
    return Problem(tuple(found), at + end)


@settings(max_examples=200, deadline=None)
@given(parts, st.integers(-1200, 300))
def test_every_answer_keeps_every_bound(given_: list[tuple[int, int, bool, int | None]], end: int) -> None:
    problem = made(given_, end)
    found = greedily(problem)
    if isinstance(found, Answer):
        assert fits(problem, found)
        assert set(found.changes) | set(found.dropped) <= {part.id for part in problem.parts}
    else:
        assert found.by > 0


@settings(max_examples=40, deadline=None)
@given(parts, st.integers(-1200, 300))
def test_the_solver_never_drops_more_and_finds_what_there_is(
    given_: list[tuple[int, int, bool, int | None]], end: int
) -> None:
    pytest.importorskip("ortools")
    replan_cp.load()
    problem = made(given_, end)
    quick, best = greedily(problem), replan_cp.replan(problem)
    if isinstance(quick, Answer):
        assert isinstance(best, Answer)
        assert fits(problem, best)
        assert best.cost <= quick.cost
    elif isinstance(best, Answer):
        pytest.fail("the greedy answer is exact about what can be made to fit")


def test_hours_of_a_host_are_kept_where_only_the_solver_can() -> None:
    """Greedy takes from the longest; the guest who leaves early needs what stands before her shortened."""
    pytest.importorskip("ortools")
    replan_cp.load()
    problem = Problem(
        (Part("a", 600, 420), Part("guest", 600, 600, allowed=((0, 480),)), Part("c", 1200, 840)), 2280
    )  # fmt: skip
    quick = greedily(problem)
    assert isinstance(quick, Answer)
    assert not fits(problem, quick)
    best = replan_cp.replan(problem)
    assert isinstance(best, Answer)
    assert (best.engine, best.changes) == ("solver", {"a": -120})


def test_sixty_slots_in_200_ms() -> None:
    pytest.importorskip("ortools")
    replan_cp.load()
    long = [(600 + 10 * n, 420, n % 7 == 3, 280 if n % 15 == 7 else None) for n in range(60)]
    problem = made(long, -900)
    replan_cp.replan(problem)
    took = []
    for _ in range(5):
        began = perf_counter()
        found = replan_cp.replan(problem)
        took.append(perf_counter() - began)
        assert isinstance(found, Answer)
    assert min(took) <= 0.2


def test_without_a_solver_the_greedy_answer_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replan_cp, "SOLVER", "onair.no_such_solver")
    problem = made([(600, 300, False, None), (600, 300, True, None)], -400)
    assert replan_cp.replan(problem) == greedily(problem)
    tight = Problem((Part("a", 600, 600, allowed=((10, 20),)),), 900)
    assert isinstance(replan_cp.replan(tight), Short)


def test_a_fixed_start_that_has_passed_asks_for_nothing() -> None:
    on = stage(101)
    problem = problem_of(on, on.timeline())
    assert [part.pin for part in problem.parts if part.id == "flash"] == [None]
    assert decide(on, "slot_swap", {"slot": "spoon", "with": "fryer"}, greedily).broken == ()
    assert did("slot_skip", slot="a").data == {"slot": "a"}

"""200 random rundowns keep every rule, with the solver's fallback alone and with both; impossible ones are named."""

import sys
from dataclasses import replace

import pytest
from rundown_cases import planted

from onair.before.rundown.arrange import arrange
from onair.before.rundown.conflict import counted_out, explain
from onair.before.rundown.greedy import arrange_greedily
from onair.before.rundown.plan import Case, Item, Promised, worth
from onair.before.rundown.rules import ALL, RULES, breaches


@pytest.mark.parametrize("block", range(10))
def test_the_fallback_keeps_every_rule(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        case, _ = planted(seed)
        order = arrange_greedily(case)
        assert order is not None, seed
        assert list(counted_out(case)) == [], "counting rules out only what cannot be"
        assert sorted(placed.item.id for placed in order) == sorted(item.id for item in case.items)
        assert breaches(case, order) == [], seed


@pytest.mark.parametrize("seed", range(300, 306))
def test_the_solver_keeps_every_rule_and_is_not_worse(seed: int) -> None:
    case, _ = planted(seed, 14)
    alone = arrange_greedily(case)
    both = arrange(case, seconds=3)
    assert (both.outcome, breaches(case, both.order)) == ("arranged", [])
    assert alone is not None
    assert worth(case, both.order) >= worth(case, alone) - 1e-6
    assert both.seconds < 5


def test_the_same_case_and_seed_give_the_same_order() -> None:
    case, _ = planted(7, 20)
    assert arrange_greedily(case, 3) == arrange_greedily(case, 3)


def _too_long(case: Case) -> Case:
    return replace(case, limits=replace(case.limits, total=sum(item.minutes for item in case.items) - 1))


def _no_opener(case: Case) -> Case:
    items = [replace(item, role="profit") if item.talk else item for item in case.items]
    return replace(case, items=items)


def _all_leaders(case: Case) -> Case:
    items = [replace(item, leader=True, role="traffic") if item.talk else item for item in case.items]
    return replace(case, items=items)


def _one_category(case: Case) -> Case:
    items = [replace(item, category="锅具") for item in case.items]
    return replace(case, items=items)


def _host_away(case: Case) -> Case:
    items = [replace(item, host="away") if item.talk else item for item in case.items]
    return replace(case, items=items, hosts={**case.hosts, "away": []})


def _no_stock(case: Case) -> Case:
    items = [replace(item, stock=0) if item.talk else item for item in case.items]
    return replace(case, items=items)


def _broken_word(case: Case) -> Case:
    return replace(case, promises=[*case.promises, Promised("pr-x", "神秘嘉宾", None)])


def _no_welfare(case: Case) -> Case:
    items = [
        replace(item, kind="transition") if item.kind in ("game", "welfare") else item for item in case.items
    ]
    return replace(case, items=items)


def _same_minute(case: Case) -> Case:
    talks = [item.id for item in case.items if item.talk][:2]
    items = [replace(item, pin=10) if item.id in talks else item for item in case.items]
    return replace(case, items=items)


SPOILT = {
    "total_time": _too_long,
    "opener": _no_opener,
    "leader_cap": _all_leaders,
    "category_spacing": _one_category,
    "host_hours": _host_away,
    "stock": _no_stock,
    "promises": _broken_word,
    "welfare_rhythm": _no_welfare,
    "fixed_time": _same_minute,
}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_an_impossible_set_is_explained_by_its_rule(rule: str) -> None:
    case = SPOILT[rule](planted(11, 14)[0])
    told = explain(case, seconds=4)
    assert rule in {conflict.rule for conflict in told.conflicts}
    assert told.proven
    assert all(conflict.words.zh and conflict.words.en for conflict in told.conflicts)
    assert arrange(case, seconds=2).outcome != "arranged"
    without = replace(case, rules=ALL - {conflict.rule for conflict in told.conflicts})
    assert arrange_greedily(without) is not None, "without the rules named it can be arranged"


def test_two_rules_that_only_together_are_impossible_are_both_named() -> None:
    """The guest is there for the last half hour only, and her slot is the one traffic item that may open."""
    case, _ = planted(21, 10)
    items = [
        Item("a", "product", 10, "甲", 10, "traffic", "x", "a", host="guest"),
        Item("b", "product", 10, "乙", 10, "profit", "y", "b"),
        Item("c", "product", 10, "丙", 10, "profit", "z", "c"),
    ]
    case = replace(
        case, items=items, hosts={"guest": [(20, 30)]}, promises=[], limits=replace(case.limits, total=30)
    )
    told = explain(case, seconds=4)
    assert {conflict.rule for conflict in told.conflicts} == {"host_hours", "opener"}
    assert told.proven
    assert arrange(case, seconds=2).outcome == "impossible"


def test_nothing_to_arrange_is_arranged() -> None:
    case, _ = planted(1)
    assert arrange(replace(case, items=[], promises=[])).outcome == "arranged"


def test_without_the_solver_the_fallback_stands_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    case, _ = planted(5, 12)
    assert arrange(case, seconds=2).solver
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    alone = arrange(case, seconds=2)
    assert (alone.outcome, alone.engine, alone.solver) == ("arranged", "greedy", False)
    assert breaches(case, alone.order) == []

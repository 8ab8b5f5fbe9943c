"""From the log of an evening to effects: batches → closed ticks → what each action did."""

from typing import Any

import pytest
from bench.evenings import START, evening, slot

from onair.during.broadcast.frames import ActionRow
from onair.during.playbook.effect.measure import Goal, OfAction, due_at, effects, goal_of, of_show
from onair.during.playbook.history import History, Tick
from onair.during.playbook.watch import Watch
from onair.events.groups import grouped

TICKS = 300
ACTED, WHISPERED = 150, 240
"""Ticks of an action that brings 60 % more clicks on A for three minutes, and of one that brings nothing."""


def rates(tick: int) -> dict[str, float]:
    return {"A": 30 * (1.6 if ACTED < tick <= ACTED + 18 else 1), "B": 40}


@pytest.fixture(scope="module")
def history() -> History:
    watch = Watch()
    batches = [*evening(TICKS, rates), slot("A", START + 1_000), slot("B", START + 270 * 10_000 + 4_000)]
    for events, clock in sorted(batches, key=lambda batch: batch[1]):
        watch.take(grouped(events), clock)
    watch.advance(START + TICKS * 10_000 + 60_000)
    return watch.history


def row(id_: str, tick: int, kind: str, *, undone: bool = False, **data: Any) -> ActionRow:
    return ActionRow(id_, START + tick * 10_000 + 3_000, kind, "p1", "p1", None, data, undone=undone)


OFFER = row("a1", ACTED, "offer_open", product="A")


def of(history: History, *rows: ActionRow, **also: Any) -> dict[str, OfAction]:
    found = effects(history, rows, also.pop("goals", {}), started=START, **also)
    return {one.id: one for one in found}


def test_what_an_action_did_is_found_in_the_log_of_the_evening(history: History) -> None:
    found = of(history, OFFER, row("a2", WHISPERED, "offer_open", product="A"))
    effect, nothing = found["a1"].effect, found["a2"].effect
    assert effect.status == "measured"
    assert effect.i95 is not None
    assert effect.i95.low < 0.6 < effect.i95.high
    assert effect.alike is not None
    assert effect.alike <= 0.05
    assert nothing.alike is not None
    assert nothing.alike > 0.05
    counted = of_show(list(found.values()))
    assert counted[0].effect.holm == pytest.approx(2 * effect.alike)
    assert counted[1].effect.holm == pytest.approx(nothing.alike)
    assert of(history, OFFER) == of(history, OFFER)


def test_an_action_is_measured_when_it_is_due_and_once(history: History) -> None:
    due = due_at(OFFER.at, Goal("clicks", "A"))
    assert due == START + (ACTED + 19) * 10_000
    early, late = History(), History()
    for tick in history.ticks:
        for kept, until in ((early, due - 10_000), (late, due)):
            if tick.at + 10_000 <= until:
                kept.push(tick)
    assert of(early, OFFER) == {}
    assert of(late, OFFER) == of(history, OFFER)
    assert of(late, OFFER, since=due) == {}
    assert set(of(late, OFFER, since=due - 1)) == {"a1"}


def test_only_what_should_move_a_number_is_judged(history: History) -> None:
    rows = [
        row("n", 160, "note", text="好"),
        row("w", 161, "whisper", text="喝水"),
        row("h", 162, "hide_comment"),
    ]
    assert set(of(history, OFFER, *rows)) == {"a1"}, "and they stand in nobody's way"
    assert goal_of(rows[0]) is None
    assert goal_of(row("x", 1, "emergency_card")) == Goal("interactions")
    named = of(history, OFFER, *rows, goals={"w": Goal("comments", None, "dip")})
    assert named["w"].effect.status == "inseparable"
    assert named["w"].effect.beside == ("a1",)
    assert named["a1"].effect.beside == ("w",)


def test_the_acts_of_one_proposal_are_measured_as_one(history: History) -> None:
    """Accepted by one key: an extra offer and a word to the host, in the same second."""
    rows = [OFFER, row("w", ACTED, "whisper", text="再讲讲"), row("x", ACTED + 5, "offer_open", product="B")]
    goal = Goal("clicks", "A", "surge", bundle="prop-1")
    found = of(history, *rows[:2], goals={"a1": goal, "w": goal})
    assert set(found) == {"a1"}
    assert found["a1"].acts == ("a1", "w")
    assert found["a1"].effect.status == "measured"
    apart = of(history, *rows[:2], goals={"a1": goal, "w": Goal("clicks", "A")})
    assert {one.effect.status for one in apart.values()} == {"inseparable"}, "the control: from two proposals"
    assert of(history, *rows, goals={"a1": goal, "w": goal})["a1"].effect.beside == ("x",)


def test_a_rule_says_how_long_its_effect_takes(history: History) -> None:
    for seconds, ticks in ((30, 6), (120, 12), (360, 36), (3_600, 36)):
        goal = Goal("clicks", "A", seconds=seconds)
        assert due_at(OFFER.at, goal) == START + (ACTED + 1 + ticks) * 10_000
        effect = of(history, OFFER, goals={"a1": goal})["a1"].effect
        assert (effect.status, effect.before, effect.after) in (("measured", ticks, ticks), ("too_few", 0, 0))
    assert effect.status == "too_few", "fifteen minutes before it hold too few windows of twelve"


def test_the_undone_is_not_measured_but_was_there(history: History) -> None:
    undone = row("u", ACTED + 40, "offer_open", undone=True, product="B")
    undo = row("u2", ACTED + 41, "undo", action="u")
    found = of(history, row("a3", ACTED + 50, "offer_open", product="A"), undone, undo)
    assert set(found) == {"a3"}
    assert found["a3"].effect.beside == ("u",)


def test_a_change_of_slot_or_host_is_no_effect(history: History) -> None:
    """B came on air in tick 270; a host changed in tick 200."""
    assert of(history, row("a4", 268, "offer_open", product="A"))["a4"].effect.status == "not_comparable"
    assert of(history, row("a5", 255, "offer_open", product="A"))["a5"].effect.after == 14
    host = of(history, row("a6", 196, "offer_open", product="A"), row("m", 200, "mark_host", host="h"))
    assert set(host) == {"a6"}
    assert host["a6"].effect.status == "not_comparable"
    assert of(history, row("a6", 196, "offer_open", product="A"))["a6"].effect.status == "measured"


def test_begin_and_end_of_the_show(history: History) -> None:
    started = START + 600_000
    rows = [row("a7", 62, "offer_open", product="A"), OFFER]
    found = {one.id: one.effect for one in effects(history, rows, {}, started=started)}
    assert found["a7"].status == "not_comparable"
    assert found["a1"].status == "too_few", "what was before the show is no part of it"
    ended = START + (WHISPERED + 10) * 10_000
    last = of(history, row("a8", WHISPERED, "offer_open", product="A"), ended=ended)["a8"].effect
    assert (last.status, last.after) == ("measured", 9)
    assert (
        of(history, row("a9", WHISPERED + 8, "offer_open"), ended=ended)["a9"].effect.status
        == "not_comparable"
    )
    assert of(History(), OFFER) == {}


def test_a_number_nobody_sends_is_missing_not_nought(history: History) -> None:
    silent = History()
    for tick in history.ticks:
        silent.push(Tick(at=tick.at, online=tick.online))
    assert of(silent, OFFER)["a1"].effect.status == "gaps"
    assert of(history, OFFER, goals={"a1": Goal("likes")})["a1"].effect.status == "gaps"
    assert of(history, OFFER, goals={"a1": Goal("orders", "C")})["a1"].effect.status == "few_events"
    assert of(history, OFFER, goals={"a1": Goal("online")})["a1"].effect.kind == "before_after"

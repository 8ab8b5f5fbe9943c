"""Effects as a running show measures them: once, when due, the same replayed or after a restart, and never invented."""

from collections.abc import Iterable

import msgspec
import numpy as np
import pytest
from bench.joined import START, TICK, Batch, Evening, Stage, played, rule

from onair.during.playbook.measured.measuring import EFFECT, Measured, Measuring
from onair.during.playbook.panel import ProposalsPanel
from onair.events.groups import grouped
from onair.events.model import Action, AnyEvent

TICKS = 700


def evening(seed: int, ticks: int = TICKS, gaps: Iterable[int] = ()) -> list[Batch]:
    return list(Evening(np.random.default_rng([20_261_128, seed]), ticks, gaps=list(gaps)).batches())


def act(id_: str, tick: float, kind: str = "pin", source: str = "onair", **data: object) -> Action:
    at = START + int(tick * TICK)
    return Action(id=id_, source=source, at=at, action=kind, by="per_a", data=data or {"product": "p1"})


def live(batches: list[Batch], *done: Action, auto: bool = True) -> Stage:
    """Beats between the batches, and acts when they are done."""
    stage, left = Stage(rule(), auto=auto), sorted(done, key=lambda one: one.at)
    for events, clock in batches:
        while left and left[0].at <= clock:
            one = left.pop(0)
            stage.take([one], one.at)
        stage.take(events, clock)
        for after in (400, 1_700, 3_200):
            stage.beat(clock + after)
    return stage


def replayed(log: list[Batch], *, without: bool = False) -> Measuring:
    """`without`: the log as if nothing had been written about effects."""
    book = Stage(rule()).book
    for events, clock in log:
        kept = [one for one in events if not (without and is_effect(one))]
        if kept or not without:
            book.take(grouped(kept), clock)
    return book.measuring


def is_effect(event: AnyEvent) -> bool:
    return isinstance(event, Action) and event.action == EFFECT


def written(stage: Stage) -> list[Action]:
    return [one for events, _ in stage.log for one in events if isinstance(one, Action) and is_effect(one)]


def only(stage: Stage) -> Measured:
    (found,) = stage.book.measuring.so_far()
    return found


@pytest.mark.parametrize("seed", range(2))
def test_a_replay_measures_the_same_whatever_the_seconds_were(seed: int) -> None:
    stage = live(evening(seed), act("hand", 300))
    found = {one.id: one.data for one in written(stage)}
    assert len(found) > 1 and len(written(stage)) == len(found), "each once"
    assert replayed(stage.log).due == {}, "what is in the log is not asked for again"
    again = replayed(stage.log, without=True)
    assert {one.id: one.data for one in again.due.values()} == found
    assert {one.at for one in again.due.values()} == {one.at for one in written(stage)}


def test_control_acts_read_before_their_time_would_measure_something_else() -> None:
    """A report of an act that comes late is read after the ticks that it closes, live and replayed alike."""
    batches = evening(1)
    late = act("late", 410.0, "coupon", source="shop")
    place = next(n for n, (_, clock) in enumerate(batches) if clock > START + 419 * TICK + 3_200)
    batches[place][0].append(late)
    stage = live(batches, act("hand", 400), auto=False)
    (found,) = [one for one in stage.book.measuring.so_far() if one.action == "hand"]
    assert found.effect.status != "inseparable"

    def early(batch: list[AnyEvent]) -> list[AnyEvent]:
        return [one for one in batch if one is not late]

    moved = [(early(events), clock) for events, clock in stage.log]
    moved.insert(next(n for n, (_, clock) in enumerate(moved) if clock > late.at), ([late], late.at))
    other = {one.data["action"]: one.data for one in replayed(moved, without=True).due.values()}
    assert other["hand"]["effect"]["status"] == "inseparable"


@pytest.mark.parametrize("cut", [405, 419, 430])
def test_a_server_killed_at_any_tick_measures_it_once(cut: int) -> None:
    batches, hand = evening(2), act("hand", 400)
    whole = live(batches, hand)
    n = next(place for place, (_, clock) in enumerate(whole.log) if clock > START + cut * TICK)
    after = Stage(rule())
    for events, clock in whole.log[:n]:
        after.take(events, clock)
    for events, clock in batches:
        if clock >= whole.log[n][1]:
            after.take(events, clock)
            after.beat(clock + 3_200)
    mine, theirs = ([one for one in written(it) if one.data["action"] == "hand"] for it in (after, whole))
    assert len(mine) == 1 and (mine[0].id, mine[0].data) == (theirs[0].id, theirs[0].data)


def test_control_without_what_the_log_holds_it_would_be_asked_for_again() -> None:
    stage = live(evening(2), act("hand", 400))
    forgetful = replayed([(events, clock) for events, clock in stage.log], without=True)
    assert len(forgetful.due) == len(written(stage)) > 0


def test_acts_in_one_window_are_inseparable_and_name_each_other() -> None:
    stage = live(evening(3), act("a", 300), act("b", 306), auto=False)
    first, second = stage.book.measuring.so_far()
    assert (first.effect.status, second.effect.status) == ("inseparable", "inseparable")
    assert (first.near, second.near) == ({"b": START + 306 * TICK}, {"a": START + 300 * TICK})
    assert first.effect.effect is None and first.effect.i95 is None


def test_a_gap_is_missing_and_not_0() -> None:
    gone = only(live(evening(4, gaps=range(302, 318)), act("a", 300), auto=False))
    assert (gone.effect.status, gone.effect.effect) == ("gaps", None)
    heard = only(live(evening(4), act("a", 300), auto=False))
    assert heard.effect.status == "measured"


def test_control_zeros_in_its_place_would_be_a_fall() -> None:
    batches = evening(4)
    zeros = [
        ([msgspec.structs.replace(one, count=0) if hasattr(one, "count") and one.product == "p1" and 302 <= n < 318 else one
          for one in events], clock)
        for n, (events, clock) in enumerate(batches)
    ]  # fmt: skip
    found = only(live(zeros, act("a", 300), auto=False)).effect
    assert found.effect is not None and found.effect < -0.5


def test_an_act_taken_back_in_its_window_is_not_measured() -> None:
    stage = live(evening(5), act("a", 300), act("u", 305, "undo", action="a"), auto=False)
    assert stage.book.measuring.so_far() == []


def test_what_viewers_do_not_notice_is_not_measured_and_what_others_call_an_effect_is_none() -> None:
    forged = act("x", 320, EFFECT, source="shop", action="hand", acts=["hand"])
    stage = live(
        evening(5), act("n", 290, "note", text="记"), act("h", 310, "hide_comment", comment="a:b"), forged, auto=False
    )  # fmt: skip
    assert stage.book.measuring.so_far() == []


def test_a_pin_of_another_product_is_a_switch_and_no_act_upon_the_show() -> None:
    stage = live(evening(5), act("switch", 300, product="p2"), act("again", 400, product="p2"), auto=False)
    assert [one.action for one in stage.book.measuring.so_far()] == ["again"]
    found = stage.book.measuring.whole(stage.book.following.watch.history, START + TICKS * TICK)
    assert [one.action for one in found] == ["again"]


def test_the_end_of_a_show_cuts_windows_short_and_counts_all_in() -> None:
    stage = live(evening(6), act("early", 300), act("end", TICKS - 10), auto=False)
    assert [one.action for one in stage.book.measuring.so_far()] == ["early"]
    ended = START + TICKS * TICK
    stage.beat(ended + 40_000)
    found = stage.book.measuring.whole(stage.book.following.watch.history, ended)
    assert [one.action for one in found] == ["early", "end"]
    early, end = (one.effect for one in found)
    assert end.after < 18 and end.status == "measured"
    assert early.holm is not None and early.alike is not None and early.holm >= early.alike


def test_the_console_shows_the_effect_and_what_the_same_did_before() -> None:
    stage = live(evening(0))
    panel = stage.book.panels(START + TICKS * TICK, stage._beside)["proposals"]
    assert isinstance(panel, ProposalsPanel)
    done = [card.effect for card in panel.done if card.effect is not None]
    assert done and all(one.say.zh and one.say.en and one.series == "clicks" for one in done)
    for one in done:
        assert (one.effect is None) == (one.i95 is None) == (one.verdict is None)
    measured = [one for one in stage.book.measuring.so_far() if one.effect.status == "measured"]
    past = stage.book.effects.past("clicks_moved")
    assert past.n == len(measured) and (past.effect is None) == (past.n < 3)
    never = stage.book.effects.past("nothing")
    assert (never.n, never.effect, never.say.zh) == (0, None, "暂无：还没有采纳过")


def test_nothing_is_called_an_effect_and_what_is_one_is_found_more_often() -> None:
    null = played([20_261_128, 1], "<", 0.8, 0.0, 2, 800)
    real = played([20_261_128, 1], "<", 0.8, 0.6, 2, 800)
    assert null.measured >= 8 and null.false <= 0.15
    assert real.false > null.false + 0.25, "control: a method that never speaks would pass the line above"
    assert null.ms <= 50

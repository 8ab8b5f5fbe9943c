"""Faults in a timeline: what they hit, and that nothing else changes."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rehearsal.training.scene import END, START, fault, timeline

from onair.events.model import (
    Action,
    Comment,
    Correction,
    Identity,
    Incident,
    Order,
    Pay,
    Proposal,
    Stock,
    Stream,
)
from onair.rehearsal.pace import Step
from onair.rehearsal.training.fault import KINDS, BadFault, checked
from onair.rehearsal.training.held import HELD
from onair.rehearsal.training.hostile import WAVE
from onair.rehearsal.training.inject import inject, untouched

TOUCHED = {
    "stream_cut": (Stream,), "comment_silence": (Comment,), "stock_gone": (Stock,), "order_burst": (),
    "hostile_comments": (), "late_data": HELD,
}  # fmt: skip
ADDED = {
    "stream_cut": (Stream, Incident), "comment_silence": (), "stock_gone": (Stock,), "order_burst": (Order, Pay),
    "hostile_comments": (Comment,), "late_data": (),
}  # fmt: skip


@pytest.fixture(scope="module")
def show():
    return list(untouched(timeline(), END))


def flat(steps):
    return [(step.clock, event) for step in steps for event in step.events]


def hurt(show, *faults, seed=1):
    return list(inject(show, faults, START, seed))


def inside(one, event):
    begin = START + one.offset_s * 1000
    return begin <= event.at < begin + one.length_s * 1000


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_nothing_else_changes_and_the_same_seed_gives_the_same(show, data):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    about = KINDS[kind]
    one = fault(
        kind, data.draw(st.integers(0, 1500)), data.draw(st.integers(20, 300)),
        data.draw(st.floats(about.low, about.high)),
    )  # fmt: skip
    seed = data.draw(st.integers(0, 2**31))
    found = hurt(show, one, seed=seed)
    assert found == hurt(show, one, seed=seed)
    clocks = [step.clock for step in found]
    assert clocks == sorted(clocks)
    before = {(event.source, event.id): (clock, event) for clock, event in flat(show)}
    after = flat(found)
    assert max(Counter((event.source, event.id) for _, event in after).values()) == 1
    for clock, event in after:
        held = before.pop((event.source, event.id), None)
        if held is None:
            assert isinstance(event, ADDED[kind])
        elif held != (clock, event):
            assert isinstance(event, TOUCHED[kind])
            assert inside(one, held[1])
    for _, event in before.values():  # what is gone
        assert kind in ("stream_cut", "comment_silence")
        assert isinstance(event, TOUCHED[kind])
        assert inside(one, event)


def test_a_cut_reads_as_the_signal_room_would_write_it(show):
    one = fault("stream_cut")
    found = flat(hurt(show, one))
    streams = [event for _, event in found if isinstance(event, Stream) and inside(one, event)]
    assert {event.state for event in streams} == {"reconnecting"}
    start, end = (event for _, event in found if isinstance(event, Incident))
    assert (start.kind, start.phase, start.at, start.data["by"]) == (
        "cut",
        "start",
        START + 600_000,
        "signal",
    )
    assert (end.phase, end.at, end.data["seconds"]) == ("end", START + 900_000, 300.0)
    heard = next(clock for clock, event in found if event is start)
    assert heard == START + 603_000  # a detector takes its time


def test_a_weaker_stream_is_no_cut(show):
    found = flat(hurt(show, fault("stream_cut", strength=0.7)))
    low = [event for _, event in found if isinstance(event, Stream) and event.state == "degraded"]
    assert low
    assert all(event.bitrate_kbps < 3_000 for event in low)
    assert {event.kind for _, event in found if isinstance(event, Incident)} == {"bitrate_low"}


def test_the_stock_of_the_item_in_talk_is_gone_and_comes_back(show):
    one = fault("stock_gone", offset_s=900, length_s=240)
    found = [(clock, event) for clock, event in flat(hurt(show, one)) if isinstance(event, Stock)]
    gone = next(event for clock, event in found if clock == START + 900_000)
    level = [event for _, event in found if event.product == gone.product and inside(one, event)]
    assert gone.available == 0
    assert {event.available for event in level} == {0}
    true = [event for _, event in flat(show) if isinstance(event, Stock) and event.product == gone.product]
    last = [event for event in true if event.at < START + 1_140_000][-1]
    back = next(
        event for clock, event in found if clock == START + 1_140_000 and event.product == gone.product
    )
    assert back.available == last.available > 0


def test_a_burst_multiplies_orders_and_hostile_people_are_few(show):
    one = fault("order_burst", strength=4.0)
    count = lambda steps: sum(isinstance(e, Order) and inside(one, e) for _, e in flat(steps))  # noqa: E731
    assert count(hurt(show, one)) == 4 * count(show) > 0
    raid = fault("hostile_comments", strength=40.0)
    said = [e for _, e in flat(hurt(show, raid)) if isinstance(e, Comment) and e.text in WAVE]
    assert len(said) == 200
    assert len({event.user for event in said}) <= 12
    sources = {event.source for _, event in flat(show) if isinstance(event, Comment)}
    assert {event.source for event in said} == sources  # where they come from gives nothing away


def test_late_data_come_whole_at_the_end(show):
    one = fault("late_data")
    found = hurt(show, one)
    held = [(clock, e) for clock, e in flat(found) if isinstance(e, HELD) and inside(one, e)]
    assert {clock for clock, _ in held} == {START + 900_000}
    assert Counter(e.id for _, e in flat(found)) == Counter(e.id for _, e in flat(show))


def test_faults_side_by_side_keep_order_and_chance(show):
    cut, quiet = fault("stream_cut"), fault("comment_silence", offset_s=700, strength=0.5)
    both = flat(hurt(show, cut, quiet))
    alone = {e.id for _, e in flat(hurt(show, fault("late_data", 1500, 20), quiet)) if isinstance(e, Comment)}
    assert {e.id for _, e in both if isinstance(e, Comment)} == alone


def test_what_people_of_a_past_show_did_is_left_out(show):
    act = Action(id="a1", source="onair", at=START, action="note", by="per_x")
    told = Proposal(id="p1", source="onair", at=START, proposal="p1", rule="stock_low")
    back = Correction(
        id="k1", source="onair", at=START, corrects=Identity(source="onair", id="a1"), void=True
    )
    kept = Correction(id="k2", source="x", at=START, corrects=Identity(source="x", id="e"), void=True)
    steps = [Step(START, [act, told, kept]), Step(START + 1, [back]), Step(END + 1, [kept])]
    assert [event for _, event in flat(untouched(steps, END))] == [kept]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ([fault("earthquake")], "not known"),
        ([fault("stream_cut", length_s=10)], "has to last"),
        ([fault("stream_cut", strength=1.2)], "strength"),
        ([fault("stream_cut", strength=float("nan"))], "strength"),
        ([fault("stream_cut", offset_s=10)], "outside"),
        ([fault("stream_cut", offset_s=1_700)], "outside"),
        ([fault("stream_cut"), fault("stream_cut", offset_s=700)], "overlap"),
        ([fault("stream_cut")] * 13, "12"),
    ],
)
def test_faults_that_cannot_be_are_named(bad, why):
    with pytest.raises(BadFault) as told:
        checked(bad, 300, 1_800)
    assert why in str(told.value)
    assert "没有开始演练" in told.value.detail("zh")

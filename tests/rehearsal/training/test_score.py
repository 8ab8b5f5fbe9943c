"""The score, worked out by hand; who does nothing misses all, who does all well gets all."""

import pytest
from tests.rehearsal.training.scene import END, FROM_S, at, begun, did, fault, proposed, staged, trouble

from onair.rehearsal.training.control import control, lived_ms, stretches
from onair.rehearsal.training.lore import BadLimits, Limits, limits_of, points
from onair.rehearsal.training.score import score

ALL = tuple(
    fault(kind, 400 + 200 * place, 100)
    for place, kind in enumerate(
        ("stream_cut", "comment_silence", "stock_gone", "order_burst", "hostile_comments", "late_data")
    )
)
CARDS = ("stream_cut", "comments_lost", "stock_lost", "order_burst", "hostile_raid")


def over(wall=150_000):
    return control("c9", END, "stop", "rule:rehearsal", wall=wall)


def test_who_does_nothing_misses_all():
    told = score([begun(), over()], staged(*ALL), END)
    assert [one.state for one in told.faults] == ["missed"] * 6
    assert (told.points, told.missed, told.noticed, told.right_cards) == (0.0, 6, 0, 0)


def test_who_does_all_well_gets_all():
    events = [begun()]
    for card, one in zip(CARDS, ALL, strict=False):
        then = one.offset_s + 20  # two seconds of people at ×10
        events += [
            did(then, "emergency_open", id_=f"run:{card}", card=card),
            did(then + 10, "emergency_step", run=f"run:{card}", step="1", outcome="done"),
        ]
    events += [did(ALL[-1].offset_s + 20, "whisper", text="先不看在线"), over()]
    told = score(events, staged(*ALL), END)
    assert [one.points for one in told.faults] == [100.0] * 6
    assert [one.card for one in told.faults] == ["right"] * 5 + ["not_asked"]
    assert (told.points, told.missed, told.right_cards, told.asked_cards) == (100.0, 0, 5, 5)
    first = told.faults[0]
    assert (first.noticed.show_s, first.noticed.own_s) == (20.0, 2.0)
    assert (first.acted.show_s, first.acted.own_s) == (30.0, 3.0)
    assert (told.own_s, told.wall_s) == (150.0, 150.0)


def test_points_fall_in_a_straight_line():
    assert [points(s, 10, 60, 40) for s in (None, 10, 35, 60, 90)] == [0, 40, 20, 0, 0]
    # noticed after 35 s of people: 20 of 40; dealt with after 70 s: 20 of 40; the right card: 20 of 20
    events = [
        begun(), did(400 + 350, "emergency_open", id_="r", card="stream_cut"),
        did(400 + 700, "emergency_step", run="r", step="1", outcome="done"), over(),
    ]  # fmt: skip
    told = score(events, staged(fault("stream_cut", 400, 800)), END)
    assert told.faults[0].points == 60.0


def test_a_card_that_the_server_opened_counts_once_a_person_takes_it():
    auto = did(404, "emergency_open", by="rule:emergency", id_="r", card="stream_cut", incident="i")
    alone = score([begun(), auto, over()], staged(fault("stream_cut", 400)), END)
    assert (alone.faults[0].state, alone.faults[0].card) == ("missed", "none")
    step = did(450, "emergency_step", run="r", step="1", outcome="done")
    told = score([begun(), auto, step, over()], staged(fault("stream_cut", 400)), END)
    assert (told.faults[0].state, told.faults[0].card) == ("met", "right")
    told = score(
        [begun(), auto, did(440, "emergency_do", run="r", step="1"), over()],
        staged(fault("stream_cut", 400)),
        END,
    )
    assert told.faults[0].acted.own_s == 4.0  # the server did it because a person said so
    by_itself = did(450, "emergency_step", by="rule:emergency", run="r", step="1", outcome="done")
    same = score([begun(), auto, by_itself, over()], staged(fault("stream_cut", 400)), END)
    assert same.faults[0].state == "missed"


def test_proposals_are_answers_by_their_rule():
    right = [begun(), proposed(420, "stock_low"), did(450, "proposal_accept", proposal="p1"), over()]
    told = score(right, staged(fault("stock_gone", 400)), END)
    assert (told.faults[0].acted.how, told.faults[0].card) == ("proposal_accept", "none")
    put_off = [begun(), proposed(420, "stock_low"), did(450, "proposal_dismiss", proposal="p1"), over()]
    seen = score(put_off, staged(fault("stock_gone", 400)), END).faults[0]
    assert (seen.noticed.how, seen.acted) == ("proposal_dismiss", None)
    other = [begun(), proposed(420, "quiet_room"), did(450, "proposal_accept", proposal="p1"), over()]
    assert score(other, staged(fault("stock_gone", 400)), END).faults[0].state == "missed"


def test_a_wrong_card_and_a_false_alarm_are_told_apart():
    wrong = did(450, "emergency_open", card="host_absent")
    early = did(350, "emergency_open", card="stream_cut")
    told = score([begun(), early, wrong, over()], staged(fault("stream_cut", 400)), END)
    assert (told.faults[0].card, told.faults[0].card_id, told.faults[0].state) == (
        "wrong",
        "host_absent",
        "missed",
    )
    assert [(one.card, one.at) for one in told.false_alarms] == [("stream_cut", at(350))]
    own = [trouble(340), early, trouble(360, phase="end")]
    assert score([begun(), *own, over()], staged(fault("stream_cut", 400)), END).false_alarms == []


def test_one_action_answers_the_fault_that_began_last():
    two = staged(fault("stream_cut", 400, 600), fault("order_burst", 500, 600))
    told = score([begun(), did(520, "note", text="单子太多"), over()], two, END)
    assert [one.state for one in told.faults] == ["missed", "met"]


def test_before_and_long_after_is_no_answer():
    events = [begun(), did(399, "note", text="x"), did(400 + 300 + 301, "note", text="y"), over()]
    assert score(events, staged(fault("stream_cut", 400)), END).faults[0].state == "missed"
    just = [begun(), did(400 + 300 + 299, "note", text="y"), over()]
    assert score(just, staged(fault("stream_cut", 400)), END).faults[0].state == "met"


def test_an_instructor_and_the_server_do_not_count():
    step = did(410, "note", by="per_lead", text="x"), did(411, "hide_comment", by="rule:x", comment="a:b")
    plan = staged(fault("hostile_comments", 400), instructor="per_lead")
    assert score([begun(), *step, over()], plan, END).faults[0].state == "missed"


def test_seats_have_their_own_share_and_empty_ones_are_named():
    plan = staged(
        fault("stream_cut", 400), fault("stock_gone", 900), seats={"technician": "per_tom", "host": "per_h"}
    )
    events = [
        begun(),
        did(410, "note", by="per_tom", text="x"),
        did(420, "whisper", by="per_h", text="x"),
        over(),
    ]
    told = {one.seat: one for one in score(events, plan, END).seats}
    assert (told["technician"].first, told["technician"].acts, told["technician"].missed) == (1, 1, 0)
    assert (told["merchandiser"].person, told["merchandiser"].missed) == (None, 1)
    assert (told["host"].acts, told["host"].first, told["host"].points) == (1, 0, None)


def test_what_was_not_reached_or_left_no_time_is_not_counted():
    plan = staged(fault("stream_cut", 400), fault("stock_gone", 900))
    stop = control("c9", at(450), "stop", "per_lead", wall=15_000)
    told = score([begun(), stop], plan, at(450))
    assert [one.state for one in told.faults] == ["not_counted", "not_reached"]
    assert (told.points, told.counted) == (None, 0)


def test_people_have_their_own_time():
    told = [
        begun(speed=10.0), control("a", at(400), "speed", "per_lead", wall=10_000, speed=2.0),
        control("b", at(420), "pause", "per_lead", wall=20_000),
        control("c", at(420), "resume", "per_lead", wall=90_000),
        control("d", at(440), "jump", "per_lead", wall=100_000, to=at(800)),
    ]  # fmt: skip
    held = stretches(told)
    assert lived_ms(held, at(0), at(FROM_S)) == 0
    assert lived_ms(held, at(FROM_S), at(400)) == 10_000
    assert lived_ms(held, at(400), at(440)) == 20_000
    assert lived_ms(held, at(440), at(800)) == 0
    assert lived_ms(held, at(440), at(820)) == 10_000


def test_a_break_of_the_server_leaves_its_clock_unknown():
    told = score(
        [begun(), control("t", at(500), "taken_up", "rule:rehearsal", wall=10**6), over()], staged(), END
    )
    assert told.wall_s is None
    assert (told.points, told.own_s) == (None, 150.0)


def test_limits_that_do_not_fit_are_refused():
    with pytest.raises(BadLimits):
        limits_of({"stream_cut": Limits(60, 60, 10, 100)})
    assert limits_of({"stream_cut": Limits(1, 2, 3, 4)})["stream_cut"].notice_good_s == 1

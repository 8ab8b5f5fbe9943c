"""What the log tells of emergencies: one run a cause, first wins, what is put back, what is left undone."""

from lines import T0, act, book, opened, over, told, trouble
from msgspec import structs

from onair.during.emergency.presets import presets, read
from onair.during.emergency.report import report
from onair.during.signal.service import KINDS


def test_each_cause_of_the_signal_that_stops_a_show_has_a_card() -> None:
    cards = book()
    found = {kind: card.id for kind in KINDS if (card := cards.card_for(kind))}
    assert found == {
        "cut": "stream_cut", "stopped": "stream_cut", "stalled": "stream_stalled", "black": "black_screen",
        "freeze": "frozen_picture", "silence": "silence", "bitrate_low": "bitrate_low", "fps_low": "bitrate_low",
        "dropped_send": "bitrate_low", "dropped_render": "bitrate_low", "rtt_high": "bitrate_low",
    }  # fmt: skip


def test_the_cards_are_complete_and_their_digits_are_their_own() -> None:
    cards = presets()
    assert len(cards) == 18
    assert len({card.number for card in cards.values()}) == 18
    sorts = {1: "tech", 2: "opinion", 3: "violation", 4: "absence", 5: "goods"}
    for card in cards.values():
        assert sorts[card.number // 10] == card.sort
        assert not card.closes_itself or card.opens
        for step in card.steps:
            assert step.by_hand is not None or step.do in ("hand", "record"), (card.id, step.id)


def test_a_broken_card_is_left_out_and_the_others_stand() -> None:
    good = presets()["guest_late"]
    text = 'id = "x1"\nnumber = 1\nsort = "tech"\n'
    assert read("x1", text) is None
    assert read("x1", "not toml [") is None
    assert good.step("swap") is not None


def test_one_run_for_a_cause_and_the_backup_line_opens_none() -> None:
    made = book()
    made.incident([trouble("cut", "a", 0, output="backup")])
    assert made.waiting() == []
    made.incident([trouble("cut", "b", 1)])
    [(incident, card)] = made.waiting()
    run = opened(made, incident.incident, card.id, 2)
    made.act([act("emergency_open", "second", 3, card="stream_cut")])
    assert (made.waiting(), len(made.runs), made.get("second")) == ([], 1, run)
    made.incident([trouble("stopped", "c", 4)])
    assert list(run.incidents) == ["b", "c"]


def test_a_false_alarm_is_not_opened_again_for_the_same_incident() -> None:
    made = book()
    made.incident([trouble("cut", "b", 1)])
    run = opened(made, "b", "stream_cut", 2)
    made.act([act("emergency_close", "x", 3, run=run.id, outcome="false_alarm")])
    assert made.waiting() == []
    made.incident([over("cut", "b", 4), trouble("cut", "c", 9)])
    assert [one.incident for one, _ in made.waiting()] == ["c"]


def test_it_is_over_with_its_last_incident_and_only_what_was_done_is_put_back() -> None:
    made = book()
    made.incident([trouble("cut", "b", 1)])
    run = opened(made, "b", "stream_cut", 2)
    made.act([told(run, "scene", "done", "s", 3, was="直播间")])
    assert run.recovered_at is None
    made.incident([over("cut", "b", 9)])
    assert run.recovered_at == T0 + 9_000
    assert [one.step.id for one in run.restoring()] == ["scene_back"]
    assert run.due_at(run.steps["scene_back"]) == T0 + 69_000
    made.incident([trouble("cut", "c", 12)])
    assert (run.recovered_at, run.steps["scene"].state) == (None, "done")


def test_trouble_that_comes_back_after_things_were_put_back_begins_anew() -> None:
    made = book()
    made.incident([trouble("cut", "b", 1)])
    run = opened(made, "b", "stream_cut", 2)
    made.act([told(run, step, "done", step, 3) for step in ("scene", "text")])
    made.incident([over("cut", "b", 9)])
    made.act([told(run, "scene_back", "done", "back", 10)])
    made.incident([trouble("cut", "c", 12)])
    states = {name: one.state for name, one in run.steps.items() if one.state != "waiting"}
    assert states == {"text": "done"}


def test_undoing_takes_back_what_a_person_said_and_not_what_the_server_did() -> None:
    made = book()
    made.incident([trouble("cut", "b", 1)])
    run = opened(made, "b", "stream_cut", 2)
    made.act(
        [
            told(run, "hotspot", "done", "h", 3),
            told(run, "scene", "begun", "sb", 3),
            told(run, "scene", "done", "se", 4),
        ]
    )
    made.act([act("undo", "u1", 5, action="h"), act("undo", "u2", 5, action="se")])
    assert (run.steps["hotspot"].state, run.steps["scene"].state) == ("waiting", "done")
    made.act(
        [act("emergency_close", "x", 6, run=run.id, outcome="handled"), act("undo", "u3", 7, action="x")]
    )
    assert run.open


def test_a_correction_is_a_record_of_its_own_and_settles_the_step_that_asks_for_it() -> None:
    made = book()
    made.act([act("emergency_open", "r", 1, card="slip_of_tongue")])
    made.act([act("put_right", "k", 5, run="r", said="买一送二", text="买一送一")])
    run = made.get("r")
    assert run is not None
    assert run.steps["record"].state == "done"
    [slip] = report(made, over=True)[0].slips
    assert (slip.said, slip.text, slip.at, slip.undone) == ("买一送二", "买一送一", T0 + 5_000, False)
    made.act([act("undo", "u", 6, action="k")])
    assert report(made, over=True)[0].slips[0].undone


def test_a_bridge_steers_nothing_by_actions_that_bear_our_names() -> None:
    made = book()
    run = opened(made, "b", "stream_cut", 2)
    asked = act("emergency_do", "d", 3, run=run.id, step="scene")
    made.act([structs.replace(asked, source="douyin:room-1")])
    made.act([structs.replace(act("emergency_open", "o", 3, card="black_screen"), source="douyin:room-1")])
    assert (run.steps["scene"].state, len(made.runs)) == ("waiting", 1)
    made.act([asked])
    assert run.steps["scene"].state == "asked", "control: our own is taken"


def test_a_rehearsal_is_a_drill_whatever_was_asked() -> None:
    made = book(rehearsal=True)
    made.incident([trouble("cut", "b", 1)])
    made.act([act("emergency_open", "r", 2, card="stream_cut", incident="b")])
    run = made.get("r")
    assert run is not None
    assert (run.drill, list(run.incidents)) == (True, ["b"])


def test_a_drill_on_air_answers_no_real_trouble() -> None:
    made = book()
    made.act([act("emergency_open", "d", 1, card="stream_cut", drill=True)])
    made.incident([trouble("cut", "b", 2)])
    assert [card.id for _, card in made.waiting()] == ["stream_cut"]


def test_the_report_says_when_who_how_late_and_what_was_left() -> None:
    made = book()
    made.incident([trouble("cut", "b", 0, found_ms=1_500)])
    run = opened(made, "b", "stream_cut", 3)
    made.act([told(run, "say", "done", "s", 30), told(run, "notify", "failed", "n", 10, code="paused")])
    made.incident([over("cut", "b", 60)])
    made.act([act("emergency_close", "x", 70, run=run.id, outcome="recovered", note="换了网线")])
    [found] = report(made, over=True)
    assert (found.notice_s, found.open_s, found.act_s, found.recover_s) == (1.5, 1.5, 7.0, 60.0)
    steps = {one.one.step.id: one for one in found.steps}
    assert (steps["say"].took_s, steps["say"].late_s) == (27.0, 12.0)
    assert [one.one.step.id for one in found.undone] == [
        "scene",
        "text",
        "notify",
        "restart",
        "hotspot",
        "backup",
    ]
    assert not found.left_open


def test_what_nobody_measured_is_not_known_and_an_open_one_is_said() -> None:
    made = book()
    made.act([act("emergency_open", "r", 1, card="oversold")])
    [found] = report(made, over=True)
    assert (found.notice_s, found.open_s, found.act_s, found.recover_s, found.left_open) == (
        None,
        None,
        None,
        None,
        True,
    )

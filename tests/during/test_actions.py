"""What an action writes, and who may do it."""

import pytest
from stage import facts

from onair.access.roles import Role
from onair.during.broadcast.actions import BadActionData, Context, ShowOver, UnknownAction, known_acts, plan
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.track import Track
from onair.events.model import Action, Correction, Slot


def track() -> Track:
    return Track(Comments())


def here(on: Track, id_: str, at: int) -> Context:
    return Context(id_, at, "p", facts(), on, {})


def test_every_action_says_who_may():
    acts = known_acts().values()
    assert {act.name for act in acts if Role.host in act.roles} == {
        "cue_settle", "host_cue", "must_said", "note", "push_tap", "put_right", "question_done", "whisper_ack",
    }  # fmt: skip
    assert all(bool(act.roles) != act.by_server for act in acts)
    assert not any({Role.auditor, Role.analyst} & act.roles for act in acts)


def test_slot_start_ends_the_slot_on_air_in_the_same_batch():
    on = track()
    for event in plan("slot_start", {"slot": "a"}, None, here(on, "1", 1000)):
        on.add(event)
    events = plan("slot_start", {"slot": "b", "product": "p1"}, "提前", here(on, "2", 2000))
    assert [(type(e), getattr(e, "slot", None), getattr(e, "phase", None)) for e in events] == [
        (Action, None, None), (Slot, "a", "end"), (Slot, "b", "start"),
    ]  # fmt: skip
    assert events[0].why == "提前"
    assert {event.source for event in events} == {"onair"}


def test_undo_voids_what_the_action_wrote():
    on = track()
    for event in plan("slot_start", {"slot": "a"}, None, here(on, "1", 1000)):
        on.add(event)
    undo = plan("undo", {"action": "1"}, None, here(on, "2", 2000))
    assert [(e.corrects.id, e.void) for e in undo if isinstance(e, Correction)] == [
        ("1:end", True),
        ("1:start", True),
    ]


def test_words_are_masked_before_they_are_written():
    [note] = plan("note", {"text": "打13812345678"}, "客户13812345678", here(track(), "1", 1))
    assert (note.data, note.why) == ({"text": "打***"}, "客户***")


@pytest.mark.parametrize(
    ("action", "data"),
    [("slot_start", {}), ("slot_start", {"slot": ""}), ("slot_start", {"slot": "a", "more": 1}), ("note", {"text": ""}),
     ("whisper", {"text": "x" * 501}), ("hide_comment", {"comment": "a/b"}), ("slot_end", {}), ("pin", {"product": 3}),
     ("mark_host", {"host": "h", "phase": "middle"})],
)  # fmt: skip
def test_data_that_do_not_fit(action, data):
    with pytest.raises(BadActionData):
        plan(action, data, None, here(track(), "1", 1))


def test_unknown_action_names_the_known_ones():
    with pytest.raises(UnknownAction) as refused:
        plan("fly", {}, None, here(track(), "1", 1))
    assert "slot_start" in refused.value.detail("zh")


@pytest.mark.parametrize("state", ["ended", "reviewed"])
def test_nothing_is_done_on_air_when_the_show_is_over_but_it_can_be_put_down(state):
    over = here(track(), "1", 1000)._replace(facts=facts(state=state))
    for action, data in (
        ("whisper", {"text": "慢"}),
        ("pin", {"product": "p"}),
        ("slot_start", {"slot": "炒锅"}),
    ):
        with pytest.raises(ShowOver) as refused:
            plan(action, data, None, over)
        assert refused.value.code == "show_over"
        assert "结束" in refused.value.detail("zh") and "over" in refused.value.detail("en")
        assert plan(action, data, None, over._replace(facts=facts())), "control: on air it is done"
    (noted,) = plan("note", {"text": "补记：样品没到"}, None, over)
    assert isinstance(noted, Action)
    assert {act.name for act in known_acts().values() if act.late} >= {
        "undo",
        "hide_comment",
        "emergency_close",
    }

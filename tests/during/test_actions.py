"""What an action writes, and who may do it."""

import pytest

from onair.access.roles import Role
from onair.during.broadcast.actions import FORMS, BadActionData, UnknownAction, plan
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.http import MAY
from onair.during.broadcast.track import Track
from onair.events.model import Action, Correction, Slot


def track() -> Track:
    return Track(Comments())


def test_every_action_says_who_may():
    assert MAY.keys() == FORMS.keys()
    assert {action for action, roles in MAY.items() if Role.host in roles} == {"note"}
    assert not any({Role.auditor, Role.analyst} & roles for roles in MAY.values())


def test_slot_start_ends_the_slot_on_air_in_the_same_batch():
    on = track()
    for event in plan("slot_start", {"slot": "a"}, None, id_="1", by="p", at=1000, track=on):
        on.add(event)
    events = plan("slot_start", {"slot": "b", "product": "p1"}, "提前", id_="2", by="p", at=2000, track=on)
    assert [(type(e), getattr(e, "slot", None), getattr(e, "phase", None)) for e in events] == [
        (Action, None, None), (Slot, "a", "end"), (Slot, "b", "start"),
    ]  # fmt: skip
    assert events[0].why == "提前"
    assert {event.source for event in events} == {"onair"}


def test_undo_voids_what_the_action_wrote():
    on = track()
    for event in plan("slot_start", {"slot": "a"}, None, id_="1", by="p", at=1000, track=on):
        on.add(event)
    undo = plan("undo", {"action": "1"}, None, id_="2", by="p", at=2000, track=on)
    assert [(e.corrects.id, e.void) for e in undo if isinstance(e, Correction)] == [
        ("1:end", True),
        ("1:start", True),
    ]


def test_words_are_masked_before_they_are_written():
    [note] = plan("note", {"text": "打13812345678"}, "客户13812345678", id_="1", by="p", at=1, track=track())
    assert (note.data, note.why) == ({"text": "打***"}, "客户***")


@pytest.mark.parametrize(
    ("action", "data"),
    [("slot_start", {}), ("slot_start", {"slot": ""}), ("slot_start", {"slot": "a", "more": 1}), ("note", {"text": ""}),
     ("whisper", {"text": "x" * 501}), ("hide_comment", {"comment": "a/b"}), ("slot_end", {}), ("pin", {"product": 3}),
     ("mark_host", {"host": "h", "phase": "middle"})],
)  # fmt: skip
def test_data_that_do_not_fit(action, data):
    with pytest.raises(BadActionData):
        plan(action, data, None, id_="1", by="p", at=1, track=track())


def test_unknown_action_names_the_known_ones():
    with pytest.raises(UnknownAction) as refused:
        plan("fly", {}, None, id_="1", by="p", at=1, track=track())
    assert "slot_start" in refused.value.detail("zh")

"""How a change goes into a rundown and out of it again, without taking anybody's work along."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_

from onair.after.changes.adopting import adopted
from onair.after.changes.defaults import Unfit, back, lay, stands
from onair.after.changes.model import Body, Said
from onair.after.diagnosis.causes import causes
from onair.after.diagnosis.finding import About, Finding, NextChange, Share
from onair.before.rundown.service import NewSlot
from onair.during.playbook.presets import presets
from onair.kernel.i18n import Text

NO = Share(None, None, None)

SLOTS = [
    NewSlot("opening", "开场", 5, id="s0"),
    NewSlot("product", "炸锅", 10, id="s1", product="pan"),
    NewSlot("product", "杯", 8, id="s2", product="cup", card={"form": "three", "must": ["七天无理由"]}),
    NewSlot("game", "福袋", 3, id="s3"),
    NewSlot("product", "炸锅再讲", 6, id="s4", product="pan"),
    NewSlot("closing", "收尾", 5, id="s5"),
]


def body(key: str | None, **params) -> Body:
    return Body(Said("改", "change"), "product", key, params=params)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("slot_minutes", body("pan", minutes=14)),
        ("card", body("pan", text="6 期免息")),
        ("card", body("cup", text="6 期免息")),
        ("slot_order", body("cup", place=1)),
        ("slot_order", body("pan", place=2)),
        ("slot_order", body("cup", place=9)),
    ],
)
def test_in_seen_and_out_again(kind, what):
    assert not stands(kind, what, SLOTS)
    laid = lay(kind, what, SLOTS)
    assert stands(kind, what, laid.slots)
    assert sorted(slot.id for slot in laid.slots) == sorted(slot.id for slot in SLOTS)
    assert back(laid.slots, laid.before, laid.after) == SLOTS
    # taken twice it is the same
    assert lay(kind, what, laid.slots).slots == laid.slots


def test_the_same_place_changed_since_is_not_put_back_and_another_place_is_left_alone():
    laid = lay("slot_minutes", body("pan", minutes=14), SLOTS)
    shorter = [replace(slot, minutes=9) if slot.id == "s4" else slot for slot in laid.slots]
    assert back(shorter, laid.before, laid.after) is None
    titled = [replace(slot, title="新名字", minutes=4) if slot.id == "s3" else slot for slot in laid.slots]
    again = back(titled, laid.before, laid.after)
    assert again is not None
    assert [slot.minutes for slot in again] == [5, 10, 8, 4, 6, 5]
    assert again[3].title == "新名字"
    assert back(laid.slots[:-2], laid.before, laid.after) is None


def test_an_order_is_kept_where_slots_without_goods_stand():
    order = [slot.id for slot in lay("slot_order", body("cup", place=1), SLOTS).slots]
    assert order == ["s0", "s2", "s1", "s3", "s4", "s5"]


@pytest.mark.parametrize(
    ("kind", "what", "code"),
    [
        ("slot_minutes", body("lamp", minutes=5), "no_slot"),
        ("slot_minutes", body(None, minutes=5), "no_slot"),
        ("slot_minutes", body("pan"), "no_value"),
        ("slot_minutes", body("pan", minutes=0), "no_value"),
        ("slot_minutes", body("pan", minutes=True), "no_value"),
        ("slot_minutes", body("pan", minutes="9"), "no_value"),
        ("slot_order", body("pan", place=10**9), "no_value"),
        ("card", body("pan", text="  "), "no_value"),
    ],
)
def test_what_cannot_be_laid_says_why(kind, what, code):
    with pytest.raises(Unfit) as refused:
        lay(kind, what, SLOTS)
    assert refused.value.code == code
    assert not stands(kind, what, SLOTS)


def test_a_full_card_is_not_cut():
    full = [replace(SLOTS[1], card={"must": [str(n) for n in range(20)]})]
    with pytest.raises(Unfit, match="full"):
        lay("card", body("pan", text="x"), full)


def test_a_finding_brings_what_its_change_names_and_no_figure_of_its_sentence():
    about = About("product", "pan", "炸锅")
    said = Text("卖得少", "sold less")
    change = NextChange("cheap_mix", about, "price_item", "up", 90, 120, "slot_minutes", said)
    found = Finding(
        "f1",
        "shw",
        "gmv",
        "cheap_mix",
        "merchandiser",
        about,
        "k",
        {"minutes": 99},
        said,
        (),
        NO,
        0.5,
        change,
    )
    new = adopted(found)
    assert new is not None and new.kind == "slot_minutes" and new.finding == "f1"
    assert new.body.params == {}, "99 is what its sentence says, not what is to be"
    assert new.body.verify is not None and (new.body.verify.value, new.body.verify.base) == (90, 120)
    given = {"rule": "carts_unpaid", "on": True, "text": "x"}
    rule = adopted(replace_(found, next=replace_(change, kind="rule", params=given)))
    assert rule is not None and rule.body.params == {"rule": "carts_unpaid", "on": True}
    assert adopted(replace_(found, next=None)) is None


@pytest.mark.parametrize(
    "cause", [cause for cause in causes().values() if cause.change == "rule"], ids=lambda one: one.id
)
def test_every_rule_that_a_cause_names_is_there(cause):
    assert cause.params["rule"] in presets()

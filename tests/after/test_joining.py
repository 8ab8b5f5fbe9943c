"""Retention curves, drops of the audience, and follows around moments: pure, with counts by hand."""

from onair.after.review.joining import moments
from onair.after.review.peaks import drops, marks_of
from onair.after.review.retention import kept
from onair.during.broadcast.frames import TrackItem

MIN = 60_000


def item(kind: str, minute: int, label: str, **more: object) -> TrackItem:
    return TrackItem(id=f"{kind}{minute}", kind=kind, at=minute * MIN, label=label, **more)  # type: ignore[arg-type]


def test_a_late_entry_is_nobody_who_left():
    stays = {(0, True, 6): 2, (0, True, 0): 2, (8 * MIN, False, 1): 4, (0, None, 9): 1}
    found = kept(stays, 10 * MIN)
    five = {who: next((p for p in points if p.minute == 5), None) for who, points in found.items()}
    assert [(p.still, p.came) if p else None for p in (five["all"], five["new"], five["old"])] == [
        (3, 5), (2, 4), None,
    ]  # fmt: skip
    assert [(p.still, p.came) for p in found["old"] if p.minute <= 2] == [(4, 4), (0, 4)]
    assert kept({}, 10 * MIN) == {}


def test_a_drop_names_what_was_on_and_the_end_is_none():
    online = [(m * MIN, 100 if m < 20 else 60) for m in range(60)] + [(m * MIN, 5) for m in range(60, 62)]
    slot = item("slot", 10, "炒锅", end=30 * MIN)
    found = drops(online, marks_of([slot]))
    assert [(d.minute // MIN, d.value, d.times) for d in found] == [(15, 40, 0.6)]
    assert [mark.label for mark in found[0].on] == ["炒锅"]
    assert drops([(m * MIN, 100) for m in range(60)], []) == []


def test_moments_are_ranked_and_what_no_source_sends_is_missing():
    series = {"fans_new": [(m * MIN, 10 if 20 <= m < 23 else 2) for m in range(60)]}
    track = [
        item("slot", 0, "炒锅", end=40 * MIN, data={"kind": "talk"}),
        item("action", 20, "点赞抽奖"),
        item("offer", 40, "秒杀"),
        item("action", 50, "收回的", undone=True),
    ]
    first, second = moments(series, track)
    assert (first.label, first.follows, first.joins, first.times, first.on) == (
        "点赞抽奖",
        30,
        None,
        5.0,
        ["炒锅"],
    )
    assert (second.label, second.follows, second.times) == ("秒杀", 6, 1.0)
    assert moments({"fans_new": [(0, None)]}, track) == [], "the control: no source, no moments"

"""When everything is on: the evening of the mock by hand, then whatever hypothesis thinks of."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from played import BASE, MINUTE, clock, did, laid, ran, told

from onair.during.playout.pieces import Change, Plan, Run

EVENING = laid(
    {"id": "warm", "length": 66},
    {"id": "wok", "length": 12},
    {"id": "spoon", "length": 6, "role": "encore"},
    {"id": "fryer", "length": 16},
    {"id": "flash", "length": 5, "pin": 100, "timing": "locked", "keeps": True},
    {"id": "close", "length": 75},
)
ON = [ran("warm", 0, 68 + 20 / 60), ran("wok", 68 + 20 / 60)]


def test_an_overrun_rolls_forward_to_the_fixed_time_which_says_what_it_takes() -> None:
    found = told(EVENING, ON, 77.3)
    assert (found.late, found.current and found.current.over) == (140_000, 0)
    assert [(row.id, round(clock(row.expected_at) or 0, 2)) for row in found.coming] == [
        ("spoon", 80.33), ("fryer", 86.33), ("flash", 100), ("close", 105),
    ]  # fmt: skip
    assert [(late.slot, late.by, late.before) for late in found.lates] == [("flash", 140_000, "fryer")]
    assert found.row("fryer") and found.row("fryer").squeeze == 140_000  # type: ignore[union-attr]
    assert found.ends == found.planned_end == BASE + 180 * MINUTE


def test_what_is_on_longer_than_planned_moves_the_rest_by_itself() -> None:
    found = told(EVENING, ON, 83)
    assert clock(found.current.expected_end if found.current else None) == 83
    assert (found.late, clock(found.coming[0].expected_at)) == (5 * MINUTE, 83)


def test_a_fixed_time_that_has_passed_is_now() -> None:
    found = told(EVENING, ON, 103)
    flash = found.row("flash")
    assert flash and clock(flash.expected_at) == 103
    assert found.lates[0].slot == "flash"


def test_skipping_brings_the_show_forward_and_a_wait_is_not_lateness() -> None:
    assert told(EVENING, ON, 70, [did("slot_skip", slot="spoon")]).late == 140_000 - 6 * MINUTE
    waits = laid({"id": "a", "length": 10}, {"id": "b", "length": 10, "pin": 30})
    assert told(waits, [ran("a", 0)], 5).late == 0


def test_counting_to_the_end_takes_what_is_left() -> None:
    plan = laid(
        {"id": "a", "length": 10}, {"id": "game", "length": 2, "timing": "fill"}, {"id": "b", "length": 5, "pin": 30},
        {"id": "talk", "length": 5, "timing": "fill"}, {"id": "end", "length": 5}, total=60,
    )  # fmt: skip
    rows = {
        row.id: (clock(row.expected_at), clock(row.expected_end)) for row in told(plan, [ran("a", 0)], 3).rows
    }
    assert rows == {"a": (0, 10), "game": (10, 30), "b": (30, 35), "talk": (35, 55), "end": (55, 60)}
    on = told(plan, [ran("a", 0, 12), ran("game", 12)], 13)
    assert (clock(on.current.expected_end if on.current else None), on.lates) == (30, ())


def test_what_was_on_twice_is_one_row_and_what_nobody_planned_is_told_apart() -> None:
    found = told(
        EVENING, [ran("warm", 0, 60), ran("ad-hoc", 60, 62), ran("warm", 62, 66), ran("wok", 66)], 70
    )
    warm, extra = found.row("warm"), found.row("ad-hoc")
    assert warm and (warm.real_ms, clock(warm.real_at), clock(warm.real_end)) == (64 * MINUTE, 0, 66)
    assert extra and (extra.piece, extra.over, extra.state) == (None, None, "done")


def test_changes_fold_and_undone_ones_do_not_count() -> None:
    changes = [
        did("slot_swap", slot="spoon", other="fryer"), did("slot_extend", slot="wok", minutes=6, changes={"fryer": -140}),
        did("slot_skip", slot="spoon"), did("slot_restore", slot="spoon"), did("slot_move", slot="spoon", before=None),
        did("slot_skip", slot="fryer")._replace(undone=True), did("slot_skip", slot="gone"),
    ]  # fmt: skip
    found = told(EVENING, ON, 70, changes)
    assert [row.id for row in found.coming] == ["fryer", "flash", "close", "spoon"]
    assert found.current and found.current.length == 18 * MINUTE
    assert found.row("fryer") and found.row("fryer").length == 16 * MINUTE - 140_000  # type: ignore[union-attr]


def test_after_the_end_what_never_came_is_missed() -> None:
    found = told(EVENING, [ran("warm", 0, 70), ran("wok", 70)], 90, open_=False)
    assert [(row.id, row.state) for row in found.rows][:3] == [
        ("warm", "done"), ("wok", "done"), ("spoon", "missed"),
    ]  # fmt: skip
    assert clock(found.ends) == 90


slots = st.lists(
    st.fixed_dictionaries(
        {
            "length": st.integers(1, 30),
            "timing": st.sampled_from(("linked", "linked", "locked", "fill")),
            "pin": st.one_of(st.none(), st.none(), st.integers(0, 200)),
        }
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def shows(draw: Any) -> tuple[Plan, list[Run], list[Change], float]:
    plan = laid(*draw(slots), total=draw(st.integers(10, 240)))
    ids = [piece.id for piece in plan.pieces]
    begun = draw(st.integers(0, len(ids)))
    at, runs = 0.0, []
    for id_ in draw(st.permutations(ids))[:begun]:
        long = draw(st.integers(1, 40))
        runs.append(ran(id_, at, at + long))
        at += long
    if runs and draw(st.booleans()):
        runs[-1] = runs[-1]._replace(end=None)
    some = st.sampled_from(ids)
    made = st.one_of(
        st.builds(lambda a, b: did("slot_swap", slot=a, other=b), some, some),
        st.builds(lambda a, b: did("slot_move", slot=a, before=b), some, st.one_of(st.none(), some)),
        st.builds(lambda a: did("slot_skip", slot=a), some),
        st.builds(lambda a: did("slot_restore", slot=a), some),
        st.builds(
            lambda a, n: did("slot_extend", slot=a, minutes=n),
            st.sampled_from([piece.id for piece in plan.pieces if piece.timing != "locked"]),
            st.integers(0, 9),
        )
        if any(piece.timing != "locked" for piece in plan.pieces)
        else st.nothing(),
    )
    return plan, runs, draw(st.lists(made, max_size=6)), at + draw(st.integers(0, 30))


@settings(max_examples=300, deadline=None)
@given(shows())
def test_fixed_stays_locked_stays_and_nothing_is_lost(
    show: tuple[Plan, list[Run], list[Change], float],
) -> None:
    plan, runs, changes, now = show
    found = told(plan, runs, now, changes)
    assert told(plan, runs, now, changes) == found
    assert sorted(row.id for row in found.rows) == sorted(piece.id for piece in plan.pieces)
    coming, at_now = found.coming, BASE + round(now * MINUTE)
    lates = {late.slot: late.by for late in found.lates}
    for row in coming:
        assert row.piece and row.expected_at is not None and row.expected_end is not None
        if row.piece.pin is not None:
            assert row.expected_at == max(BASE + row.piece.pin, at_now)
        if row.piece.timing == "locked":
            assert row.expected_end - row.expected_at == row.piece.length
        if row.piece.timing == "fill":
            assert row.expected_end - row.expected_at >= row.length
    cursor = found.cursor
    # each begins where the one before ends, waits for a fixed time, or its squeeze is told
    for row in coming:
        assert row.expected_at is not None and row.expected_end is not None
        if row.expected_at < cursor:
            assert lates[row.id] >= cursor - row.expected_at > 0
        elif row.expected_at > cursor:
            assert row.piece and row.piece.pin is not None
        cursor = row.expected_end
    spans = [(row.expected_at or 0, row.expected_end or 0) for row in coming]
    ends = [found.cursor, *[end for _, end in spans]]
    jumps = sum(at - before for (at, _), before in zip(spans, ends, strict=False))
    assert found.ends == found.cursor + sum(end - at for at, end in spans) + jumps
    begun = [row.real_at for row in found.rows if row.real_at is not None]
    assert begun == sorted(begun)

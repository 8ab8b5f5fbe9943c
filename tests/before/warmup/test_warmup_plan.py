"""The plan's pure parts: what a template gives, what moves, what is due, what copy becomes."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from onair.before.warmup import plan, render
from onair.before.warmup.attribution import Entry, Paid, Sent, attribute
from onair.before.warmup.kinds import PUBLIC, Layer
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS

START = 1_795_334_400_000


@dataclass
class Thing:
    id: str
    lead_ms: int | None
    due_at: int
    state: str = "planned"


def test_the_template_runs_from_a_week_before_to_ten_minutes_before_in_every_layer() -> None:
    drafts = plan.default_plan(START, START - 30 * DAY_MS, "zh")
    leads = [one.lead for one in drafts]
    assert (leads[0], leads[-1]) == (7 * DAY_MS, 10 * MINUTE_MS)
    assert {one.layer for one in drafts} == set(Layer)
    assert [one.due_at for one in drafts] == sorted(START - lead for lead in leads)
    assert any(one.layer in PUBLIC and one.hook for one in drafts)
    for text in (text for step in plan.TEMPLATE for text in (step.text.zh, step.text.en)):
        assert render.unknown(text) == []


def test_short_notice_leaves_only_what_can_still_be_done() -> None:
    drafts = plan.default_plan(START, START - HOUR_MS, "en")
    assert [one.lead for one in drafts] == [30 * MINUTE_MS, 10 * MINUTE_MS]
    assert plan.default_plan(START, START, "en") == []


@given(st.integers(-30 * DAY_MS, 30 * DAY_MS), st.lists(st.integers(0, 7 * DAY_MS), min_size=1, max_size=9))
def test_items_keep_their_distance_to_a_start_that_moves(shift: int, leads: list[int]) -> None:
    hanging = [Thing(f"h{n}", lead, START - lead) for n, lead in enumerate(leads)]
    fixed = Thing("f", None, START - HOUR_MS)
    gone = Thing("g", HOUR_MS, START - HOUR_MS, "handed")
    moved = plan.moved([*hanging, fixed, gone], START + shift)
    assert all(when == START + shift - thing.lead_ms for thing, when in moved)
    assert {thing.id for thing, _ in moved} == ({thing.id for thing in hanging} if shift else set())


def test_due_is_now_late_or_over() -> None:
    things = [
        Thing("soon", None, START + 1), Thing("now", None, START), Thing("late", None, START - 30 * MINUTE_MS - 1),
        Thing("sent", None, START, "handed"),
    ]  # fmt: skip
    assert plan.due(things, START) == plan.Due(["now"], ["late"])
    assert plan.due(things, START, over=START) == plan.Due([], ["now", "late"])


def test_copy_is_filled_and_what_nothing_fills_is_named() -> None:
    said = render.words(
        "秋冬焕新",
        start=START,
        zone="Asia/Shanghai",
        promises=["锅 99 元。", "送铲子"],
        link="https://l/1",
        hook=None,
        lang="zh",
    )
    assert (
        render.render("{title} {start}：{promises}{link}", said)
        == "秋冬焕新 11 月 22 日（周日） 16:00：锅 99 元；送铲子。https://l/1"
    )
    assert render.unknown("{title} {price} {价格} {price}") == ["price", "价格"]
    bare = render.words("x", start=None, zone="UTC", promises=[], link=None, hook=None, lang="en")
    assert render.render("{title} {start} {promises}{link}", bare) == "x"


def test_an_entry_belongs_to_the_last_item_of_its_channel() -> None:
    sent = [Sent("clip1", 0, "短视频"), Sent("clip2", 100, "短 视频"), Sent("group", 50, "社群", "ab12")]
    entries = [
        Entry(10, "u1", "短视频", True), Entry(100, "u1", "短视频"), Entry(140, None, "短视频"), Entry(60, "u2", "AB12"),
        Entry(40, "u3", "社群"), Entry(60, "u4", None), Entry(60, "u5", "直播推荐"),
    ]  # fmt: skip
    found = attribute(entries, sent, window=1000)
    counts = {
        item: (came.entries, came.people, came.new, came.unknown) for item, came in found.by_item.items()
    }
    assert counts == {"clip1": (1, 1, 1, 0), "clip2": (2, 1, 0, 1), "group": (1, 1, 0, 0)}
    assert found.rest.entries == 3


def test_a_window_ends() -> None:
    found = attribute([Entry(11, "u", "a"), Entry(10, "u", "a")], [Sent("i", 0, "a")], window=10)
    assert (found.by_item["i"].entries, found.rest.entries) == (1, 1)


@given(
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["a", "b", "c", None])), max_size=40),
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["a", "b"])), max_size=8),
    st.integers(1, 50),
)
def test_every_entry_is_counted_once(
    come: list[tuple[int, str | None]], told: list[tuple[int, str]], window: int
) -> None:
    entries = [Entry(at, "u", channel) for at, channel in come]
    sent = [Sent(f"i{n}", at, channel) for n, (at, channel) in enumerate(told)]
    found = attribute(entries, sent, window)
    assert sum(came.entries for came in found.by_item.values()) + found.rest.entries == len(entries)
    for at, channel in come:
        fits = [one for one in sent if one.channel == channel and one.at <= at <= one.at + window]
        alone = attribute([Entry(at, "u", channel)], sent, window)
        winner = next((item for item, came in alone.by_item.items() if came.entries), None)
        assert (winner is not None) == bool(fits)
        if winner:
            assert max(one.at for one in fits) == next(one.at for one in fits if one.item == winner)


def test_an_order_belongs_to_the_item_that_last_brought_its_buyer_in():
    sent = [Sent("group", 0, "社群"), Sent("clip", 0, "短视频")]
    told = [
        Paid(900, "o1", "u1", 100),  # told before the entries: the order of the log does not matter
        Entry(100, "u1", "社群"), Entry(500, "u1", "短视频"), Entry(950, "u1", "社群"),
        Entry(200, "u2", "推荐"), Entry(300, None, "社群"),
        Paid(800, "o1", "u1", 100), Paid(600, "o2", "u2", 50), Paid(700, "o3", None, 70), Paid(50, "o4", "u1", None),
    ]  # fmt: skip
    found = attribute(told, sent)
    clip, group, rest = found.by_item["clip"], found.by_item["group"], found.rest
    assert (clip.orders, clip.paid) == (1, 100), "last brought in by the clip, paid once"
    assert (group.entries, group.unknown, group.orders) == (3, 1, 0)
    assert (rest.entries, rest.orders, rest.paid, rest.unpriced, found.blind) == (1, 3, 120, 1, 1)
    assert sum(one.orders for one in (clip, group, rest)) == 4

"""Sums kept as they go are the sums counted anew, of a show and of a pool of any size."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.during.stage import T0

from onair.during.playbook.history import TICK_MS, TICKS_MAX, History, Tick
from onair.during.playbook.rolling import Rolling

PRODUCTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 9), max_size=6)
COUNT = st.one_of(st.none(), st.integers(0, 50))


@given(st.lists(PRODUCTS, max_size=30), st.integers(1, 8), st.integers(1, 5))
def test_newest_ticks_are_added_up(ticks: list[dict[str, int]], kept: int, first: int) -> None:
    rolling = Rolling(kept)
    for place, goods in enumerate(ticks):
        rolling.push(goods)
        anew: Counter[str] = Counter()
        for one in ticks[max(0, place + 1 - kept) : place + 1]:
            anew.update(one)
        assert rolling.sums == dict(anew)
        assert rolling.most(first) == sorted(anew, key=lambda product: (-anew[product], product))[:first]
        assert rolling.most(9, least=5) == [product for product in rolling.most(9) if anew[product] >= 5]


@given(
    st.lists(st.tuples(COUNT, COUNT, PRODUCTS), min_size=1, max_size=25), st.integers(1, 9), st.integers(0, 6)
)
def test_sums_and_values_of_a_window(
    rows: list[tuple[int | None, int | None, dict[str, int]]], ticks: int, back: int
) -> None:
    history = History()
    for place, (clicks, online, goods) in enumerate(rows):
        of_goods = {} if clicks is None else {"clicks": goods}
        history.push(Tick(at=T0 + place * TICK_MS, online=online, counts={"clicks": clicks}, goods=of_goods))
    end = max(0, len(rows) - back)
    window = rows[max(0, end - ticks) : end]
    for series, place in (("clicks", 0), ("online", 1)):
        known = [row[place] for row in window if row[place] is not None]
        assert history.values(series, ticks, back=back) == [row[place] for row in window]
        span = history.span(series, ticks, back=back)
        assert (span.total, span.known, span.asked) == (sum(known) if known else None, len(known), ticks)
        newest = [row[place] is not None for row in rows[-ticks:]]
        assert history.heard(series, ticks) == any(newest)
    of_a = [row[2].get("a", 0) for row in window if row[0] is not None]
    assert history.span("clicks", ticks, product="a", back=back).total == (sum(of_a) if of_a else None)


def test_sums_stay_right_when_old_ticks_are_let_go() -> None:
    history = History()
    for place in range(TICKS_MAX + 700):
        history.push(Tick(at=T0 + place * TICK_MS, counts={"clicks": place}))
    assert history.span("clicks", 3).total == sum(range(TICKS_MAX + 697, TICKS_MAX + 700))
    assert history.values("clicks", 2) == [TICKS_MAX + 698, TICKS_MAX + 699]
    assert not history.heard("carts", TICKS_MAX)


def test_nothing_was_heard_before_the_first_tick() -> None:
    assert not History().heard("clicks", 360)
    assert History().span("clicks", 6).total is None

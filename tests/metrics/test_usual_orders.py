"""Orders counted by columns give what orders counted one by one give, however they come."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onair.events.model import Cancel, Line, Order, Pay, Refund
from onair.metrics import book as books
from onair.metrics.beats import Beats
from onair.metrics.book import Book
from onair.metrics.goods import Goods
from onair.metrics.orders import Deed
from onair.metrics.people import People
from onair.metrics.usual import Usual
from onair.metrics.window import Window

WINDOW = Window(1_000, 9_000, closed=True)
KINDS: list[Callable[..., Deed]] = [Order, Order, Pay, Pay, Cancel, Refund]
PRODUCTS = st.sampled_from([None, "p1", "p2"])
LINES = st.lists(
    st.builds(Line, product=st.sampled_from(["p1", "p2", "p3"]), qty=st.integers(0, 3), price=st.none() | st.integers(0, 500)),
    min_size=1, max_size=3,
)  # fmt: skip


@st.composite
def deeds(draw: st.DrawFn) -> list[Deed]:
    found: list[Deed] = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(KINDS))
        common = {
            "id": f"e{number}", "source": "a", "at": draw(st.integers(0, 10_000)), "order": draw(st.sampled_from(["o1", "o2", "o3"])),
            "user": draw(st.sampled_from([None, "a:1", "a:2"])), "channel": draw(st.sampled_from([None, "推荐"])), "product": draw(PRODUCTS),
        }  # fmt: skip
        amounts = st.integers(0, 10**6) if kind is Refund else st.none() | st.integers(0, 10**6)
        more = {} if kind is Cancel else {"amount": draw(amounts), "items": draw(st.none() | LINES)}
        found.append(kind(**common, **more))
    return found


class Apart(Usual):
    """Nothing is usual: every order goes the long way."""

    def take(self, deeds: object) -> bool:
        return False


def told(batches: list[list[Deed]]) -> list[object]:
    people, goods, beats, own = People(), Goods(), Beats(), defaultdict(dict)
    for user in ("a:1", "a:2"):
        people.find(user)
    for product in (None, "p1", "p2", "p3"):
        goods.number(product)
    book = Book(WINDOW, people, goods, beats, own)
    for batch in batches:
        book.add(batch)
        book.settle()
    counts = [dict(beats.minutes), dict(beats.seconds), dict(beats.totals), dict(own), dict(goods.money)]
    return [
        _cleared(part) for part in (*counts, book.marks, book.pairs, book.sums, book.payers, book.elsewhere)
    ]


def _cleared(part: object) -> object:
    """What stands at 0 is not there."""
    if not isinstance(part, dict):
        return part
    inner = {key: _cleared(value) for key, value in part.items()}
    return {key: value for key, value in inner.items() if value}


@given(deeds(), st.integers(0, 8))
def test_by_columns_is_one_by_one(all_of_them: list[Deed], cut: int) -> None:
    batches = [all_of_them[:cut], all_of_them[cut:]]
    ours = told(batches)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "Usual", Apart)
        assert told(batches) == ours
        assert told([all_of_them]) == ours


def test_control_the_usual_order_is_taken_and_another_is_not() -> None:
    common = {"source": "a", "order": "o1", "user": "a:1", "product": "p1"}
    usual = Usual(WINDOW, lambda _: 0)
    order, pay = Order(id="1", at=2_000, **common), Pay(id="2", at=3_000, amount=100, **common)
    assert usual.take([order, pay])
    assert usual.take([pay, order])
    assert not usual.take([Order(id="1", at=10, **common)])
    assert not usual.take([order, pay, pay])
    assert not usual.take([order, Refund(id="3", at=3_000, amount=1, **common)])
    assert usual.take([pay])
    assert not usual.take([Cancel(id="4", source="a", at=2_000, order="o1")])

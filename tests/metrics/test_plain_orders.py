"""The short way through an order says what the long one says, and leaves to it whatever is not plain."""

from hypothesis import given
from hypothesis import strategies as st

from onair.events.model import Cancel, Line, Order, Pay
from onair.metrics.orders import Deed, Effect, plain, settled
from onair.metrics.window import Window

WINDOW = Window(1_000, 9_000, closed=True)
AMOUNTS, USERS, PRODUCTS = (
    st.none() | st.integers(0, 10**6),
    st.sampled_from([None, "a:1", "a:2"]),
    st.sampled_from([None, "p1", "p2"]),
)
ITEMS = st.none() | st.just([Line(product="p1", qty=2, price=100)])


@st.composite
def deeds(draw: st.DrawFn) -> list[Deed]:
    found: list[Deed] = []
    for number, kind in enumerate(
        draw(
            st.sampled_from(
                [(Order,), (Order, Pay), (Order, Order), (Pay,), (Order, Pay, Pay), (Order, Cancel)]
            )
        )
    ):
        common = {
            "id": f"e{number}", "source": "a", "at": draw(st.integers(0, 10_000)), "order": "o1", "user": draw(USERS),
            "product": draw(PRODUCTS), "channel": draw(st.sampled_from([None, "推荐"])),
        }  # fmt: skip
        more = {} if kind is Cancel else {"amount": draw(AMOUNTS), "items": draw(ITEMS)}
        found.append(kind(**common, **more))
    return found


def shape(effect: Effect) -> list[list[str]]:
    return [
        sorted(map(repr, part))
        for part in (effect.sums, effect.goods, effect.marks, effect.pairs, effect.payers, effect.elsewhere)
    ]


@given(deeds())
def test_the_short_way_says_the_same(order: list[Deed]) -> None:
    short = plain(order, WINDOW)
    assert short is None or shape(short) == shape(settled(order, WINDOW))


def test_control_the_usual_order_does_take_it() -> None:
    common = {"source": "a", "order": "o1", "user": "a:1", "product": "p1", "amount": 100}
    assert plain([Order(id="1", at=2_000, **common), Pay(id="2", at=3_000, **common)], WINDOW) is not None
    assert plain([Order(id="1", at=10, **common)], WINDOW) is None


def test_an_order_told_line_by_line_is_created_once_for_each_of_its_products() -> None:
    lines: list[Deed] = [
        Order(id=f"{n}-order", source="a", at=2_000, order="o1", user="a:1", product=product, amount=100)
        for n, product in enumerate(("p1", "p2", "p2"))
    ]
    effect = settled(lines, WINDOW)
    assert sorted(effect.goods) == sorted(
        (counter, product, 1) for counter in ("order_created", "order_unpaid") for product in ("p1", "p2")
    )
    assert [(sum_.counter, sum_.n) for sum_ in effect.sums] == [("order_created", 1), ("order_unpaid", 1)]
    assert {(product, user) for _, product, user in effect.pairs} == {("p1", "a:1"), ("p2", "a:1")}

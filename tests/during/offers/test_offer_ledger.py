"""The ledger of offers: what each step counts, what comes back, what screens are shown of it."""

import msgspec
import pytest
from selling import MINUTE, T0, ledger, publish, restock, terms, turned

from onair.during.offers.decide import Turn
from onair.during.offers.ledger import OfferLedger
from onair.during.offers.panel import Stocks, desk_panel, offers_panel, warnings
from onair.during.offers.terms import Coupon, Eligible, GiftLine, Instalment, Returns, frozen, thawed
from onair.events.model import Cancel, Line, Offer, Refund

NOW = T0 + MINUTE


def sell(to: OfferLedger, request: str, user: str = "a:1", qty: int = 1, order: str = "o1") -> str:
    made = turn = Turn(to, NOW)
    made = turn.reserve("ofr_1", request, user, qty).made
    turn.confirm("ofr_1", made.id, order, 5900 * qty)
    turned(to, turn)
    return made.id


def test_terms_survive_the_log_and_refuse_what_contradicts_itself() -> None:
    rich = terms(
        kind="gift", gifts=(GiftLine(name="刷头", qty=2),), coupon=Coupon(threshold=9900, off=1000), floor=4000,
        eligible=Eligible(kind="new", set="aud_1", words="首次下单"), instalment=Instalment(n=3), returns=Returns(days=30),
    )  # fmt: skip
    assert thawed(msgspec.json.decode(msgspec.json.encode(frozen(rich)))) == rich
    wrong = [
        {"ends_at": T0}, {"ends_at": None}, {"price": 20000}, {"floor": 6000}, {"kind": "coupon"}, {"stock": 0},
        {"per_person": 0}, {"hold_s": 0}, {"hold_s": 3601}, {"currency": "元"}, {"price": -1}, {"price": 59.0},
        {"reset": True},
    ]  # fmt: skip
    for change in wrong:
        with pytest.raises(msgspec.ValidationError):
            thawed(frozen(terms()) | change)


def test_a_restock_is_counted_and_a_refund_leaves_the_shelf_empty_until_then() -> None:
    book = (sold := ledger(stock=2, per_person=None)) and sold.offers["ofr_1"]
    sell(sold, "1", qty=2)
    assert (book.state(NOW), book.price(NOW)) == ("sold_out", 11800)
    sold.came_back([Cancel(id="c", source="shop", at=NOW, order="o1")])
    assert (book.on_sale, book.left, book.sold, book.returned, book.buyers) == (2, 0, 0, 2, 0)
    assert book.state(NOW) == "sold_out"
    sold.take([restock(3)])
    assert (book.on_sale, book.left, book.restocks, book.batch, book.state(NOW)) == (5, 3, 1, 3, "live")


@pytest.mark.parametrize(
    ("amounts", "items", "back"),
    [
        ([5900], None, 0), ([5900, 5900], None, 2), ([20000], None, 2), ([100], (Line(product="p1", qty=1),), 1),
        ([5900], (Line(product="other", qty=2),), 0), ([5900], (Line(product="p1", qty=9),), 2),
    ],
)  # fmt: skip
def test_half_the_money_back_is_no_unit_back(
    amounts: list[int], items: tuple[Line, ...] | None, back: int
) -> None:
    sold = ledger()
    sell(sold, "1", qty=2)
    for n, amount in enumerate(amounts):
        sold.came_back([Refund(id=f"r{n}", source="shop", at=NOW, order="o1", amount=amount, items=items)])
    assert sold.offers["ofr_1"].returned == back


def test_an_order_given_back_before_we_heard_of_it_is_not_sold() -> None:
    sold = ledger()
    sold.came_back([Cancel(id="c", source="shop", at=NOW, order="o9")])
    sell(sold, "1", order="o9")
    assert (sold.offers["ofr_1"].sold, sold.offers["ofr_1"].returned) == (0, 1)


def test_steps_that_fit_nothing_are_counted_and_change_nothing() -> None:
    found = ledger()
    before = msgspec.structs.asdict(terms())
    for step in ("reserve", "confirm", "release", "restock"):
        found.take([Offer(id=f"rsv_x:{step}", source="onair", at=NOW, offer="ofr_1", step=step, qty=0)])
    found.take([Offer(id="e", source="onair", at=NOW, offer="ofr_2", step="end")])
    found.take([Offer(id="p", source="onair", at=NOW, offer="ofr_3", step="publish", terms={"kind": "?"})])
    assert found.odd == {"reserve": 1, "confirm": 1, "release": 1, "restock": 1, "end": 1, "publish": 1}
    assert found.offers.keys() == {"ofr_1"}
    found.take([publish(price=1)])
    assert msgspec.structs.asdict(found.offers["ofr_1"].terms) == before, "published twice, changed once"


def test_the_price_on_screen_is_the_usual_one_before_and_after() -> None:
    found = ledger(starts_at=T0 + 5 * MINUTE)
    prices = {
        minute: offers_panel(found, Stocks(), T0 + minute * MINUTE).offers[0].price
        for minute in (1, 5, 29, 30)
    }
    assert prices == {1: 11800, 5: 5900, 29: 5900, 30: 11800}
    states = [offers_panel(found, Stocks(), T0 + minute * MINUTE).offers[0].state for minute in (1, 5, 30)]
    assert states == ["scheduled", "live", "ended"]


def test_what_the_platform_owns_is_shown_with_its_age_and_contradictions_are_told() -> None:
    found, stocks = ledger(stock=None), Stocks()
    row = offers_panel(found, stocks, NOW).offers[0]
    assert (row.stock_by, row.left, row.stock_at, row.sold, row.on_sale) == (
        "platform",
        None,
        None,
        None,
        None,
    )
    assert desk_panel(found, stocks, NOW).offers[0].warn == ["platform_unknown"]
    stocks.read("p1", "s1", 7, T0 + 1)
    stocks.read("p1", "s2", 5, T0 + 9)
    stocks.read("p1", "s2", 9, T0 + 3)
    row = offers_panel(found, stocks, NOW).offers[0]
    assert (row.left, row.stock_at, row.as_of) == (12, T0 + 9, T0 + 9)
    assert desk_panel(found, stocks, NOW).offers[0].warn == []
    assert desk_panel(found, stocks, T0 + 15 * MINUTE).offers[0].warn == ["platform_silent"]
    assert desk_panel(ledger(floor=5000), stocks, NOW).offers[0].warn == ["platform_less"]
    assert desk_panel(ledger(floor=5000), stocks, T0 + 31 * MINUTE).offers[0].warn == []


def test_no_screen_is_told_the_floor() -> None:
    found = ledger(floor=4321)
    for panel in (offers_panel(found, Stocks(), NOW), desk_panel(found, Stocks(), NOW)):
        shown = msgspec.json.encode(panel)
        assert b"floor" not in shown
        assert b"4321" not in shown


@pytest.mark.parametrize(
    ("over", "currency", "said"),
    [(12900, "CNY", "满129减20"), (12950, "CNY", "满129.50减20"), (300, "JPY", "满300减2000")],
)
def test_amounts_of_a_coupon_are_said_as_people_say_them(over: int, currency: str, said: str) -> None:
    found = ledger(currency=currency, coupon=Coupon(threshold=over, off=2000))
    assert offers_panel(found, Stocks(), NOW).offers[0].terms[-1].zh == said


def sold_and_cancelled(*reasons: str | None) -> OfferLedger:
    """One order each, paid and then cancelled."""
    of = ledger(per_person=None)
    for n, reason in enumerate(reasons):
        made = Turn(of, T0 + n)
        held = made.reserve("ofr_1", f"r{n}", f"u{n}", 1).made
        turned(of, made)
        paid = Turn(of, T0 + n)
        paid.confirm("ofr_1", held.id, f"o{n}", 5900)
        turned(of, paid)
        of.came_back([Cancel(id=f"c{n}", source="shop", at=T0 + 60, order=f"o{n}", reason=reason)])
    return of


@pytest.mark.parametrize(
    ("reasons", "unexplained"),
    [
        ((None, None, ""), 3), (("错价", "标错了", "mispriced"), 3), (("买家要求取消", "地址送不到，已退款"), 0),
        (("买家选错颜色", None), 1), ((), 0),
    ],
)  # fmt: skip
def test_a_paid_order_cancelled_without_a_reason_is_told_until_somebody_answers_for_it(
    reasons, unexplained
) -> None:
    of = sold_and_cancelled(*reasons)
    book = of.offers["ofr_1"]
    assert (book.cancelled, book.unexplained) == (len(reasons), unexplained)
    assert warnings(book, None, T0 + 61) == (["cancelled"] if unexplained else [])
    assert warnings(book, None, T0 + 40 * MINUTE) == warnings(book, None, T0 + 61), "after its end, too"
    refunded = ledger()
    refunded.came_back([Refund(id="f", source="shop", at=T0, order="o", amount=1)])
    assert refunded.offers["ofr_1"].cancelled == 0, "a refund is its buyer's"
    of.explained("ofr_1")
    assert warnings(book, None, T0 + 61) == []
    of.came_back([Cancel(id="again", source="shop", at=T0 + 70, order="o0")])
    assert book.cancelled == len(reasons), "cancelled twice is cancelled once"

"""Orders, settlements, refunds and the GMV identity held against what platforms state; the examples of reports.md."""

from typing import Any

import pytest
from tests.after.test_report_checks import of, row, states

from onair.after.reports.bundle import Bundle, Place, Said, Sales, StatedRow
from onair.after.reports.checks import findings
from onair.after.reports.finding import Finding
from onair.during.intake.imports.sold import Sold, SoldLine


def sold(**other: Any) -> Sold:
    """60 orders of ¥1,000 in the show, of them 4 paid late and 1 later still."""
    told: dict[str, Any] = {
        "source": "dy:orders", "platform": "douyin", "lines": 70, "orders": 65, "paid": 61, "amount": 61_000, "user_pay": 60_000,
        "late": 4, "late_amount": 4_000, "beyond": 1, "beyond_amount": 1_000, "outside": 3,
    }  # fmt: skip
    return Sold(**(told | other))


def reckoned(rule: str, sales: Sales, *rows: StatedRow) -> list[Finding]:
    return [one for one in findings(Bundle(rows, sales)) if one.rule == rule]


def session(**said: Any) -> StatedRow:
    return row("session", "s", **said)


@pytest.mark.parametrize(
    ("order_paid", "gmv", "expected"),
    [
        (60, 60_000, {"order_paid": "pass", "gmv": "pass"}),
        (56, 56_000, {"order_paid": "pass", "gmv": "pass"}),
        (58, 60_000, {"order_paid": "differs", "gmv": "pass"}),
        (61, 61_000, {"order_paid": "differs", "gmv": "differs"}),
    ],
)
def test_orders_against_the_show(order_paid: int, gmv: int, expected: dict[str, str]) -> None:
    """With the tail of 24 h, or without it as some platforms count; nothing between, and nothing later."""
    found = reckoned("orders", Sales("CNY", [sold()]), session(order_paid=order_paid, gmv=gmv))
    assert states(found) == expected
    assert "24 小时内付款 4" in found[0].words.zh
    if expected["order_paid"] == "differs":
        assert found[0].difference == 60 - order_paid


def test_what_an_order_file_does_not_say_is_not_compared() -> None:
    silent = reckoned("orders", Sales("CNY", [sold(amount=None)]), session(gmv=60_000))
    assert states(silent) == {"gmv": "uncheckable"}
    assert [one.state for one in reckoned("orders", Sales("CNY", [sold()]), session(view_uv=9))] == [
        "uncheckable"
    ]
    foreign = Said("gmv", 60_000, Place("f", "s", 2, "gmv"), currency="USD")
    stated = StatedRow("douyin", "x@1", "session", "row", "s", {}, {"gmv": foreign})
    assert states(reckoned("orders", Sales("CNY", [sold()]), stated)) == {"gmv": "uncheckable"}
    assert of("orders", session(gmv=60_000)) == [], "no order file, nothing claimed"


def line(order: str, number: str, pay: int | None = 1_000, back: int | None = None) -> SoldLine:
    return SoldLine("douyin", order, number, back is None, pay, back)


def entry(order: str, sub: str, due: int, refund: int = 0, direction: str = "入账") -> StatedRow:
    about = {"order": order, "sku": sub, "direction": direction}
    return row("settlement", f"{order}{sub}{direction}", about, settle_due=due, settle_refund=refund)


LINES = [line("1", "11"), line("1", "12"), line("2", "21"), line("3", "31")]


def told(found: list[Finding]) -> list[tuple[str | None, str, object]]:
    return [(one.metric, one.state, one.difference) for one in found]


def test_settlements_meet_their_orders() -> None:
    entries = [
        entry("1", "11", 1_000),
        entry("1", "12", 1_000),
        entry("2", "21", 1_000),
        entry("3", "31", 1_000),
    ]
    found = reckoned("settled", Sales("CNY", (), LINES, entries))
    assert told(found) == [(None, "pass", None), ("settle_due", "pass", 0)]


def test_what_is_not_settled_yet_is_named_and_in_no_sum() -> None:
    """Order 1 is settled by half, order 3 not at all; 2 is due ¥1 less than was paid."""
    found = reckoned("settled", Sales("CNY", (), LINES, [entry("1", "11", 1_000), entry("2", "21", 900)]))
    assert told(found) == [(None, "uncheckable", None), ("settle_due", "differs", 100)]
    assert "3 个已付款订单里 1 个" in found[0].words.zh
    assert "：3；" in found[0].words.zh
    assert "1 单对不上：2" in found[1].words.zh
    assert (found[1].left, found[1].right, len(found[1].places)) == (2_000, 1_900, 1)


def test_money_that_leaves_is_not_due_twice() -> None:
    entries = [entry("2", "21", 1_000), entry("2", "21", 1_000, 1_000, "出账")]
    lines = [line("2", "21"), line("2", "case", None, 1_000)]
    found = reckoned("settled", Sales("CNY", (), lines, entries))
    assert told(found) == [(None, "pass", None), ("settle_due", "pass", 0), ("settle_refund", "pass", 0)]
    less = [line("2", "21"), line("2", "case", None, 400)]
    (off,) = [
        one for one in reckoned("settled", Sales("CNY", (), less, entries)) if one.metric == "settle_refund"
    ]
    assert (off.state, off.difference) == ("differs", -600)


def test_orders_without_any_settlement_say_so_and_none_at_all_claims_nothing() -> None:
    assert told(reckoned("settled", Sales("CNY", (), LINES))) == [(None, "uncheckable", None)]
    assert reckoned("settled", Sales("CNY")) == of("settled", session(gmv=1)) == []


def test_two_bases_of_refunds_stand_side_by_side() -> None:
    """After-sales of ¥30 meet what is stated by pay date; by refund date it is another number, and no difference is made."""
    sales = Sales("CNY", (), [line("1", "c1", None, 2_000), line("2", "c2", None, 1_000)])
    found = reckoned("refunds", sales, session(refund_amount_pay=3_000, refund_amount_ref=1_200))
    assert told(found) == [(None, "uncheckable", None), ("refund_amount_pay", "pass", 0)]
    assert "按支付时间 30.00" in found[0].words.zh
    assert "按退款时间 12.00" in found[0].words.zh
    (one, off) = reckoned("refunds", sales, session(refund_amount_pay=2_500))
    assert "按退款时间" in one.words.zh
    assert (off.state, off.difference) == ("differs", 500)


FUNNEL = {
    "expo_uv": 100_000, "view_uv": 20_000, "prod_expo_uv": 15_000, "prod_click_uv": 3_000, "pay_uv": 150, "gmv": 1_800_000,
}  # fmt: skip
RATES = {"enter_rate_uv": (0.2, 0.1995, 0.2005), "click_pay_uv": (0.05, 0.0495, 0.0505)}


def test_the_links_multiply_to_the_gmv() -> None:
    """100,000 × 20.0 % × 75 % × 20 % × 5.0 % × ¥120.00 = ¥18,000 within what three and two digits allow."""
    assert states(of("identity", session(**FUNNEL, **RATES, aov_buyer=12_000))) == {"gmv": "pass"}
    assert states(of("identity", session(**FUNNEL, **RATES))) == {"gmv": "pass"}
    off = of("identity", session(**FUNNEL, **RATES, aov_buyer=13_000))
    assert [(one.state, one.difference) for one in off] == [("differs", 150_000)]
    wrong = FUNNEL | {"gmv": 1_900_000}
    assert states(of("identity", session(**wrong, **RATES, aov_buyer=12_000))) == {"gmv": "differs"}


def test_a_missing_link_is_named_and_counts_alone_prove_nothing() -> None:
    without = {name: value for name, value in FUNNEL.items() if name not in ("prod_click_uv", "pay_uv")}
    (found,) = of("identity", session(**without, enter_rate_uv=RATES["enter_rate_uv"], aov_buyer=12_000))
    assert found.state == "uncheckable"
    assert "商品" in found.words.zh
    assert of("identity", session(**FUNNEL)) == []
    (paid,) = of("identity", session(user_pay=1_800_000, aov_buyer=12_000, expo_uv=100_000, pay_uv=150))
    assert (paid.state, paid.metric) == ("uncheckable", None), "the user-paid amount is no GMV"

"""Stated beside measured: only like numbers are held against each other, and the reason is named."""

import pytest

from onair.after.reports.bundle import Bundle, Place, Said, Sales, StatedRow
from onair.after.reports.checks import findings
from onair.after.reports.impossible import kept_out
from onair.after.review.beside.standing import Beside, beside
from onair.during.intake.imports.sold import Sold
from onair.metrics.numbers import Value

PLACE = Place("f", "整体看板", 2, "x")


def one(said: Said, ours: Value | None) -> Beside:
    row = StatedRow("douyin", "x@1", "session", "row", "k", {}, {said.metric: said})
    (found,) = beside(Bundle([row]), {} if ours is None else {said.metric: ours}, "CNY")
    return found


@pytest.mark.parametrize(
    ("said", "ours", "alike", "field"),
    [
        (Said("gmv", 100, PLACE, currency="CNY"), Value(100, "money", "ok"), True, None),
        (Said("gmv", 120, PLACE, currency="CNY"), Value(100, "money", "ok"), False, "possible"),
        (Said("gmv", 100, PLACE, currency="USD"), Value(100, "money", "ok"), None, "currency"),
        (
            Said("view_pv", 12_000, PLACE, 11_500, 12_500, approx=True),
            Value(12_345, "times", "ok"),
            True,
            None,
        ),
        (Said("view_pv", 58_000, PLACE), Value(6_151, "times", "ok"), False, "possible"),
        (Said("view_uv", 900, PLACE), Value(700, "people", "ok"), False, "possible"),
        (Said("view_uv", 900, PLACE), Value(700, "people", "estimated"), False, "completeness"),
        (Said("view_uv", 900, PLACE), Value(None, "people", "missing"), None, "missing"),
        (Said("acu", 511, PLACE), Value(510.93, "people", "ok"), True, None),
        (Said("acu", 511, PLACE), Value(510.4, "people", "ok"), False, "possible"),
        (Said("pay_uv", 511, PLACE), Value(510, "people", "ok"), False, "possible"),
        (Said("net_gmv", 1, PLACE, currency="CNY"), None, None, "metric"),
        (Said("taobao_conversion", 0.1, PLACE), None, None, "parts"),
    ],
)
def test_only_like_numbers_get_a_verdict(
    said: Said, ours: Value | None, alike: bool | None, field: str | None
) -> None:
    found = one(said, ours)
    assert (found.alike, found.field) == (alike, field)


def test_what_users_paid_is_never_held_against_gmv() -> None:
    """Even when a GMV of the very same amount was measured."""
    row = StatedRow(
        "douyin", "x@1", "session", "row", "k", {}, {"user_pay": Said("user_pay", 100, PLACE, currency="CNY")}
    )
    (found,) = beside(Bundle([row]), {"gmv": Value(100, "money", "ok")}, "CNY")
    assert (found.said.metric, found.ours, found.alike) == ("user_pay", None, None)
    assert "成交金额" in found.why.zh


def differing(said: Said, ours: Value, *, late: int = 0, sampled: tuple[str, ...] = ()) -> Beside:
    """`late`: orders of ¥1 that an order file says were paid after the end."""
    row = StatedRow("douyin", "x@1", "session", "row", "k", {}, {said.metric: said})
    sold = Sold("dy:orders", "douyin", 9, 9, 9, 900, 900, late, late * 100, 0, 0, 0)
    (found,) = beside(Bundle([row], Sales("CNY", [sold])), {said.metric: ours}, "CNY", sampled)
    return found


def test_a_reason_is_told_only_where_data_prove_it() -> None:
    gmv, likes = Said("gmv", 1_200, PLACE, currency="CNY"), Said("like_pv", 9_370, PLACE)
    proved = differing(gmv, Value(1_000, "money", "ok"), late=2)
    assert (proved.field, "2 单" in proved.why.zh) == ("window", True)
    for late in (0, 1, 3):
        maybe = differing(gmv, Value(1_000, "money", "ok"), late=late)
        assert (maybe.field, "没有数据能证明" in maybe.why.zh, "付款" in maybe.why.zh) == (
            "possible",
            True,
            True,
        )
    assert differing(likes, Value(8_918, "times", "ok"), sampled=("like",)).field == "sampled"
    for wrong in (("comment",), ()):
        maybe = differing(likes, Value(8_918, "times", "ok"), sampled=wrong)
        assert (maybe.field, "抽样" in maybe.why.zh) == ("possible", False), (
            "never said without a source that says so"
        )
    assert differing(likes, Value(9_999, "times", "ok"), sampled=("like",)).field == "possible", (
        "a sample is not more"
    )


def test_what_cannot_be_true_is_no_number_and_says_why() -> None:
    """More viewers than visits, a share of people above 1; what is right beside them stays."""
    said = {
        "view_uv": Said("view_uv", 10, Place("f", "s", 2, "观看人数")), "view_pv": Said("view_pv", 9, Place("f", "s", 2, "观看次数")),
        "enter_rate_uv": Said("enter_rate_uv", 1.2, Place("f", "s", 2, "进入率")), "gmv": Said("gmv", 100, PLACE, currency="CNY"),
    }  # fmt: skip
    raw = Bundle([StatedRow("douyin", "x@1", "session", "row", "k", {}, said)])
    clean = kept_out(raw)
    assert {name: one.value for name, one in clean.rows[0].said.items()} == {
        "view_uv": None, "view_pv": None, "enter_rate_uv": None, "gmv": 100,
    }  # fmt: skip
    assert clean.session("douyin", "view_uv") is None
    rows = {row.said.metric: row for row in beside(clean, {"view_uv": Value(7, "people", "ok")}, "CNY")}
    assert (rows["view_uv"].field, rows["view_uv"].said.value, rows["view_uv"].alike) == (
        "impossible",
        None,
        None,
    )
    assert "不当作数用" in rows["view_uv"].why.zh
    assert len([one for one in findings(raw) if one.quarantine]) == 2, "checks see what was stated"
    assert raw.rows[0].said["view_uv"].value == 10, "and so does the page of its file"
    right = Bundle([StatedRow("douyin", "x@1", "session", "row", "k", {}, {"gmv": said["gmv"]})])
    assert kept_out(right) is right

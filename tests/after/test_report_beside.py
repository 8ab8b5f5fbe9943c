"""Stated beside measured: only like numbers are held against each other, and the reason is named."""

import pytest

from onair.after.reports.bundle import Bundle, Place, Said, StatedRow
from onair.after.review.beside.standing import Beside, beside
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
        (Said("gmv", 120, PLACE, currency="CNY"), Value(100, "money", "ok"), False, "window"),
        (Said("gmv", 100, PLACE, currency="USD"), Value(100, "money", "ok"), None, "currency"),
        (
            Said("view_pv", 12_000, PLACE, 11_500, 12_500, approx=True),
            Value(12_345, "times", "ok"),
            True,
            None,
        ),
        (Said("view_pv", 58_000, PLACE), Value(6_151, "times", "ok"), False, "sampled"),
        (Said("view_uv", 900, PLACE), Value(700, "people", "ok"), False, "identity"),
        (Said("view_uv", 900, PLACE), Value(700, "people", "estimated"), False, "completeness"),
        (Said("view_uv", 900, PLACE), Value(None, "people", "missing"), None, "missing"),
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

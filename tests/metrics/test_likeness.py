"""Rule 0: which two numbers may be held against each other."""

import pytest

from onair.metrics.likeness import Meaning, Unlike, differs

GMV = Meaning("gmv", 100, currency="CNY")


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (GMV._replace(value=0), None),
        (GMV._replace(currency=None), None),
        (GMV._replace(metric="user_pay"), "metric"),
        (GMV._replace(value=None), "missing"),
        (GMV._replace(whole=False), "window"),
        (GMV._replace(currency="USD"), "currency"),
        (GMV._replace(estimated=True), "completeness"),
        (GMV._replace(value=None, currency="USD"), "missing"),
    ],
)
def test_the_first_field_that_differs_is_named_either_way(other: Meaning, field: Unlike | None) -> None:
    assert differs(GMV, other) == differs(other, GMV) == field

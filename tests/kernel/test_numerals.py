"""Numbers as people write and say them."""

import pytest

from onair.kernel.numerals import number_of


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("5000", 5000), ("12,000", 12000), ("1.2万", 12000), ("5k", 5000), ("10w", 100000), ("三百九十九", 399),
        ("三百九", 390), ("两千零五", 2005), ("十二", 12), ("一千二", 1200), ("十万", 100000), ("二零二六", 2026),
        ("百分之九十", 0.9), ("三万八千", 38000), ("一亿", 10**8), ("两", 2), ("", None), ("几十", None), ("abc", None),
        ("一升二", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_value(said, value):
    assert number_of(said) == pytest.approx(value) if value is not None else number_of(said) is None

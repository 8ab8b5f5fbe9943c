"""Money over lines: nothing lost, nothing invented, no weight too large for a 64-bit float."""

from hypothesis import given
from hypothesis import strategies as st

from onair.metrics.share_out import WEIGHT_MAX, share_out, weights

LINES = st.lists(
    st.tuples(st.integers(-(10**9), 10**9), st.one_of(st.none(), st.integers(-(10**15), 10**15))),
    min_size=1,
    max_size=40,
)


@given(st.integers(-(10**15), 10**15), LINES)
def test_parts_add_up(amount, lines):
    parts = share_out(amount, lines)
    assert sum(parts) == amount
    assert all((part >= 0) == (amount >= 0) or part == 0 for part in parts)


@given(LINES)
def test_weights_stay_small(lines):
    found = weights(lines)
    assert sum(found) >= 1 and all(0 <= weight <= WEIGHT_MAX for weight in found)


def test_by_price_and_quantity():
    assert share_out(1000, [(2, 300), (1, 400)]) == [600, 400]
    assert share_out(1000, [(3, None), (1, 9_999)]) == [750, 250]
    assert share_out(1001, [(0, 0), (0, 0)]) == [501, 500]
    assert share_out(-5, [(1, 1), (1, 1)]) == [-3, -2]

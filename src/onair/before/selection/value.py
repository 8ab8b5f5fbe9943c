"""性价比: the price against its own history and comparable goods, and what is left of it."""

import numpy as np

from onair.before.selection.pool import Pool, group_medians
from onair.before.selection.terms import Column, Floats, column, ramp

POINTS_MIN = 2
PEERS_MIN = 3
"""Other products of the category with a price, below which nothing is compared."""
SHRINK_PAID = 20.0
"""Paid orders that the pool's refund rate weighs against the product's own."""
MARGIN_BEST = 0.5


def value_terms(pool: Pool) -> dict[str, Column]:
    return {"price_own": price_own(pool), "price_peers": price_peers(pool), "margin": margin(pool)}


def price_own(pool: Pool) -> Column:
    """Price ÷ median of its own history: 25 % below = 100, equal = 50, 25 % above = 0."""
    usual = pool.each(lambda one: _median([price for _, price in one.prices]))
    points = pool.each(lambda one: len(one.prices))
    ratio = np.where(points >= POINTS_MIN, pool.number("price") / usual, np.nan)
    return column(ramp(ratio, 1.25, 0.75), ratio, points)


def _median(prices: list[int]) -> float | None:
    """By hand: ten thousand calls for a handful of numbers each."""
    if not prices:
        return None
    ordered = sorted(prices)
    middle = len(ordered) // 2
    both = ordered[middle] + ordered[~middle]
    return both / 2 or None


def price_peers(pool: Pool) -> Column:
    """Price ÷ median of its category: half = 100, equal = 50, double = 0 (in logarithms)."""
    price = pool.number("price")
    medians, counts = group_medians(price, pool.groups())
    known = (counts > PEERS_MIN) & (price > 0) & (medians > 0)
    ratio = np.where(known, price / np.where(known, medians, 1), np.nan)
    return column(ramp(np.log2(ratio), 1, -1), ratio, counts - 1)


def margin(pool: Pool) -> Column:
    """(price × (1 − commission) − cost − gift − freight) × (1 − refund rate) ÷ price; 50 % and more = 100.

    Missing without price, cost or commission. A gift or a freight that nobody entered is none.
    """
    price, cost = pool.number("price"), pool.number("cost")
    kept = price * (1 - pool.number("commission")) - cost
    kept = kept - np.nan_to_num(pool.number("gift")) - np.nan_to_num(pool.number("freight"))
    share = kept / np.where(price > 0, price, np.nan) * (1 - np.nan_to_num(refund_rate(pool)))
    return column(ramp(share, 0, MARGIN_BEST), share, 1)


def refund_rate(pool: Pool) -> Floats:
    """Refunded ÷ paid orders, shrunk towards the pool's; NaN when nothing was ever paid."""
    paid, refunds = pool.number("paid"), np.minimum(pool.number("refunds"), pool.number("paid"))
    if paid.sum() == 0:
        return np.full(len(pool), np.nan)
    usual = refunds.sum() / paid.sum()
    return np.asarray((refunds + usual * SHRINK_PAID) / (paid + SHRINK_PAID), dtype=np.float64)

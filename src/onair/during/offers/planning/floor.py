"""What one unit costs the shop, the lowest price that leaves the margin asked for, and the worst a viewer can pay. Pure."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import NamedTuple

from onair.before.rundown.service import DRAWS, MARGIN_FLOOR
from onair.during.offers.planning.draft import Draft
from onair.during.offers.terms import Coupon
from onair.trade.evidence.service import Supply

UNITS_TRIED = 20
"""A basket of more units of one product is no consumer's."""


class Floor(NamedTuple):
    """`price`: the floor in minor units, None = cost or commission is not known. `share`: the margin asked for.
    `margin`: what is left of `worst`, the least a unit can come to."""

    price: int | None
    share: float
    margin: float | None
    worst: int
    spent: int | None


def floor_of(
    draft: Draft, supplies: Mapping[str, Supply], role: str | None, others: Iterable[Coupon] = ()
) -> Floor:
    """`others`: coupons that may be used together with it."""
    coupons = ([draft.coupon] if draft.coupon is not None else []) + list(others)
    base = draft.usual_price if draft.kind == "coupon" else draft.paid
    worst = worst_unit(base, coupons, draft.per_person)
    share = 0.0 if role in DRAWS else MARGIN_FLOOR
    spent, rate = _spent(draft, supplies), getattr(supplies.get(draft.product), "commission_rate", None)
    if spent is None or rate is None or rate + share >= 1:
        return Floor(None, share, None, worst, spent)
    margin = (worst * (1 - rate) - spent) / worst if worst > 0 else -1.0
    return Floor(ceil(round(spent / (1 - rate - share), 6)), share, margin, worst, spent)


def worst_unit(price: int, coupons: Iterable[Coupon], per_person: int | None) -> int:
    """The least that one unit comes to, over baskets of 1 … 20 units within the personal limit."""
    held = list(coupons)
    most = min(UNITS_TRIED, per_person or UNITS_TRIED)
    return min(
        max(0, units * price - sum(one.off for one in held if units * price >= one.threshold)) // units
        for units in range(1, most + 1)
    )


def _spent(draft: Draft, supplies: Mapping[str, Supply]) -> int | None:
    """Goods, gifts and freight of one unit; None where a cost is missing."""
    own = supplies.get(draft.product)
    if own is None or own.cost is None:
        return None
    total = own.cost + (own.gift_cost or 0) + (own.freight or 0)
    for product, qty in [(line.product, line.qty) for line in draft.bundle] + [
        (line.product, line.qty) for line in draft.gifts if line.product is not None
    ]:
        one = supplies.get(product)
        if one is None or one.cost is None:
            return None
        total += one.cost * qty
    return total

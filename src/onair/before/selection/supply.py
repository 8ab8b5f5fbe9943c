"""供应链稳定: is there enough, does it come in time, does it come back."""

import numpy as np

from onair.before.selection.pool import Pool
from onair.before.selection.terms import Column, column, ramp

DAYS_OF_MONTH = 30
LOW_STOCK = 10
"""Pieces below which a product is marked."""


def supply_terms(pool: Pool) -> dict[str, Column]:
    """Each 0…100; the straight lines are presets written down in docs/algorithms/selection.md."""
    stock, sold, shows = pool.number("stock"), pool.number("sold"), pool.number("shows")
    per_show = np.where(shows > 0, pool.number("paid") / np.maximum(shows, 1), np.nan)
    daily = np.where(sold > 0, sold / DAYS_OF_MONTH, per_show)
    daily = np.where(daily > 0, daily, np.nan)
    cover = stock / daily
    lead, on_time = pool.number("lead_days"), pool.number("on_time")
    ability = pool.number("daily_capacity") / daily
    back, suppliers = pool.number("quality_return"), pool.number("suppliers")
    return {
        "cover": column(ramp(cover, 0, 14), cover, 1),
        "lead": column(ramp(lead, 15, 1), lead, 1),
        "capacity": column(ramp(ability, 0, 2), ability, 1),
        "on_time": column(ramp(on_time, 0.7, 1), on_time, 1),
        "quality_return": column(ramp(back, 0.1, 0), back, 1),
        "suppliers": column(np.where(suppliers >= 3, 100.0, np.where(suppliers >= 2, 75.0, 25.0)) + 0 * suppliers,
                            suppliers, 1),
    }  # fmt: skip

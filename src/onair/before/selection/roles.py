"""The role a product is proposed for, with the reasons; a person decides. Thresholds are presets, not truth."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from onair.before.selection.eb import TRAP_CALLED
from onair.before.selection.terms import Floats

NEEDED_CLICKS = 30
"""Clicks below which behaviour proves nothing; price and margin may still speak."""
SOLD_BEFORE = 20


class Facts(NamedTuple):
    """Columns of the pool that a role is read from; places 0…100 within the pool, NaN = not known."""

    price: Floats
    ctr: Floats
    cvr: Floats
    gmv: Floats
    margin: Floats
    looks: Floats
    trap: Floats
    clicks: Floats
    paid: Floats
    stock: Floats


class Proposal(NamedTuple):
    """`role` None = undecided; `reasons`: codes the console has words for."""

    role: str | None
    reasons: tuple[str, ...]


def propose(facts: Facts) -> list[Proposal]:
    """One for each product, the first rule that holds."""
    columns = [np.nan_to_num(column, nan=-1.0).tolist() for column in facts]
    return [_one(Facts(*row)) for row in zip(*columns, strict=True)]


def _one(one: Facts) -> Proposal:
    """Here the fields are single numbers; −1 = not known."""
    return next((Proposal(role, reasons) for role, reasons, holds in RULES if holds(one)), _undecided(one))


def _undecided(one: Facts) -> Proposal:
    return Proposal(None, ("ordinary",) if one.clicks >= NEEDED_CLICKS else ("few",))


def _proven(one: Facts) -> Any:
    return one.clicks >= NEEDED_CLICKS


RULES: tuple[tuple[str | None, tuple[str, ...], Callable[[Facts], Any]], ...] = (
    (None, ("trap",), lambda one: one.trap > TRAP_CALLED),
    ("welfare", ("price_lowest", "margin_thin"), lambda one: 0 <= one.margin <= 5 and 0 <= one.price <= 20),
    ("hero", ("gmv_top",), lambda one: _proven(one) and one.gmv >= 90 and one.stock != 0),
    (
        "traffic",
        ("ctr_high", "price_low"),
        lambda one: _proven(one) and one.ctr >= 65 and 0 <= one.price <= 40,
    ),
    ("image", ("price_top", "looks_good"), lambda one: one.price >= 85 and one.looks >= 60),
    ("profit", ("margin_high",), lambda one: one.margin >= 65 and (not _proven(one) or one.cvr >= 35)),
    ("encore", ("sold_before", "gmv_good"), lambda one: one.paid >= SOLD_BEFORE and one.gmv >= 60),
    ("follow", ("cvr_good",), lambda one: _proven(one) and one.cvr >= 50),
)
"""The first that holds; places are 0…100 within the pool."""

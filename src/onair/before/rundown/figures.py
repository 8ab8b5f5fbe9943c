"""Figures of a rundown: minutes by role, margin, expected amount with its interval, promises. Pure."""

from statistics import stdev
from typing import NamedTuple

from onair.before.rundown.facts import Facts
from onair.before.rundown.views import Rundown

FEWEST_SHOWS = 3
Z80 = 1.2816


class Figures(NamedTuple):
    """Amounts in minor units. `gmv_low`, `gmv_high`: 80 %; None with fewer than three past shows.
    `priced`: talks whose expected pieces and price are known, of `talks`; `costed`: those with a margin."""

    minutes: int
    total: int
    roles: dict[str | None, int]
    gmv: int | None
    gmv_low: int | None
    gmv_high: int | None
    margin: float | None
    talks: int
    priced: int
    costed: int


def role_minutes(rundown: Rundown) -> dict[str | None, int]:
    """Minutes by role; None = slots without one."""
    found: dict[str | None, int] = {}
    for slot in rundown.slots:
        found[slot.role] = found.get(slot.role, 0) + slot.minutes
    return found


def figures(rundown: Rundown, facts: Facts) -> Figures:
    talks = [slot for slot in rundown.slots if slot.product is not None]
    amounts: list[tuple[float, float | None]] = []
    spread = 0.0
    told = True
    for slot in talks:
        units, price = facts.units(slot), facts.price(slot)
        if units is None or price is None:
            continue
        amounts.append((units * price, facts.margin(slot)))
        sold = facts.paid.get(slot.product or "", ())
        told = told and len(sold) >= FEWEST_SHOWS
        spread += (stdev(sold) * price) ** 2 if len(sold) >= FEWEST_SHOWS else 0.0
    gmv = sum(amount for amount, _ in amounts)
    costed = [(amount, margin) for amount, margin in amounts if margin is not None]
    kept = sum(amount * margin for amount, margin in costed)
    base = sum(amount for amount, _ in costed)
    sure = bool(amounts) and told
    end = max((slot.at + slot.minutes for slot in rundown.slots), default=0)
    return Figures(
        minutes=end,
        total=rundown.total,
        roles=role_minutes(rundown),
        gmv=round(gmv) if amounts else None,
        gmv_low=round(max(0.0, gmv - Z80 * spread**0.5)) if sure else None,
        gmv_high=round(gmv + Z80 * spread**0.5) if sure else None,
        margin=kept / base if base else None,
        talks=len(talks),
        priced=len(amounts),
        costed=len(costed),
    )

"""The rundown of a simulated show: what its plan has, so that plan and reality stand side by side on screen."""

from collections.abc import Collection, Mapping
from typing import Any

from onair.before.rundown.service import NewSlot
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.simulator.dice import dice
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.plan import Plan, lay_out
from onair.rehearsal.simulator.shop import GOODS
from onair.trade.goods import ROLE_NAMES


def rundown_of(
    params: Params, seed: int, start: int, *, goods: Collection[str], hosts: Collection[str],
    cards: Mapping[str, Mapping[str, Any]] = {},
) -> list[NewSlot]:  # fmt: skip
    """Slots bear the ids of the simulated ones, so that what is on air is found in the plan. `goods`, `hosts`: those
    that the team has; others stay out. `cards`: by product."""
    plan = lay_out(params, dice(seed, "plan"), start)
    return [_slot(plan, place, goods, hosts, cards) for place in range(len(plan.slots))]


def _slot(
    plan: Plan, place: int, goods: Collection[str], hosts: Collection[str], cards: Mapping[str, Mapping[str, Any]]
) -> NewSlot:  # fmt: skip
    slot = plan.slots[place]
    good = GOODS[slot.good] if slot.good is not None else None
    known = good is not None and good.id in goods
    host = next((one.host for one in plan.shifts if one.start <= slot.start < one.end), None)
    kind = "product" if slot.kind == "talk" else slot.kind
    begin, end = (round((at - plan.start) / MINUTE_MS) for at in (slot.start, slot.end))
    title = good.title if good is not None and kind == "product" else slot.label
    return NewSlot(
        kind, title, max(1, end - begin), id=slot.id, product=good.id if good and known else None,
        host=host if host in hosts else None, role=ROLE_NAMES.get(good.role) if good and known else None,
        price=good.price if good and known else None,
        card=cards.get(good.id, {}) if good and known and kind == "product" else {},
    )  # fmt: skip

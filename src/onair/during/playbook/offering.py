"""The prepared offer of the product that a rule speaks of: named when it fires, held against its floor until it is opened."""

from collections.abc import Iterable
from typing import NamedTuple

from onair.during.broadcast.companions import Beside
from onair.during.offers.companion import ledger_of
from onair.during.offers.planning.companion import plans_in
from onair.during.offers.planning.floors import OfferFloorCheck, floor_checks, title_of
from onair.during.offers.planning.publishing import PUBLISH
from onair.during.playbook.proposals import Offered
from onair.during.playbook.rule import Rule, Words


class Prepared(NamedTuple):
    """Id of an offer that may be opened with one key, and its title."""

    offer: str
    title: Words


class Floors(NamedTuple):
    """`checks`: to be shown; `refused`: why it cannot be published now, None = it can."""

    checks: list[OfferFloorCheck]
    refused: Words | None


NO_FLOORS = Floors([], None)


def publishes(rule: Rule) -> bool:
    return any(step.act == PUBLISH for step in rule.steps)


def prepared(product: str | None, now: int, beside: Beside) -> Prepared | None:
    """Of that product, prepared to be opened by a proposal, not out yet; without a product, of the one that is talked
    about, else any."""
    plans, here = plans_in(beside.companions), product or beside.track.product
    plan = plans.ready_for(here, now)
    if plan is None and product is None:
        plan = plans.ready_for(None, now)
    if plan is None:
        return None
    title = title_of(plan)
    return Prepared(plan.id, Words(title.zh[:200], title.en[:200]))


def floors(steps: Iterable[Offered], now: int, beside: Beside) -> Floors:
    """Of the first step that publishes an offer."""
    step = next((one for one in steps if one.act == PUBLISH and one.lacks is None), None)
    plans = plans_in(beside.companions)
    plan = plans.known.plans.get(str(step.data.get("offer"))) if step is not None else None
    if plan is None:
        return NO_FLOORS
    if plan.id in plans.published:
        return Floors([], Words("已经发布过", "it is out already"))
    found = plans.judged(plan, ledger_of(beside.companions), now)
    first = found.blocks[0] if found.blocks else None
    return Floors(floor_checks(plan, found), None if first is None else Words(first.zh[:200], first.en[:200]))


def offers_rev(beside: Beside) -> tuple[int, int, int]:
    """Changes with whatever the floor checks depend on."""
    plans = plans_in(beside.companions)
    return plans.rev, plans.tonight.rev, ledger_of(beside.companions).rev

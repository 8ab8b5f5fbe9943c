"""Use case: arrange a show's rundown anew under the hard rules; the answer is a proposal, nothing is saved."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from onair.before.rundown.arrange import Arranged, arrange
from onair.before.rundown.conflict import Explained, counted_out, explain
from onair.before.rundown.facts import Facts
from onair.before.rundown.plan import Case, Item, Limits, Placed, Promised, worth
from onair.before.rundown.rules import ALL, breaches
from onair.before.rundown.views import Rundown, Slot
from onair.before.rundown.words import LEADERS
from onair.kernel.clock import MINUTE_MS

USUAL_UNITS = 10.0
"""Pieces counted for a product of which nothing is known: enough to have a place, too few to lead."""
USUAL_PRICE = 1
"""Minor units, when no talk has a price: then all weigh the same. Otherwise an unknown price is the median's."""


class Proposal(NamedTuple):
    """`order`: (slot id, minute); empty when `explained` says why. `gain`: share by which it is worth more, None when
    no talk has both a price and a forecast. `assumed`: talks of which one of the two is unknown."""

    arranged: Arranged
    order: list[tuple[str, int]]
    gain: float | None
    explained: Explained | None
    curve_shows: int
    assumed: int = 0


def case_of(rundown: Rundown, facts: Facts, off: frozenset[str] = frozenset()) -> Case:
    """What is arranged. `off`: rules left out. The limits are the rundown's own."""
    own = {name: int(value) for name, value in rundown.limits.items() if name in Limits.__dataclass_fields__}
    limits = Limits(**({"total": rundown.total} | own))
    promised = [Promised(one.id, one.text, facts.keeper(one, rundown)) for one in facts.promises]
    known = [price for slot in rundown.slots if slot.product and (price := facts.price(slot)) is not None]
    usual = round(median(known)) if known else USUAL_PRICE
    items = [_item(slot, facts, usual) for slot in rundown.slots]
    return Case(items, limits, facts.curve, _hours(rundown, facts), promised, ALL - off)


def propose(
    rundown: Rundown, facts: Facts, *, off: frozenset[str] = frozenset(), seconds: float = 4.2, solver: bool = True
) -> Proposal:  # fmt: skip
    """`seconds`: of the arranging; explaining a conflict may take as long again. `solver` False: the fallback alone."""
    case = case_of(rundown, facts, off)
    counted = list(counted_out(case))
    if counted:
        none = Arranged("impossible", [], "greedy", True, 0.0)
        return Proposal(none, [], None, Explained(counted, True), facts.past)
    arranged = arrange(case, seconds=seconds, solver=solver)
    if arranged.outcome != "arranged":
        explained = explain(case, seconds=seconds)
        sure = arranged._replace(outcome="impossible") if explained.proven else arranged
        return Proposal(sure, [], None, explained, facts.past)
    before = worth(case, as_it_is(case, rundown))
    after = worth(case, arranged.order)
    order = [(placed.item.id, placed.start) for placed in arranged.order]
    talks = [slot for slot in rundown.slots if slot.product is not None]
    assumed = sum(facts.units(slot) is None or facts.price(slot) is None for slot in talks)
    gain = after / before - 1 if before > 0 and assumed < len(talks) else None
    return Proposal(arranged, order, gain, None, facts.past, assumed)


def broken(rundown: Rundown, facts: Facts) -> list[tuple[str, tuple[str, ...], str, str]]:
    """The hard rules that the rundown breaks as it stands: (rule, slots, zh, en)."""
    case = case_of(rundown, facts)
    return [(b.rule, b.items, b.words.zh, b.words.en) for b in breaches(case, as_it_is(case, rundown))]


def as_it_is(case: Case, rundown: Rundown) -> list[Placed]:
    """The rundown's own order, with the items of the case."""
    return [Placed(item, slot.at) for item, slot in zip(case.items, rundown.slots, strict=True)]


def _item(slot: Slot, facts: Facts, usual: int) -> Item:
    product = facts.products.get(slot.product or "")
    units, price = facts.units(slot), facts.price(slot)
    margin = facts.margin(slot)
    sells = slot.product is not None
    return Item(
        id=slot.id,
        kind=slot.kind,
        minutes=slot.minutes,
        title=slot.title,
        value=round((USUAL_UNITS if units is None else units) * (usual if price is None else price))
        if sells
        else 0,
        role=slot.role,
        category=product.category if product else None,
        product=slot.product,
        host=slot.host,
        pin=slot.pin,
        units=units,
        stock=facts.stock(slot),
        leader=sells and (slot.role in LEADERS or (margin is not None and margin <= 0)),
    )


def _hours(rundown: Rundown, facts: Facts) -> dict[str, Sequence[tuple[int, int]]]:
    """When each host of the rundown is there and free of other shows; one of whom neither is told always is."""
    found: dict[str, Sequence[tuple[int, int]]] = {}
    for host in {slot.host for slot in rundown.slots if slot.host is not None}:
        clashes = _clashes(host, rundown.total, facts)
        own = rundown.hours.get(host)
        if own is not None:
            clashes = sorted([*clashes, (0, own[0]), (own[1], rundown.total)])
        if clashes:
            found[host] = _free(clashes, rundown.total)
    return found


def _clashes(host: str, total: int, facts: Facts) -> list[tuple[int, int]]:
    """Minutes of this show that other shows take."""
    begin = facts.show.starts_at
    if begin is None:
        return []
    busy = sorted(
        ((a - begin) // MINUTE_MS, -((begin - b) // MINUTE_MS)) for a, b, _ in facts.busy.get(host, ())
    )
    return [(since, until) for since, until in busy if until > 0 and since < total]


def _free(busy: Sequence[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    free, at = [], 0
    for since, until in busy:
        if since > at:
            free.append((at, since))
        at = max(at, until)
    if at < total:
        free.append((at, total))
    return free

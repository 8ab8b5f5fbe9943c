"""Checks of what an offer says about money: floor, compared price, rises, what the clock promises. Pure.

Each check yields what it finds; the law is cited with its article, and the repair names a number where there is one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.during.offers.planning.breach import OfferBreach, breach
from onair.during.offers.planning.draft import Draft
from onair.during.offers.planning.evidence import PriceEvidence, raised_from
from onair.during.offers.planning.facts import OfferFacts
from onair.during.offers.planning.floor import Floor
from onair.kernel.clock import DAY_MS, MINUTE_MS
from onair.kernel.i18n import Text

AGAIN_MS = 7 * DAY_MS
"""Terms that come back within this time take the earlier claim its truth."""
RESET_MS = 10 * MINUTE_MS
"""One countdown after the other with no more between them is one that was wound back."""
CUTS = frozenset({"flash", "batch", "bundle", "coupon"})
"""Kinds that say: cheaper now than afterwards."""


class Case(NamedTuple):
    """What all checks look at. `now` ms: when it would be published. `own`: its id, if it is kept already."""

    draft: Draft
    facts: OfferFacts
    floor: Floor
    evidence: PriceEvidence | None
    now: int
    own: str | None = None


def below_floor(case: Case) -> Iterator[OfferBreach]:
    """A floor may be passed by an owner who says why; nobody passes it in silence, and nobody without a cost."""
    draft, floor, money = case.draft, case.floor, case.facts.yuan
    if draft.floor_why is not None and draft.floor_by is not None:
        return
    if floor.price is None:
        yield breach("cost_unknown")
    elif floor.worst < floor.price:
        code = "stack_floor" if floor.worst < draft.paid else "price_floor"
        yield breach(code, worst=money(floor.worst))


def reference_true(case: Case) -> Iterator[OfferBreach]:
    """C10 and C11: the compared price rests on what was paid, or on the maker's document."""
    draft, found = case.draft, case.evidence
    if draft.reference == "none":
        return
    said = draft.reference_amount
    if draft.reference == "maker":
        yield from _maker(case)
    elif found is None or found.cap is None:
        yield breach("reference_none")
    elif said is not None and said > found.cap:
        yield _too_high(case, found, said)
    elif min(found.cap, said or found.cap) <= draft.paid:
        yield breach("reference_lower", cap=case.facts.yuan(min(found.cap, said or found.cap)))


def _too_high(case: Case, found: PriceEvidence, said: int) -> OfferBreach:
    money = case.facts.yuan
    basis = said_basis(found, money)
    wording = "reference_high_eu" if found.market == "eu" else None
    return breach(
        "reference_high", wording=wording, said=money(said), basis=basis.zh, basis_en=basis.en, cap=money(found.cap)
    )  # fmt: skip


def said_basis(found: PriceEvidence, money: Callable[[int | None], str]) -> Text:
    """What a compared price rests on, in words."""
    days = found.window_days
    if found.basis == "window":
        return Text(
            f"近 {days} 日本店最低成交 {money(found.lowest)}（{found.n} 笔）",
            f"the lowest paid in {days} days is {money(found.lowest)} ({found.n} payments)",
        )
    if found.basis == "last":
        return Text(
            f"近 {days} 日没有成交，此前最后一次成交 {money(found.last)}",
            f"nothing was paid in {days} days; the last before was {money(found.last)}",
        )
    return Text(
        f"近 {days} 日最低标价 {money(found.asked)}",
        f"the lowest asked in {days} days is {money(found.asked)}",
    )


def _maker(case: Case) -> Iterator[OfferBreach]:
    draft, money = case.draft, case.facts.yuan
    price = case.facts.policy(draft.product).maker_price
    said = draft.reference_amount if draft.reference_amount is not None else price
    if price is None or draft.product not in case.facts.makers:
        yield breach("maker_paper")
    elif said != price:
        yield breach("maker_differs", said=money(said), price=money(price))
    elif price <= draft.paid:
        yield breach("reference_lower", cap=money(price))


def compared(case: Case) -> int | None:
    """What the price is compared with, as the terms would have it; None where it is not, or may not be."""
    draft, found = case.draft, case.evidence
    if draft.reference == "maker":
        return case.facts.policy(draft.product).maker_price
    if draft.reference == "none" or found is None or found.cap is None:
        return None
    return found.cap if draft.reference_amount is None else min(draft.reference_amount, found.cap)


def raised_before(case: Case) -> Iterator[OfferBreach]:
    """C11: a price that went up just before is no price to come down from."""
    draft, facts = case.draft, case.facts
    if draft.kind not in CUTS:
        return
    own = facts.products.get(draft.product)
    price = own.price if own is not None else None
    days = 30 if facts.market == "eu" else 7
    low = raised_from(facts.listed.get(draft.product, ()), price, case.now, days)
    if low is not None and draft.usual_price > low:
        yield breach("raised_before", days=days, low=facts.yuan(low), now=facts.yuan(price))


def usual_true(case: Case) -> Iterator[OfferBreach]:
    """C12 and C17: the price afterwards is the shop's own, and at zero it really changes."""
    draft, facts = case.draft, case.facts
    own, money = facts.products.get(draft.product), facts.yuan
    if draft.kind == "bundle":
        single = _singly(case)
        if single is not None and draft.usual_price > single:
            yield breach("bundle_high", said=money(draft.usual_price), price=money(single))
    elif own is not None and own.price is not None and draft.usual_price > own.price:
        yield breach("usual_high", said=money(draft.usual_price), price=money(own.price))
    if draft.paid > draft.usual_price:
        yield breach("price_above")
    elif draft.kind in CUTS - {"coupon"} and draft.paid == draft.usual_price:
        yield breach("countdown_hollow")


def _singly(case: Case) -> int | None:
    """What the parts of a bundle cost one by one; None = a price is not known."""
    draft, products = case.draft, case.facts.products
    parts = [(draft.product, 1), *((line.product, line.qty) for line in draft.bundle)]
    prices = [(products[product].price if product in products else None, qty) for product, qty in parts]
    known = [price * qty for price, qty in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None


def offered_again(case: Case) -> Iterator[OfferBreach]:
    """C17: a countdown that begins again, or terms as good within seven days."""
    draft, facts, worst = case.draft, case.facts, case.floor.worst
    for past in facts.past:
        if past.id == case.own or past.product != draft.product or past.ends_at is None or worst > past.worst:
            continue
        over = min(one for one in (past.ended_at, past.ends_at) if one is not None)
        end = _clock(past.ends_at, facts.zone)
        if past.show == facts.show and case.now - over < RESET_MS:
            yield breach("countdown_reset", other=past.id, title=past.title, end=end)
        elif case.now - over < AGAIN_MS:
            day = _day(past.published_at, facts.zone)
            yield breach("offered_again", other=past.id, title=past.title, end=end, day=day)


def _clock(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%H:%M")


def _day(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%m-%d")


PRICES = (below_floor, reference_true, raised_before, usual_true, offered_again)

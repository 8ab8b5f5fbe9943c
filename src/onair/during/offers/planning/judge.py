"""A draft held against everything that is known: what stands against it, and the terms it would have. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from onair.during.offers.planning.breach import OfferBreach
from onair.during.offers.planning.draft import Draft
from onair.during.offers.planning.evidence import PriceEvidence, price_evidence
from onair.during.offers.planning.facts import OfferFacts
from onair.during.offers.planning.floor import Floor, floor_of
from onair.during.offers.planning.prices import PRICES, Case, compared
from onair.during.offers.planning.promises import PROMISES
from onair.during.offers.planning.saying import SAYING
from onair.during.offers.terms import Coupon, PriceReference, Terms
from onair.trade.evidence.service import PaidAt

CHECKS = (*PROMISES, *PRICES, *SAYING)
Tonight = Mapping[str, Sequence[PaidAt]]
_NOBODY: Tonight = {}


class Judged(NamedTuple):
    """`terms` None while something blocks. `evidence`: of the compared price, None where there is none."""

    breaches: tuple[OfferBreach, ...]
    floor: Floor
    evidence: PriceEvidence | None
    terms: Terms | None

    @property
    def blocks(self) -> list[OfferBreach]:
        return [one for one in self.breaches if one.level == "block"]


def judge(
    draft: Draft, facts: OfferFacts, now: int, *, own: str | None = None, tonight: Tonight = _NOBODY
) -> Judged:
    """As if it were published `now` ms. `own`: the draft's id; `tonight`: product → what was paid in this show so far."""
    floor = floor_of(draft, facts.supplies, facts.role(draft.product), stacking(draft, facts, own, now))
    evidence = _evidence(draft, facts, now, tonight)
    case = Case(draft, facts, floor, evidence, now, own)
    found = tuple(one for check in CHECKS for one in check(case))
    if any(one.level == "block" for one in found):
        return Judged(found, floor, evidence, None)
    return Judged(found, floor, evidence, _terms(case))


def _evidence(draft: Draft, facts: OfferFacts, now: int, tonight: Tonight) -> PriceEvidence:
    product = draft.product
    paid = [*facts.paid.get(product, ()), *tonight.get(product, ())]
    return price_evidence(
        product, paid, facts.listed.get(product, ()), market=facts.market, rooms=facts.rooms, now=now
    )


def stacking(draft: Draft, facts: OfferFacts, own: str | None, now: int) -> list[Coupon]:
    """Coupons of other offers of this product that may be used together with it."""
    found = []
    for other in facts.others:
        coupon = other.draft.coupon
        if (
            other.id == own
            or coupon is None
            or other.draft.product != draft.product
            or not other.draft.stacks
        ):
            continue
        if draft.coupon is not None and not draft.stacks:
            continue
        if _together(draft, other.draft, other.published_at, now):
            found.append(coupon)
    return found


def _together(mine: Draft, other: Draft, published: int | None, now: int) -> bool:
    """Whether they can be on at once; where a time is not known, they can."""
    end = other.end_at(published) if published is not None else other.ends_at
    if end is not None and end <= (mine.starts_at or now):
        return False
    mine_end = mine.end_at(mine.starts_at or now)
    begins = published if published is not None else other.starts_at
    return not (mine_end is not None and begins is not None and begins >= mine_end)


def _terms(case: Case) -> Terms:
    draft, floor = case.draft, case.floor.price
    body = {
        name: getattr(draft, name)
        for name in ("kind", "title", "product", "usual_price", "sku", "stock", "per_person", "hold_s", "eligible",
                     "coupon", "bundle", "gifts", "instalment", "trial", "returns")
    }  # fmt: skip
    return Terms(
        **body, price=draft.paid, currency=case.facts.currency, starts_at=max(case.now, draft.starts_at or 0),
        ends_at=draft.end_at(case.now), reference=_reference(case),
        floor=None if floor is None else min(floor, draft.paid),
    )  # fmt: skip


def _reference(case: Case) -> PriceReference | None:
    draft, found = case.draft, case.evidence
    if draft.reference == "none":
        return None
    if draft.reference == "maker":
        return PriceReference(
            kind="maker", amount=compared(case) or 0, as_of=case.now, evidence=f"maker:{draft.product}"[:128]
        )
    said = compared(case)
    if found is None or said is None:
        return None
    return PriceReference(
        kind="lowest_paid" if draft.reference == "lowest_paid" else "listed", amount=said, as_of=found.as_of,
        evidence=found.id, window_days=30 if found.window_days == 30 else 7,
    )  # fmt: skip


def thaw_evidence(body: object) -> PriceEvidence:
    """What the log has of it. Raises msgspec.ValidationError."""
    return msgspec.convert(body, PriceEvidence)

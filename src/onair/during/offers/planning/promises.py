"""Checks of what an offer promises besides the price: returns, trial, parts, stock, its time. Pure."""

from collections.abc import Iterator

from onair.during.offers.planning.breach import OfferBreach, breach
from onair.during.offers.planning.prices import Case
from onair.trade.policy import EXCLUSIONS

PARTS = {
    "coupon": "coupon", "bundle": "bundle", "gift": "gifts", "instalment": "instalment", "trial": "trial",
    "return_promise": "returns", "batch": "stock",
}  # fmt: skip
"""Kind → the field without which it says nothing."""
TIMED = frozenset({"flash", "coupon"})


def returns_kept(case: Case) -> Iterator[OfferBreach]:
    """C19: never less than the law grants, never more than the shop does."""
    asked, policy = case.draft.returns, case.facts.policy(case.draft.product)
    if asked is None:
        return
    if asked.days < policy.legal_days:
        yield breach("returns_narrowed", days=asked.days)
    elif policy.legal_days == 0 and not asked.condition:
        why = EXCLUSIONS[policy.exclusion]
        yield breach("returns_condition", why=why.zh, why_en=why.en)
    if policy.returns_days is None and asked.days > policy.legal_days:
        yield breach("returns_unstated")
    elif policy.returns_days is not None and asked.days > policy.returns_days:
        yield breach("returns_beyond", asked=asked.days, days=policy.returns_days)


def parts_kept(case: Case) -> Iterator[OfferBreach]:
    """Payment in parts and trials exist only where the policy has them."""
    draft, policy = case.draft, case.facts.policy(case.draft.product)
    if draft.instalment is not None:
        if policy.instalments is None:
            yield breach("instalment_unstated")
        elif draft.instalment.n > policy.instalments:
            yield breach("instalment_beyond", asked=draft.instalment.n, days=policy.instalments)
    if draft.trial is not None:
        if policy.trial_days is None:
            yield breach("trial_unstated")
        elif draft.trial.days > policy.trial_days:
            yield breach("trial_beyond", asked=draft.trial.days, days=policy.trial_days)


def stock_true(case: Case) -> Iterator[OfferBreach]:
    """Stock is the platform's or ours; what is ours reaches."""
    draft, facts = case.draft, case.facts
    own = facts.products.get(draft.product)
    if facts.stock_owner == "platform" and draft.stock is not None:
        yield breach("stock_platforms")
    elif draft.stock is not None and own is not None and own.stock is not None and draft.stock > own.stock:
        yield breach("stock_short", asked=draft.stock, there=own.stock)


def whole(case: Case) -> Iterator[OfferBreach]:
    """It has what its kind is about."""
    draft = case.draft
    part = PARTS.get(draft.kind)
    if part is not None and not getattr(draft, part):
        yield breach("part_missing", part=part)


def can_be_sold(case: Case) -> Iterator[OfferBreach]:
    """The goods are there, in this show's money, and its time is to come."""
    draft, facts = case.draft, case.facts
    for product in draft.goods:
        own = facts.products.get(product)
        if own is None or own.removed:
            yield breach("product_gone", product=product)
        elif own.currency != facts.currency:
            yield breach("currency_differs", own=own.currency, show=facts.currency)
    end = draft.end_at(case.now)
    start = draft.starts_at if draft.starts_at is not None else case.now
    if end is None and draft.kind in TIMED:
        yield breach("end_missing")
    elif end is not None and end <= max(case.now, start):
        yield breach("end_past")


PROMISES = (whole, can_be_sold, returns_kept, parts_kept, stock_true)

"""What the offers of one show are held against, read in one transaction."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.before.rundown.service import rundown_of
from onair.during.offers.planning.draft import Draft, draft_of
from onair.during.offers.planning.facts import OfferFacts, Other, PastOffer
from onair.during.offers.planning.floor import worst_unit
from onair.during.offers.planning.lawful import lawful
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.planning.prices import AGAIN_MS
from onair.during.offers.terms import Terms, thawed
from onair.kernel.clock import DAY_MS
from onair.trade.evidence.service import dossiers, paid_of, price_points, supply_of
from onair.trade.policy import policies_of
from onair.trade.service import get_show, products_of, same_place

LONGEST_MS = DAY_MS
"""An offer may have been published this long before it ended."""


def plans_of(tx: Session, tenant: str, show: str) -> list[OfferPlan]:
    """Oldest first."""
    mine = (OfferPlan.tenant_id == tenant) & (OfferPlan.show_id == show)
    return list(tx.scalars(select(OfferPlan).where(mine).order_by(OfferPlan.created_at, OfferPlan.id)))


def gather_facts(
    tx: Session, tenant: str, show: str, now: int, *, plans: Sequence[OfferPlan] | None = None, extra: Draft | None = None
) -> OfferFacts:  # fmt: skip
    """Of a show's planned offers; `extra`: one that is not kept yet. Raises ShowNotFound."""
    view = get_show(tx, tenant, show)
    rows = plans_of(tx, tenant, show) if plans is None else plans
    drafts = {row.id: draft_of(row.body) for row in rows}
    asked = [*drafts.values(), *([extra] if extra is not None else [])]
    goods = sorted({product for draft in asked for product in draft.goods})
    products = products_of(tx, tenant, goods)
    rooms = same_place(tx, tenant, view.room.id) if view.room is not None else []
    policies = policies_of(tx, tenant, goods)
    slots = rundown_of(tx, tenant, show).slots
    return OfferFacts(
        show=show, currency=view.currency, zone=view.zone, market=view.room.market if view.room else "cn",
        stock_owner=view.room.stock_owner if view.room else "onair", rooms=tuple(rooms), products=products,
        roles={slot.product: slot.role for slot in slots if slot.product and slot.role},
        supplies=supply_of(tx, tenant, goods) if goods else {}, policies=policies,
        listed={product: price_points(tx, tenant, product) for product in goods},
        paid=paid_of(tx, tenant, goods, rooms, but=show),
        makers=frozenset(
            product for product, papers in dossiers(tx, tenant, goods).items()
            if any(one.kind == "maker_price" and (one.expires_at is None or one.expires_at > now) for one in papers)
        ) if goods else frozenset(),
        past=past_offers(tx, tenant, goods, now),
        others=[Other(row.id, drafts[row.id], row.published_at) for row in rows if row.ended_at is None],
        said=lawful(tx, tenant, ((draft.title, draft.product) for draft in asked), now, view.zone), as_of=now,
    )  # fmt: skip


def past_offers(tx: Session, tenant: str, products: Sequence[str], now: int) -> list[PastOffer]:
    """Published in the last week, the newest first."""
    if not products:
        return []
    since = now - AGAIN_MS - LONGEST_MS
    rows = select(OfferPlan).where(
        OfferPlan.tenant_id == tenant, OfferPlan.product_id.in_(products), OfferPlan.published_at >= since
    )
    return [past_offer(row) for row in tx.scalars(rows.order_by(OfferPlan.published_at.desc()))]


def past_offer(row: OfferPlan) -> PastOffer:
    """As it was published."""
    try:
        terms: Terms | None = thawed(row.terms or {})
    except msgspec.ValidationError:  # of a newer program
        terms = None
    draft = draft_of(row.body)
    base = draft.usual_price if draft.kind == "coupon" else draft.paid
    worst = worst_unit(base, [draft.coupon] if draft.coupon else [], draft.per_person)
    end = terms.ends_at if terms is not None else draft.ends_at
    return PastOffer(
        row.id,
        row.show_id,
        draft.title,
        draft.product,
        draft.kind,
        worst,
        row.published_at or 0,
        end,
        row.ended_at,
    )

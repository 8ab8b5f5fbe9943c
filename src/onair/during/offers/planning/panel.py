"""The planned offers as the live console shows them. Everybody in the team may look at it, so neither floor nor margin is
here. Money in minor units, times in ms UTC."""

from msgspec import Struct

from onair.during.offers.ledger import OfferLedger
from onair.during.offers.planning.breach import OfferBreach
from onair.during.offers.planning.desk import Planned, Plans
from onair.during.offers.planning.judge import Judged


class OfferPlanRow(Struct, frozen=True):
    """`price`: of one during the offer. `basis`: the most a compared price may be. `refused`: something blocks it now."""

    id: str
    kind: str
    title: str
    product: str
    state: str
    ready: bool
    price: int
    usual_price: int
    stock: int | None
    per_person: int | None
    starts_at: int | None
    ends_at: int | None
    lasts_s: int | None
    basis: int | None
    slot: str | None
    breaches: list[OfferBreach]
    refused: bool


class OfferPlansPanel(Struct, frozen=True):
    """Not published yet, oldest first. `as_of`: when costs, prices and papers were read."""

    plans: list[OfferPlanRow]
    as_of: int


def plans_panel(plans: Plans, ledger: OfferLedger, now: int) -> OfferPlansPanel:
    rows = [
        plan_row(
            plan, plans.judged(plan, ledger, now), missed=plan.state == "scheduled" and _missed(plan, now)
        )
        for plan in plans.known.plans.values()
        if plan.id not in plans.published
    ]
    return OfferPlansPanel(rows, plans.known.facts.as_of)


def plan_row(plan: Planned, found: Judged, *, missed: bool = False) -> OfferPlanRow:
    draft = plan.draft
    cap = found.evidence.cap if found.evidence is not None else None
    return OfferPlanRow(
        plan.id, draft.kind, draft.title, draft.product, "missed" if missed else plan.state, draft.ready, draft.paid,
        draft.usual_price, draft.stock, draft.per_person, draft.starts_at, draft.ends_at, draft.lasts_s, cap, draft.slot,
        list(found.breaches), bool(found.blocks),
    )  # fmt: skip


def _missed(plan: Planned, now: int) -> bool:
    end = plan.draft.ends_at
    return end is not None and now >= end

"""All offers of a show as the console lists them: plans, what stands against them, what the ledger counts."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple, cast

from sqlalchemy.orm import Session

from onair.during.broadcast.hub import Hub
from onair.during.offers.companion import ledger_of
from onair.during.offers.ledger import OfferBook, OfferLedger
from onair.during.offers.planning.companion import plans_in
from onair.during.offers.planning.desk import Plans, past_with
from onair.during.offers.planning.draft import Draft, draft_of
from onair.during.offers.planning.facts import OfferFacts
from onair.during.offers.planning.gathering import gather_facts, plans_of
from onair.during.offers.planning.judge import judge
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.planning.schemas import (
    OfferBoard,
    OfferCounts,
    OfferPlanOut,
    PlanState,
    check_out,
    draft_out,
    evidence_out,
    plan_base,
)
from onair.store.db import Database
from onair.trade.service import State, get_show

QUIET = frozenset({State.preparing})
"""A show in this state has no offers in its log, so its owner is not woken."""


class OnAirOffers(NamedTuple):
    """What the memory of a show says of its offers at `now`."""

    ledger: OfferLedger
    plans: Plans
    now: int


class Read(NamedTuple):
    rows: list[OfferPlan]
    facts: OfferFacts
    names: Mapping[str, str]
    state: State
    starts_at: int | None


async def on_air_offers(hub: Hub, show: str, tenant: str, state: State, clock_now: int) -> OnAirOffers:
    """Raises NoShow, LogDamaged."""
    if state in QUIET:
        return OnAirOffers(OfferLedger(), Plans(), clock_now)
    owner = await hub.owner(show, tenant)
    companions = (await owner.settled()).companions
    return OnAirOffers(ledger_of(companions), plans_in(companions), owner.now())


async def board(
    db: Database, hub: Hub, tenant: str, show: str, now: int, *, zh: bool, margin: bool
) -> OfferBoard:
    """`margin`: with floor and margin. Raises ShowNotFound."""
    read = await asyncio.to_thread(_read, db, tenant, show, now)
    if read.rows:
        live = await on_air_offers(hub, show, tenant, read.state, now)
    else:  # nothing to count for: a long log is not read for it
        live = OnAirOffers(OfferLedger(), Plans(), now)
    facts = read.facts._replace(past=past_with(read.facts.past, live.ledger, show))
    items = [plan_out(row, read._replace(facts=facts), live, zh=zh, margin=margin) for row in read.rows]
    return OfferBoard(
        items=items, currency=facts.currency, zone=facts.zone, market=facts.market, stock_owner=facts.stock_owner,
        show_state=read.state, starts_at=read.starts_at, as_of=now,
    )  # fmt: skip


def _read(db: Database, tenant: str, show: str, now: int) -> Read:
    with db.read() as tx:
        return read_plans(tx, tenant, show, now)


def read_plans(tx: Session, tenant: str, show: str, now: int, extra: Draft | None = None) -> Read:
    """Raises ShowNotFound."""
    view = get_show(tx, tenant, show)
    rows = plans_of(tx, tenant, show)
    facts = gather_facts(tx, tenant, show, now, plans=rows, extra=extra)
    names = {id_: product.title for id_, product in facts.products.items()}
    return Read(rows, facts, names, view.state, view.starts_at)


def plan_out(row: OfferPlan, read: Read, live: OnAirOffers, *, zh: bool, margin: bool) -> OfferPlanOut:
    """A published one is shown as it was published: nothing is held against it any more."""
    draft, book = draft_of(row.body), live.ledger.offers.get(row.id)
    found = judge(draft, read.facts, live.now, own=row.id, tonight=live.plans.tonight_of(read.facts))
    check = check_out(found, draft, zh=zh, margin=margin)
    if book is not None or row.published_at is not None:
        frozen = evidence_out(row.evidence) if row.evidence else None
        about = [one for one in check.findings if not one.block and one.code == "again_later"]
        check = check.model_copy(update={"findings": about, "refused": False, "evidence": frozen})
    state = book.state(live.now) if book is not None else "ended" if row.ended_at is not None else row.state
    return OfferPlanOut(
        **plan_base(row), state=cast(PlanState, "live" if state == "published" else state), draft=draft_out(draft), check=check,
        product_title=read.names.get(draft.product), counts=counts_of(book, live.now) if book else None,
        ended_at=book.ended_at if book else row.ended_at, ends_at=book.terms.ends_at if book else draft.ends_at,
        end_why=book.ended_why if book else None,
    )  # fmt: skip


def counts_of(book: OfferBook, now: int) -> OfferCounts:
    states = [made.state for made in book.reservations.values()]
    ours = book.ours
    return OfferCounts(
        on_sale=book.on_sale if ours else None, left=book.left if ours else None, held=book.held if ours else None,
        sold=book.sold if ours else None, returned=book.returned if ours else None, buyers=book.buyers if ours else None,
        restocks=book.restocks if ours else None, cancelled=book.cancelled, unexplained=book.unexplained,
        reserved=len(states), released=states.count("released"),
        expired=states.count("expired"), price=book.price(now), as_of=book.as_of,
    )  # fmt: skip

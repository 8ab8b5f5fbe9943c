"""Routes of what tickets are made of besides words: a show's after-sales; and what is asked often and has no answer."""

import asyncio
from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router, Strict
from onair.access.web.fields import NO_CONTROLS
from onair.after.feedback import aftersales_desk as desk
from onair.after.feedback import telling
from onair.after.feedback.asking import open_questions
from onair.after.feedback.kinds import Kind
from onair.after.feedback.schemas import TicketMade
from onair.during.qa.companion import feature
from onair.trade.service import ShowNotFound, find_product, get_show, products_of

router = Router("feedback")
READ = Allow(roles=TEAM, scopes={"shows:read"})
MAKE = Allow(roles={Role.operator, Role.service, Role.controller, Role.merchandiser})
SHOWN = 100
Raw = Annotated[str, Field(min_length=1, max_length=128, pattern=NO_CONTROLS)]


class TicketOfRefunds(Strict):
    """`product` as the platform calls it, and `reason` as they were listed."""

    show: Id
    product: Raw | None = None
    reason: Annotated[str, Field(min_length=1, max_length=80)]


class AftersalesRow(BaseModel):
    """Refunds of one product for one reason: `n` orders. `ticket`: made of it already."""

    product: str | None
    product_title: str | None
    reason: str
    kind: Kind
    n: int
    newest: int
    ticket: str | None
    no: int | None


class AftersalesOut(BaseModel):
    """The most frequent first, at most a hundred. `silent`: refunded orders that gave no reason."""

    items: list[AftersalesRow]
    refunds: int
    silent: int


class OpenQuestion(BaseModel):
    """A product's tickets that ask the same and that no answer of the library fits."""

    product: str | None
    product_title: str | None
    question: str
    n: int
    tickets: list[str]


class OpenQuestions(BaseModel):
    items: list[OpenQuestion]


@router.get(
    "/api/v1/shows/{show_id}/aftersales",
    allow=READ,
    errors=(ShowNotFound,),
    summary="A show's refunds by reason",
)
async def get_aftersales(show_id: Id, call: Call) -> AftersalesOut:
    return await asyncio.to_thread(_aftersales, call, show_id)


@router.post("/api/v1/feedback/from-aftersales", allow=MAKE, errors=(ShowNotFound, desk.NoSuchReason))
async def make_of_refunds(form: TicketOfRefunds, call: Call) -> TicketMade:
    """One ticket for a product and a reason; again is the same one, counted as it is now."""
    return await asyncio.to_thread(_make, call, form)


@router.get("/api/v1/feedback/questions", allow=READ, summary="Asked in tickets, not answered in the library")
def get_questions(call: Call) -> OpenQuestions:
    """Suggestions for the library: at least two people, of the last twelve weeks."""
    tenant, now = call.actor.tenant, call.clock()
    with call.db.read() as tx:
        found = open_questions(tx, tenant, feature(call.services).matcher_in(tx, tenant), now)
        titles = products_of(tx, tenant, {one.product for one in found if one.product})
    rows = [
        OpenQuestion(
            product=one.product, product_title=titles[one.product].title if one.product in titles else None,
            question=one.question, n=one.n, tickets=list(one.tickets),
        )
        for one in found
    ]  # fmt: skip
    return OpenQuestions(items=rows)


def _aftersales(call: Call, show: str) -> AftersalesOut:
    tenant = call.actor.tenant
    with call.db.read() as tx:
        get_show(tx, tenant, show)
    told = desk.aftersales_of(call.services).of_show(show)
    with call.db.read() as tx:
        made = desk.made_already(tx, tenant, show)
        rows = []
        for one in told.reasons[:SHOWN]:
            product = find_product(tx, tenant, one.product) if one.product else None
            ticket, no = made.get(desk.source_of(show, one), (None, None))
            title = product.title if product else None
            rows.append(AftersalesRow(**one._asdict(), product_title=title, ticket=ticket, no=no))
    return AftersalesOut(items=rows, refunds=told.refunds, silent=told.silent)


def _make(call: Call, form: TicketOfRefunds) -> TicketMade:
    with call.db.read() as tx:
        get_show(tx, call.actor.tenant, form.show)
    told = desk.aftersales_of(call.services).of_show(form.show)
    one = desk.find(told, form.product, form.reason)
    with call.db.write() as tx:
        row, fresh = desk.make(tx, call.actor, call.clock, form.show, one)
        return TicketMade(ticket=telling.one_out(tx, row, call.clock()), fresh=fresh)

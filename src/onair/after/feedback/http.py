"""Routes of tickets: listed, made, taken one step after the other, merged."""

import hashlib
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.after.feedback import (
    erasing,
    form_http,
    life,
    listing,
    merging,
    proof_http,
    setup_http,
    sources_http,
    telling,
)
from onair.after.feedback import tickets as use
from onair.after.feedback.kinds import Kind, State
from onair.after.feedback.model import Ticket
from onair.after.feedback.rows import TicketNotFound, held
from onair.after.feedback.schemas import (
    AskerLink,
    TicketAct,
    TicketAssign,
    TicketDetail,
    TicketForm,
    TicketMade,
    TicketMerge,
    TicketOfComment,
    TicketOut,
    TicketPage,
    TicketPatch,
    TicketWords,
)
from onair.kernel.errors import NotFound
from onair.trade.service import ShowNotFound
from onair.trade.versions import Stale

router = Router("feedback")
for part in (proof_http, setup_http, form_http, sources_http):
    router.include(part.router)
READ = Allow(roles=TEAM, scopes={"shows:read"})
MAKE = Allow(roles={Role.operator, Role.service, Role.controller, Role.host, Role.merchandiser})
WORK = Allow(roles={Role.operator, Role.service})
CHECK = Allow(roles={Role.operator, Role.service, Role.controller, Role.merchandiser, Role.analyst})
ERASE = Allow(roles={Role.operator, Role.service})
TICKETS = "/api/v1/feedback/tickets"
ONE = f"{TICKETS}/{{ticket_id}}"
STEPS = (TicketNotFound, life.TicketStep, Stale, use.Merged)
Held = Annotated[str | None, Query(max_length=128, pattern=NO_CONTROLS)]


@router.get(TICKETS, allow=READ, summary="Feedback tickets, what hurries first")
def list_tickets(
    call: Call, *, view: listing.View = "active", kind: Kind | None = None, state: State | None = None,
    product: Held = None, owner: Held = None, show: Held = None,
    q: Annotated[str, Query(max_length=80, pattern=NO_CONTROLS)] = "", cursor: Annotated[Cursor | None, Query()] = None,
) -> TicketPage:  # fmt: skip
    """Running ones by due time, then the others, the last changed first. `mine`: of whoever asks."""
    wanted = listing.Wanted(view, call.actor.id, kind, product, owner, state, show, q)
    now = call.clock()
    with call.db.read() as tx:
        found = listing.listed(tx, call.actor.tenant, now, wanted, cursor=cursor)
        return telling.page_out(tx, call.actor.tenant, found, now)


@router.post(TICKETS, allow=MAKE, status_code=201, errors=(use.NoWords, use.NoSuchOwner, NotFound))
def make_ticket(form: TicketForm, call: Call) -> TicketOut:
    """By hand: what somebody said on the phone, in a chat, in a shop."""
    new = use.NewTicket(
        form.kind,
        "manual",
        form.text,
        product=form.product,
        show=form.show,
        order=form.order,
        owner=form.owner,
    )
    with call.db.write() as tx:
        row, _ = use.create(tx, call.actor, call.clock, new)
        return telling.one_out(tx, row, call.clock())


@router.post("/api/v1/feedback/from-comment", allow=MAKE, errors=(use.NoWords, NotFound, ShowNotFound))
def make_of_comment(form: TicketOfComment, call: Call) -> TicketMade:
    """One press beside what viewers wrote; again is the same ticket, with no fewer people. `product`: its own id
    or a platform's; one that nobody knows is left out."""
    mark = hashlib.sha256(form.comment.encode()).hexdigest()[:32]
    new = use.NewTicket(
        form.kind,
        "comment",
        form.text,
        f"comment:{form.show}:{mark}",
        form.product,
        form.show,
        votes=form.people,
    )
    with call.db.write() as tx:
        row, fresh = use.create(tx, call.actor, call.clock, new)
        return TicketMade(ticket=telling.one_out(tx, row, call.clock()), fresh=fresh)


@router.get(
    ONE, allow=READ, errors=(TicketNotFound,), summary="A ticket with its history, proofs and duplicates"
)
def get_ticket(ticket_id: Id, call: Call) -> TicketDetail:
    with call.db.read() as tx:
        row = held(tx, call.actor.tenant, ticket_id, lock=False)
        return telling.detail_out(tx, call.actor, row, call.clock())


@router.patch(ONE, allow=WORK, errors=(TicketNotFound, Stale, use.Merged, NotFound))
def change_ticket(ticket_id: Id, form: TicketPatch, call: Call) -> TicketDetail:
    """Its kind, product, show or order. A new kind brings its own limit."""
    changes = form.model_dump(exclude_unset=True, exclude={"version"})
    with call.db.write() as tx:
        row = use.edit(tx, call.actor, call.clock, ticket_id, version=form.version, changes=changes)
        return _out(tx, row, call)


@router.post(f"{ONE}/assign", allow=WORK, errors=(*STEPS, use.NoSuchOwner), summary="Give it to somebody")
def assign(ticket_id: Id, form: TicketAssign, call: Call) -> TicketDetail:
    with call.db.write() as tx:
        row = use.assign(tx, call.actor, call.clock, ticket_id, version=form.version, owner=form.owner)
        return _out(tx, row, call)


@router.post(
    f"{ONE}/ask", allow=WORK, errors=(*STEPS, use.NoWords), summary="Ask the asker; the clock stands"
)
def ask(ticket_id: Id, form: TicketWords, call: Call) -> TicketDetail:
    with call.db.write() as tx:
        row = use.ask(tx, call.actor, call.clock, ticket_id, version=form.version, text=form.text)
        form_http.tell(tx, call, row, "ask")
        return _out(tx, row, call)


@router.post(
    f"{ONE}/reply", allow=WORK, errors=(*STEPS, use.NoWords), summary="What the asker said; the clock goes on"
)
def reply(ticket_id: Id, form: TicketWords, call: Call) -> TicketDetail:
    with call.db.write() as tx:
        row = use.reply(tx, call.actor, call.clock, ticket_id, version=form.version, text=form.text)
        return _out(tx, row, call)


@router.post(f"{ONE}/answer", allow=WORK, errors=(*STEPS, use.NoWords), summary="Answer; the clock ends")
def answer(ticket_id: Id, form: TicketWords, call: Call) -> TicketDetail:
    """Again until it is verified. Whoever wrote a part of it cannot verify it."""
    with call.db.write() as tx:
        row = use.answer(tx, call.actor, call.clock, ticket_id, version=form.version, text=form.text)
        form_http.tell(tx, call, row, "answer")
        return _out(tx, row, call)


@router.post(
    f"{ONE}/verify", allow=CHECK, errors=(*STEPS, life.OwnAnswer), summary="A second person: it is solved"
)
def verify(ticket_id: Id, form: TicketAct, call: Call) -> TicketDetail:
    """Never whoever answered."""
    with call.db.write() as tx:
        row = use.verify(tx, call.actor, call.clock, ticket_id, version=form.version)
        return _out(tx, row, call)


@router.post(f"{ONE}/reopen", allow=CHECK, errors=(*STEPS, use.NoWords), summary="It is not solved, and why")
def reopen(ticket_id: Id, form: TicketWords, call: Call) -> TicketDetail:
    """The limit begins anew."""
    with call.db.write() as tx:
        row = use.reopen(tx, call.actor, call.clock, ticket_id, version=form.version, why=form.text)
        return _out(tx, row, call)


@router.post(f"{ONE}/close", allow=WORK, errors=STEPS, summary="Close what is verified")
def close(ticket_id: Id, form: TicketAct, call: Call) -> TicketDetail:
    with call.db.write() as tx:
        return _out(tx, use.close(tx, call.actor, call.clock, ticket_id, version=form.version), call)


@router.post(f"{ONE}/dismiss", allow=WORK, errors=(*STEPS, use.NoWords), summary="Nothing to answer, and why")
def dismiss(ticket_id: Id, form: TicketWords, call: Call) -> TicketDetail:
    with call.db.write() as tx:
        row = use.dismiss(tx, call.actor, call.clock, ticket_id, version=form.version, why=form.text)
        return _out(tx, row, call)


@router.post(f"{ONE}/merge", allow=WORK, errors=(TicketNotFound, Stale, use.Merged, merging.MergeInto))
def merge(ticket_id: Id, form: TicketMerge, call: Call) -> TicketDetail:
    """Into another, which is answered with the one that stays. Its votes keep their count."""
    with call.db.write() as tx:
        row = merging.merge(tx, call.actor, call.clock, ticket_id, version=form.version, into=form.into)
        return _out(tx, row, call)


@router.post(f"{ONE}/unmerge", allow=WORK, errors=(TicketNotFound, Stale, merging.NotMerged))
def unmerge(ticket_id: Id, form: TicketAct, call: Call) -> TicketDetail:
    """As it was before the merge; its clock goes on."""
    with call.db.write() as tx:
        row = merging.unmerge(tx, call.actor, call.clock, ticket_id, version=form.version)
        return _out(tx, row, call)


@router.post(f"{ONE}/erase", allow=ERASE, errors=(TicketNotFound, erasing.ErasedAlready))
def erase(ticket_id: Id, call: Call) -> TicketDetail:
    """Somebody wants gone what he wrote: words, order, pictures, address. It still counts. Cannot be undone."""
    with call.db.write() as tx:
        return _out(tx, erasing.erase(tx, call.actor, call.clock, ticket_id), call)


@router.post(f"{ONE}/asker-link", allow=WORK, errors=(TicketNotFound, erasing.ErasedAlready))
def asker_link(ticket_id: Id, call: Call) -> AskerLink:
    """For whoever said it, to be sent by hand: shows the answer and asks whether it is solved."""
    with call.db.write() as tx:
        row = held(tx, call.actor.tenant, ticket_id)
        if row.erased_at is not None:
            raise erasing.ErasedAlready
        return AskerLink(url=form_http.asker_url(call, row))


def _out(tx: Session, row: Ticket, call: Call) -> TicketDetail:
    return telling.detail_out(tx, call.actor, row, call.clock())

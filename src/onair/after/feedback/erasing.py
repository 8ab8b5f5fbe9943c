"""Use case: somebody wants gone what he wrote. The count, the kind, the product and the day stay."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.after.feedback.forms import came_with_ticket
from onair.after.feedback.kinds import ACTIVE
from onair.after.feedback.model import Proof, Ticket, TicketStepRow
from onair.after.feedback.robots import take_back
from onair.after.feedback.rows import held, note, settle
from onair.after.feedback.setup import setup_of
from onair.after.feedback.trending import tell
from onair.delivery.service import ContactNotFound, erase_contact, get_contact
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict

TEXTS = frozenset({"text"})


class ErasedAlready(Conflict):
    code = "ticket_erased"
    zh = "这条工单的文字已经按要求删除，不能再处理；数量仍然计入。没有任何改动。"
    en = "The words of this ticket were erased on request, so it cannot be worked on; it still counts. Nothing was changed."


def erase(tx: Session, actor: Actor, clock: Clock, ticket: str) -> Ticket:
    """Words, order number, pictures, steps' words and the address go; a ticket that still waited ends.

    Raises TicketNotFound, ErasedAlready.
    """
    row = held(tx, actor.tenant, ticket)
    if row.erased_at is not None:
        raise ErasedAlready
    now = clock()
    _texts(tx, row)
    _forget_contact(tx, actor, clock, row)
    row.text = row.order_ref = row.answer = row.question = row.visitor = row.secret = row.contact_id = None
    row.erased_at = now
    if row.state in ACTIVE:
        row.state = "closed"
    settle(row, setup_of(tx, actor.tenant), now)
    take_back(tx, clock, row)
    note(tx, actor, clock, row, "erase")
    tell(tx, actor.tenant, clock, row.product_id)
    return row


def _texts(tx: Session, row: Ticket) -> None:
    for step in tx.scalars(select(TicketStepRow).where(TicketStepRow.ticket_id == row.id)):
        kept = {name: value for name, value in step.body.items() if name not in TEXTS}
        moved = kept.get("moved")
        if isinstance(moved, dict):
            kept["moved"] = {name: value for name, value in moved.items() if name != "order"}
        step.body = kept
    for proof in tx.scalars(select(Proof).where(Proof.ticket_id == row.id)):
        proof.body = bytes(len(proof.body)) if proof.body else None  # overwritten first
        tx.flush()
        proof.body, proof.url, proof.name = None, None, "—"


def _forget_contact(tx: Session, actor: Actor, clock: Clock, row: Ticket) -> None:
    """An address that came with a ticket goes with the last one of it; one that the team knew otherwise has a consent of
    its own."""
    others = select(Ticket.id).where(Ticket.contact_id == row.contact_id, Ticket.id != row.id)
    if row.contact_id is None or tx.scalar(others.limit(1)) is not None:
        return
    try:
        contact = get_contact(tx, actor.tenant, row.contact_id)
    except ContactNotFound:
        return
    if came_with_ticket(contact.label):
        erase_contact(tx, actor, clock, contact.id)

"""A ticket's row: found, put to its place, written into the history. For the use cases of this room."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.after.feedback.hours import Clockwork, begun, due, paused, resumed
from onair.after.feedback.kinds import RUNNING
from onair.after.feedback.model import Ticket, TicketStepRow
from onair.after.feedback.setup import Setup
from onair.kernel.clock import Clock
from onair.kernel.errors import NotFound

BEHIND = 2**52
"""Tickets whose clock stands come after all that run, the last changed first."""
SHARES = (0.8, 1.0, 2.0)
"""Of the limit: a reminder before, one when it is over, one to whoever leads when it is over by as much again."""


class TicketNotFound(NotFound):
    code = "ticket_not_found"
    zh = "没有这条工单，或者它不属于您的团队。没有任何改动，请刷新列表。"
    en = "There is no such ticket, or it belongs to another team. Nothing was changed; reload the list."


def held(tx: Session, tenant: str, ticket: str, *, lock: bool = True) -> Ticket:
    """Raises TicketNotFound."""
    row = tx.get(Ticket, ticket, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant:
        raise TicketNotFound
    return row


def made_of(tx: Session, tenant: str, source: str) -> Ticket | None:
    """The ticket that was made of this already."""
    query = select(Ticket).where(Ticket.tenant_id == tenant, Ticket.source == source)
    return tx.scalars(query.with_for_update()).first()


def next_no(tx: Session, tenant: str) -> int:
    """For whoever has the team's turn."""
    return (tx.scalar(select(func.max(Ticket.no)).where(Ticket.tenant_id == tenant)) or 0) + 1


def clock_of(row: Ticket) -> Clockwork:
    return Clockwork(row.limit_ms, row.spent_ms, row.since)


def runs(row: Ticket) -> bool:
    return row.state in RUNNING and row.parent_id is None


def settle(row: Ticket, setup: Setup, now: int, *, anew: bool = False) -> None:
    """The clock, the reminders and the place of a row that has changed; `anew`: the limit begins again."""
    clock = begun(setup.limit_ms(row.kind), now) if anew else clock_of(row)
    if anew:
        row.nudge = 0
    clock = resumed(clock, now) if runs(row) else paused(clock, setup.hours, now)
    row.limit_ms, row.spent_ms, row.since = clock
    row.due_at = due(clock, setup.hours)
    aim(row, setup)
    row.updated_at, row.version = now, row.version + 1
    row.place = BEHIND - now if row.due_at is None else row.due_at


def aim(row: Ticket, setup: Setup) -> None:
    """When the next reminder is due."""
    more = row.nudge < len(SHARES)
    row.nudge_at = due(clock_of(row), setup.hours, SHARES[row.nudge]) if more else None


def note(tx: Session, actor: Actor, clock: Clock, row: Ticket, what: str, **body: Any) -> None:
    """One step of the history, and one of the audit chain, which outlives an erasure and so gets no words."""
    who = "asker" if actor.kind == "token" else actor.kind
    last = tx.scalar(select(func.max(TicketStepRow.seq)).where(TicketStepRow.ticket_id == row.id)) or 0
    step = TicketStepRow(
        ticket_id=row.id, seq=last + 1, tenant_id=row.tenant_id, at=clock(), by_kind=who, by_id=actor.id,
        by_name="" if who == "asker" else actor.name[:120], what=what, body=body | {"state": row.state},
    )  # fmt: skip
    tx.add(step)
    tx.flush()
    facts = {
        "no": row.no,
        "kind": row.kind,
        "state": row.state,
        "owner": row.owner_id,
        "product": row.product_id,
    }
    audit(tx, actor, clock, f"feedback.{what}", row.id, after=facts)

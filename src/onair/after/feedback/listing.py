"""Use case: the list of tickets, what hurries first, filtered, with its counts."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from onair.after.feedback.kinds import ACTIVE, RUNNING, Kind, State
from onair.after.feedback.merging import voices
from onair.after.feedback.model import Ticket, TicketStepRow
from onair.after.feedback.setup import Setup, setup_of
from onair.kernel import paging

View = Literal["active", "mine", "overdue", "unassigned", "check", "done", "merged", "all"]
"""`check`: answered, to be verified. `merged` ones stand in no other view but `all`."""
VIEWS: tuple[View, ...] = ("active", "mine", "overdue", "unassigned", "check", "done", "merged", "all")
PAGE = 100
ORDER = "feedback"
T = TypeVar("T", bound=Select[Any])


class Wanted(NamedTuple):
    """`q`: a number, or words of the text or the answer. `me`: whose `mine` are."""

    view: View = "active"
    me: str = ""
    kind: Kind | None = None
    product: str | None = None
    owner: str | None = None
    state: State | None = None
    show: str | None = None
    q: str = ""


class Listed(NamedTuple):
    """`merged`: of each how many are merged into it, and their votes."""

    rows: Sequence[Ticket]
    next: str | None
    counts: dict[str, int]
    merged: dict[str, tuple[int, int]]
    setup: Setup


def listed(
    tx: Session, tenant: str, now: int, wanted: Wanted, *, cursor: str | None = None, limit: int = PAGE
) -> Listed:
    """Running tickets by due time, then the others, the last changed first."""
    base = _filtered(select(Ticket), tenant, wanted)
    query = base.where(_in(wanted.view, now, wanted.me))
    if cursor:
        last = paging.decode(cursor, ORDER, int)
        query = query.where(
            (Ticket.place > last.value) | and_(Ticket.place == last.value, Ticket.id > last.id)
        )
    rows = tx.scalars(query.order_by(Ticket.place, Ticket.id).limit(limit + 1)).all()
    following = None
    if len(rows) > limit:
        end = rows[limit - 1]
        following = paging.encode(paging.Place(ORDER, end.place, end.id))
    shown = rows[:limit]
    counts = _counts(tx, tenant, now, wanted)
    return Listed(shown, following, counts, voices(tx, [row.id for row in shown]), setup_of(tx, tenant))


def history(tx: Session, ticket: str) -> Sequence[TicketStepRow]:
    """Every step, the first first."""
    query = select(TicketStepRow).where(TicketStepRow.ticket_id == ticket)
    return tx.scalars(query.order_by(TicketStepRow.seq)).all()


def _counts(tx: Session, tenant: str, now: int, wanted: Wanted) -> dict[str, int]:
    columns = [func.sum(case((_in(view, now, wanted.me), 1), else_=0)) for view in VIEWS]
    found = tx.execute(_filtered(select(*columns), tenant, wanted)).one()
    return {view: int(n or 0) for view, n in zip(VIEWS, found, strict=True)}


def _filtered(query: T, tenant: str, wanted: Wanted) -> T:
    query = query.where(Ticket.tenant_id == tenant)
    named = {
        Ticket.kind: wanted.kind, Ticket.product_id: wanted.product, Ticket.owner_id: wanted.owner,
        Ticket.state: wanted.state, Ticket.show_id: wanted.show,
    }  # fmt: skip
    for column, value in named.items():
        if value is not None:
            query = query.where(column == value)
    words = wanted.q.lstrip("#").strip()
    if words.isdigit() and len(words) < 10:
        return query.where(Ticket.no == int(words))
    for word in words.split():
        has = Ticket.text.icontains(word, autoescape=True) | Ticket.answer.icontains(word, autoescape=True)
        query = query.where(has)
    return query


def _in(view: View, now: int, me: str) -> ColumnElement[bool]:
    own = Ticket.parent_id.is_(None)
    active = own & Ticket.state.in_(ACTIVE)
    named: dict[View, ColumnElement[bool]] = {
        "active": active,
        "mine": active & (Ticket.owner_id == me),
        "overdue": own & Ticket.state.in_(RUNNING) & (Ticket.due_at < now),
        "unassigned": own & (Ticket.state == "open"),
        "check": own & (Ticket.state == "answered"),
        "done": own & Ticket.state.not_in(ACTIVE),
        "merged": Ticket.parent_id.is_not(None),
        "all": Ticket.id.is_not(None),
    }
    return named[view]

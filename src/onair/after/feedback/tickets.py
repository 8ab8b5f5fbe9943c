"""Use cases of tickets: made once of whatever said it, then one step after the other."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, list_people, turn
from onair.after.feedback import life
from onair.after.feedback.door import clean
from onair.after.feedback.hours import paused
from onair.after.feedback.kinds import ACTIVE, Kind, Origin, Step
from onair.after.feedback.model import Ticket
from onair.after.feedback.robots import take_back
from onair.after.feedback.rows import clock_of, held, made_of, next_no, note, runs, settle
from onair.after.feedback.setup import Setup, setup_of
from onair.after.feedback.trending import tell
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict
from onair.kernel.ids import new_id
from onair.trade.service import get_product, get_show
from onair.trade.versions import require_version

VOTES_MAX = 1_000_000


class NoWords(BadInput):
    code = "ticket_no_words"
    zh = "内容是空的。没有保存，请写清楚说了什么。"
    en = "There are no words in it. Nothing was saved; write what was said."


class NoSuchOwner(BadInput):
    code = "ticket_no_owner"
    zh = "这个人不在团队里，或者已停用。没有任何改动，请换一位。"
    en = "That person is not in the team, or was disabled. Nothing was changed; choose another."


class Merged(Conflict):
    code = "ticket_merged"
    zh = "这条工单已并入另一条，请在那一条上处理，或先撤销合并。没有任何改动。"
    en = (
        "This ticket was merged into another. Nothing was changed; work on that one, or undo the merge first."
    )


class NewTicket(NamedTuple):
    """`source`: what it is made of, the same again is the same ticket; None = itself. `said_at` ms, None = now."""

    kind: Kind
    origin: Origin
    text: str
    source: str | None = None
    product: str | None = None
    show: str | None = None
    order: str | None = None
    owner: str | None = None
    votes: int = 1
    said_at: int | None = None
    lang: str = "zh"
    link: str | None = None
    visitor: str | None = None


def create(tx: Session, actor: Actor, clock: Clock, new: NewTicket) -> tuple[Ticket, bool]:
    """→ the ticket, and whether it is new; one that was made of the same before is given back, its votes never lowered.

    Raises NoWords, NoSuchOwner, ProductNotFound, ShowNotFound.
    """
    turn(tx, actor.tenant)
    before = made_of(tx, actor.tenant, new.source) if new.source else None
    if before is not None:
        _count(tx, actor, clock, before, new.votes)
        return before, False
    text = _words(new.text)
    if new.product is not None:
        get_product(tx, actor.tenant, new.product)
    if new.show is not None:
        get_show(tx, actor.tenant, new.show)
    _in_team(tx, actor.tenant, new.owner)
    now, id_ = clock(), new_id("tkt", clock)
    row = Ticket(
        id=id_, tenant_id=actor.tenant, no=next_no(tx, actor.tenant), version=0, kind=new.kind,
        state="open" if new.owner is None else "assigned", origin=new.origin, source=new.source or id_, text=text,
        product_id=new.product, show_id=new.show, order_ref=new.order, owner_id=new.owner,
        votes=min(max(new.votes, 1), VOTES_MAX), parent_id=None, answer=None, answered_at=None, answerers=[],
        question=None, verified_by=None, round=0, limit_ms=0, spent_ms=0, since=None, due_at=None, place=0, nudge=0,
        nudge_at=None, link_id=new.link, visitor=new.visitor, contact_id=None, secret=None, lang=new.lang,
        said_at=min(new.said_at or now, now), created_at=now, created_by=actor.name[:120], updated_at=now, erased_at=None,
    )  # fmt: skip
    settle(row, setup_of(tx, actor.tenant), now, anew=True)
    tx.add(row)
    tx.flush()
    note(tx, actor, clock, row, "create", kind=row.kind, owner=row.owner_id, votes=row.votes)
    tell(tx, actor.tenant, clock, row.product_id)
    return row, True


def _count(tx: Session, actor: Actor, clock: Clock, row: Ticket, votes: int) -> None:
    if votes <= row.votes or row.erased_at is not None:
        return
    before, row.votes = row.votes, min(votes, VOTES_MAX)
    settle(row, setup_of(tx, row.tenant_id), clock())
    note(tx, actor, clock, row, "votes", votes=row.votes, before=before)
    tell(tx, row.tenant_id, clock, row.product_id)


def edit(
    tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, changes: Mapping[str, Any]
) -> Ticket:
    """`changes` of kind, product, show and order. A new kind brings its own limit; the time that ran stays run.

    Raises TicketNotFound, Stale, Merged, ProductNotFound, ShowNotFound.
    """
    row = _mine(tx, actor, ticket)
    facts = {"kind": row.kind, "product": row.product_id, "show": row.show_id, "order": row.order_ref}
    require_version(version, row.version, changes, facts)
    if changes.get("product") is not None:
        get_product(tx, actor.tenant, changes["product"])
    if changes.get("show") is not None:
        get_show(tx, actor.tenant, changes["show"])
    was = row.product_id
    merged = facts | dict(changes)
    row.kind, row.product_id, row.show_id, row.order_ref = (
        merged[name] for name in ("kind", "product", "show", "order")
    )
    setup = setup_of(tx, actor.tenant)
    if row.kind != facts["kind"]:
        row.limit_ms = setup.limit_ms(row.kind)
    settle(row, setup, clock())
    moved = {name: [facts[name], value] for name, value in merged.items() if facts[name] != value}
    note(tx, actor, clock, row, "edit", moved=moved)
    for product in {was, row.product_id}:
        tell(tx, actor.tenant, clock, product)
    return row


def assign(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, owner: str) -> Ticket:
    """Raises TicketNotFound, TicketStep, Stale, NoSuchOwner, Merged."""
    row = _mine(tx, actor, ticket)
    _in_team(tx, actor.tenant, owner)
    before, row.owner_id = row.owner_id, owner
    return _step(tx, actor, clock, row, "assign", version=version, owner=owner, before=before)


def ask(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, text: str) -> Ticket:
    """Ask the asker; the clock stands until the reply. Raises TicketNotFound, TicketStep, Stale, NoWords, Merged."""
    row = _mine(tx, actor, ticket)
    row.question = _words(text)
    return _step(tx, actor, clock, row, "ask", version=version, text=row.question)


def reply(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int | None, text: str) -> Ticket:
    """What the asker said, by the form or told to a person; the clock goes on. Raises as `ask`."""
    row = _mine(tx, actor, ticket)
    return _step(tx, actor, clock, row, "reply", version=version, text=_words(text))


def answer(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, text: str) -> Ticket:
    """Also again, until somebody has checked it. Raises TicketNotFound, TicketStep, Stale, NoWords, Merged."""
    row = _mine(tx, actor, ticket)
    words = _words(text)
    life.after(row.state, "answer", row.owner_id)
    row.answer, row.answered_at = words, clock()
    row.answerers = sorted({*row.answerers, actor.id})
    row.owner_id = row.owner_id or (actor.id if actor.kind == "person" else None)
    return _step(tx, actor, clock, row, "answer", version=version, text=words)


def verify(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int | None) -> Ticket:
    """By the asker's link, or by a person who did not answer. Raises TicketNotFound, TicketStep, Stale, OwnAnswer, Merged."""
    row = _mine(tx, actor, ticket)
    life.after(row.state, "verify", row.owner_id)
    if actor.kind != "token":
        life.may_verify(actor.id, row.answerers)
    row.verified_by = "asker" if actor.kind == "token" else "person"
    return _step(tx, actor, clock, row, "verify", version=version, how=row.verified_by)


def reopen(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int | None, why: str) -> Ticket:
    """The limit begins anew. Raises TicketNotFound, TicketStep, Stale, NoWords, Merged."""
    row = _mine(tx, actor, ticket)
    words = _words(why)
    life.after(row.state, "reopen", row.owner_id)
    row.round, row.answerers, row.verified_by = row.round + 1, [], None
    return _step(tx, actor, clock, row, "reopen", version=version, anew=True, text=words)


def close(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int) -> Ticket:
    """Raises TicketNotFound, TicketStep, Stale, Merged."""
    return _step(tx, actor, clock, _mine(tx, actor, ticket), "close", version=version)


def dismiss(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, why: str) -> Ticket:
    """Nothing to answer: it leaves the trends and stays in the list. Raises TicketNotFound, TicketStep, Stale, NoWords."""
    row = _mine(tx, actor, ticket)
    return _step(tx, actor, clock, row, "dismiss", version=version, text=_words(why))


def restart_clocks(tx: Session, tenant: str, now: int, old: Setup, new: Setup) -> None:
    """Other working hours: what ran until now was run by the old ones."""
    running = select(Ticket).where(Ticket.tenant_id == tenant, Ticket.since.is_not(None))
    for row in tx.scalars(running.with_for_update()):
        row.limit_ms, row.spent_ms, row.since = paused(clock_of(row), old.hours, now)
        settle(row, new, now)


# ---- inside


def _mine(tx: Session, actor: Actor, ticket: str) -> Ticket:
    row = held(tx, actor.tenant, ticket)
    if row.parent_id is not None:
        raise Merged
    return row


def _step(
    tx: Session, actor: Actor, clock: Clock, row: Ticket, step: Step, *, version: int | None, anew: bool = False,
    **body: Any,
) -> Ticket:  # fmt: skip
    before = row.state
    row.state = life.after(row.state, step, row.owner_id)
    if version is not None:
        require_version(version, row.version, {"state": row.state}, {"state": before})
    settle(row, setup_of(tx, row.tenant_id), clock(), anew=anew)
    note(tx, actor, clock, row, step, **body)
    if not runs(row):
        take_back(tx, clock, row)
    if (before in ACTIVE) != (row.state in ACTIVE):
        tell(tx, row.tenant_id, clock, row.product_id)
    return row


def _words(text: str) -> str:
    found = clean(text)
    if not found:
        raise NoWords
    return found


def _in_team(tx: Session, tenant: str, owner: str | None) -> None:
    if owner is not None and not any(
        one.id == owner and one.state != "disabled" for one in list_people(tx, tenant)
    ):
        raise NoSuchOwner

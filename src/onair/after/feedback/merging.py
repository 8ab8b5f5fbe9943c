"""Use cases of duplicates: found by product and near-same words, merged, and taken apart again. Counts remain."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.after.feedback.kinds import ACTIVE
from onair.after.feedback.model import Ticket
from onair.after.feedback.robots import take_back
from onair.after.feedback.rows import held, note, settle
from onair.after.feedback.setup import setup_of
from onair.after.feedback.tickets import Merged
from onair.during.comments.nearness import Shape, near, shape
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict
from onair.trade.versions import require_version

LOOKED_AT = 2000
"""The newest tickets of a product that are held against one."""
SUGGESTED = 10
COMMON, SHARE = 2, 0.6
"""Pairs of signs in common, and their share of the shorter one's."""


class MergeInto(Conflict):
    code = "ticket_merge_into"
    zh = "不能这样合并：{why}。没有任何改动。"
    en = "They cannot be merged that way: {why_en}. Nothing was changed."


class NotMerged(Conflict):
    code = "ticket_not_merged"
    zh = "这条工单没有被合并，不需要撤销。没有任何改动。"
    en = "This ticket is not merged into another; there is nothing to undo. Nothing was changed."


def alike(tx: Session, tenant: str, ticket: str) -> list[Ticket]:
    """Tickets that still wait, of the same product (or of none), whose words say nearly the same; oldest first.

    Raises TicketNotFound.
    """
    row = held(tx, tenant, ticket, lock=False)
    if row.text is None or row.parent_id is not None:
        return []
    others = select(Ticket).where(
        Ticket.tenant_id == tenant, Ticket.id != row.id, Ticket.parent_id.is_(None), Ticket.text.is_not(None),
        Ticket.state.in_(ACTIVE), Ticket.product_id == row.product_id,
    )  # fmt: skip
    newest = tx.scalars(others.order_by(Ticket.id.desc()).limit(LOOKED_AT)).all()
    own = shape(row.text)
    return sorted((one for one in newest if say_the_same(own, shape_of(one))), key=lambda one: one.no)[
        :SUGGESTED
    ]


def say_the_same(one: Shape, other: Shape) -> bool:
    """Looser than what joins questions on air: a person decides, and both are about one product."""
    common = len(one.pairs & other.pairs)
    return near(one, other) or (common >= COMMON and common / min(len(one.pairs), len(other.pairs)) >= SHARE)


def shape_of(row: Ticket) -> Shape:
    return shape(row.text or "")


def merge(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int, into: str) -> Ticket:
    """→ the one that stays. Its clock is its own; the other's stands. Raises TicketNotFound, Stale, MergeInto, Merged."""
    first, second = sorted((ticket, into))
    rows = {one: held(tx, actor.tenant, one) for one in (first, second)}
    row, parent = rows[ticket], rows[into]
    if row.parent_id is not None:
        raise Merged
    _fit(tx, row, parent)
    require_version(version, row.version, {"into": into}, {"into": row.parent_id})
    row.parent_id = parent.id
    setup, now = setup_of(tx, actor.tenant), clock()
    settle(row, setup, now)
    settle(parent, setup, now)
    take_back(tx, clock, row)
    note(tx, actor, clock, row, "merge", into=parent.id, no=parent.no)
    note(tx, actor, clock, parent, "merged", of=row.id, no=row.no, votes=row.votes)
    return parent


def _fit(tx: Session, row: Ticket, parent: Ticket) -> None:
    if row.id == parent.id:
        raise MergeInto(why="两条是同一条", why_en="both are the same one")
    if parent.parent_id is not None:
        raise MergeInto(why="目标已并入别的工单", why_en="the other one is merged itself")
    if children(tx, [row.id]):
        raise MergeInto(
            why="它下面已有并入的工单，请反过来合并",
            why_en="others are merged into it; merge the other way round",
        )
    if parent.state == "dismissed":
        raise MergeInto(why="目标不受理", why_en="the other one was dismissed")


def unmerge(tx: Session, actor: Actor, clock: Clock, ticket: str, *, version: int) -> Ticket:
    """As it was before: its own state, its clock goes on. Raises TicketNotFound, NotMerged, Stale."""
    row = held(tx, actor.tenant, ticket)
    if row.parent_id is None:
        raise NotMerged
    require_version(version, row.version, {"into": None}, {"into": row.parent_id})
    parent = held(tx, actor.tenant, row.parent_id)
    row.parent_id = None
    setup, now = setup_of(tx, actor.tenant), clock()
    settle(row, setup, now)
    settle(parent, setup, now)
    note(tx, actor, clock, row, "unmerge", of=parent.id, no=parent.no)
    note(tx, actor, clock, parent, "unmerged", of=row.id, no=row.no)
    return row


def children(tx: Session, parents: Sequence[str]) -> dict[str, list[Ticket]]:
    """What is merged into each, oldest first."""
    found: dict[str, list[Ticket]] = {}
    for row in tx.scalars(select(Ticket).where(Ticket.parent_id.in_(parents)).order_by(Ticket.no)):
        found.setdefault(row.parent_id or "", []).append(row)
    return found


def voices(tx: Session, parents: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each: how many are merged into it, and their votes."""
    query = select(Ticket.parent_id, func.count(), func.sum(Ticket.votes)).where(
        Ticket.parent_id.in_(parents)
    )
    return {
        parent: (n, int(votes)) for parent, n, votes in tx.execute(query.group_by(Ticket.parent_id)) if parent
    }

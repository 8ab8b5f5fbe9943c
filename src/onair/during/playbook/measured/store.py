"""Effects of past shows: kept when a show is over, read for its review and for the next time the rule speaks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.during.broadcast.facts import Facts
from onair.during.playbook.measured.measuring import Measured, all_from
from onair.during.playbook.measured.model import PlaybookEffect
from onair.during.playbook.measured.repeats import by_rule

SHOWS_MAX = 100
"""The newest of a room or a team, over which repeats are pooled."""


class Past(NamedTuple):
    """What one show that is over tells. `moments`: proposal of a switchback → log change; None = could not be read."""

    effects: Sequence[Measured]
    moments: Mapping[str, float | None]


def keep(tx: Session, facts: Facts, mark: str, past: Past, *, counts: bool) -> None:
    """In place of what was known of this show. `counts`: pooled with the room's others."""
    row = tx.get(PlaybookEffect, (facts.tenant, facts.id))
    if row is None:
        row = PlaybookEffect(tenant_id=facts.tenant, show_id=facts.id)
        tx.add(row)
    row.room_id, row.ended_at, row.mark, row.counts = facts.room_id, facts.ended_at or 0, mark, counts
    row.body = [msgspec.to_builtins(one) for one in past.effects]
    row.moments = dict(past.moments)


def of_show(tx: Session, tenant: str, show: str) -> list[Measured] | None:
    """None = not read yet."""
    row = tx.get(PlaybookEffect, (tenant, show))
    return None if row is None else all_from(row.body)


def marks(tx: Session, tenant: str) -> dict[str, str]:
    """Show → state of the log that its effects were read from."""
    query = select(PlaybookEffect.show_id, PlaybookEffect.mark).where(PlaybookEffect.tenant_id == tenant)
    return {row.show_id: row.mark for row in tx.execute(query)}


def by_rules(
    tx: Session, tenant: str, room: str | None, before: int | None = None
) -> dict[str, list[Measured]]:
    """Rule → what its proposals did in the newest shows, oldest first; of one room, or of all; of shows that were over
    `before` (ms)."""
    row = PlaybookEffect
    query = select(row.body).where(row.tenant_id == tenant, row.counts)
    if room is not None:
        query = query.where(row.room_id == room)
    if before is not None:
        query = query.where(row.ended_at <= before)
    bodies = tx.scalars(query.order_by(row.ended_at.desc(), row.show_id).limit(SHOWS_MAX)).all()
    return by_rule(one for body in reversed(bodies) for one in all_from(body))

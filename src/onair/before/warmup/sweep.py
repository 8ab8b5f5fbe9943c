"""Shows that were cancelled and whose warm-up nobody stopped: the process died between the two."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.before.warmup.items import view
from onair.before.warmup.kinds import ItemState
from onair.before.warmup.model import WarmupItem
from onair.before.warmup.ports import Outbox
from onair.kernel.clock import DAY_MS
from onair.trade.service import cancelled_shows

SWEEP_S = 60.0
BACK_MS = 30 * DAY_MS
"""Older cancellations are not looked at: messages wait a day at most, and what is planned is refused when due."""


def forgotten(tx: Session, outbox: Outbox | None, now: int) -> list[tuple[str, str]]:
    """(tenant, show) of cancelled shows with an item that is planned still, or whose messages wait."""
    gone = dict.fromkeys(cancelled_shows(tx, now - BACK_MS))
    query = select(WarmupItem).where(
        WarmupItem.show_id.in_([show for _, show in gone]), WarmupItem.removed.is_(False),
        WarmupItem.state.in_((ItemState.planned, ItemState.handed)),
    )  # fmt: skip
    open_: set[str] = set()
    sent: dict[str, dict[str, list[str]]] = {}
    for row in tx.scalars(query) if gone else ():
        if row.state == ItemState.planned:
            open_.add(row.show_id)
        else:
            sent.setdefault(row.tenant_id, {}).setdefault(row.show_id, []).extend(view(row).keys)
    for tenant, keys in sent.items() if outbox else ():
        open_ |= _waiting(tx, outbox, tenant, keys)
    return [(tenant, show) for tenant, show in gone if show in open_]


def _waiting(
    tx: Session, outbox: Outbox | None, tenant: str, keys: Mapping[str, Collection[str]]
) -> set[str]:
    """The shows of which a message is still queued."""
    if outbox is None:
        return set()
    states = outbox.states(tx, tenant, [key for some in keys.values() for key in some])
    queued = {key for key, sent in states.items() if sent.state == "queued"}
    return {show for show, some in keys.items() if not queued.isdisjoint(some)}

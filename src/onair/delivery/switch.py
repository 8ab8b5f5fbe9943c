"""The team's kill switch: while it is on, nothing leaves. And the dry run, in which nothing leaves but all else happens."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.delivery.model import Switch
from onair.kernel.clock import Clock


class SwitchView(NamedTuple):
    """`by`, `at`: who set it last, and when (ms); None before anybody did."""

    paused: bool = False
    dry_run: bool = False
    why: str | None = None
    by: str | None = None
    at: int | None = None


def switch_of(tx: Session, tenant: str) -> SwitchView:
    row = tx.get(Switch, tenant)
    return SwitchView() if row is None else SwitchView(row.paused, row.dry_run, row.why, row.by_name, row.at)


def paused(tx: Session, tenant: str) -> bool:
    """Is everything held back?"""
    return switch_of(tx, tenant).paused


def set_switch(
    tx: Session, actor: Actor, clock: Clock, *, paused: bool, dry_run: bool, why: str | None = None
) -> SwitchView:
    """From the next claim on; what is on the wire already is."""
    turn(tx, actor.tenant)  # the first two at once would both insert
    before = switch_of(tx, actor.tenant)
    row = Switch(
        tenant_id=actor.tenant, paused=paused, dry_run=dry_run, why=why, by_name=actor.name, at=clock()
    )
    tx.merge(row)
    after = {"paused": paused, "dry_run": dry_run}
    held = {"paused": before.paused, "dry_run": before.dry_run}
    audit(tx, actor, clock, "delivery.switch", actor.tenant, before=held, after=after, why=why)
    return switch_of(tx, actor.tenant)

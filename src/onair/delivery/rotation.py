"""A new key for the vault, while the house works: everything sealed is sealed again, the old key goes last.

Killed anywhere, both keys lie in the folder and everything opens; run again, it goes on where it was. The process
that holds the folder does it, so nobody else seals meanwhile.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import audit, list_tenants, local
from onair.delivery.model import ContactPoint, Target
from onair.delivery.vault import SealBroken, Vault, sealed_kinds
from onair.kernel.clock import Clock
from onair.store.db import Database

BATCH = 200
SETTLE_S = 3.0
"""PostgreSQL lets several write at once: what was sealed before the change and committed after it is found then."""


class Rotated(NamedTuple):
    """How many were sealed again, and how many open with no key at all: those were lost before.

    `others`: settings that other rooms keep sealed.
    """

    targets: int = 0
    points: int = 0
    lost: int = 0
    others: int = 0


def rotate(db: Database, vault: Vault, clock: Clock, sleep: Callable[[float], None] = time.sleep) -> Rotated:
    """Blocking; a short write transaction for every `BATCH` of them."""
    vault.begin()
    total = _once(db, vault)
    if db.path is None:
        sleep(SETTLE_S)
    while (late := _once(db, vault)) != Rotated(lost=late.lost):
        total = Rotated(
            total.targets + late.targets, total.points + late.points, late.lost, total.others + late.others
        )
    vault.end()
    _tell(db, clock, total)
    return total


def _once(db: Database, vault: Vault) -> Rotated:
    with db.read() as tx:
        targets = tx.scalars(select(Target.id).where(Target.removed_at.is_(None)).order_by(Target.id)).all()
        people = tx.scalars(
            select(ContactPoint.contact_id).distinct().order_by(ContactPoint.contact_id)
        ).all()
    first, lost = _each(db, vault, targets, _renew_targets)
    second, more = _each(db, vault, people, _renew_points)
    third = 0
    for kind in sealed_kinds():
        with db.read() as tx:
            ids = tx.scalars(select(kind.id).where(kind.removed_at.is_(None)).order_by(kind.id)).all()
        done, dead = _each(db, vault, ids, partial(_renew_others, kind))
        third, more = third + done, more + dead
    return Rotated(first, second, lost + more, third)


Renew = Callable[[Session, Vault, Sequence[str]], tuple[int, int]]


def _each(db: Database, vault: Vault, ids: Sequence[str], renew: Renew) -> tuple[int, int]:
    """→ how many were sealed again, how many do not open."""
    left, again, lost = iter(ids), 0, 0
    while part := list(islice(left, BATCH)):
        with db.write() as tx:
            done, dead = renew(tx, vault, part)
        again, lost = again + done, lost + dead
    return again, lost


def _renew_targets(tx: Session, vault: Vault, ids: Sequence[str]) -> tuple[int, int]:
    rows = tx.scalars(select(Target).where(Target.id.in_(ids)).with_for_update())
    return _renewed(
        vault, [(row, ("target", row.tenant_id, row.id)) for row in rows if row.removed_at is None]
    )


def _renew_points(tx: Session, vault: Vault, ids: Sequence[str]) -> tuple[int, int]:
    rows = tx.scalars(select(ContactPoint).where(ContactPoint.contact_id.in_(ids)).with_for_update())
    return _renewed(vault, [(row, ("contact", row.tenant_id, row.contact_id, row.channel)) for row in rows])


def _renew_others(kind: Any, tx: Session, vault: Vault, ids: Sequence[str]) -> tuple[int, int]:
    rows = tx.scalars(select(kind).where(kind.id.in_(ids)).with_for_update())
    return _renewed(
        vault, [(row, (kind.SEALED_AS, row.tenant_id, row.id)) for row in rows if row.removed_at is None]
    )


def _renewed(vault: Vault, rows: Sequence[tuple[Any, tuple[str, ...]]]) -> tuple[int, int]:
    again = lost = 0
    for row, place in rows:
        try:
            fresh = vault.renew(row.sealed, *place)
        except SealBroken:
            lost += 1
            continue
        if fresh is not None:
            row.sealed, again = fresh, again + 1
    return again, lost


def _tell(db: Database, clock: Clock, total: Rotated) -> None:
    """Every team's audit log says that its key changed."""
    with db.write() as tx:
        for team in list_tenants(tx):
            audit(tx, local(team.id), clock, "vault.rotate", team.id, after=total._asdict())

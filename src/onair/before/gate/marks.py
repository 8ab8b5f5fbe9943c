"""Use cases of people's words at the gate: verified, reviewed, signed, waived, named, set."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.roles import ROLE_NAMES, Role
from onair.access.service import Actor, audit, get_person, turn
from onair.before.gate.facts import Mark, Seller
from onair.before.gate.model import GateMark, GateOwner, GateSetting, GateWaiver
from onair.before.gate.points import BY_CODE, REVIEWED
from onair.before.gate.verdict import ALL, Owner, Waiver
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotAllowed, NotFound
from onair.kernel.ids import new_id
from onair.store.rows import locked_or_new
from onair.trade.service import get_show, list_hosts
from onair.trade.versions import require_version

Mode = Literal["warn", "refuse"]
MARKED = ("hosts", "stock", "seller", "review", "sign_off")
"""Points that a person's word settles; the subject is a host, an item of the review, or empty."""
SIGNERS: dict[str, tuple[Role, ...]] = {
    "hosts": (Role.operator, Role.controller), "stock": (Role.merchandiser, Role.operator, Role.controller),
    "seller": (Role.operator, Role.controller), "review": (Role.controller, Role.operator), "sign_off": (Role.operator,),
}  # fmt: skip
"""Who may give their word on a point, besides owners."""


class PointUnknown(NotFound):
    code = "gate_point_unknown"
    zh = "门禁里没有「{code}」这一项，或没有这个对象。没有任何改动。"
    en = "The gate has no point {code}, or not for that. Nothing was changed."


class OwnerOnly(NotAllowed):
    code = "gate_owner_only"
    zh = "这一项只有负责人可以豁免。没有任何改动，请负责人处理。"
    en = "Only an owner may waive this. Nothing was changed; ask an owner."


class SignerOnly(NotAllowed):
    code = "gate_signer_only"
    zh = "「{name_zh}」由{roles_zh}确认。没有任何改动，请他们来。"
    en = "{name_en} is confirmed by: {roles_en}. Nothing was changed; ask one of them."


class AlreadyWaived(Conflict):
    code = "gate_waived_already"
    zh = "「{code}」已由 {by} 豁免。没有改动；要换理由先撤销原来的。"
    en = "{by} waived {code} already. Nothing was changed; take that back first to give another reason."


class Settings(NamedTuple):
    """Of a team. `version` 0 = nobody has set anything yet."""

    mode: Mode = "warn"
    seller: Seller = Seller()
    version: int = 0


def require_signer(actor: Actor, code: str) -> None:
    """Raises SignerOnly; a code without signers is for `put_mark` to refuse."""
    roles = SIGNERS.get(code)
    if roles is None or _is_owner(actor) or actor.roles & set(roles):
        return
    told = [ROLE_NAMES[role] for role in (*roles, Role.owner)]
    name = BY_CODE[code].name
    raise SignerOnly(
        name_zh=name.zh, name_en=name.en, roles_zh="、".join(one.zh for one in told), roles_en=", ".join(one.en for one in told)
    )  # fmt: skip


def marks_of(tx: Session, tenant: str, show: str) -> dict[tuple[str, str], Mark]:
    """What stands, by (point, subject)."""
    query = select(GateMark).where(
        GateMark.tenant_id == tenant, GateMark.show_id == show, GateMark.withdrawn_at.is_(None)
    )
    rows = tx.scalars(query.order_by(GateMark.id))
    return {
        (row.code, row.subject): Mark(row.by_id, row.by_name, row.at, row.basis, row.note) for row in rows
    }


def put_mark(
    tx: Session, actor: Actor, clock: Clock, show: str, *, code: str, subject: str, basis: str,
    note: str | None = None, open_points: list[str] | None = None,
) -> None:  # fmt: skip
    """Somebody's word, in place of the one before. `open_points`: what was open when it was given, for the record.

    Raises PointUnknown, ShowNotFound.
    """
    turn(tx, actor.tenant)
    get_show(tx, actor.tenant, show)
    _known(tx, actor.tenant, code, subject)
    _withdraw(tx, actor, clock, show, code=code, subject=subject)
    row = GateMark(
        id=new_id("gmk", clock), tenant_id=actor.tenant, show_id=show, code=code, subject=subject, basis=basis,
        note=note, by_id=actor.id, by_name=actor.name[:80], at=clock(), withdrawn_at=None, withdrawn_by=None,
    )  # fmt: skip
    tx.add(row)
    told = {"code": code, "subject": subject, "basis": basis, "open": open_points or []}
    audit(tx, actor, clock, "gate.mark", show, after=told, why=note)


def take_mark_back(tx: Session, actor: Actor, clock: Clock, show: str, *, code: str, subject: str) -> None:
    """Raises PointUnknown when nobody's word stands."""
    if not _withdraw(tx, actor, clock, show, code=code, subject=subject):
        raise PointUnknown(code=code)
    audit(tx, actor, clock, "gate.unmark", show, before={"code": code, "subject": subject})


def waivers_of(tx: Session, tenant: str, show: str) -> list[Waiver]:
    return [_waiver(row) for row in tx.scalars(_standing(tenant, show))]


def waive(tx: Session, actor: Actor, clock: Clock, show: str, *, code: str, reason: str) -> Waiver:
    """Pass over a point, or with ALL the whole gate. Raises PointUnknown, OwnerOnly, AlreadyWaived, ShowNotFound."""
    turn(tx, actor.tenant)
    get_show(tx, actor.tenant, show)
    if code != ALL and code not in BY_CODE:
        raise PointUnknown(code=code)
    if (code == ALL or BY_CODE[code].owner_only) and not _is_owner(actor):
        raise OwnerOnly()
    held = tx.scalars(_standing(actor.tenant, show).where(GateWaiver.code == code)).one_or_none()
    if held is not None:
        raise AlreadyWaived(code=code, by=held.by_name)
    row = GateWaiver(
        id=new_id("gwv", clock), tenant_id=actor.tenant, show_id=show, code=code, reason=reason, by_id=actor.id,
        by_name=actor.name[:80], at=clock(), withdrawn_at=None, withdrawn_by=None,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "gate.waive", show, after={"code": code}, why=reason)
    return _waiver(row)


def unwaive(tx: Session, actor: Actor, clock: Clock, show: str, *, code: str) -> None:
    """Raises PointUnknown when no waiver of it stands."""
    row = tx.scalars(_standing(actor.tenant, show).where(GateWaiver.code == code)).one_or_none()
    if row is None:
        raise PointUnknown(code=code)
    row.withdrawn_at, row.withdrawn_by = clock(), actor.id
    audit(tx, actor, clock, "gate.unwaive", show, before={"code": code, "reason": row.reason})


def owners_of(tx: Session, tenant: str, show: str) -> dict[str, Owner]:
    """By point; only where somebody was named or a due time set."""
    query = select(GateOwner).where(GateOwner.tenant_id == tenant, GateOwner.show_id == show)
    found = {}
    for row in tx.scalars(query):
        name = get_person(tx, tenant, row.person_id).name if row.person_id else None
        found[row.code] = Owner(row.person_id, name, row.due_at, row.version)
    return found


def name_owner(
    tx: Session, actor: Actor, clock: Clock, show: str, *, code: str, version: int, changes: Mapping[str, Any]
) -> None:
    """`changes`: of `person` (id or None) and `due_at` (ms or None). Raises Stale, PointUnknown, NotFound (person)."""
    turn(tx, actor.tenant)
    get_show(tx, actor.tenant, show)
    if code not in BY_CODE:
        raise PointUnknown(code=code)
    if changes.get("person") is not None:
        get_person(tx, actor.tenant, changes["person"])
    row = tx.get(GateOwner, (actor.tenant, show, code), with_for_update=True)
    before = {"person": row.person_id if row else None, "due_at": row.due_at if row else None}
    require_version(version, row.version if row else 0, changes, before)
    if row is None:
        row = GateOwner(
            tenant_id=actor.tenant, show_id=show, code=code, person_id=None, due_at=None, version=0
        )
        tx.add(row)
    after = before | dict(changes)
    row.person_id, row.due_at, row.version = after["person"], after["due_at"], row.version + 1
    audit(tx, actor, clock, "gate.owner", show, before=before | {"code": code}, after=after | {"code": code})


def settings_of(tx: Session, tenant: str) -> Settings:
    row = tx.get(GateSetting, tenant)
    if row is None:
        return Settings()
    seller = Seller(row.seller_name, row.seller_address, row.seller_contact)
    return Settings("refuse" if row.mode == "refuse" else "warn", seller, row.version)


def put_settings(
    tx: Session, actor: Actor, clock: Clock, *, version: int, changes: Mapping[str, Any]
) -> Settings:
    """`changes`: of mode, seller_name, seller_address, seller_contact. Raises Stale, OwnerOnly (mode)."""
    turn(tx, actor.tenant)
    row = locked_or_new(
        tx,
        lambda: tx.get(GateSetting, actor.tenant, with_for_update=True),
        lambda: GateSetting(
            tenant_id=actor.tenant,
            mode="warn",
            seller_name="",
            seller_address="",
            seller_contact="",
            version=0,
        ),
    )
    held = settings_of(tx, actor.tenant)
    before = {
        "mode": held.mode, "seller_name": held.seller.name, "seller_address": held.seller.address,
        "seller_contact": held.seller.contact,
    }  # fmt: skip
    require_version(version, held.version, changes, before)
    after = before | dict(changes)
    if after["mode"] != before["mode"] and not _is_owner(actor):
        raise OwnerOnly()
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    tx.flush()
    audit(tx, actor, clock, "gate.settings", actor.tenant, before=before, after=after)
    return settings_of(tx, actor.tenant)


def _known(tx: Session, tenant: str, code: str, subject: str) -> None:
    if code not in MARKED:
        raise PointUnknown(code=code)
    if code == "hosts":
        good = subject in {host.id for host in list_hosts(tx, tenant)}
    else:
        good = subject in REVIEWED if code == "review" else subject == ""
    if not good:
        raise PointUnknown(code=f"{code}/{subject}")


def _withdraw(tx: Session, actor: Actor, clock: Clock, show: str, *, code: str, subject: str) -> bool:
    query = select(GateMark).where(
        GateMark.tenant_id == actor.tenant, GateMark.show_id == show, GateMark.code == code,
        GateMark.subject == subject, GateMark.withdrawn_at.is_(None),
    )  # fmt: skip
    rows = tx.scalars(query.with_for_update()).all()
    for row in rows:
        row.withdrawn_at, row.withdrawn_by = clock(), actor.id
    return bool(rows)


def _standing(tenant: str, show: str) -> Any:
    return (
        select(GateWaiver)
        .where(GateWaiver.tenant_id == tenant, GateWaiver.show_id == show, GateWaiver.withdrawn_at.is_(None))
        .order_by(GateWaiver.id)
    )


def _waiver(row: GateWaiver) -> Waiver:
    return Waiver(row.id, row.code, row.reason, row.by_id, row.by_name, row.at)


def _is_owner(actor: Actor) -> bool:
    return Role.owner in actor.roles or actor.kind in ("local", "system")

"""Use cases of contacts: entered with consent, shown masked, erased when the consent is withdrawn.

Nothing here opens what is sealed. The audit log outlives an erasure, so it gets ids and masks only. Each address
comes in with the consent it was given with; when the last consent for a channel is withdrawn its address is
overwritten and deleted, and what waits for it is blocked.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.compliance.service import (
    CHANNELS,
    PURPOSES,
    Consent,
    Entry,
    Said,
    history,
    live_consents,
    live_people,
    record,
)
from onair.delivery.model import Contact, ContactPoint, ContactStop
from onair.delivery.outbox import forget_texts, stop_for
from onair.delivery.traces import holds_address
from onair.delivery.vault import Vault
from onair.kernel import paging
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.ids import new_id

PAGE = 100
_FORMS = {
    "mail": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}"),
    "sms": re.compile(r"\+?\d{5,15}"),
    "wecom": re.compile(r"[A-Za-z0-9_-]{6,64}"),
    "member": re.compile(r"[A-Za-z0-9_.:-]{1,64}"),
}
"""WeCom: the external_userid, which is no address elsewhere; member: the shop's own member id."""


class ContactNotFound(NotFound):
    code = "contact_not_found"
    zh = "没有这个联系人，或者已经删除。没有任何改动。"
    en = "There is no such contact, or it was erased. Nothing was changed."


class ContactTaken(Conflict):
    code = "contact_taken"
    zh = "这个联系方式已经登记在另一位联系人名下。没有保存，请在那里修改同意。"
    en = "That address is held by another contact already. Nothing was saved; change the consent there."


class ConsentOutdated(Conflict):
    code = "consent_outdated"
    zh = "这个联系方式的主人在那之后撤回了同意。没有保存；只有在撤回之后重新给出的同意才有效。"
    en = "The owner of that address withdrew after this consent was given. Nothing was saved; only a later consent counts."


class ConsentNeeded(BadInput):
    code = "consent_needed"
    zh = "「{channel}」的联系方式没有附上同意。没有保存，请填写对方同意的用途和来源。"
    en = "The address for {channel} came without consent. Nothing was saved; say what for, and how it was given."


class AddressInWords(BadInput):
    code = "contact_in_words"
    zh = "称呼或备注里有电话或邮箱。没有保存：联系方式只能填在联系方式一栏，否则对方要求删除时删不干净。"
    en = "The name or note holds a phone number or mail address. Nothing was saved: use the field for addresses."


class PointIn(NamedTuple):
    """One address and the purposes that were agreed to with it."""

    channel: str
    value: str
    purposes: tuple[str, ...]


class Given(NamedTuple):
    """How the consent was given: `source` of compliance's SOURCES, `given_at` ms or None = now."""

    source: str
    note: str | None = None
    given_at: int | None = None


class PointView(NamedTuple):
    channel: str
    shown: str


class ContactView(NamedTuple):
    id: str
    label: str
    points: tuple[PointView, ...]
    consents: dict[tuple[str, str], Consent]
    created_at: int


def without_address(*words: str | None) -> None:
    """Raises AddressInWords."""
    if any(holds_address(text) for text in words):
        raise AddressInWords


def mask(channel: str, value: str) -> str:
    """What people may see of an address."""
    if channel == "mail":
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if channel == "sms":
        return f"{value[:3]}****{value[-4:]}" if len(value) > 9 else f"****{value[-2:]}"
    return f"{value[:2]}***{value[-2:]}" if len(value) > 6 else "***"


def add_contact(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, *, label: str, points: Sequence[PointIn], given: Given
) -> ContactView:  # fmt: skip
    """Raises BadInput (form of an address, a channel twice), ConsentNeeded, ConsentOutdated, ContactTaken."""
    without_address(label, given.note)
    turn(tx, actor.tenant)
    if len({point.channel for point in points}) < len(points):
        raise BadInput(why="points: one for each channel")
    row = Contact(
        id=new_id("ctc", clock), tenant_id=actor.tenant, label=label, created_at=clock(), erased_at=None
    )
    tx.add(row)
    tx.flush()
    for point in points:
        put_point(tx, actor, clock, vault, contact=row.id, point=point, given=given)
    shown = [mask(point.channel, clean(point)) for point in points]
    audit(tx, actor, clock, "contact.add", row.id, after={"points": shown})
    return get_contact(tx, actor.tenant, row.id)


def add_point(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, contact: str, *, point: PointIn, given: Given
) -> ContactView:  # fmt: skip
    """One more address of a contact, or one again after a withdrawal. Raises as `add_contact`, ContactNotFound."""
    without_address(given.note)
    turn(tx, actor.tenant)
    row = _row(tx, actor.tenant, contact)
    if tx.get(ContactPoint, (row.id, point.channel)) is not None:
        raise BadInput(why=f"{point.channel}: has an address already")
    put_point(tx, actor, clock, vault, contact=row.id, point=point, given=given)
    audit(tx, actor, clock, "contact.point", row.id, after={"point": mask(point.channel, clean(point))})
    return get_contact(tx, actor.tenant, row.id)


def holder(tx: Session, tenant: str, vault: Vault, point: PointIn) -> str | None:
    """The contact that has this address. Raises BadInput for its form."""
    fingerprint = vault.fingerprint(tenant, point.channel, clean(point))
    same = select(ContactPoint.contact_id).where(
        ContactPoint.tenant_id == tenant,
        ContactPoint.channel == point.channel,
        ContactPoint.fingerprint == fingerprint,
    )
    return tx.scalars(same).first()


def put_point(
    tx: Session, actor: Actor, clock: Clock, vault: Vault, *, contact: str, point: PointIn, given: Given
) -> None:  # fmt: skip
    """The address and its consents, for a contact that has none on this channel. Raises as `add_contact`."""
    value = clean(point)
    if not point.purposes:
        raise ConsentNeeded(channel=point.channel)
    if holder(tx, actor.tenant, vault, point) is not None:
        raise ContactTaken
    fingerprint = vault.fingerprint(actor.tenant, point.channel, value)
    stop = tx.get(ContactStop, (actor.tenant, point.channel, fingerprint))
    if stop is not None:
        if given.given_at is not None and given.given_at <= stop.at:
            raise ConsentOutdated
        tx.delete(stop)
    for purpose in point.purposes:
        said = Said(contact, point.channel, purpose, "grant", given.source, given.note, given.given_at)
        record(tx, actor, clock, said)
    sealed = vault.seal(value, "contact", actor.tenant, contact, point.channel)
    row = ContactPoint(
        contact_id=contact, channel=point.channel, tenant_id=actor.tenant, sealed=sealed,
        shown=mask(point.channel, value), fingerprint=fingerprint, created_at=clock(),
    )  # fmt: skip
    tx.add(row)
    tx.flush()


def say(tx: Session, actor: Actor, clock: Clock, said: Said) -> ContactView:
    """A consent given or withdrawn later. Raises ContactNotFound, BadInput (also: no address to use it)."""
    without_address(said.note)
    turn(tx, actor.tenant)
    row = _row(tx, actor.tenant, said.person)
    if said.act == "grant" and tx.get(ContactPoint, (said.person, said.channel)) is None:
        raise BadInput(why=f"{said.channel}: no address")
    record(tx, actor, clock, said)
    if said.act == "withdraw":
        _after_withdrawal(tx, actor.tenant, row.id, clock())
    after = {"channel": said.channel, "purpose": said.purpose, "source": said.source}
    audit(tx, actor, clock, f"consent.{said.act}", row.id, after=after)
    return get_contact(tx, actor.tenant, row.id)


def erase_contact(tx: Session, actor: Actor, clock: Clock, contact: str, why: str | None = None) -> None:
    """Everything is withdrawn, every address and text gone; the ledger keeps that it was. Raises ContactNotFound."""
    without_address(why)
    row = _row(tx, actor.tenant, contact)
    record(tx, actor, clock, Said(contact, "*", "*", "withdraw", "service", why))
    for point in _points(tx, [contact]):
        _erase(tx, point, clock())
    stop_for(tx, actor.tenant, contact, channels=CHANNELS, now=clock(), detail="erased")
    forget_texts(tx, actor.tenant, contact)
    row.label, row.erased_at = "—", clock()
    audit(tx, actor, clock, "contact.erase", contact)


def get_contact(tx: Session, tenant: str, contact: str) -> ContactView:
    """Raises ContactNotFound."""
    return _views(tx, tenant, [_row(tx, tenant, contact)])[0]


def list_contacts(
    tx: Session, tenant: str, *, q: str | None = None, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[ContactView], str | None]:
    """Newest first; erased ones are not in it. `q`: part of a label or of a mask. → contacts and the next cursor."""
    query = select(Contact).where(Contact.tenant_id == tenant, Contact.erased_at.is_(None))
    if q:
        masked = select(ContactPoint.contact_id).where(
            ContactPoint.tenant_id == tenant, ContactPoint.shown.icontains(q, autoescape=True)
        )
        query = query.where(Contact.label.icontains(q, autoescape=True) | Contact.id.in_(masked))
    if cursor:
        query = query.where(Contact.id < paging.decode(cursor, "contacts", str).id)
    rows = tx.scalars(query.order_by(Contact.id.desc()).limit(limit + 1)).all()
    following = paging.encode(paging.Place("contacts", "", rows[limit - 1].id)) if len(rows) > limit else None
    return _views(tx, tenant, rows[:limit]), following


def how_many(tx: Session, tenant: str) -> int:
    """Contacts that are not erased."""
    query = select(func.count()).where(Contact.tenant_id == tenant, Contact.erased_at.is_(None))
    return tx.execute(query).scalar_one()


def consent_history(tx: Session, tenant: str, contact: str) -> list[Entry]:
    """Of an erased contact too: the ledger is the proof. Raises ContactNotFound."""
    row = tx.get(Contact, contact)
    if row is None or row.tenant_id != tenant:
        raise ContactNotFound
    return history(tx, tenant, contact)


def audience(tx: Session, tenant: str, channel: str, purpose: str) -> list[str]:
    """Ids of everybody who may be written to in this way for this purpose and has an address for it."""
    agreed = set(live_people(tx, tenant, channel, purpose))
    query = select(ContactPoint.contact_id).where(
        ContactPoint.tenant_id == tenant, ContactPoint.channel == channel
    )
    return [person for person in tx.scalars(query.order_by(ContactPoint.contact_id)) if person in agreed]


def _after_withdrawal(tx: Session, tenant: str, contact: str, now: int) -> None:
    """Channels without any consent left lose their address at once."""
    live = live_consents(tx, tenant, [contact]).get(contact, {})
    open_ways = {channel for (channel, _), consent in live.items() if consent.state == "granted"}
    closed = [point for point in _points(tx, [contact]) if point.channel not in open_ways]
    stop_for(tx, tenant, contact, channels=[p.channel for p in closed], now=now, detail="withdrawn")
    for point in closed:
        _erase(tx, point, now)


def _erase(tx: Session, point: ContactPoint, now: int) -> None:
    """Overwritten before it is deleted: a freed page of the file then holds zeros. That somebody with this address
    withdrew stays known as a keyed hash."""
    tx.merge(
        ContactStop(tenant_id=point.tenant_id, channel=point.channel, fingerprint=point.fingerprint, at=now)
    )
    point.sealed, point.fingerprint, point.shown = bytes(len(point.sealed)), point.contact_id, ""
    tx.flush()
    tx.delete(point)
    tx.flush()


def clean(point: PointIn) -> str:
    form = _FORMS.get(point.channel)
    value = re.sub(r"[\s-]", "", point.value) if point.channel == "sms" else point.value.strip()
    if form is None or form.fullmatch(value) is None:
        raise BadInput(why=f"{point.channel[:20]}: ***")
    if any(purpose not in PURPOSES for purpose in point.purposes):
        raise BadInput(why=f"purposes ∉ {', '.join(PURPOSES)}")
    return value.lower() if point.channel == "mail" else value


def _row(tx: Session, tenant: str, contact: str) -> Contact:
    row = tx.get(Contact, contact)
    if row is None or row.tenant_id != tenant or row.erased_at is not None:
        raise ContactNotFound
    return row


def _points(tx: Session, contacts: Sequence[str]) -> Sequence[ContactPoint]:
    query = select(ContactPoint).where(ContactPoint.contact_id.in_(contacts))
    return tx.scalars(query.order_by(ContactPoint.contact_id, ContactPoint.channel)).all()


def _views(tx: Session, tenant: str, rows: Sequence[Contact]) -> list[ContactView]:
    ids = [row.id for row in rows]
    points: dict[str, list[PointView]] = {}
    for point in _points(tx, ids):
        points.setdefault(point.contact_id, []).append(PointView(point.channel, point.shown))
    consents = live_consents(tx, tenant, ids)
    return [
        ContactView(
            row.id, row.label, tuple(points.get(row.id, ())), consents.get(row.id, {}), row.created_at
        )
        for row in rows
    ]

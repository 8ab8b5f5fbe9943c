"""The consent ledger: append-only and hash-chained per team, as the audit log is. Who said what, when, by which way.

The state of a consent is its newest entry; nothing else is kept, so nothing can disagree with it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.access.service import Verdict
from onair.compliance.model import ConsentEntry, ConsentHead
from onair.compliance.rules import CHANNELS, PURPOSES, SOURCES
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput

GENESIS = "0" * 64
ALL = "*"
PAGE = 1000
FIELDS = ("tenant_id", "seq", "at", "given_at", "person", "channel", "purpose", "act", "source", "note",
          "actor_id", "actor_name", "prev")  # fmt: skip


class Said(NamedTuple):
    """What somebody said. `given_at` None = now; `channel`, `purpose` may be `*` for a withdrawal."""

    person: str
    channel: str
    purpose: str
    act: Literal["grant", "withdraw"]
    source: str
    note: str | None = None
    given_at: int | None = None


class Consent(NamedTuple):
    """`state` none = never asked. `since` ms."""

    state: Literal["granted", "withdrawn", "none"]
    since: int | None = None
    source: str | None = None


class Entry(NamedTuple):
    """One line of a person's history."""

    seq: int
    at: int
    given_at: int
    channel: str
    purpose: str
    act: str
    source: str
    note: str | None
    by: str


def record(tx: Session, actor: Actor, clock: Clock, said: Said) -> int:
    """Append one entry. → its number. Raises BadInput for an unknown channel, purpose or source."""
    _check(said, clock())
    head = _head(tx, actor.tenant)
    now = clock()
    entry = ConsentEntry(
        tenant_id=actor.tenant, seq=head.seq + 1, at=now, given_at=now if said.given_at is None else said.given_at,
        person=said.person, channel=said.channel, purpose=said.purpose, act=said.act, source=said.source,
        note=said.note, actor_id=actor.id, actor_name=actor.name, prev=head.hash,
    )  # fmt: skip
    entry.hash = _hash(entry)
    tx.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    tx.flush()
    return entry.seq


def consent_state(tx: Session, tenant: str, person: str, channel: str, purpose: str) -> Consent:
    """Of one person, way and purpose, by the newest entry that speaks of it."""
    query = select(ConsentEntry).where(
        ConsentEntry.tenant_id == tenant,
        ConsentEntry.person == person,
        ConsentEntry.channel.in_((channel, ALL)),
        ConsentEntry.purpose.in_((purpose, ALL)),
    )
    entry = tx.scalars(query.order_by(ConsentEntry.seq.desc()).limit(1)).one_or_none()
    if entry is None:
        return Consent("none")
    return Consent("granted" if entry.act == "grant" else "withdrawn", entry.given_at, entry.source)


def live_people(tx: Session, tenant: str, channel: str, purpose: str) -> list[str]:
    """Everybody who may be written to in this way for this purpose, in a stable order."""
    mine = (
        (ConsentEntry.tenant_id == tenant)
        & ConsentEntry.channel.in_((channel, ALL))
        & ConsentEntry.purpose.in_((purpose, ALL))
    )
    newest = select(func.max(ConsentEntry.seq)).where(mine).group_by(ConsentEntry.person)
    query = select(ConsentEntry.person).where(
        ConsentEntry.tenant_id == tenant, ConsentEntry.seq.in_(newest), ConsentEntry.act == "grant"
    )
    return list(tx.scalars(query.order_by(ConsentEntry.person)))


def live_consents(
    tx: Session, tenant: str, people: Sequence[str]
) -> dict[str, dict[tuple[str, str], Consent]]:
    """{person: {(channel, purpose): granted or withdrawn}} of what was ever said."""
    query = select(ConsentEntry).where(ConsentEntry.tenant_id == tenant, ConsentEntry.person.in_(people))
    found: dict[str, dict[tuple[str, str], Consent]] = {}
    for entry in tx.scalars(query.order_by(ConsentEntry.seq)):
        held = found.setdefault(entry.person, {})
        said = Consent("granted" if entry.act == "grant" else "withdrawn", entry.given_at, entry.source)
        if entry.act == "grant":
            held[entry.channel, entry.purpose] = said
            continue
        for way in [key for key in held if _covers(entry, key)]:
            held[way] = said
    return found


def history(tx: Session, tenant: str, person: str) -> list[Entry]:
    """All that was said, newest first."""
    query = select(ConsentEntry).where(ConsentEntry.tenant_id == tenant, ConsentEntry.person == person)
    return [
        Entry(row.seq, row.at, row.given_at, row.channel, row.purpose, row.act, row.source, row.note, row.actor_name)
        for row in tx.scalars(query.order_by(ConsentEntry.seq.desc()))
    ]  # fmt: skip


def verify_consents(tx: Session, tenant: str) -> Verdict:
    """Walk the whole chain: an edited, missing, added or reordered entry is named."""
    prev, expected = GENESIS, 1
    for entry in _entries(tx, tenant):
        why = "missing" if entry.seq != expected else "order" if entry.prev != prev else None
        if why is None and _hash(entry) != entry.hash:
            why = "edited"
        if why is not None:
            return Verdict(entries=expected - 1, head=prev, broken=expected, why=why)
        prev, expected = entry.hash, expected + 1
    head = tx.get(ConsentHead, tenant)
    last = (head.seq, head.hash) if head else (0, GENESIS)
    if last != (expected - 1, prev):
        return Verdict(entries=expected - 1, head=prev, broken=expected, why="tail")
    return Verdict(entries=expected - 1, head=prev)


def _check(said: Said, now: int) -> None:
    everything = said.act == "withdraw"
    for value, known in ((said.channel, CHANNELS), (said.purpose, PURPOSES), (said.source, SOURCES)):
        if value not in known and not (everything and value == ALL and known is not SOURCES):
            raise BadInput(why=f"{value[:20]} ∉ {', '.join(known)}")
    if said.given_at is not None and said.given_at > now:
        raise BadInput(why="given_at > now")


def _covers(entry: ConsentEntry, way: tuple[str, str]) -> bool:
    return entry.channel in (ALL, way[0]) and entry.purpose in (ALL, way[1])


def _hash(entry: ConsentEntry) -> str:
    fields = [getattr(entry, name) for name in FIELDS]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def _head(tx: Session, tenant: str) -> ConsentHead:
    locked = select(ConsentHead).where(ConsentHead.tenant_id == tenant).with_for_update()
    head = tx.scalars(locked).one_or_none()
    if head is None:
        head = ConsentHead(tenant_id=tenant, seq=0, hash=GENESIS)
        tx.add(head)
    return head


def _entries(tx: Session, tenant: str) -> Iterable[ConsentEntry]:
    last = 0
    while True:
        query = select(ConsentEntry).where(ConsentEntry.tenant_id == tenant, ConsentEntry.seq > last)
        page = tx.scalars(query.order_by(ConsentEntry.seq).limit(PAGE)).all()
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].seq
        tx.expunge_all()

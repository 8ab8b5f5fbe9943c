"""Use case: a file of contacts with their consents; good rows stay when others are bad, the same file again adds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.compliance.service import Said, consent_state, record
from onair.delivery.contact_table import ContactDraft, read_contacts, rejected
from onair.delivery.contacts import ConsentOutdated, Given, PointIn, add_contact, holder, put_point
from onair.delivery.model import ContactPoint
from onair.delivery.vault import Vault
from onair.files.quarantine import Quarantine, Rejected
from onair.files.tables import Table
from onair.kernel.clock import Clock
from onair.store.db import Database

BATCH = 200
SHOWN = 200


@dataclass
class Imported:
    """`added` new contacts, `extended` known ones with a new address or consent, `known` ones that had it all."""

    added: int = 0
    extended: int = 0
    known: int = 0
    rejected_total: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class Who(NamedTuple):
    """Who imports, with what."""

    actor: Actor
    clock: Clock
    vault: Vault


def import_contacts(
    db: Database, who: Who, table: Table, quarantine: Quarantine, *, zone: ZoneInfo
) -> Imported:
    """200 rows a transaction. Raises ConsentColumnsMissing and the file refusals."""
    drafts, outcome = read_contacts(table, zone, who.clock()), Imported()
    while batch := list(islice(drafts, BATCH)):
        with db.write() as tx:
            turn(tx, who.actor.tenant)
            refused = list(_take(tx, who, batch, outcome))
        for row in refused:
            quarantine.add(row)
            outcome.rejected_total += 1
            if len(outcome.rejected) < SHOWN:
                outcome.rejected.append(row)
    counts = {name: value for name, value in vars(outcome).items() if name != "rejected"}
    with db.write() as tx:
        audit(tx, who.actor, who.clock, "contact.import", quarantine.path.stem, after=counts)
    return outcome


def _take(
    tx: Session, who: Who, batch: list[ContactDraft | Rejected], outcome: Imported
) -> Iterator[Rejected]:
    for item in batch:
        refused = item if isinstance(item, Rejected) else _put(tx, who, item, outcome)
        if refused is not None:
            yield refused


def _put(tx: Session, who: Who, draft: ContactDraft, outcome: Imported) -> Rejected | None:
    holders = {holder(tx, who.actor.tenant, who.vault, point) for point in draft.points}
    known = holders - {None}
    if len(known) > 1:
        return rejected(draft.row, "two_contacts")
    given = Given(draft.source, draft.note, draft.given_at)
    try:
        with tx.begin_nested():  # a row is taken whole or not at all
            if not known:
                add_contact(
                    tx, who.actor, who.clock, who.vault, label=draft.label, points=draft.points, given=given
                )
                outcome.added += 1
                return None
            contact = next(one for one in known if one is not None)
            changed = [_extend(tx, who, contact, point, given) for point in draft.points]
    except ConsentOutdated:
        return rejected(draft.row, "withdrawn_since")
    except ChannelTaken:
        return rejected(draft.row, "two_contacts")
    if any(changed):
        outcome.extended += 1
    else:
        outcome.known += 1
    return None


class ChannelTaken(Exception):
    """The contact has another address on this channel."""


def _extend(tx: Session, who: Who, contact: str, point: PointIn, given: Given) -> bool:
    """What is new of one address of a known contact. A withdrawal is not undone by what was said before it."""
    tenant = who.actor.tenant
    if holder(tx, tenant, who.vault, point) is None:
        if tx.get(ContactPoint, (contact, point.channel)) is not None:
            raise ChannelTaken
        put_point(tx, who.actor, who.clock, who.vault, contact=contact, point=point, given=given)
        return True
    changed = False
    for purpose in point.purposes:
        held = consent_state(tx, tenant, contact, point.channel, purpose)
        if held.state == "granted":
            continue
        if held.state == "withdrawn" and (given.given_at or 0) <= (held.since or 0):
            raise ConsentOutdated
        said = Said(contact, point.channel, purpose, "grant", given.source, given.note, given.given_at)
        record(tx, who.actor, who.clock, said)
        changed = True
    return changed

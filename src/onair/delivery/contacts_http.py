"""Routes of contacts. No answer holds an address: they are shown masked, to everybody."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Cursor
from onair.compliance.service import Said
from onair.delivery import contacts
from onair.delivery.schemas import (
    ConsentIn,
    ConsentOut,
    ContactOut,
    ContactPage,
    EntryOut,
    HistoryOut,
    NewContact,
    PointForm,
    PointOut,
)
from onair.delivery.vault import vault_of

router = Router("delivery")
SEES = Allow(roles={Role.operator, Role.service})
REFUSALS = (contacts.ConsentNeeded, contacts.ContactTaken)


@router.get("/api/v1/contacts", allow=SEES, summary="Contacts, newest first")
def list_(call: Call, cursor: Annotated[Cursor | None, Query()] = None) -> ContactPage:
    with call.db.read() as tx:
        found, following = contacts.list_contacts(tx, call.actor.tenant, cursor=cursor)
    return ContactPage(items=[_out(view) for view in found], next=following)


@router.post("/api/v1/contacts", status_code=201, allow=SEES, errors=REFUSALS)
def add(form: NewContact, call: Call) -> ContactOut:
    """Addresses come in with the consent they were given with, or not at all."""
    given = contacts.Given(form.source, form.note, form.given_at)
    points = [_point(point) for point in form.points]
    with call.db.write() as tx:
        made = contacts.add_contact(
            tx, call.actor, call.clock, vault_of(call.services), label=form.label, points=points, given=given
        )
    return _out(made)


@router.get("/api/v1/contacts/{contact_id}", allow=SEES)
def get(contact_id: Id, call: Call) -> ContactOut:
    with call.db.read() as tx:
        return _out(contacts.get_contact(tx, call.actor.tenant, contact_id))


@router.get("/api/v1/contacts/{contact_id}/consents", allow=SEES, summary="All that was said, newest first")
def consents(contact_id: Id, call: Call) -> HistoryOut:
    with call.db.read() as tx:
        found = contacts.consent_history(tx, call.actor.tenant, contact_id)
    return HistoryOut(items=[EntryOut(**entry._asdict()) for entry in found])


@router.post("/api/v1/contacts/{contact_id}/consents", allow=SEES, summary="A consent given or withdrawn")
def say(contact_id: Id, form: ConsentIn, call: Call) -> ContactOut:
    """When the last consent for a channel is withdrawn, its address is erased and what waits is blocked."""
    said = Said(contact_id, form.channel, form.purpose, form.act, form.source, form.note)
    with call.db.write() as tx:
        return _out(contacts.say(tx, call.actor, call.clock, said))


@router.delete("/api/v1/contacts/{contact_id}", status_code=204, allow=SEES)
def erase(contact_id: Id, call: Call) -> None:
    """Every address and every text to them; the ledger keeps that consent was given and withdrawn."""
    with call.db.write() as tx:
        contacts.erase_contact(tx, call.actor, call.clock, contact_id)


def _point(form: PointForm) -> contacts.PointIn:
    return contacts.PointIn(form.channel, form.value, tuple(form.purposes))


def _out(view: contacts.ContactView) -> ContactOut:
    consents = [
        {"channel": channel, "purpose": purpose, **consent._asdict()}
        for (channel, purpose), consent in sorted(view.consents.items())
    ]
    return ContactOut(
        id=view.id,
        label=view.label,
        points=[PointOut.model_validate(point._asdict()) for point in view.points],
        consents=[ConsentOut.model_validate(consent) for consent in consents],
        created_at=view.created_at,
    )

"""Routes of contacts. No answer holds an address: they are shown masked, to everybody."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, UploadFile
from starlette.responses import FileResponse

from onair.access.roles import Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.compliance.service import Said
from onair.delivery import contacts
from onair.delivery.contact_import import Who, import_contacts
from onair.delivery.contact_table import ConsentColumnsMissing
from onair.delivery.schemas import (
    AudienceOut,
    Channel,
    ConsentIn,
    ConsentOut,
    ContactImport,
    ContactOut,
    ContactPage,
    EntryOut,
    HistoryOut,
    NewContact,
    NewPoint,
    PointForm,
    PointOut,
    Purpose,
)
from onair.delivery.vault import vault_of
from onair.files.landing import landed
from onair.files.quarantine import Quarantine
from onair.files.refusals import FileRefused, TooBig
from onair.files.tables import read_table
from onair.kernel.errors import NotFound
from onair.kernel.ids import new_id
from onair.kernel.settings import Settings
from onair.trade.schemas import RejectedRow

router = Router("delivery")
SEES = Allow(roles={Role.operator, Role.service})
REFUSALS = (contacts.AddressInWords, contacts.ConsentNeeded, contacts.ConsentOutdated, contacts.ContactTaken)
FILE_LIMIT = 32 * 2**20


@router.get("/api/v1/contacts", allow=SEES, summary="Contacts, newest first")
def list_(
    call: Call,
    q: Annotated[str | None, Query(min_length=1, max_length=80, pattern=NO_CONTROLS)] = None,
    cursor: Annotated[Cursor | None, Query()] = None,
) -> ContactPage:
    """100 at a time; `q`: part of a label or of a masked address."""
    tenant = call.actor.tenant
    with call.db.read() as tx:
        found, following = contacts.list_contacts(tx, tenant, q=q, cursor=cursor)
        total = contacts.how_many(tx, tenant)
    return ContactPage(items=[_out(view) for view in found], next=following, total=total)


@router.get("/api/v1/contacts/audience", allow=SEES, summary="Who may be written to")
def audience(call: Call, channel: Channel, purpose: Purpose) -> AudienceOut:
    """Everybody with a live consent and an address; asked again for each when a message goes out."""
    with call.db.read() as tx:
        return AudienceOut(people=contacts.audience(tx, call.actor.tenant, channel, purpose))


@router.post(
    "/api/v1/contacts/import",
    allow=SEES,
    body_limit=FILE_LIMIT,
    errors=(FileRefused, TooBig, ConsentColumnsMissing),
)
def import_file(call: Call, file: UploadFile) -> ContactImport:
    """A CSV or XLSX file: each row names its consent (purpose and time) or is refused; good rows stay."""
    made, name = new_id("imp", call.clock), Path(file.filename or "file").name[:120]
    settings, who = call.use(Settings), Who(call.actor, call.clock, vault_of(call.services))
    quarantine = Quarantine(_quarantine(call, made))
    with landed(settings.home, file.file, name) as held, quarantine:
        table = read_table(held, name)
        found = import_contacts(call.db, who, table, quarantine, zone=ZoneInfo(settings.zone))
    facts = {name: value for name, value in vars(found).items() if name != "rejected"}
    rejected = [
        RejectedRow(row=row.row, code=row.code, detail=row.detail.of(call.lang), excerpt="")
        for row in found.rejected
    ]
    where = f"/api/v1/contacts/quarantine/{made}" if found.rejected_total else None
    return ContactImport(**facts, rejected=rejected, quarantine=where)


@router.get(
    "/api/v1/contacts/quarantine/{import_id}",
    allow=SEES,
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def quarantined(import_id: Id, call: Call) -> FileResponse:
    """The rows of an import that were refused: number and reason, no address."""
    path = _quarantine(call, import_id)
    if not path.is_file():
        raise NotFound(what=import_id)
    return FileResponse(path, media_type="text/csv", filename=f"{import_id}.csv")


def _quarantine(call: Call, import_id: str) -> Path:
    """One folder for each team, so that no id leads into another's."""
    folder = call.use(Settings).home / "quarantine" / call.actor.tenant
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"contacts-{import_id}.csv"


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


@router.post("/api/v1/contacts/{contact_id}/points", status_code=201, allow=SEES, errors=REFUSALS)
def add_point(contact_id: Id, form: NewPoint, call: Call) -> ContactOut:
    """One more address with the consent it came with; also after a withdrawal, when somebody agrees again."""
    given = contacts.Given(form.source, form.note, form.given_at)
    with call.db.write() as tx:
        vault, point = vault_of(call.services), _point(form.point)
        made = contacts.add_point(tx, call.actor, call.clock, vault, contact_id, point=point, given=given)
    return _out(made)


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

"""Routes of hosts' signed use records. They stand here because answers that rest on them come and go at once, on air too."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Page, Router, Strict
from onair.access.web.fields import NO_CONTROLS, VISIBLE, Millis
from onair.during.qa.companion import relearn
from onair.kernel.errors import NotFound
from onair.trade.personas import uses

router = Router("qa")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
USES = Allow(roles={Role.operator, Role.merchandiser, Role.host})


class UseForm(Strict):
    """`signed_name`: typed by the host, equal to the host's name. `words`: what they lived through."""

    host: Id
    product: Annotated[str, Field(min_length=1, max_length=128, pattern=NO_CONTROLS)]
    used_from: Millis
    used_until: Millis
    words: Annotated[str, Field(min_length=1, max_length=500, pattern=VISIBLE)]
    signed_name: Annotated[str, Field(min_length=1, max_length=80, pattern=VISIBLE)]


class UseWithdrawal(Strict):
    why: Annotated[str, Field(max_length=300, pattern=NO_CONTROLS)] | None = None


class UseOut(BaseModel):
    """`withdrawn_at` null = in force. `kept_name`: who entered it."""

    id: str
    host: str
    product: str
    used_from: int
    used_until: int
    words: str
    signed_name: str
    signed_at: int
    kept_name: str
    withdrawn_at: int | None


class UsePage(Page[UseOut]):
    pass


@router.get("/api/v1/uses", allow=READ, summary="Signed use records of hosts")
def list_uses(call: Call) -> UsePage:
    """The newest first, withdrawn ones too."""
    with call.db.read() as tx:
        found = uses.uses(tx, call.actor.tenant)
    return UsePage(items=[UseOut.model_validate(one, from_attributes=True) for one in found])


@router.post(
    "/api/v1/uses",
    allow=USES,
    errors=(NotFound, uses.NotSigned, uses.BadUse),
    status_code=201,
    summary="A host signs that they used a product",
)
def sign_use(form: UseForm, call: Call) -> UseOut:
    """A record is never edited: withdraw it and sign another."""
    with call.db.write() as tx:
        made = uses.sign_use(tx, call.actor, call.clock, uses.NewUse(**form.model_dump()))
    relearn(call.services, call.actor.tenant)
    return UseOut.model_validate(made, from_attributes=True)


@router.post("/api/v1/uses/{use_id}/withdraw", allow=USES, errors=(uses.UseNotFound,))
def withdraw_use(use_id: Id, form: UseWithdrawal, call: Call) -> UseOut:
    """What rests on it is not offered any more; twice changes nothing."""
    with call.db.write() as tx:
        made = uses.withdraw_use(tx, call.actor, call.clock, use_id, form.why)
    relearn(call.services, call.actor.tenant)
    return UseOut.model_validate(made, from_attributes=True)

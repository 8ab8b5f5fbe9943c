"""Routes of the team's rules for writing to people, and of the ledger's own check."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import Role
from onair.access.web import Allow, Call, Router, Strict
from onair.access.web.fields import INT64, WHOLE
from onair.compliance import service

router = Router("compliance")
SEES = Allow(roles={Role.operator, Role.service, Role.technician, Role.controller})
SETS = Allow(roles={Role.operator})
Minute = Annotated[int, Field(ge=0, le=24 * 60 - 1), WHOLE]
Cap = Annotated[int, Field(ge=0, le=100), WHOLE]


class RulesIn(Strict):
    """`version` 0 = nobody has set any yet."""

    version: Annotated[int, Field(ge=0, le=INT64), WHOLE]
    quiet_from: Minute
    quiet_to: Minute
    cap_day: Cap
    cap_week: Cap


class RulesOut(BaseModel):
    """Quiet hours in minutes of the shop's day (equal: none); caps: messages to one person on one channel."""

    version: int
    quiet_from: int
    quiet_to: int
    cap_day: int
    cap_week: int


class LedgerOut(BaseModel):
    """`broken`: number of the first entry that does not fit, None = the chain holds."""

    entries: int
    head: str
    broken: int | None
    why: str | None


@router.get("/api/v1/contacts-rules", allow=SEES, summary="Quiet hours and caps")
def get(call: Call) -> RulesOut:
    with call.db.read() as tx:
        return RulesOut(**service.rules_of(tx, call.actor.tenant)._asdict())


@router.put(
    "/api/v1/contacts-rules", allow=SETS, errors=(service.RulesStale,), summary="Set quiet hours and caps"
)
def put(form: RulesIn, call: Call) -> RulesOut:
    with call.db.write() as tx:
        made = service.put_rules(tx, call.actor, call.clock, service.Rules(**form.model_dump()))
    return RulesOut(**made._asdict())


@router.get("/api/v1/consents/check", allow=SEES, summary="Does the ledger of consents hold together?")
def check(call: Call) -> LedgerOut:
    with call.db.read() as tx:
        found = service.verify_consents(tx, call.actor.tenant)
    return LedgerOut(entries=found.entries, head=found.head, broken=found.broken, why=found.why)

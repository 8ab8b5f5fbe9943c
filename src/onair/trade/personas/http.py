"""Routes of host personas."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import INT64, NO_CONTROLS, VISIBLE, WHOLE, Millis, Note, Page, Strict
from onair.trade.personas import service
from onair.trade.versions import Stale

router = Router("trade")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.merchandiser}, scopes={"shows:write"})
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
Place = Annotated[str, Field(max_length=400, pattern=NO_CONTROLS)]
Seen = Annotated[int, Field(ge=0, le=INT64), WHOLE]


class ProofForm(Strict):
    """`evidence`: where the claim can be looked up; empty = none yet."""

    claim: Line
    evidence: Place = ""
    until: Millis | None = None


class PersonaForm(Strict):
    """`version` of what was seen, 0 when nothing was written yet."""

    version: Seen
    labels: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    expertise: Annotated[list[Word], Field(max_length=40)] = Field(default_factory=list)
    proof: Annotated[list[ProofForm], Field(max_length=20)] = Field(default_factory=list)
    voice: Note = ""
    story: Note = ""


class ProofOut(BaseModel):
    claim: str
    evidence: str
    until: int | None


class PersonaOut(BaseModel):
    host: str
    name: str
    labels: list[str]
    expertise: list[str]
    proof: list[ProofOut]
    voice: str
    story: str
    version: int


class PersonaPage(Page[PersonaOut]):
    pass


@router.get("/api/v1/personas", allow=READ)
def list_(call: Call) -> PersonaPage:
    """One for every host, by name; `version` 0 where nothing was written yet."""
    with call.db.read() as tx:
        found = service.personas(tx, call.actor.tenant)
    return PersonaPage(items=[_out(persona) for persona in found])


@router.put("/api/v1/personas/{host_id}", allow=WRITE, errors=(Stale, service.HostNotFound))
def put(host_id: Id, form: PersonaForm, call: Call) -> PersonaOut:
    """Write it whole. A stale `version` answers 409 with the difference."""
    written = service.Written(
        labels=form.labels,
        expertise=form.expertise,
        proof=[service.Proof(p.claim, p.evidence, p.until) for p in form.proof],
        voice=form.voice,
        story=form.story,
    )
    with call.db.write() as tx:
        persona = service.put_persona(
            tx, call.actor, call.clock, host_id, version=form.version, written=written
        )
    return _out(persona)


def _out(persona: service.Persona) -> PersonaOut:
    return PersonaOut.model_validate(persona, from_attributes=True)

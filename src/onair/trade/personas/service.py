"""Use cases of host personas: 专业标签, what a host can prove, the voice and the story that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.kernel.errors import NotFound
from onair.trade.personas.model import PersonaRow
from onair.trade.service import list_hosts
from onair.trade.versions import require_version


class HostNotFound(NotFound):
    code = "host_not_found"
    zh = "没有主播 {id}，或者不属于您的团队。没有任何改动，请先在主播名单里添加。"
    en = "There is no host {id}, or they belong to another team. Nothing was changed; add the host first."


@dataclass(frozen=True, slots=True)
class Proof:
    """What backs a claim of expertise. `evidence`: where it can be looked up; `until`: ms UTC, None = no end."""

    claim: str
    evidence: str
    until: int | None = None

    def holds(self, at: int) -> bool:
        """It says where it can be looked up and has not run out at `at` ms."""
        return bool(self.evidence.strip()) and (self.until is None or self.until > at)


@dataclass(frozen=True, slots=True)
class Persona:
    """`host` its id. `expertise`: categories and subjects, as products name them. `version` 0 = none written."""

    host: str
    name: str
    labels: tuple[str, ...] = ()
    expertise: tuple[str, ...] = ()
    proof: tuple[Proof, ...] = ()
    voice: str = ""
    story: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """All that a person writes about a host."""

    labels: Sequence[str] = ()
    expertise: Sequence[str] = ()
    proof: Sequence[Proof] = ()
    voice: str = ""
    story: str = ""


def personas(tx: Session, tenant: str) -> list[Persona]:
    """Of every host, by name; a host without one has an empty persona of version 0."""
    rows = {row.host_id: row for row in tx.scalars(select(PersonaRow).where(PersonaRow.tenant_id == tenant))}
    return [_view(host.id, host.name, rows.get(host.id)) for host in list_hosts(tx, tenant)]


def put_persona(
    tx: Session, actor: Actor, clock: Clock, host: str, *, version: int, written: Written
) -> Persona:
    """Write it whole. `version` 0 when there is none yet. Raises HostNotFound, Stale."""
    names = {found.id: found.name for found in list_hosts(tx, actor.tenant)}
    if host not in names:
        raise HostNotFound(id=host)
    row = tx.get(PersonaRow, host, with_for_update=True)
    before = _facts(row)
    after = {
        "labels": list(written.labels),
        "expertise": list(written.expertise),
        "proof": [{"claim": p.claim, "evidence": p.evidence, "until": p.until} for p in written.proof],
        "voice": written.voice,
        "story": written.story,
    }
    require_version(version, row.version if row else 0, after, before)
    if row is None:
        row = PersonaRow(host_id=host, tenant_id=actor.tenant, version=0)
        tx.add(row)
    for field, value in after.items():
        setattr(row, field, value)
    row.updated_at = clock()
    row.version += 1
    tx.flush()
    audit(tx, actor, clock, "persona.put", host, before=before, after=after)
    return _view(host, names[host], row)


def _facts(row: PersonaRow | None) -> dict[str, Any]:
    if row is None:
        return {"labels": [], "expertise": [], "proof": [], "voice": "", "story": ""}
    return {
        field: getattr(row, field) for field in ("labels", "expertise", "proof", "voice", "story")
    }  # fmt: skip


def _view(host: str, name: str, row: PersonaRow | None) -> Persona:
    if row is None:
        return Persona(host, name)
    proof = tuple(Proof(p["claim"], p["evidence"], p.get("until")) for p in row.proof)
    return Persona(
        host, name, tuple(row.labels), tuple(row.expertise), proof, row.voice, row.story, row.version
    )

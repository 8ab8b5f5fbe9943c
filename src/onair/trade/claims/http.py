"""Routes of the lint, of its rules, and of the register of evidence for claims."""

from typing import Annotated

from fastapi import Path

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.compliance.lint import check
from onair.compliance.lint.packs import shipped
from onair.kernel.settings import Settings
from onair.trade.claims import service
from onair.trade.claims.schemas import (
    ClaimProofOut,
    ClaimProofs,
    LintIn,
    LintOut,
    LintRulesOut,
    LintSwitchesIn,
    NewClaimProof,
    lint_out,
    proof_out,
    rule_out,
)
from onair.trade.versions import Stale

router = Router("lint")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.merchandiser, Role.controller}, scopes={"products:write"})
SWITCH = Allow(roles={Role.operator})


@router.post("/api/v1/lint", allow=READ, summary="May this be said, shown or sent?")
def lint(form: LintIn, call: Call) -> LintOut:
    """Judged by the rules in force on `on`, with what the team's records say. Nothing is kept."""
    on = form.on or service.today(call.clock, call.use(Settings).zone)
    with call.db.read() as tx:
        known = service.knowledge(tx, call.actor.tenant, (form.product,) if form.product else ())
    return lint_out(
        form.text, on, check(form.text, known.asked(form.surface, on, product=form.product, host=form.host))
    )


@router.get("/api/v1/lint/rules", allow=READ, summary="The rules of the lint")
def rules(call: Call) -> LintRulesOut:
    """Each with its articles and their days, the law first."""
    on = service.today(call.clock, call.use(Settings).zone)
    with call.db.read() as tx:
        off, version = service.switches(tx, call.actor.tenant)
    return LintRulesOut(rules=[rule_out(one, on, one.id in off) for one in shipped()], version=version)


@router.put(
    "/api/v1/lint/switches", allow=SWITCH, errors=(Stale, service.LawHasNoSwitch), summary="Platform rules on or off"
)  # fmt: skip
def switch(form: LintSwitchesIn, call: Call) -> LintRulesOut:
    with call.db.write() as tx:
        service.put_switches(tx, call.actor, call.clock, version=form.version, off=set(form.off))
    return rules(call)


@router.get("/api/v1/proofs", allow=READ, summary="Evidence for claims")
def proofs(call: Call) -> ClaimProofs:
    """The newest first; withdrawn ones count no more."""
    with call.db.read() as tx:
        return ClaimProofs(items=[proof_out(one) for one in service.proofs(tx, call.actor.tenant)])


@router.post(
    "/api/v1/proofs", allow=WRITE, status_code=201, errors=(service.BadProof, service.UnknownProofProduct),
    summary="Enter evidence for a claim",
)  # fmt: skip
def add(form: NewClaimProof, call: Call) -> ClaimProofOut:
    """Who enters it approves it under their name. It is never edited: withdraw it and enter another."""
    body = form.model_dump() | {"products": tuple(form.products)}
    with call.db.write() as tx:
        return proof_out(service.add_proof(tx, call.actor, call.clock, service.NewProof(**body)))


@router.delete(
    "/api/v1/proofs/{proof}", allow=WRITE, errors=(service.ProofNotFound,), summary="Withdraw evidence"
)
def withdraw(proof: Annotated[Id, Path()], call: Call) -> ClaimProofOut:
    with call.db.write() as tx:
        return proof_out(service.withdraw_proof(tx, call.actor, call.clock, proof))

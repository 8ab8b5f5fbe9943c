"""The lint asked with what a team knows; other rooms import from here. Gather once, judge many texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.compliance.lint import (
    Asked,
    Evidence,
    HostFacts,
    OfferFacts,
    ProductFacts,
    Surface,
    UseRecord,
    check,
)
from onair.compliance.lint.packs import shipped
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput
from onair.store.rows import locked_or_new
from onair.trade.claims.model import LintSwitch
from onair.trade.claims.proofs import (
    KINDS,
    BadProof,
    NewProof,
    ProofNotFound,
    ProofView,
    UnknownProofProduct,
    add_proof,
    evidence_of,
    proofs,
    withdraw_proof,
)
from onair.trade.evidence.service import Paper, Supply, dossiers, supply_of
from onair.trade.personas.service import Persona, personas
from onair.trade.personas.uses import Use, uses
from onair.trade.products import products_of
from onair.trade.versions import require_version
from onair.trade.views import ProductView

__all__ = [
    "KINDS",
    "BadProof",
    "Knowledge",
    "LawHasNoSwitch",
    "NewProof",
    "ProofNotFound",
    "ProofView",
    "UnknownProofProduct",
    "add_proof",
    "knowing",
    "knowledge",
    "proofs",
    "put_switches",
    "switches",
    "today",
    "warm",
    "withdraw_proof",
]
APPROVALS = frozenset({"health_food"})
NAMES = frozenset({"品牌", "型号", "品种", "商标", "系列", "brand", "model", "series"})
"""Columns of a product's sheet whose words are names (指南 6(4))."""
SHEET_FACTS = {"returns": "退换", "sku": "规格"}


class LawHasNoSwitch(BadInput):
    code = "lint_law_stays"
    zh = "规则 {rule} 不是平台规则，不能关。没有保存任何东西。"
    en = "Rule {rule} is no platform rule and cannot be switched off. Nothing was saved."


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a team's records say, for any number of texts."""

    products: Mapping[str, ProductFacts] = field(default_factory=dict)
    hosts: Mapping[str, HostFacts] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    off: frozenset[str] = frozenset()

    def asked(
        self, surface: Surface, on: date, *, product: str | None = None, host: str | None = None,
        offer: OfferFacts | None = None,
    ) -> Asked:  # fmt: skip
        """An id that nothing is known of asks as if none was given."""
        return Asked(
            surface, on, product=self.products.get(product or ""), host=self.hosts.get(host or ""),
            evidence=self.evidence, offer=offer, off=self.off,
        )  # fmt: skip


def knowledge(tx: Session, tenant: str, products: Collection[str] = ()) -> Knowledge:
    """Everything that the lint asks of, for these products and all hosts."""
    wanted = sorted(set(products))
    return knowing(
        tx, tenant, products=products_of(tx, tenant, set(wanted)), supplies=supply_of(tx, tenant, wanted) if wanted else {},
        papers=dossiers(tx, tenant, wanted) if wanted else {}, hosts=personas(tx, tenant),
    )  # fmt: skip


def knowing(
    tx: Session, tenant: str, *, products: Mapping[str, ProductView], supplies: Mapping[str, Supply],
    papers: Mapping[str, Sequence[Paper]], hosts: Sequence[Persona],
) -> Knowledge:  # fmt: skip
    """The same from what the caller has read already; three more reads."""
    facts = {id_: product_facts(one, supplies.get(id_), papers.get(id_, ())) for id_, one in products.items()}
    signed = uses(tx, tenant)
    people = {one.host: _host(one, [use for use in signed if use.host == one.host]) for one in hosts}
    return Knowledge(facts, people, evidence_of(tx, tenant), switches(tx, tenant)[0])


def product_facts(one: ProductView, supply: Supply | None, papers: Collection[Paper]) -> ProductFacts:
    """From the catalogue, its sheet and its papers."""
    sheet = {str(name): str(value) for name, value in (supply.sheet if supply else {}).items() if value}
    names = [value for name, value in sheet.items() if name.casefold() in NAMES]
    approval = next((paper.number for paper in papers if paper.kind in APPROVALS), "")
    facts = {SHEET_FACTS.get(name, name): value for name, value in sheet.items()}
    filed = tuple((one.number, _day(one.expires_at) if one.expires_at else None) for one in papers)
    return ProductFacts(
        one.id,
        one.title,
        one.category,
        tuple(names),
        facts,
        approval,
        returns=sheet.get("returns", ""),
        papers=filed,
    )


def _host(one: Persona, signed: Sequence[Use]) -> HostFacts:
    used = tuple(
        UseRecord(use.product, _day(use.used_from), _day(use.used_until), _day(use.signed_at))
        for use in signed
        if use.withdrawn_at is None
    )
    return HostFacts(
        one.host, one.name, tuple(proof.claim for proof in one.proof if proof.evidence.strip()), used
    )


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()


def warm() -> None:
    """Reads rules and tables, so that the first person who types does not wait for them."""
    check("预热", Asked("script", date(2026, 2, 1)))


def today(clock: Clock, zone: str) -> date:
    """The shop's day."""
    return datetime.fromtimestamp(clock() / 1000, ZoneInfo(zone)).date()


def switches(tx: Session, tenant: str) -> tuple[frozenset[str], int]:
    """Ids of platform rules that are off, and the version of the list (0 = nobody chose)."""
    row = tx.get(LintSwitch, tenant)
    return (frozenset(row.off), row.version) if row is not None else (frozenset(), 0)


def put_switches(
    tx: Session, actor: Actor, clock: Clock, *, version: int, off: Collection[str]
) -> tuple[frozenset[str], int]:
    """Raises LawHasNoSwitch, Stale."""
    platform = {rule.id for rule in shipped() if rule.kind == "platform"}
    for rule in off:
        if rule not in platform:
            raise LawHasNoSwitch(rule=rule)
    row = locked_or_new(
        tx,
        lambda: tx.get(LintSwitch, actor.tenant, with_for_update=True),
        lambda: LintSwitch(tenant_id=actor.tenant, off=[], version=0, changed_at=clock()),
    )
    before = sorted(row.off)
    require_version(version, row.version, {"off": sorted(off)}, {"off": before})
    row.off, row.version, row.changed_at = sorted(off), row.version + 1, clock()
    tx.flush()
    audit(tx, actor, clock, "lint.switches", actor.tenant, before={"off": before}, after={"off": sorted(off)})
    return frozenset(off), row.version

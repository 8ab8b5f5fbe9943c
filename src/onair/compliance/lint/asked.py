"""What the lint is asked and what it answers; frozen. Money in minor units, days as dates of the shop's zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, get_args

from onair.kernel.i18n import Text

Surface = Literal["script", "qa", "overlay", "title", "message", "warmup", "speech"]
SURFACES: tuple[Surface, ...] = get_args(Surface)
Verdict = Literal["BLOCK", "EVID", "FIX", "PASS"]
STRICTEST: tuple[Verdict, ...] = ("BLOCK", "EVID", "FIX", "PASS")


class Evidence(NamedTuple):
    """Something that can be looked up. `claim`: the words it proves; `scope`: ids of products, empty = the whole shop.

    `kind`: report, study, price, ranking, award, standard, licence, approval, use, maker, trademark …;
    `any`: whoever names it says that it fits.
    """

    id: str
    kind: str
    claim: str
    issuer: str = ""
    sample: str = ""
    scope: tuple[str, ...] = ()
    since: date | None = None
    valid_until: date | None = None
    approver: str = ""

    def counts(self, on: date, product: str | None) -> bool:
        """In its time and about this product (what is about the whole shop is about each)."""
        in_time = (self.since is None or self.since <= on) and (
            self.valid_until is None or on <= self.valid_until
        )
        return in_time and (not self.scope or product in self.scope)


class UseRecord(NamedTuple):
    """A host signed that they used this product in these days. `signed` None = not signed: counts for nothing."""

    product: str
    since: date
    until: date | None
    signed: date | None


@dataclass(frozen=True, slots=True)
class HostFacts:
    """`licences`: job titles and qualifications in the file, still good."""

    id: str
    name: str = ""
    licences: tuple[str, ...] = ()
    used: tuple[UseRecord, ...] = ()

    def has_used(self, product: str | None, on: date) -> bool:
        return any(
            one.product == product and one.signed is not None and one.signed <= on and one.since <= on
            for one in self.used
        )


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """`names`: its brand, model, variety, trademark, patent: words in them are names, no claims (指南 6(4)).

    `facts`: what its record says, by name (材质 → 65% 涤纶). `approved`: the reviewed advertisement, word for word.
    `rivals`: brands of others. `returns`: "7" days without reason, "confirm" = excluded after the buyer confirms.
    `papers`: numbers of its papers on file, with their last day.
    """

    id: str
    title: str = ""
    category: str | None = None
    names: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    approval: str = ""
    approved: str = ""
    returns: str = ""
    rivals: tuple[str, ...] = ()
    papers: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the ledger knows of the offer that is talked about. `reference`: the compared price that is proven."""

    price: int | None = None
    usual_price: int | None = None
    reference: int | None = None
    reference_kind: str = ""
    stock: int | None = None
    restock_planned: bool = False
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """`on`: the day whose rules count. `off`: ids of platform rules that the team switched off."""

    surface: Surface
    on: date
    market: str = "cn"
    product: ProductFacts | None = None
    host: HostFacts | None = None
    evidence: tuple[Evidence, ...] = ()
    offer: OfferFacts | None = None
    off: frozenset[str] = frozenset()


class Finding(NamedTuple):
    """`start`, `end`: characters of the text as it was given. `rewrite`: may stand in their place, "" = leave them out.

    `evidence_slot`: the kind of evidence that would settle it, "" = none can. `rule_version`: changes with the rule.
    """

    rule: str
    part: str
    instrument: str
    article: str
    verdict: Verdict
    start: int
    end: int
    matched: str
    reason: Text
    rewrite: Text
    evidence_slot: str
    rule_version: str


class Proven(NamedTuple):
    """A claim that needs evidence and has it."""

    finding: Finding
    evidence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """`verdict`: the strictest of the findings. `proven`: claims that evidence settled."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    proven: tuple[Proven, ...] = ()

    @property
    def publishable(self) -> bool:
        """Nothing that stops it: an unsettled claim does, as a must-not does (FIX is a reminder)."""
        return self.verdict not in ("BLOCK", "EVID")

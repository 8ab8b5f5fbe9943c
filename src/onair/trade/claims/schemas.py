"""What goes over the wire about claims and the lint. Days as YYYY-MM-DD of the shop's zone."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from onair.access.web.fields import INT64, NO_CONTROLS, VISIBLE, WHOLE, Id, Strict, Url
from onair.compliance.lint import SURFACES, Checked, Finding, Surface, Verdict
from onair.compliance.lint.asked import STRICTEST
from onair.compliance.lint.packs import Rule, by_id
from onair.trade.claims.proofs import ProofView
from onair.trade.schemas import ProductId

LONGEST = 60_000
"""Characters of one text."""


def _day(value: Any) -> Any:
    """YYYY-MM-DD and nothing else: a number is no day."""
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    if value is None or isinstance(value, date):
        return value
    raise ValueError("no day")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
ProofKind = Literal["report", "study", "ranking", "award", "standard", "price", "maker", "lottery", "other"]
Words = Annotated[str, Field(min_length=2, max_length=500, pattern=VISIBLE)]
Line = Annotated[str, Field(max_length=120, pattern=NO_CONTROLS)]


class LintIn(Strict):
    """`on`: the day whose rules count, default the shop's today. `product`, `host`: whose facts count."""

    text: Annotated[str, Field(max_length=LONGEST)]
    surface: Surface
    on: Day | None = None
    product: ProductId | None = None
    host: Id | None = None


class Said(BaseModel):
    zh: str
    en: str


class LintFindingOut(BaseModel):
    """`start`, `end`: UTF-16 units of the text, as browsers count. `rewrite`: may stand in their place, "" = leave out.
    `kind` law, market or platform (no law)."""

    rule: str
    name: Said
    part: str
    kind: Literal["law", "market", "platform"]
    instrument: str
    article: str
    verdict: Verdict
    start: int
    end: int
    matched: str
    reason: Said
    rewrite: Said
    evidence_slot: str
    rule_version: str


class LintProvenOut(BaseModel):
    """A claim that needs evidence and has it."""

    rule: str
    start: int
    end: int
    matched: str
    evidence: str


class LintOut(BaseModel):
    """`verdict`: the strictest of the findings; BLOCK and EVID cannot be published."""

    verdict: Verdict
    on: date
    findings: list[LintFindingOut]
    proven: list[LintProvenOut]


class LintVersionOut(BaseModel):
    instrument: str
    article: str
    penalty: str
    since: date
    until: date | None
    source: str
    now: bool


class LintRuleOut(BaseModel):
    """`off`: the team switched it off (platform rules only)."""

    id: str
    name: Said
    kind: Literal["law", "market", "platform"]
    market: str
    verdicts: list[Verdict]
    surfaces: list[Surface]
    versions: list[LintVersionOut]
    examples: int
    rule_version: str
    off: bool


class LintRulesOut(BaseModel):
    rules: list[LintRuleOut]
    version: int


class LintSwitchesIn(Strict):
    """`off`: ids of platform rules, all of them; `version` as it was seen."""

    off: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=200)]
    version: Annotated[int, Field(ge=0, le=INT64), WHOLE]


class NewClaimProof(Strict):
    """`claim`: the words it proves. `products` empty = the whole shop."""

    kind: ProofKind
    claim: Words
    issuer: Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
    sample: Line = ""
    products: Annotated[list[ProductId], Field(max_length=50, default_factory=list)]
    since: Day | None = None
    valid_until: Day | None = None
    file: Url | None = None
    file_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


class ClaimProofOut(BaseModel):
    id: str
    kind: str
    claim: str
    issuer: str
    sample: str
    products: list[str]
    since: date | None
    valid_until: date | None
    file: str | None
    file_sha256: str | None
    approver: str
    created_at: int
    withdrawn_at: int | None


class ClaimProofs(BaseModel):
    items: list[ClaimProofOut]


def proof_out(one: ProofView) -> ClaimProofOut:
    facts = one.new._asdict() | {"products": list(one.new.products)}
    return ClaimProofOut(
        id=one.id, approver=one.approver, created_at=one.created_at, withdrawn_at=one.withdrawn_at, **facts
    )


def lint_out(text: str, on: date, checked: Checked) -> LintOut:
    places = _units(text)
    return LintOut(
        verdict=checked.verdict,
        on=on,
        findings=[_finding(one, places) for one in checked.findings],
        proven=[
            LintProvenOut(
                rule=f.rule, start=places(f.start), end=places(f.end), matched=f.matched, evidence=id_
            )
            for f, id_ in checked.proven
        ],
    )


def _units(text: str) -> Callable[[int], int]:
    """From characters to UTF-16 units."""
    wide = [place for place, sign in enumerate(text) if ord(sign) > 0xFFFF]
    return lambda place: place + bisect_left(wide, place)


def _finding(one: Finding, places: Callable[[int], int]) -> LintFindingOut:
    rule = by_id()[one.rule]
    facts = one._asdict() | {
        "start": places(one.start), "end": places(one.end), "name": Said(**rule.name._asdict()), "kind": rule.kind,
        "reason": Said(**one.reason._asdict()), "rewrite": Said(**one.rewrite._asdict()),
    }  # fmt: skip
    return LintFindingOut(**facts)


def rule_out(one: Rule, on: date, off: bool) -> LintRuleOut:
    versions = [
        LintVersionOut(
            instrument=v.instrument, article=v.article, penalty=v.penalty, since=v.since, until=v.until,
            source=v.source, now=v.covers(on),
        )
        for v in one.versions
    ]  # fmt: skip
    verdicts = sorted({part.verdict for part in one.parts}, key=STRICTEST.index)
    surfaces = [name for name in SURFACES if any(name in part.surfaces for part in one.parts)]
    return LintRuleOut(
        id=one.id, name=Said(**one.name._asdict()), kind=one.kind, market=one.market, verdicts=verdicts, surfaces=surfaces,
        versions=versions, examples=len(one.examples), rule_version=one.digest, off=off,
    )  # fmt: skip

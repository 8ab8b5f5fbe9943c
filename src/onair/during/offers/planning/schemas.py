"""What goes over the wire about planned offers. Money in minor units, times in ms UTC, shares 0…1."""

from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, Field

from onair.access.roles import Actor, Role
from onair.access.web.fields import NO_CONTROLS, VISIBLE, WHOLE, Minor, Planned, Strict, Version
from onair.during.offers.planning.draft import LASTS_MAX_S, LASTS_MIN_S, Draft, Reference, fields_of
from onair.during.offers.planning.judge import Judged
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.terms import Kind
from onair.trade.schemas import ProductId

SEES_MARGIN = frozenset({Role.owner, Role.operator, Role.merchandiser, Role.auditor})
"""Who may read what is left of a price, and the floor that tells it; the others are told on which side of it they are."""

Few = Annotated[int, Field(ge=1, le=1000), WHOLE]
Days = Annotated[int, Field(ge=1, le=3650), WHOLE]
Words = Annotated[str, Field(max_length=120, pattern=NO_CONTROLS)]
PlanState = Literal["draft", "scheduled", "live", "sold_out", "ended"]


class OfferEligibleForm(Strict):
    """`words`: the condition as people are told it."""

    kind: Literal["all", "new", "member", "exclusive"] = "all"
    set: Annotated[str, Field(min_length=1, max_length=128, pattern=VISIBLE)] | None = None
    words: Words = ""


class OfferCouponForm(Strict):
    threshold: Minor
    off: Annotated[int, Field(ge=1, le=10**13), WHOLE]


class OfferBundleForm(Strict):
    product: ProductId
    qty: Few


class OfferGiftForm(Strict):
    """`value`: what one costs in this shop now."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=VISIBLE)]
    qty: Few = 1
    product: ProductId | None = None
    value: Minor | None = None


class OfferInstalmentForm(Strict):
    n: Annotated[int, Field(ge=2, le=60), WHOLE]
    fee: Literal[0] = 0


class OfferTrialForm(Strict):
    days: Days


class OfferReturnsForm(Strict):
    days: Days
    condition: Words = ""


class OfferDraftForm(Strict):
    """See `Draft`: what people write of an offer. `lasts_s`: from whenever it is published, in place of `ends_at`."""

    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=60, pattern=VISIBLE)]
    product: ProductId
    usual_price: Minor
    price: Minor | None = None
    sku: Annotated[str, Field(min_length=1, max_length=128, pattern=VISIBLE)] | None = None
    reference: Reference = "none"
    reference_amount: Minor | None = None
    stock: Annotated[int, Field(ge=1, le=10**6), WHOLE] | None = None
    per_person: Few | None = None
    hold_s: Annotated[int, Field(ge=30, le=3600), WHOLE] = 300
    starts_at: Planned | None = None
    ends_at: Planned | None = None
    lasts_s: Annotated[int, Field(ge=LASTS_MIN_S, le=LASTS_MAX_S), WHOLE] | None = None
    eligible: OfferEligibleForm = OfferEligibleForm()
    coupon: OfferCouponForm | None = None
    bundle: Annotated[list[OfferBundleForm], Field(max_length=20)] = Field(default_factory=list)
    gifts: Annotated[list[OfferGiftForm], Field(max_length=10)] = Field(default_factory=list)
    instalment: OfferInstalmentForm | None = None
    trial: OfferTrialForm | None = None
    returns: OfferReturnsForm | None = None
    restocks_planned: Annotated[int, Field(ge=0, le=50), WHOLE] = 0
    stacks: bool = False
    ready: bool = False
    slot: Annotated[str, Field(min_length=1, max_length=128, pattern=VISIBLE)] | None = None
    floor_why: Annotated[str, Field(min_length=4, max_length=200, pattern=VISIBLE)] | None = None

    def body(self) -> dict[str, Any]:
        """As `read_draft` takes it."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class OfferPlanPut(Strict):
    """`version` of what was seen; the draft is written whole."""

    version: Version
    draft: OfferDraftForm


class OfferCheckForm(Strict):
    """`id`: of the plan it is a change of, if it is one."""

    draft: OfferDraftForm
    id: Annotated[str, Field(min_length=1, max_length=64, pattern=VISIBLE)] | None = None


class OfferScheduleForm(Strict):
    version: Version
    on: bool


class OfferDraftOut(OfferDraftForm):
    floor_by: str | None = None


class OfferFinding(BaseModel):
    """`say`, `repair`, `instrument` in the asker's language; `block` = it cannot be published so."""

    code: str
    block: bool
    field: str
    rule: str
    instrument: str
    article: str
    say: str
    repair: str
    other: str | None


class OfferEvidenceOut(BaseModel):
    """What a compared price rests on. `basis`: window, last (the last before it), asked (EU), none. `cap`: the most."""

    id: str
    product: str
    market: str
    window_days: int
    since: int
    as_of: int
    rooms: list[str]
    basis: str
    cap: int | None
    lowest: int | None
    n: int
    last: int | None
    last_at: int | None
    asked: int | None


class OfferCheckOut(BaseModel):
    """`paid`: of one while it lasts; `worst`: the least a unit can come to; `margin` of that; `floor`: the least allowed;
    `share`: the margin asked for. The last three for `SEES_MARGIN` only: `share` null = not for the asker."""

    findings: list[OfferFinding]
    refused: bool
    paid: int
    worst: int
    floor: int | None
    share: float | None
    margin: float | None
    evidence: OfferEvidenceOut | None


class OfferCounts(BaseModel):
    """From the ledger; null where the platform owns the stock. `expired`: holds that ran out; `released`: given up.
    `cancelled`: paid orders that were; `unexplained`: of those without a reason (C14)."""

    on_sale: int | None
    left: int | None
    held: int | None
    sold: int | None
    returned: int | None
    buyers: int | None
    restocks: int | None
    cancelled: int
    unexplained: int
    reserved: int
    released: int
    expired: int
    price: int
    as_of: int


class OfferPlanOut(BaseModel):
    """`state` by the log where it is published. `evidence`: as it was frozen, else as it is now."""

    id: str
    state: PlanState
    draft: OfferDraftOut
    check: OfferCheckOut
    product_title: str | None
    counts: OfferCounts | None
    scheduled_by: str | None
    published_at: int | None
    ended_at: int | None
    ends_at: int | None
    end_why: str | None
    updated_at: int
    updated_by: str
    version: int


class OfferBoard(BaseModel):
    """All offers of a show, oldest first. `price`, `market`: of its room; `as_of`: when it was looked up."""

    items: list[OfferPlanOut]
    currency: str
    zone: str
    market: str
    stock_owner: str
    show_state: str
    starts_at: int | None
    as_of: int


def draft_out(draft: Draft) -> OfferDraftOut:
    return OfferDraftOut.model_validate(fields_of(draft), strict=False)


def findings_out(found: Judged, zh: bool) -> list[OfferFinding]:
    return [
        OfferFinding(
            code=one.code, block=one.level == "block", field=one.field, rule=one.rule, article=one.article,
            instrument=one.instrument_zh if zh else one.instrument_en, say=one.zh if zh else one.en,
            repair=one.repair_zh if zh else one.repair_en, other=one.other,
        )
        for one in found.breaches
    ]  # fmt: skip


def sees_margin(actor: Actor) -> bool:
    """May read what a unit costs the shop, or what tells it."""
    return actor.kind in ("local", "system") or not actor.roles.isdisjoint(SEES_MARGIN)


def check_out(found: Judged, draft: Draft, *, zh: bool, margin: bool) -> OfferCheckOut:
    """`margin`: the asker may see it."""
    floor = found.floor
    return OfferCheckOut(
        findings=findings_out(found, zh), refused=bool(found.blocks), paid=draft.paid, worst=floor.worst,
        floor=floor.price if margin else None, share=floor.share if margin else None,
        margin=floor.margin if margin else None,
        evidence=None if found.evidence is None else evidence_out(msgspec.to_builtins(found.evidence)),
    )  # fmt: skip


def evidence_out(body: dict[str, Any]) -> OfferEvidenceOut:
    return OfferEvidenceOut.model_validate(body)


def plan_base(row: OfferPlan) -> dict[str, Any]:
    """What of a plan's row is shown as it is."""
    names = ("id", "scheduled_by", "published_at", "updated_at", "updated_by", "version")
    return {name: getattr(row, name) for name in names}

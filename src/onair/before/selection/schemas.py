"""What goes over the wire about the selection. Money in minor units, rates 0…1, scores 0…100, times ms UTC."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web.fields import (
    INT64,
    NO_CONTROLS,
    VISIBLE,
    WHOLE,
    Id,
    Millis,
    Minor,
    Short,
    Strict,
    Version,
    unless_sent,
)
from onair.before.selection.scans import NAME as SCAN_NAME
from onair.trade.evidence.service import PaperKind, PaperState
from onair.trade.schemas import ProductId, RejectedRow

Count = Annotated[int, Field(ge=0, le=10**12), WHOLE]
Rate = Annotated[float, Field(ge=0, le=1, strict=False, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, le=100, strict=False, allow_inf_nan=False)]
Ratio = Annotated[float, Field(ge=1 / 9 - 1e-9, le=9, strict=False, allow_inf_nan=False)]
Days = Annotated[float, Field(ge=0, le=3650, strict=False, allow_inf_nan=False)]
Known = Annotated[int, Field(ge=0, le=INT64), WHOLE]
Number = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
Theme = Annotated[str, Field(max_length=120, pattern=NO_CONTROLS)]
Method = Literal["slider", "ahp", "entropy", "critic"]


class PoolDims(BaseModel):
    """The four dimensions; null = nothing is known of it."""

    value: float | None
    looks: float | None
    demand: float | None
    supply: float | None


class PoolRow(BaseModel):
    """`gmv`, `low`, `high`: expected value of 1,000 exposures with its 80 % interval; `few`: too few clicks for a
    badge; `trapped`: called a trap; `proposed`: the role proposed, with `reasons`; `coverage`: known part of the weights;
    `complaints`: people who reported a fault in tickets of the last twelve weeks."""

    id: str
    title: str
    category: str | None
    price: int | None
    currency: str
    stock: int | None
    role: str | None
    version: int
    rank: int | None
    total: float | None
    coverage: float
    dims: PoolDims
    trap: float | None
    few: bool
    trapped: bool
    exposures: int
    clicks: int
    paid: int
    gmv: float | None
    low: float | None
    high: float | None
    proposed: str | None
    reasons: list[str]
    papers: PaperState
    picked: bool
    margin: float | None
    complaints: int


class StableRow(BaseModel):
    """`share`: of runs with each weight moved by up to 20 %, in which it stays among the first `top`."""

    product: str
    title: str
    total: float
    share: float


class MediansOut(BaseModel):
    ctr: float | None
    cvr: float | None
    gmv: float | None


class WeightsOut(BaseModel):
    """`weights` sum 100. `version` 0: the default. `ratio`: consistency of the comparisons."""

    method: Method
    weights: dict[str, float]
    compared: list[float]
    theme: str
    ratio: float | None
    changed_by: str
    updated_at: int | None
    version: int


class PoolPage(BaseModel):
    """`late`: evidence has changed since `as_of` and could not be scored yet; `pool_max`: how many products are looked
    at, where the shop has more; `found`: lines that fit; `counts`: by
    view; `stable`: the first places under moved weights."""

    as_of: int | None
    changed_at: int | None
    late: bool
    pool_max: int | None
    items: list[PoolRow]
    page: int
    pages: int
    found: int
    counts: dict[str, int]
    medians: MediansOut
    top: int
    stable: list[StableRow]
    weights: WeightsOut
    picked: list[PoolRow]


class WeightsForm(Strict):
    """`weights` for sliders; `compared` for AHP: value:looks, value:demand, value:supply, looks:demand,
    looks:supply, demand:supply, 1/9…9."""

    method: Method
    weights: dict[Literal["value", "looks", "demand", "supply"], Points] | None = None
    compared: Annotated[list[Ratio], Field(max_length=6)] = Field(default_factory=list)
    theme: Theme = ""


class WeightsPut(WeightsForm):
    version: Known


class WeightsPreview(BaseModel):
    """What these weights would do. `consistent` false: they would be refused."""

    weights: dict[str, float]
    ratio: float | None
    worst: list[str] | None
    consistent: bool
    top: int
    stable: list[StableRow]


class EvidenceRow(BaseModel):
    what: str
    value: float | None
    unit: str
    at: int | None
    source: str | None
    note: str | None
    of: float | None


class ScoreTerm(BaseModel):
    """`state` missing: no score; the rows say what is lacking. `share`: part of the total."""

    code: str
    dimension: Literal["value", "looks", "demand", "supply"]
    unit: str
    state: Literal["ok", "missing"]
    score: float | None
    raw: float | None
    n: int
    share: float
    rows: list[EvidenceRow]


class BetaOut(BaseModel):
    """A Beta distribution. `median`: the pool's; `limit`: 0.6 × the median for the buying rate."""

    alpha: float
    beta: float
    median: float | None
    limit: float | None
    hits: int
    trials: int


class PaperOut(BaseModel):
    id: str
    kind: str
    number: str
    issuer: str | None
    expires_at: int | None
    file: str | None
    version: int


class PictureOut(BaseModel):
    """Measured, not kept. `side` pixels; the rest 0…100 or shares."""

    id: str
    name: str
    side: float
    sharpness: float
    exposure: float
    background: float
    clutter: float
    at: int


class RatingOut(BaseModel):
    person: str
    name: str
    stars: int
    note: str | None
    at: int


class PricePointOut(BaseModel):
    at: int
    source: str
    price: int | None
    sold: int | None
    comments: int | None


class SupplyOut(BaseModel):
    """`sheet`: the other columns of a 排品表. `version` 0 = nothing entered."""

    cost: int | None
    commission_rate: float | None
    gift_cost: int | None
    freight: int | None
    lead_days: float | None
    daily_capacity: int | None
    on_time_rate: float | None
    quality_return_rate: float | None
    suppliers: int | None
    sheet: dict[str, str]
    updated_at: int | None
    version: int


class ProductDetail(BaseModel):
    id: str
    title: str
    category: str | None
    price: int | None
    currency: str
    stock: int | None
    role: str | None
    version: int
    as_of: int
    total: float | None
    trap: float | None
    gmv: float | None
    low: float | None
    high: float | None
    proposed: str | None
    reasons: list[str]
    click: BetaOut | None
    buy: BetaOut | None
    terms: list[ScoreTerm]
    supply: SupplyOut
    papers: list[PaperOut]
    papers_state: PaperState
    papers_lack: str | None
    pictures: list[PictureOut]
    ratings: list[RatingOut]
    prices: list[PricePointOut]


class ScoreMove(BaseModel):
    """`by`: points of the total; all moves together are the difference."""

    code: str
    kind: Literal["changed", "appeared", "gone", "weight"]
    by: float
    before: float | None
    after: float | None
    raw_before: float | None
    raw_after: float | None
    n_before: int
    n_after: int


class PastScore(BaseModel):
    """`delta` null: the first, or a total was missing."""

    at: int
    total: float | None
    gmv: float | None
    trap: float | None
    role: str | None
    delta: float | None
    weights_changed: bool
    moves: list[ScoreMove]


class ScoreHistory(BaseModel):
    items: list[PastScore]


class RatingForm(Strict):
    """`stars` null takes the rating back."""

    stars: Annotated[int, Field(ge=1, le=5), WHOLE] | None
    note: Short | None = None


class SupplyForm(Strict):
    """Only fields that are sent change; null forgets. `version` 0 = nothing was there."""

    version: Known
    cost: Minor | None = None
    commission_rate: Rate | None = None
    gift_cost: Minor | None = None
    freight: Minor | None = None
    lead_days: Days | None = None
    daily_capacity: Count | None = None
    on_time_rate: Rate | None = None
    quality_return_rate: Rate | None = None
    suppliers: Annotated[int, Field(ge=0, le=1000), WHOLE] | None = None


SCANS = "/api/v1/selection/scans/"
PaperFile = Annotated[
    str,
    Field(
        max_length=2000, pattern=rf"^(?:https?://[^\x00-\x20\x7f\"'<>\\^`{{|}}]{{3,}}|{SCANS}{SCAN_NAME})$"
    ),
]
"""An address, or a scan that was sent to SCANS."""


class ScanOut(BaseModel):
    """`file`: what a paper names it by."""

    file: str


class PaperForm(Strict):
    kind: PaperKind
    number: Number
    issuer: Short | None = None
    expires_at: Millis | None = None
    file: PaperFile | None = None


class PaperPatch(Strict):
    """Only fields that are sent change."""

    version: Version
    kind: PaperKind = unless_sent()
    number: Number = unless_sent()
    issuer: Short | None = None
    expires_at: Millis | None = None
    file: PaperFile | None = None


class PickForm(Strict):
    show: Id
    products: Annotated[list[ProductId], Field(min_length=1, max_length=500)]
    picked: bool


class ShowPicks(BaseModel):
    products: list[str]


class EvidenceImport(BaseModel):
    """`points`: new or changed prices and counts; `repeated`: rows that were there twice."""

    rows: int
    imported: int
    updated: int
    points: int
    repeated: int
    supplies: int
    papers: int
    rejected: list[RejectedRow]
    rejected_total: int
    quarantine: str | None

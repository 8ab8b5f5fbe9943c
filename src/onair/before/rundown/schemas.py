"""What goes over the wire about rundowns. Money in minor units, times in ms UTC, lengths in whole minutes."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from onair.access.web.fields import (
    INT64,
    NO_CONTROLS,
    NO_CONTROLS_BUT_LINES,
    VISIBLE,
    WHOLE,
    Id,
    Minor,
    Note,
    Strict,
)
from onair.before.rundown.words import LONGEST_MIN, MOST_SLOTS
from onair.trade.schemas import ProductId, RejectedRow

Kind = Literal["opening", "product", "game", "welfare", "transition", "qa", "host_change", "closing"]
RoleCode = Literal["traffic", "follow", "profit", "image", "hero", "encore", "welfare"]
RuleName = Literal[
    "opener", "leader_cap", "category_spacing", "host_hours", "stock", "promises", "total_time", "welfare_rhythm",
    "fixed_time",
]  # fmt: skip
CardForm = Literal["three", "six"]
PartName = Literal["pain", "value", "contrast", "point", "scene", "welfare", "assurance", "close"]
TimingCode = Literal["linked", "locked", "fill"]
Seen = Annotated[int, Field(ge=0, le=INT64), WHOLE]
Minutes = Annotated[int, Field(ge=1, le=LONGEST_MIN), WHOLE]
Pin = Annotated[int, Field(ge=0, le=2_880), WHOLE]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
Body = Annotated[str, Field(max_length=2_000, pattern=NO_CONTROLS_BUT_LINES)]
Line = Annotated[str, Field(max_length=300, pattern=NO_CONTROLS)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]
CellCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class CardProofForm(Strict):
    claim: Line
    evidence: Line = ""


class QuestionForm(Strict):
    q: Line
    a: Line = ""
    source: Line = ""


class CardIn(Strict):
    """A talk card; parts that its form does not have are kept and not shown."""

    form: CardForm = "three"
    parts: dict[PartName, Body] = Field(default_factory=dict)
    story: Body = ""
    scene: Body = ""
    anchor: Body = ""
    must: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    never: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    proofs: Annotated[list[CardProofForm], Field(max_length=30)] = Field(default_factory=list)
    qa: Annotated[list[QuestionForm], Field(max_length=30)] = Field(default_factory=list)


class SlotIn(Strict):
    """`id` null = a new slot. `pin`: minute after the start at which it is fixed; `timing`: its length may be shortened,
    never changes, or lasts until the next fixed time. `sheet`: other columns of a 排品表."""

    id: Id | None = None
    kind: Kind
    title: Title
    minutes: Minutes
    product: ProductId | None = None
    host: Id | None = None
    helpers: Annotated[list[Id], Field(max_length=6)] = Field(default_factory=list)
    role: RoleCode | None = None
    price: Minor | None = None
    pin: Pin | None = None
    timing: TimingCode = "linked"
    card: CardIn = Field(default_factory=CardIn)
    sheet: Annotated[dict[CellCode, Body], Field(max_length=60)] = Field(default_factory=dict)
    note: Note = ""


class HoursIn(Strict):
    """Minutes after the start between which a host is there."""

    since: Pin
    until: Pin

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since >= self.until:
            raise ValueError("since < until")
        return self


class LimitsIn(Strict):
    """Figures of the hard rules; not sent = the usual. `hours`: by host; one that is not named is always there."""

    rhythm: Annotated[int, Field(ge=5, le=180), WHOLE] | None = None
    leaders: Annotated[int, Field(ge=1, le=6), WHOLE] | None = None
    category_most: Annotated[int, Field(ge=1, le=6), WHOLE] | None = None
    hours: Annotated[dict[Id, HoursIn], Field(max_length=30)] = Field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As a rundown keeps them: only what differs from the usual."""
        told = self.model_dump(exclude_none=True, exclude={"hours"})
        hours = {host: [one.since, one.until] for host, one in self.hours.items()}
        return told | ({"hours": hours} if hours else {})


class RundownPut(Strict):
    """`version` of what was seen, 0 when there was none. `limits` not sent = as they are."""

    version: Seen
    theme: Code | None = None
    slots: Annotated[list[SlotIn], Field(max_length=MOST_SLOTS)]
    limits: LimitsIn | None = None


class FromTheme(Strict):
    version: Seen
    theme: Code
    products: Annotated[list[ProductId], Field(max_length=MOST_SLOTS)] = Field(default_factory=list)


class FromShow(Strict):
    version: Seen
    source: Id


class ArrangeIn(Strict):
    """`off`: hard rules to leave out. `seconds`: for the arranging; explaining a conflict may take as long again."""

    version: Seen
    off: Annotated[list[RuleName], Field(max_length=20)] = Field(default_factory=list)
    seconds: Annotated[float, Field(ge=1, le=10)] = 4.2


class MarkOut(BaseModel):
    """`start`, `end`: characters in the part; 0, 0 = the part as a whole. `rewrite`: words to put there, "" = none."""

    part: str
    start: int
    end: int
    code: str
    level: Literal["error", "warning"]
    zh: str
    en: str
    rewrite: str


class MarksOut(BaseModel):
    marks: list[MarkOut]


class CardProofOut(BaseModel):
    claim: str
    evidence: str


class QuestionOut(BaseModel):
    q: str
    a: str
    source: str


class CardOut(BaseModel):
    form: CardForm = "three"
    parts: dict[str, str] = Field(default_factory=dict)
    story: str = ""
    scene: str = ""
    anchor: str = ""
    must: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)
    proofs: list[CardProofOut] = Field(default_factory=list)
    qa: list[QuestionOut] = Field(default_factory=list)


class SlotOut(BaseModel):
    """`at`: minute after the start. `price` of this slot, `shown_price` that or else the product's; `units`, `stock`,
    `margin`: what is expected and known, null = unknown."""

    id: str
    kind: Kind
    title: str
    at: int
    starts_at: int
    minutes: int
    product: str | None
    category: str | None
    host: str | None
    helpers: list[str]
    role: str | None
    price: int | None
    shown_price: int | None
    pin: int | None
    timing: TimingCode
    units: float | None
    stock: int | None
    margin: float | None
    card: CardOut
    marks: list[MarkOut]
    sheet: dict[str, str]
    note: str


class FindingOut(BaseModel):
    """`subject`: a slot's id, "" = the whole."""

    code: str
    level: Literal["error", "warning"]
    subject: str
    zh: str
    en: str


class BrokenOut(BaseModel):
    """A hard rule that the rundown breaks as it stands."""

    rule: str
    slots: list[str]
    zh: str
    en: str


class RoleMinutes(BaseModel):
    role: str | None
    minutes: int


class FiguresOut(BaseModel):
    """Amounts in minor units of `currency`; the interval is 80 %, null with fewer than three past shows."""

    currency: str
    minutes: int
    total: int
    roles: list[RoleMinutes]
    gmv: int | None
    gmv_low: int | None
    gmv_high: int | None
    margin: float | None
    margin_floor: float
    talks: int
    priced: int
    costed: int


class PromiseOut(BaseModel):
    id: str
    text: str
    slot: str | None


class HoursOut(BaseModel):
    since: int
    until: int


class LimitsOut(BaseModel):
    """Null = the usual; `usual` says what that is."""

    rhythm: int | None = None
    leaders: int | None = None
    category_most: int | None = None
    hours: dict[str, HoursOut] = Field(default_factory=dict)
    usual: dict[str, int] = Field(default_factory=dict)


class RundownOut(BaseModel):
    """`version` 0 and `id` null: none is written yet."""

    id: str | None
    show: str
    theme: str | None
    version: int
    starts_at: int | None
    zone: str
    total: int
    limits: LimitsOut
    slots: list[SlotOut]
    findings: list[FindingOut]
    broken: list[BrokenOut]
    figures: FiguresOut
    promises: list[PromiseOut]
    curve_shows: int
    updated_at: int | None
    updated_by: str | None


class PlacedOut(BaseModel):
    slot: str
    at: int


class ConflictOut(BaseModel):
    rule: str
    slots: list[str]
    zh: str
    en: str


class ArrangedOut(BaseModel):
    """`order` is empty unless `outcome` is arranged; `conflicts` then name the rules. `proven`: no order exists.
    `solver` false: this machine has none. `assumed`: talks whose price or forecast is unknown and was assumed."""

    outcome: Literal["arranged", "impossible", "unknown"]
    engine: Literal["solver", "greedy"]
    solver: bool
    assumed: int
    optimal: bool
    seconds: float
    order: list[PlacedOut]
    gain: float | None
    conflicts: list[ConflictOut]
    proven: bool
    curve_shows: int


class SheetImport(BaseModel):
    """`saved` false: rows were refused and nothing was changed."""

    saved: bool
    rows: int
    rejected: list[RejectedRow]
    rejected_total: int
    version: int | None

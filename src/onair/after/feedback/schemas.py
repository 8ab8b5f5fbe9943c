"""Forms and answers of the feedback loop."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Name, Strict, Url, Version, Zone
from onair.access.web.fields import NO_CONTROLS_BUT_LINES, WHOLE, unless_sent
from onair.after.feedback.kinds import Kind, Origin, State
from onair.after.feedback.setup import LIMIT_MAX
from onair.after.feedback.trend import Change
from onair.trade.schemas import ProductId

Words = Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_CONTROLS_BUT_LINES)]
Order = Annotated[str, Field(min_length=4, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Minutes = Annotated[int, Field(ge=15, le=LIMIT_MAX), WHOLE]
Minute = Annotated[int, Field(ge=0, le=1440), WHOLE]
Day = Annotated[int, Field(ge=1, le=7), WHOLE]


class TicketForm(Strict):
    """A ticket by hand. `text`: what was said; digits that reach a person are masked."""

    kind: Kind
    text: Words
    product: ProductId | None = None
    show: Id | None = None
    order: Order | None = None
    owner: Id | None = None


class TicketOfComment(Strict):
    """A ticket of what viewers wrote. `comment`: the comment's key in its show, the same again is the same ticket; `people`:
    how many wrote the like."""

    show: Id
    comment: Annotated[str, Field(min_length=1, max_length=128)]
    text: Words
    kind: Kind = "other"
    product: ProductId | None = None
    people: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] = 1


class TicketPatch(Strict):
    version: Version
    kind: Kind = unless_sent()
    product: ProductId | None = unless_sent()
    show: Id | None = unless_sent()
    order: Order | None = unless_sent()


class TicketAct(Strict):
    version: Version


class TicketAssign(TicketAct):
    owner: Id


class TicketWords(TicketAct):
    text: Words


class TicketMerge(TicketAct):
    into: Id


class TicketUrl(Strict):
    url: Url


class TicketOut(BaseModel):
    """`votes`: its own; `merged`: tickets in it, whose votes are `merged_votes`. `due_at` None = its clock stands.
    `left_ms`: working time left, below 0 when it is over. `text` None = erased on request."""

    id: str
    no: int
    version: int
    kind: Kind
    state: State
    origin: Origin
    text: str | None
    product: str | None
    product_title: str | None
    show: str | None
    show_title: str | None
    order: str | None
    owner: str | None
    owner_name: str | None
    votes: int
    merged: int
    merged_votes: int
    parent: str | None
    answer: str | None
    answered_at: int | None
    question: str | None
    verified_by: Literal["asker", "person"] | None
    round: int
    limit_ms: int
    left_ms: int
    due_at: int | None
    reachable: bool
    said_at: int
    created_at: int
    created_by: str
    updated_at: int
    erased_at: int | None


class TicketStepOut(BaseModel):
    """One change. `by` "" = the asker or the server, see `by_kind`."""

    seq: int
    at: int
    by: str
    by_kind: str
    what: str
    body: dict[str, Any]


class TicketProofOut(BaseModel):
    """`size` 0 with `url`: an address."""

    id: str
    name: str
    media: str
    size: int
    url: str | None
    by: str
    by_kind: str
    at: int
    erased: bool


class TicketDetail(BaseModel):
    """A ticket with everything of it. `may_verify`: whether whoever asks may check its answer."""

    ticket: TicketOut
    steps: list[TicketStepOut]
    proofs: list[TicketProofOut]
    alike: list[TicketOut]
    children: list[TicketOut]
    may_verify: bool


class TicketPage(BaseModel):
    """What hurries first. `counts` by view. `zone`, `hours`: in which the clocks run."""

    items: list[TicketOut]
    next: str | None
    counts: dict[str, int]
    as_of: int
    zone: str


class TicketMade(BaseModel):
    """`fresh` false: the same had been made before."""

    ticket: TicketOut
    fresh: bool


class AskerLink(BaseModel):
    """For whoever said it: shows the answer and asks 解决了吗."""

    url: str


class FeedbackHours(Strict):
    """Minutes of the day; `days` 1 = Monday."""

    zone: Zone
    days: Annotated[list[Day], Field(min_length=1, max_length=7)]
    start: Minute
    end: Minute


class FeedbackLimits(Strict):
    """Working minutes to an answer."""

    quality: Minutes
    suggestion: Minutes
    logistics: Minutes
    service: Minutes
    price: Minutes
    other: Minutes


class FeedbackSetupForm(Strict):
    hours: FeedbackHours
    limits: FeedbackLimits
    target: Id | None = None
    escalate: Id | None = None
    asker: Id | None = None
    aftersales: Annotated[int, Field(ge=0, le=1000), WHOLE] = 0
    version: Annotated[int, Field(ge=0, le=2**53), WHOLE]


class FeedbackRobot(BaseModel):
    id: str
    name: str
    kind: str
    channel: str | None


class FeedbackSetupOut(BaseModel):
    """`robots`: what can be chosen, groups (`channel` null) and ways to persons."""

    hours: FeedbackHours
    limits: FeedbackLimits
    target: str | None
    escalate: str | None
    asker: str | None
    aftersales: int
    version: int
    robots: list[FeedbackRobot]


class FeedbackLinkForm(Strict):
    name: Name
    days: Annotated[int, Field(ge=1, le=365), WHOLE] = 30
    product: ProductId | None = None
    show: Id | None = None


class FeedbackLinkOut(BaseModel):
    """`url` is told once, when it is made."""

    id: str
    name: str
    product: str | None
    product_title: str | None
    show: str | None
    expires_at: int
    created_at: int
    created_by: str
    sent: int
    url: str | None = None
    qr_svg: str | None = None


class FeedbackLinkPage(BaseModel):
    items: list[FeedbackLinkOut]


class TrendWeek(BaseModel):
    """`start` ms; `kinds`: kind → how many said it; `paid` null = not known."""

    start: int
    n: int
    kinds: dict[str, int]
    paid: int | None


class TrendOut(BaseModel):
    """`change` of the last four weeks against the four before: few = too few tickets to say. `low`, `high`: 95 % of the
    share of the later ones; `expected`: what it were without a change."""

    product: str | None
    product_title: str | None
    n: int
    open: int
    weeks: list[TrendWeek]
    change: Change
    late: int
    early: int
    low: float | None
    high: float | None
    expected: float | None


class TrendPage(BaseModel):
    """`least`: tickets of both spans together, below which no change is told."""

    items: list[TrendOut]
    zone: str
    as_of: int
    least: int
    span: int

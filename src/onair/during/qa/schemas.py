"""Forms and answers of the library."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import NO_CONTROLS, NO_CONTROLS_BUT_LINES, VISIBLE, Millis, Version, unless_sent
from onair.during.qa.answer import Answer, Intent, SourceKind, State, spoken_s, state_of
from onair.during.qa.checking import Mark, Part
from onair.during.qa.matching import Match
from onair.during.qa.service import Step

Question = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
Said = Annotated[str, Field(max_length=300, pattern=NO_CONTROLS)]
Long = Annotated[str, Field(max_length=2000, pattern=NO_CONTROLS_BUT_LINES)]
Never = Annotated[str, Field(min_length=1, max_length=60, pattern=VISIBLE)]
ProductKey = Annotated[str, Field(min_length=1, max_length=128, pattern=NO_CONTROLS)]
Variants = Annotated[list[Question], Field(min_length=1, max_length=30)]
Nevers = Annotated[list[Never], Field(max_length=20)]


class QaSource(Strict):
    """`ref`: the id of a paper of the product, for kind evidence."""

    kind: SourceKind
    text: Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
    ref: Id | None = None


class QaForm(Strict):
    """A draft. `host`: whose own experience it tells. `until`: the last moment it may be given."""

    variants: Variants
    intent: Intent
    short: Annotated[str, Field(min_length=1, max_length=300, pattern=VISIBLE)]
    product: ProductKey | None = None
    short_en: Said = ""
    long: Long = ""
    source: QaSource | None = None
    until: Millis | None = None
    never: Nevers = Field(default_factory=list)
    host: Id | None = None


class QaPatch(Strict):
    """Only fields that are sent change; the answer is a draft afterwards."""

    version: Version
    variants: Variants = unless_sent()
    intent: Intent = unless_sent()
    short: Annotated[str, Field(min_length=1, max_length=300, pattern=VISIBLE)] = unless_sent()
    product: ProductKey | None = unless_sent()
    short_en: Said = unless_sent()
    long: Long = unless_sent()
    source: QaSource | None = unless_sent()
    until: Millis | None = unless_sent()
    never: Nevers = unless_sent()
    host: Id | None = unless_sent()


class QaCheck(Strict):
    """A draft that nobody saved yet, unfinished as it may be."""

    short: Said = ""
    short_en: Said = ""
    long: Long = ""
    product: ProductKey | None = None
    source: QaSource | None = None
    never: Nevers = Field(default_factory=list)
    host: Id | None = None


class QaStep(Strict):
    version: Version
    why: Annotated[str, Field(max_length=300, pattern=NO_CONTROLS)] | None = None


class QaWords(BaseModel):
    zh: str
    en: str


class QaMark(BaseModel):
    """`start`, `end`: characters of that text. `stops`: it cannot be approved like this. `rewrite` empty = leave it out."""

    part: Part
    rule: str
    instrument: str
    article: str
    verdict: Literal["BLOCK", "EVID", "FIX", "PASS"]
    start: int
    end: int
    matched: str
    reason: QaWords
    rewrite: QaWords
    stops: bool


class QaChecked(BaseModel):
    """`seconds`: to say the short answer aloud, Chinese and English."""

    marks: list[QaMark]
    seconds: float
    seconds_en: float


class QaAnswerOut(BaseModel):
    """`state`: draft, approved, expired (its time or its evidence is over) or withdrawn. `ends_at`: the earlier of
    `until` and the end of the paper it rests on. `seconds`: to say the short answer aloud."""

    id: str
    product: str | None
    intent: Intent
    variants: list[str]
    short: str
    short_en: str
    long: str
    source: QaSource | None
    until: int | None
    ends_at: int | None
    never: list[str]
    host: str | None
    state: State
    author: str
    author_name: str
    approver_name: str | None
    approved_at: int | None
    created_at: int
    updated_at: int
    version: int
    seconds: float


class QaCounts(BaseModel):
    draft: int
    approved: int
    expired: int
    withdrawn: int


class QaPage(Page[QaAnswerOut]):
    """`counts`: of the whole library. `as_of`: the moment the states are of."""

    counts: QaCounts
    as_of: int


class QaStepOut(BaseModel):
    """`body`: the answer as it was after the step."""

    version: int
    at: int
    by: str
    what: str
    body: dict[str, object]


class QaHistoryOut(BaseModel):
    items: list[QaStepOut]


class QaMatchOut(BaseModel):
    """`score` 0…1; `variant`: what it resembles, `similarity` how much; `intent_agrees` null = nobody knows the intent."""

    answer: QaAnswerOut
    score: float
    variant: str
    similarity: float
    intent_agrees: bool | None


class QaMatchPage(BaseModel):
    """Best first, three at most; empty = nothing fits well enough. `threshold`: the score below which it abstains."""

    items: list[QaMatchOut]
    threshold: float


def answer_out(answer: Answer, now: int) -> QaAnswerOut:
    source = answer.source
    return QaAnswerOut(
        id=answer.id, product=answer.product, intent=answer.intent, variants=list(answer.variants), short=answer.short,
        short_en=answer.short_en, long=answer.long, until=answer.chosen_until,
        ends_at=answer.until, never=list(answer.never), host=answer.host,
        source=QaSource(kind=source.kind, text=source.text, ref=source.ref) if source else None,
        state=state_of(answer, now), author=answer.author, author_name=answer.author_name,
        approver_name=answer.approver_name, approved_at=answer.approved_at, created_at=answer.created_at,
        updated_at=answer.updated_at, version=answer.version, seconds=round(spoken_s(answer.short), 1),
    )  # fmt: skip


def mark_out(mark: Mark) -> QaMark:
    said = mark._asdict() | {"reason": mark.reason._asdict(), "rewrite": mark.rewrite._asdict()}
    return QaMark.model_validate(said | {"stops": mark.stops})


def step_out(step: Step) -> QaStepOut:
    return QaStepOut(version=step.version, at=step.at, by=step.by, what=step.what, body=dict(step.body))


def match_out(match: Match, now: int) -> QaMatchOut:
    return QaMatchOut(
        answer=answer_out(match.answer, now), score=round(match.score, 3), variant=match.variant,
        similarity=round(match.similarity, 3), intent_agrees=match.intent_agrees,
    )  # fmt: skip

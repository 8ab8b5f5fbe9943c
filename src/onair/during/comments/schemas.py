"""Forms and answers of the comment radar."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.web import Strict
from onair.access.web.fields import INT64, NO_CONTROLS, WHOLE
from onair.during.comments.labels import Doubt
from onair.during.comments.model import CommentLabel
from onair.during.comments.setup import RadarSetup

Seconds = Annotated[int, Field(ge=5, le=1800), WHOLE]
Share = Annotated[float, Field(ge=0.02, le=0.9)]


class CommentSetupForm(Strict):
    """`question_s`, `risk_s`: seconds to an answer. `wave`, `clear`: shares of a minute's comments, 0…1."""

    question_s: Seconds
    risk_s: Seconds
    wave: Share
    clear: Share
    version: Annotated[int, Field(ge=0, le=INT64), WHOLE]


class CommentSetupOut(BaseModel):
    question_s: int
    risk_s: int
    wave: float
    clear: float
    version: int


class CommentWordForm(Strict):
    """`reason`: one of the codes that hide a comment; `note`: what it rests on, needed for some."""

    word: Annotated[str, Field(min_length=1, max_length=60, pattern=NO_CONTROLS)]
    reason: Annotated[str, Field(min_length=1, max_length=40)]
    note: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)] | None = None


class CommentWordOut(BaseModel):
    word: str
    reason: str
    note: str | None
    at: int
    by: str


class CommentWordPage(BaseModel):
    """Newest first."""

    items: list[CommentWordOut]


class CommentLabelForm(Strict):
    """What a person says about a text; at least one of intent, negative and abuse."""

    text: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_CONTROLS)]
    intent: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    negative: bool | None = None
    abuse: bool | None = None
    product: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROLS)] | None = None
    show: Annotated[str, Field(min_length=1, max_length=64, pattern=NO_CONTROLS)] | None = None


class CommentLabelOut(BaseModel):
    """`state`: kept, refused (the fixed set was read worse, so nothing changed), withdrawn. `before`, `after`: per cent of
    that set read right."""

    id: str
    text: str
    intent: str | None
    negative: bool | None
    abuse: bool | None
    product: str | None
    show: str | None
    state: str
    before: float | None
    after: float | None
    at: int
    by: str
    withdrawn_at: int | None
    withdrawn_by: str | None


class CommentLabelPage(BaseModel):
    items: list[CommentLabelOut]


class CommentDoubtOut(BaseModel):
    """As it is read now; `n`: how often it was said."""

    text: str
    intent: str
    confidence: float
    negative: bool
    risk: list[str]
    n: int


class CommentDoubtPage(BaseModel):
    """`show`: whose comments these are; None = there is none to label."""

    show: str | None
    title: str | None
    items: list[CommentDoubtOut]


class CommentMissedOut(BaseModel):
    kind: str
    texts: list[str]
    people: int
    n: int
    product: str | None
    at: int


class CommentReportOut(BaseModel):
    """Shares are left to who reads: parts and wholes are here. `left_out`: comments over the limit, the oldest. `asked`:
    times that something waited. `median_ms`: to an answer, None = nothing was answered. `how`: answers by way. `reasons`:
    hidden, by code. `missed`: asked most and not answered."""

    read: int
    left_out: int
    asked: int
    answered: int
    median_ms: float | None
    how: dict[str, int]
    negative: int
    lawful: int
    hidden: int
    hidden_lawful: int
    muted: int
    blocked: int
    reasons: dict[str, int]
    waves: int
    missed: list[CommentMissedOut]


def setup_out(setup: RadarSetup) -> CommentSetupOut:
    return CommentSetupOut(
        question_s=setup.question_s,
        risk_s=setup.risk_s,
        wave=setup.wave,
        clear=setup.clear,
        version=setup.version,
    )


def words_out(setup: RadarSetup, names: dict[str, str]) -> CommentWordPage:
    return CommentWordPage(
        items=[
            CommentWordOut(
                word=one.word, reason=one.reason, note=one.note, at=one.at, by=names.get(one.by, one.by)
            )
            for one in reversed(setup.blocked)
        ]
    )


def label_out(row: CommentLabel, names: dict[str, str]) -> CommentLabelOut:
    return CommentLabelOut(
        id=row.id, text=row.text, intent=row.intent, negative=row.negative, abuse=row.abuse, product=row.product,
        show=row.show_id, state=row.state, before=None if row.before is None else row.before / 100,
        after=None if row.after is None else row.after / 100, at=row.created_at, by=names.get(row.created_by, row.created_by),
        withdrawn_at=row.withdrawn_at, withdrawn_by=names.get(row.withdrawn_by or "", row.withdrawn_by or "") or None,
    )  # fmt: skip


def doubt_out(doubt: Doubt) -> CommentDoubtOut:
    read = doubt.reading
    return CommentDoubtOut(
        text=doubt.text,
        intent=read.intent,
        confidence=read.confidence,
        negative=read.negative,
        risk=list(read.risk),
        n=doubt.n,
    )

"""What goes between the public form and the server."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from onair.access.web import Strict
from onair.after.feedback.asker import Can
from onair.after.feedback.kinds import Kind, State
from onair.after.feedback.schemas import Order, Words

Token = Annotated[str, Path(alias="token", max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]


class FormContact(Strict):
    """`agreed`: the consent as the form words it."""

    channel: Literal["sms", "mail"]
    value: Annotated[str, Field(min_length=5, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
    agreed: bool


class FormFilled(Strict):
    """`request`: the sender's own key; the same again is the same ticket."""

    request: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]
    kind: Kind
    text: Words
    order: Order | None = None
    contact: FormContact | None = None


class FormOut(BaseModel):
    """What the form says. `shop`: who asks; `consent`: the words that are agreed to."""

    shop: str
    name: str
    product: str | None
    kinds: list[Kind]
    text_max: int
    consent: str
    expires_at: int


class FormSent(BaseModel):
    """`token` of the asker's own link: `/f/{token}`."""

    token: str


class AskedOut(BaseModel):
    """What became of it. `can`: reply to the question, judge the answer, wait, or it is over."""

    shop: str
    kind: Kind
    text: str | None
    state: State
    can: Can
    question: str | None
    answer: str | None
    answered_at: int | None
    sent_at: int
    reopened: int
    proofs: int


class AskedReply(Strict):
    text: Words


class AskedVerdict(Strict):
    """解决了吗. `why` is needed with no."""

    solved: bool
    why: Annotated[str, Field(max_length=1000)] = ""

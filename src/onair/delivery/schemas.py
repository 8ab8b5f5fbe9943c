"""What goes over the wire about targets, messages, contacts and links."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web.condition import SendingState
from onair.access.web.fields import (
    NO_CONTROLS,
    VISIBLE,
    Id,
    Millis,
    Name,
    Note,
    Page,
    Strict,
    Url,
    Version,
    unless_sent,
)
from onair.trade.schemas import RejectedRow

Kind = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
Channel = Literal["mail", "sms", "wecom", "member"]
Purpose = Literal["marketing", "reminder", "service"]
Source = Literal["form", "platform", "counter", "service", "import"]
State = Literal[
    "queued", "sending", "sent", "failed", "blocked", "unknown", "dry", "cancelled", "confirm_wait"
]
FieldName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
Value = Annotated[str, Field(max_length=2000, pattern=NO_CONTROLS)]
Config = Annotated[dict[FieldName, Value], Field(max_length=20)]
Why = Annotated[str, Field(max_length=400, pattern=NO_CONTROLS)]


class SettingOut(BaseModel):
    """One setting of a kind of target. `choices` empty = free text."""

    name: str
    label: str
    secret: bool
    required: bool
    choices: list[str]


class KindOut(BaseModel):
    """A kind of target. `channels`: the ways to people it may serve; `staff`: it serves groups of the team."""

    kind: str
    title: str
    about: str
    channels: list[Channel]
    staff: bool
    fields: list[SettingOut]


class KindPage(Page[KindOut]):
    pass


class TargetOut(BaseModel):
    """`shown`: where it goes, without secrets. `trouble`: why it switched itself off, in the asker's language."""

    id: str
    kind: str
    name: str
    channel: Channel | None
    shown: str
    enabled: bool
    dry_run: bool
    trouble: str | None
    last_sent_at: int | None
    version: int


class TargetPage(Page[TargetOut]):
    pass


class FaultOut(BaseModel):
    """`why`: in the asker's language, with what to do."""

    code: str
    why: str
    at: int


class SendingOut(BaseModel):
    """Of the asker's team: `behind` messages are late though nothing holds them; `last_sent` null before the first.
    `fault`: what the sender met since it last came through; of the server, so the same for all."""

    state: SendingState
    behind: int
    last_sent: int | None
    fault: FaultOut | None


class NewTargetIn(Strict):
    kind: Kind
    name: Name
    channel: Channel | None = None
    config: Config


class TargetPatch(Strict):
    """`config` replaces all settings: secrets are not kept from before."""

    version: Version
    name: Name = unless_sent()
    enabled: bool = unless_sent()
    dry_run: bool = unless_sent()
    config: Config = unless_sent()


class TestIn(Strict):
    """`contact`: who gets it, for a target that reaches people."""

    contact: Id | None = None


class Queued(BaseModel):
    message: str


class SwitchIn(Strict):
    paused: bool
    dry_run: bool
    why: Why | None = None


class SwitchOut(BaseModel):
    paused: bool
    dry_run: bool
    why: str | None
    by: str | None
    at: int | None


class MessageOut(BaseModel):
    """`reason`: `detail` in words. `person`: id of a contact."""

    id: str
    key: str
    target: str
    kind: str
    category: str
    person: str | None
    title: str
    due_at: int
    state: State
    detail: str
    reason: str
    attempts: int
    at: int


class MessagePage(Page[MessageOut]):
    """Newest first; `counts`: how many there are in each state."""

    counts: dict[str, int]


class SettleIn(Strict):
    outcome: Literal["arrived", "not_arrived", "again"]


class PointForm(Strict):
    channel: Channel
    value: Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=3)]


class NewContact(Strict):
    label: Name
    points: Annotated[list[PointForm], Field(min_length=1, max_length=4)]
    source: Source
    note: Note | None = None
    given_at: Millis | None = None


class ConsentIn(Strict):
    channel: Channel
    purpose: Purpose
    act: Literal["grant", "withdraw"]
    source: Source
    note: Note | None = None


class PointOut(BaseModel):
    """`shown`: the address, masked."""

    channel: Channel
    shown: str


class ConsentOut(BaseModel):
    channel: Channel
    purpose: Purpose
    state: Literal["granted", "withdrawn"]
    since: int
    source: str


class ContactOut(BaseModel):
    id: str
    label: str
    points: list[PointOut]
    consents: list[ConsentOut]
    created_at: int


class ContactPage(Page[ContactOut]):
    """Newest first; `total`: how many there are in all, whatever was asked for."""

    total: int


class NewPoint(Strict):
    point: PointForm
    source: Source
    note: Note | None = None
    given_at: Millis | None = None


class AudienceOut(BaseModel):
    """Ids of contacts who may be written to by this way for this purpose as of now."""

    people: list[str]


class ContactImport(BaseModel):
    """`added` new contacts, `extended` known ones, `known` unchanged; `rejected`: the first 200, none with an address.

    `quarantine`: where the CSV of all refused rows is.
    """

    added: int
    extended: int
    known: int
    rejected: list[RejectedRow]
    rejected_total: int
    quarantine: str | None


class EntryOut(BaseModel):
    """One line of the ledger; `*` = all."""

    seq: int
    at: int
    given_at: int
    channel: str
    purpose: str
    act: str
    source: str
    note: str | None
    by: str


class HistoryOut(BaseModel):
    items: list[EntryOut]


class NewLink(Strict):
    target_url: Url
    item: Annotated[str, Field(min_length=1, max_length=128, pattern=VISIBLE)]
    show: Id | None = None


class LinkOut(BaseModel):
    """`clicks`, `people`: without machines, which are `bots`. `qr_svg` only in the answer to making it."""

    code: str
    url: str
    target_url: str
    item: str
    show: str | None
    clicks: int
    people: int
    bots: int
    created_at: int
    qr_svg: str | None = None


class LinkPage(Page[LinkOut]):
    pass

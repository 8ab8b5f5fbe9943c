"""Forms and answers of the live signal."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Name, Page, Strict, Version
from onair.access.web.fields import NO_CONTROLS, unless_sent
from onair.during.signal.checking import VALUE_MAX
from onair.during.signal.sources import OutputName

Kind = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
Value = Annotated[str, Field(max_length=VALUE_MAX, pattern=NO_CONTROLS)]
Setting = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
Config = Annotated[dict[Setting, Value], Field(max_length=20)]
Part = Literal["encoder", "relay", "probe"]


class NewSignalSource(Strict):
    room: Id
    kind: Kind
    name: Name
    output: OutputName = "main"
    config: Config


class SignalSourcePatch(Strict):
    """`config` replaces the settings as a whole; a secret that is left out stays as it is."""

    version: Version
    name: Name = unless_sent()
    output: OutputName = unless_sent()
    config: Config = unless_sent()


class SignalTry(Strict):
    """Settings that are not saved yet."""

    kind: Kind
    config: Config


class SignalSettingOut(BaseModel):
    name: str
    label: str
    secret: bool
    required: bool


class SignalKindOut(BaseModel):
    """`calls`: it wants an address to call back; `acts`: it takes orders in an emergency."""

    kind: str
    title: str
    about: str
    part: Part
    calls: bool
    acts: bool
    fields: list[SignalSettingOut]


class SignalKindPage(Page[SignalKindOut]):
    """Connectors of the live signal."""


class SignalSourceOut(BaseModel):
    """`shown`: where it looks, without secrets. `call_url`: what a relay calls back; only for whom may change it.

    `state`: live, reconnecting, stopped, unknown, or idle while no show of its room is on air; `why` in words when it
    is unknown.
    """

    id: str
    room: str
    kind: str
    part: Part
    output: OutputName
    name: str
    shown: str
    backup: bool
    created_at: int
    version: int
    state: str
    why: str | None
    call_url: str | None


class SignalSourcePage(Page[SignalSourceOut]):
    """Signal sources in use."""


class SignalTriedOut(BaseModel):
    """`ok` false: `code` and `why` say what is wrong. `flow`: live, reconnecting or stopped, when it said so."""

    ok: bool
    code: str
    why: str
    program: str
    flow: str | None
    kbps_known: bool
    fps: float | None
    lufs: float | None


class SignalFiguresOut(BaseModel):
    """None = nobody tells. `…_lost`: shares of frames in 10 s."""

    kbps: int | None
    fps: float | None
    render_lost: float | None
    send_lost: float | None
    congestion: float | None
    rtt_ms: int | None
    lufs: float | None


class SignalOutputOut(BaseModel):
    name: OutputName
    state: Literal["live", "reconnecting", "stopped", "unknown"]
    since: int | None
    figures: SignalFiguresOut


class SignalSeenOut(BaseModel):
    id: str
    name: str
    kind: str
    output: str
    state: str
    why: str | None


class SignalIncidentOut(BaseModel):
    """`title`, `cause_text` in the asker's language; the cause is a guess. `seconds` null = still going on."""

    id: str
    kind: str
    title: str
    cause: str
    cause_text: str
    grade: Literal["bad", "warn"]
    output: str
    at: int
    seconds: float | None


class SignalOut(BaseModel):
    """`watched`: sources are followed at this moment. Incidents oldest first."""

    watched: bool
    outputs: list[SignalOutputOut]
    sources: list[SignalSeenOut]
    incidents: list[SignalIncidentOut]

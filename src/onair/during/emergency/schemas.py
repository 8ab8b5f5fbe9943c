"""Forms and answers of the emergency cards."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import INT64, NO_CONTROLS, WHOLE, unless_sent
from onair.during.emergency.card import EmergencySaid, body_of
from onair.during.emergency.setup import RoomSetup
from onair.during.emergency.store import CardView

Said = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_CONTROLS)]
Slug = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Held = Annotated[int, Field(ge=0, le=INT64), WHOLE]
Thing = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROLS)]
AutoStep = Annotated[str, Field(max_length=81, pattern=r"^[a-z][a-z0-9_]{1,39}/[a-z][a-z0-9_]{1,39}$")]
Sort = Literal["tech", "opinion", "violation", "absence", "goods"]
Seat = Literal["controller", "operator", "host", "technician", "merchandiser", "service"]
Do = Literal[
    "hand", "record", "whisper", "notify", "scene", "scene_back", "mute", "unmute", "text", "text_off",
    "restart_output", "start_output", "backup_stream", "main_stream",
]  # fmt: skip


class EmergencyWords(Strict):
    zh: Said
    en: Said


class EmergencyCardStep(Strict):
    """`within_s`: seconds from the opening, for `after` from the recovery. `undoes`: a step before it."""

    id: Slug
    do: Do = "hand"
    say: EmergencyWords
    by_hand: EmergencyWords | None = None
    owner: Seat = "controller"
    within_s: Annotated[int, Field(ge=3, le=7_200), WHOLE] = 30
    when: Literal["now", "after"] = "now"
    undoes: Slug | None = None
    text: EmergencyWords | None = None


class EmergencyCardPut(Strict):
    """Only fields that are sent change. `version` 0 = the team never changed it."""

    version: Held
    name: EmergencyWords = unless_sent()
    limit: EmergencyWords = unless_sent()
    line: EmergencyWords = unless_sent()
    restores: Seat = unless_sent()
    end: EmergencyWords = unless_sent()
    steps: Annotated[list[EmergencyCardStep], Field(min_length=1, max_length=12)] = unless_sent()
    closes_itself: bool = unless_sent()
    on: bool = unless_sent()


class EmergencyCardOut(BaseModel):
    """`opens`: kinds of incidents that open it. `changed`: what the team wrote anew. `broken`: what it wrote does not fit
    this version, so ours is used."""

    id: str
    number: int
    sort: Sort
    name: EmergencyWords
    limit: EmergencyWords
    opens: list[str]
    line: EmergencyWords
    restores: Seat
    end: EmergencyWords
    steps: list[EmergencyCardStep]
    closes_itself: bool
    on: bool
    changed: list[str]
    broken: bool
    version: int


class EmergencyCardPage(Page[EmergencyCardOut]):
    """All cards of the team."""


class EmergencyRoomPut(Strict):
    """As a whole. `auto`: `card/step` of the steps that may run by themselves; whatever is not there asks first."""

    version: Held
    scene: Thing | None = None
    main_scene: Thing | None = None
    input: Thing | None = None
    text: Thing | None = None
    targets: Annotated[list[Id], Field(max_length=10, default_factory=list)]
    auto: Annotated[list[AutoStep], Field(max_length=200, default_factory=list)]


class EmergencyAuto(BaseModel):
    step: str
    by: str
    name: str
    at: int


class EmergencyRoomOut(BaseModel):
    """`version` 0 = nothing was saved yet."""

    room: str
    scene: str | None
    main_scene: str | None
    input: str | None
    text: str | None
    targets: list[str]
    auto: list[EmergencyAuto]
    version: int


class EmergencyOffer(BaseModel):
    """What the encoder of a room has. `ok` false: `why` says why nothing is known."""

    ok: bool
    code: str
    why: str
    scenes: list[str]
    inputs: list[str]
    backup: bool


class EmergencyTrial(BaseModel):
    """One sort of step, tried without doing it. `ok` None = cannot be told beforehand."""

    do: Do
    what: str | None
    ok: bool
    why: str


class EmergencyTrialPage(Page[EmergencyTrial]):
    """What would become of the steps at this moment; nothing was sent."""


def card_out(view: CardView) -> EmergencyCardOut:
    more = {"changed": list(view.changed), "broken": view.broken, "version": view.version}
    return EmergencyCardOut.model_validate(_lists(body_of(view.card)) | more)


def room_out(room: str, setup: RoomSetup) -> EmergencyRoomOut:
    auto = [EmergencyAuto(step=step, by=who.by, name=who.name, at=who.at) for step, who in setup.auto.items()]
    return EmergencyRoomOut(
        room=room, scene=setup.scene, main_scene=setup.main_scene, input=setup.input, text=setup.text,
        targets=list(setup.targets), auto=auto, version=setup.version,
    )  # fmt: skip


def _lists(body: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in body.items()}


def words(text: EmergencySaid | None) -> EmergencyWords | None:
    return None if text is None else EmergencyWords(zh=text.zh, en=text.en)

"""Forms and answers of the emergency cards."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import INT64, NO_CONTROLS, WHOLE, unless_sent
from onair.during.emergency.book import Slip
from onair.during.emergency.card import EmergencySaid, body_of
from onair.during.emergency.report import RunTold, StepTold, timeline
from onair.during.emergency.setup import RoomSetup
from onair.during.emergency.store import CardView
from onair.during.emergency.wording import SYSTEM, why
from onair.kernel.i18n import Lang

Said = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_CONTROLS)]
Slug = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Held = Annotated[int, Field(ge=0, le=INT64), WHOLE]
Thing = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_CONTROLS)]
AutoStep = Annotated[str, Field(max_length=81, pattern=r"^[a-z][a-z0-9_]{1,39}/[a-z][a-z0-9_]{1,39}$")]
Sort = Literal["tech", "opinion", "violation", "absence", "goods"]
Seat = Literal["controller", "operator", "host", "technician", "merchandiser", "service"]
Do = Literal[
    "hand", "record", "whisper", "notify", "scene", "scene_back", "mute", "unmute", "text", "text_off",
    "restart_output", "start_output", "backup_stream", "main_stream", "end_offers",
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


class EmergencyStepTold(BaseModel):
    """`took_s`, `late_s`: None = not known or not done. `undone`: it was to be done and was not."""

    id: str
    say: EmergencyWords
    owner: Seat
    state: str
    by: str | None
    by_name: str | None
    at: int | None
    took_s: float | None
    within_s: int
    late_s: float | None
    what: str | None
    why: str | None
    note: str | None
    undone: bool


class EmergencyMomentOut(BaseModel):
    """`what`: began, found, opened, recovered, closed, or the state of `step`."""

    at: int
    what: str
    by_name: str | None
    step: str | None


class EmergencySlipOut(BaseModel):
    """A correction: what was said, what is right."""

    id: str
    at: int
    by_name: str
    said: str
    text: str
    run: str | None
    undone: bool


class EmergencyRunOut(BaseModel):
    """Seconds; None = not known or it did not happen. `outcome` None = open, or left open by a show that is over."""

    id: str
    card: str
    sort: Sort
    name: EmergencyWords
    drill: bool
    at: int
    by_name: str
    since: int | None
    recovered_at: int | None
    closed_at: int | None
    outcome: str | None
    left_open: bool
    why: str | None
    note: str | None
    notice_s: float | None
    open_s: float | None
    act_s: float | None
    recover_s: float | None
    steps: list[EmergencyStepTold]
    moments: list[EmergencyMomentOut]


class EmergencyReportOut(BaseModel):
    """Every emergency of a show, oldest first, drills too; and all corrections."""

    show: str
    runs: list[EmergencyRunOut]
    slips: list[EmergencySlipOut]


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


def report_out(
    show: str, runs: Sequence[RunTold], slips: Sequence[Slip], names: Mapping[str, str], lang: Lang
) -> EmergencyReportOut:
    """`names`: person → name."""

    def name(by: str | None) -> str | None:
        if by is not None and by.startswith("rule:"):
            return SYSTEM.of(lang)
        return None if by is None else names.get(by, by)

    def step(told: StepTold) -> EmergencyStepTold:
        one, reason = told.one, why(told.one.code)
        return EmergencyStepTold(
            id=one.step.id, say=_words(one.step.say), owner=one.step.owner, state=one.state, by=one.by,
            by_name=name(one.by), at=one.at, took_s=told.took_s, within_s=one.step.within_s, late_s=told.late_s,
            what=one.what, why=reason.of(lang) if reason else None, note=one.note, undone=told.undone,
        )  # fmt: skip

    def run(told: RunTold) -> EmergencyRunOut:
        one = told.run
        return EmergencyRunOut(
            id=one.id, card=one.card.id, sort=one.card.sort, name=_words(one.card.name), drill=one.drill, at=one.at,
            by_name=name(one.by) or one.by, since=one.since, recovered_at=one.recovered_at, closed_at=one.closed_at,
            outcome=one.outcome, left_open=told.left_open, why=one.why, note=one.note, notice_s=told.notice_s,
            open_s=told.open_s, act_s=told.act_s, recover_s=told.recover_s, steps=[step(each) for each in told.steps],
            moments=[
                EmergencyMomentOut(at=each.at, what=each.what, by_name=name(each.by), step=each.step)
                for each in timeline(told)
            ],
        )  # fmt: skip

    told = [
        EmergencySlipOut(
            id=slip.id, at=slip.at, by_name=name(slip.by) or slip.by, said=slip.said, text=slip.text, run=slip.run,
            undone=slip.undone,
        )
        for slip in slips
    ]  # fmt: skip
    return EmergencyReportOut(show=show, runs=[run(each) for each in runs], slips=told)


def _words(text: EmergencySaid) -> EmergencyWords:
    return EmergencyWords(zh=text.zh, en=text.en)

"""What the routes of rehearsals take and give."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web import Id, Page, Strict
from onair.access.web.fields import INT64, WHOLE
from onair.kernel.i18n import Lang
from onair.rehearsal.training.book import TrainingView
from onair.rehearsal.training.fault import KINDS, MOST_FAULTS, Fault
from onair.rehearsal.training.lore import Limits, lore
from onair.rehearsal.training.scenario import Scenario
from onair.rehearsal.training.score import FaultScore, Reaction, Score
from onair.trade.goods import PRODUCT_ID

FaultKind = Literal[
    "stream_cut", "comment_silence", "stock_gone", "order_burst", "hostile_comments", "late_data"
]
TrainingSeat = Literal[
    "operator", "controller", "host", "merchandiser", "service", "technician", "instructor"
]
ScenarioName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", min_length=2, max_length=40)]
Seconds = Annotated[int, Field(ge=0, le=86_400), WHOLE]
Speed = Annotated[float, Field(ge=1, le=60, allow_inf_nan=False)]
LimitS = Annotated[int, Field(ge=1, le=3_600), WHOLE]


class FaultForm(Strict):
    """`offset_s` after the show's start; `strength`: see the kind's unit and range in the kit."""

    kind: FaultKind
    offset_s: Seconds
    length_s: Annotated[int, Field(ge=20, le=3_600), WHOLE]
    strength: Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
    product: Annotated[str, Field(min_length=1, max_length=128, pattern=PRODUCT_ID)] | None = None


class NewTraining(Strict):
    """A scenario alone is enough; what is given besides takes its place. `seats`: seat → id of a person."""

    scenario: ScenarioName | None = None
    source_show: Id | None = None
    minutes: Annotated[int, Field(ge=10, le=360), WHOLE] | None = None
    viewers: Annotated[int, Field(ge=50, le=60_000), WHOLE] | None = None
    from_s: Seconds | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE] | None = None
    faults: Annotated[list[FaultForm], Field(max_length=MOST_FAULTS)] | None = None
    hidden: bool | None = None
    speed: Speed | None = None
    seats: Annotated[dict[TrainingSeat, Id], Field(max_length=7, default_factory=dict)]


class TrainingTurn(Strict):
    """`speed` only with do = speed."""

    do: Literal["pause", "resume", "speed", "jump", "stop"]
    speed: Speed | None = None


class LimitsForm(Strict):
    """People's seconds: full points up to good, none from most."""

    notice_good_s: LimitS
    notice_most_s: LimitS
    act_good_s: LimitS
    act_most_s: LimitS


class PutLimits(Strict):
    limits: Annotated[dict[FaultKind, LimitsForm], Field(max_length=len(KINDS))]
    version: Annotated[int, Field(ge=0, le=INT64), WHOLE]


class FaultKindOut(BaseModel):
    """`cards`: emergency cards that are right for it; none = no card is asked for. `seat`: whose it is first."""

    kind: str
    name: str
    does: str
    unit: str
    low: float
    high: float
    usual: float
    cards: list[str]
    seat: str


class PlannedFault(BaseModel):
    """`begin`: of the show, ms; None before it is known."""

    kind: str
    offset_s: int
    length_s: int
    strength: float
    product: str | None = None
    begin: int | None = None


class ScenarioOut(BaseModel):
    """`faults` None: drawn anew each time. `draw`: fewest and most."""

    id: str
    name: str
    about: str
    minutes: int
    viewers: int
    from_s: int
    speed: float
    hidden: bool
    faults: list[PlannedFault] | None
    draw: list[int] | None = None


class TrainingLimitsOut(BaseModel):
    """`as_of`, `source`: of ours; `points`: the most for noticing, acting and the right card."""

    limits: dict[str, LimitsForm]
    usual: dict[str, LimitsForm]
    points: dict[str, int]
    as_of: str
    source: str
    version: int


class TrainingPerson(BaseModel):
    """Who can take a seat."""

    id: str
    name: str
    roles: list[str]


class TrainingKit(BaseModel):
    """Everything a form needs."""

    people: list[TrainingPerson]

    scenarios: list[ScenarioOut]
    kinds: list[FaultKindOut]
    limits: TrainingLimitsOut
    speeds: list[float]


class TrainingSeatOut(BaseModel):
    seat: str
    person: str
    name: str


class TrainingOut(BaseModel):
    """`show`: also the rehearsal's own id. `faults` None: they are kept from you. `clock`: where the show is, ms; None
    before people come in and after the end. `taken_up`: the server was gone, and it waits to go on. `may_run`: you may
    pause, speed up and stop it; `may_jump`: to the next fault."""

    show: str
    title: str
    zone: str
    scenario: str | None
    source_show: str | None
    minutes: int
    from_s: int
    speed: float
    paused: bool
    taken_up: bool
    hidden: bool
    state: Literal["running", "over"]
    why: str | None
    faults: list[PlannedFault] | None
    seats: list[TrainingSeatOut]
    instructor: str | None
    begin: int
    end: int
    clock: int | None
    started_by: str
    created_at: int
    finished_at: int | None
    points: float | None
    missed: int | None
    counted: int | None
    may_run: bool
    may_jump: bool


class TrainingPage(Page[TrainingOut]):
    """Newest first."""


class ReactionOut(BaseModel):
    """`show_s` by the show's clock, `own_s` in people's seconds, both since the fault began."""

    at: int
    by: str
    by_name: str
    how: str
    show_s: float
    own_s: float


class FaultScoreOut(BaseModel):
    kind: str
    strength: float
    begin: int
    end: int
    seat: str
    state: Literal["met", "missed", "not_counted", "not_reached"]
    own_length_s: float
    noticed: ReactionOut | None
    acted: ReactionOut | None
    card: Literal["right", "wrong", "none", "not_asked"]
    card_id: str | None
    points: float | None


class SeatScoreOut(BaseModel):
    """`name` None: nobody sat there."""

    seat: str
    name: str | None
    acts: int
    first: int
    faults: int
    missed: int
    points: float | None


class FalseAlarmOut(BaseModel):
    at: int
    by_name: str
    card: str


class EarlierOut(BaseModel):
    """Another rehearsal of the same."""

    show: str
    created_at: int
    points: float | None
    counted: int
    missed: int
    notice_own_s: float | None
    act_own_s: float | None
    speed: float


class ScoreOut(BaseModel):
    """`points` None: nothing counted. `limits`, `as_of`: the rule it was scored by. `wall_s` None: the server was gone
    meanwhile, so its clock says nothing; else it stands beside `own_s`, people's time by the log."""

    points: float | None
    counted: int
    noticed: int
    acted: int
    right_cards: int
    asked_cards: int
    missed: int
    notice_own_s: float | None
    act_own_s: float | None
    own_s: float
    wall_s: float | None
    faults: list[FaultScoreOut]
    seats: list[SeatScoreOut]
    false_alarms: list[FalseAlarmOut]
    earlier: list[EarlierOut]
    limits: dict[str, LimitsForm]
    full: dict[str, int]
    as_of: str


def fault_out(fault: Fault, begin: int | None = None) -> PlannedFault:
    at = None if begin is None else begin + fault.offset_s * 1000
    return PlannedFault(
        kind=fault.kind, offset_s=fault.offset_s, length_s=fault.length_s, strength=fault.strength,
        product=fault.product, begin=at,
    )  # fmt: skip


def scenario_out(id_: str, one: Scenario, lang: Lang) -> ScenarioOut:
    return ScenarioOut(
        id=id_, name=one.name.of(lang), about=one.about.of(lang), minutes=one.minutes, viewers=one.viewers,
        from_s=one.from_s, speed=one.speed, hidden=one.hidden,
        faults=None if one.draw else [fault_out(fault) for fault in one.faults],
        draw=list(one.draw) if one.draw else None,
    )  # fmt: skip


def kinds_out(lang: Lang) -> list[FaultKindOut]:
    answers = lore().answers
    return [
        FaultKindOut(
            kind=kind, name=one.name.of(lang), does=one.does.of(lang), unit=one.unit, low=one.low, high=one.high,
            usual=one.usual, cards=answers[kind].cards, seat=answers[kind].seat,
        )
        for kind, one in KINDS.items()
    ]  # fmt: skip


def limits_form(limits: Mapping[str, Limits]) -> dict[str, LimitsForm]:
    return {
        kind: LimitsForm(
            notice_good_s=one.notice_good_s, notice_most_s=one.notice_most_s, act_good_s=one.act_good_s,
            act_most_s=one.act_most_s,
        )
        for kind, one in limits.items()
    }  # fmt: skip


def limits_out(limits: Mapping[str, Limits], version: int) -> TrainingLimitsOut:
    known = lore()
    return TrainingLimitsOut(
        limits=limits_form(limits), usual=limits_form(known.limits), points=points_out(), as_of=known.as_of,
        source=known.source, version=version,
    )  # fmt: skip


def points_out() -> dict[str, int]:
    full = lore().points
    return {"notice": full.notice, "act": full.act, "card": full.card}


def score_out(
    view: TrainingView, score: Score, names: Mapping[str, str], earlier: Sequence[TrainingView]
) -> ScoreOut:
    seats = {seat: one.name for seat, one in view.seats.items()}
    return ScoreOut(
        points=score.points, counted=score.counted, noticed=score.noticed, acted=score.acted,
        right_cards=score.right_cards, asked_cards=score.asked_cards, missed=score.missed,
        notice_own_s=score.notice_own_s, act_own_s=score.act_own_s, own_s=score.own_s, wall_s=score.wall_s,
        faults=[_fault(one, names) for one in score.faults],
        seats=[
            SeatScoreOut(
                seat=one.seat, name=seats.get(one.seat), acts=one.acts, first=one.first, faults=one.faults,
                missed=one.missed, points=one.points,
            )
            for one in score.seats
        ],
        false_alarms=[
            FalseAlarmOut(at=one.at, by_name=names.get(one.by, one.by), card=one.card) for one in score.false_alarms
        ],
        earlier=[_earlier(one, one.score) for one in earlier if one.score is not None],
        limits=limits_form(view.limits), full=points_out(), as_of=lore().as_of,
    )  # fmt: skip


def _fault(one: FaultScore, names: Mapping[str, str]) -> FaultScoreOut:
    return FaultScoreOut(
        kind=one.kind, strength=one.strength, begin=one.begin, end=one.end, seat=one.seat, state=one.state,
        own_length_s=one.own_length_s, noticed=_reaction(one.noticed, names), acted=_reaction(one.acted, names),
        card=one.card, card_id=one.card_id, points=one.points,
    )  # fmt: skip


def _reaction(one: Reaction | None, names: Mapping[str, str]) -> ReactionOut | None:
    if one is None:
        return None
    name = names.get(one.by, one.by)
    return ReactionOut(at=one.at, by=one.by, by_name=name, how=one.how, show_s=one.show_s, own_s=one.own_s)


def _earlier(view: TrainingView, score: Score) -> EarlierOut:
    return EarlierOut(
        show=view.show, created_at=view.created_at, points=score.points, counted=score.counted,
        missed=score.missed, notice_own_s=score.notice_own_s, act_own_s=score.act_own_s, speed=view.plan.speed,
    )  # fmt: skip

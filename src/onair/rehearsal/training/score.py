"""How a rehearsal went, from its log alone: when each fault was noticed and dealt with, by whom, by the right card or not.

Pure. Two clocks are told apart: the show's, and people's seconds (`control`), which the points are made of.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Literal

from msgspec import Struct

from onair.events.model import Action, AnyEvent, Incident, Proposal
from onair.rehearsal.training.answers import Answered, Case, Desk, Staged, cases_of
from onair.rehearsal.training.control import CONTROL, Stretch, lived_ms, stretches
from onair.rehearsal.training.lore import Limits, Points, Rule, points

State = Literal["met", "missed", "not_counted", "not_reached"]
CardState = Literal["right", "wrong", "none", "not_asked"]


class Reaction(Struct, frozen=True, omit_defaults=True):
    """`at`: of the show, ms; `show_s` by the show's clock, `own_s` of people's time, since the fault began."""

    at: int
    by: str
    how: str
    show_s: float
    own_s: float


class FaultScore(Struct, frozen=True):
    """`points`: None where it is not counted. `own_length_s`: how long it lasted for people."""

    kind: str
    strength: float
    begin: int
    end: int
    seat: str
    state: State
    own_length_s: float
    noticed: Reaction | None
    acted: Reaction | None
    card: CardState
    card_id: str | None
    card_by: str | None
    points: float | None


class FalseAlarm(Struct, frozen=True):
    """An emergency card that somebody opened while nothing was wrong."""

    at: int
    by: str
    card: str


class SeatScore(Struct, frozen=True):
    """`person` None: nobody sat there. `faults`: those that are this seat's first; `points` of these."""

    seat: str
    person: str | None
    acts: int
    first: int
    faults: int
    missed: int
    points: float | None


class Score(Struct, frozen=True):
    """`points` 0…100: the mean of the faults that count. `kept_up`: people's time by the log against the server's."""

    points: float | None
    faults: list[FaultScore]
    seats: list[SeatScore]
    false_alarms: list[FalseAlarm]
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


def score(events: Iterable[AnyEvent], staged: Staged, last: int) -> Score:
    """`events` in the order of the log; `last`: the show's clock at its end, ms."""
    actions, desk = _read(events)
    controls = [one for one in actions if one.action == CONTROL]
    held = stretches(controls)
    cases = cases_of(staged, held)
    mine = [one for one in actions if _person(one, staged.instructor)]
    found = desk.answered(cases, mine)
    scored = [_fault(case, found, staged.rule, held, last) for case in cases]
    alarms = [FalseAlarm(at, by, card) for at, by, card in found.false_alarms]
    return _sum(scored, _seats(scored, mine, staged), alarms, controls)


def _read(events: Iterable[AnyEvent]) -> tuple[list[Action], Desk]:
    actions: list[Action] = []
    desk = Desk()
    for event in events:
        if isinstance(event, Action):
            actions.append(event)
            desk.act(event)
        elif isinstance(event, Proposal):
            desk.propose(event)
        elif isinstance(event, Incident):
            desk.incident(event)
    return actions, desk


def _person(one: Action, instructor: str | None) -> bool:
    return one.action != CONTROL and not one.by.startswith("rule:") and one.by != instructor


def _fault(case: Case, found: Answered, rule: Rule, held: Sequence[Stretch], last: int) -> FaultScore:
    limits = rule.limits[case.fault.kind]
    notice, act = (_reaction(found.first(case, how), case, held) for how in ("notice", "act"))
    card = found.cards.get(case.place)
    state = _state(case, notice, limits, held, last)
    card_state: CardState = "not_asked" if not case.answer.cards else card[0] if card else "none"
    counted = state in ("met", "missed")
    return FaultScore(
        kind=case.fault.kind, strength=case.fault.strength, begin=case.begin, end=case.end, seat=case.answer.seat,
        state=state, own_length_s=lived_ms(held, case.begin, case.end) / 1000,
        noticed=notice, acted=act, card=card_state, card_id=card[1] if card else None,
        card_by=card[2] if card else None,
        points=_points(rule.lore.points, limits, notice, act, card_state) if counted else None,
    )  # fmt: skip


def _reaction(one: Action | None, case: Case, held: Sequence[Stretch]) -> Reaction | None:
    if one is None:
        return None
    own = lived_ms(held, case.begin, one.at) / 1000
    return Reaction(one.at, one.by, one.action, (one.at - case.begin) / 1000, own)


def _state(case: Case, notice: Reaction | None, limits: Limits, held: Sequence[Stretch], last: int) -> State:
    """What people had less time for than full points take is not counted against them."""
    if last <= case.begin:
        return "not_reached"
    if notice is not None:
        return "met"
    had = lived_ms(held, case.begin, min(case.until, last)) / 1000
    return "missed" if had >= limits.notice_good_s else "not_counted"


def _points(
    full: Points, limits: Limits, notice: Reaction | None, act: Reaction | None, card: CardState
) -> float:
    most = full.notice + full.act + (full.card if card != "not_asked" else 0)
    got = points(notice.own_s if notice else None, limits.notice_good_s, limits.notice_most_s, full.notice)
    got += points(act.own_s if act else None, limits.act_good_s, limits.act_most_s, full.act)
    got += full.card if card == "right" else 0
    return round(100 * got / most, 1)


def _seats(scored: Sequence[FaultScore], mine: Sequence[Action], staged: Staged) -> list[SeatScore]:
    wanted = dict.fromkeys([*staged.seats, *(one.seat for one in scored)])
    found = []
    for seat in wanted:
        person = staged.seats.get(seat)
        own = [one for one in scored if one.seat == seat]
        counted = [one.points for one in own if one.points is not None]
        found.append(
            SeatScore(
                seat=seat, person=person,
                acts=sum(one.by == person for one in mine),
                first=sum(one.noticed is not None and one.noticed.by == person for one in scored),
                faults=len(own), missed=sum(one.state == "missed" for one in own),
                points=_mean(counted),
            )
        )  # fmt: skip
    return found


def _sum(
    scored: list[FaultScore], seats: list[SeatScore], alarms: list[FalseAlarm], controls: Sequence[Action]
) -> Score:
    counted = [one for one in scored if one.points is not None]
    held = stretches(controls)
    lived = sum(lived_ms(held, one.begin, one.end) for one in held if one.end is not None) / 1000
    return Score(
        points=_mean([one.points for one in counted if one.points is not None]),
        faults=scored, seats=seats, false_alarms=alarms, counted=len(counted),
        noticed=sum(one.noticed is not None for one in counted),
        acted=sum(one.acted is not None for one in counted),
        right_cards=sum(one.card == "right" for one in counted),
        asked_cards=sum(one.card != "not_asked" for one in counted),
        missed=sum(one.state == "missed" for one in counted),
        notice_own_s=_middle([one.noticed.own_s for one in counted if one.noticed]),
        act_own_s=_middle([one.acted.own_s for one in counted if one.acted]),
        own_s=lived, wall_s=_wall(controls),
    )  # fmt: skip


def _wall(controls: Sequence[Action]) -> float | None:
    """Seconds of the server's clock during which it ran; None when the server was gone or the end was not written."""
    total, since = 0, None
    for one in controls:
        do, wall = one.data.get("do"), one.data.get("wall")
        if not isinstance(wall, int):
            continue
        if do in ("start", "resume") and since is None:
            since = wall
        elif do in ("pause", "stop") and since is not None:
            total, since = total + wall - since, None
    gone = any(one.data.get("do") == "taken_up" for one in controls)
    return None if gone or since is not None or not controls else total / 1000


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None


def _middle(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None

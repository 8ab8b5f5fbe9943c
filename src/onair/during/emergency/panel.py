"""What the live console shows of emergencies: the panel `emergency`; and the line that the host reads."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from onair.during.emergency.book import Book
from onair.during.emergency.card import Card, Do, EmergencySaid, Seat, Sort
from onair.during.emergency.run import Run, StepRun, StepState
from onair.during.emergency.setup import RoomSetup
from onair.during.emergency.wording import why

CLOSED_SHOWN = 3


class EmergencyStep(Struct, frozen=True, omit_defaults=True):
    """`due`: ms, None = its clock does not run yet. `auto`: it runs by itself. `lacks`: why the server cannot do it.
    `why`: why it failed, or is not known. `what`: the scene, the input. `wanted`: it is to be done at all."""

    id: str
    do: Do
    say: EmergencySaid
    owner: Seat
    when: str
    state: StepState
    by_hand: EmergencySaid | None = None
    due: int | None = None
    auto: bool = False
    lacks: EmergencySaid | None = None
    why: EmergencySaid | None = None
    what: str | None = None
    by: str | None = None
    by_name: str | None = None
    at: int | None = None
    note: str | None = None
    wanted: bool = True


class EmergencyRun(Struct, frozen=True, omit_defaults=True):
    """`since`: when the trouble began; `at`: when the card was opened, ms. `restoring`: recovered, and something is to be
    put back."""

    id: str
    card: str
    sort: Sort
    name: EmergencySaid
    limit: EmergencySaid
    line: EmergencySaid
    end: EmergencySaid
    restores: Seat
    at: int
    by: str
    steps: list[EmergencyStep]
    by_name: str | None = None
    drill: bool = False
    why: str | None = None
    since: int | None = None
    recovered_at: int | None = None
    restoring: bool = False
    closed_at: int | None = None
    closed_by: str | None = None
    outcome: str | None = None
    note: str | None = None


class EmergencyChoice(Struct, frozen=True):
    """A card that can be opened by its two digits."""

    id: str
    number: int
    sort: Sort
    name: EmergencySaid
    limit: EmergencySaid


class EmergencyPanel(Struct, frozen=True, omit_defaults=True):
    """`open`: real ones before drills, oldest first. `closed`: the newest, newest first. `drills_only`: nothing here is
    real (a rehearsal, or not on air)."""

    open: list[EmergencyRun] = []
    closed: list[EmergencyRun] = []
    cards: list[EmergencyChoice] = []
    drills_only: bool = False


class EmergencyLine(Struct, frozen=True, omit_defaults=True):
    """What the host is to say now; None = nothing. `since` ms."""

    text: str | None = None
    since: int | None = None


def panel_of(book: Book, setup: RoomSetup, names: Mapping[str, str], *, drills_only: bool) -> EmergencyPanel:
    open_ = sorted((run for run in book.all() if run.open), key=lambda run: (run.drill, run.at))
    over = sorted((run for run in book.all() if not run.open), key=lambda run: -(run.closed_at or 0))
    return EmergencyPanel(
        [drawn(run, setup, names) for run in open_],
        [drawn(run, setup, names) for run in over[:CLOSED_SHOWN]],
        choices(book.cards.values()),
        drills_only,
    )


def choices(cards: Iterable[Card]) -> list[EmergencyChoice]:
    return [EmergencyChoice(card.id, card.number, card.sort, card.name, card.limit) for card in cards]


def line_of(book: Book, lines: Mapping[str, tuple[str, int]]) -> EmergencyLine:
    """`lines`: run → what was said to the host and when. The newest of the open ones."""
    said = [lines[run.id] for run in book.all() if run.open and run.id in lines]
    text, since = max(said, key=lambda one: one[1], default=(None, None))
    return EmergencyLine(text, since)


def drawn(run: Run, setup: RoomSetup, names: Mapping[str, str]) -> EmergencyRun:
    card = run.card
    return EmergencyRun(
        run.id, card.id, card.sort, card.name, card.limit, card.line, card.end, card.restores, run.at, run.by,
        [_step(run, one, setup, names) for one in run.steps.values()],
        names.get(run.by), run.drill, run.why, run.since, run.recovered_at,
        run.open and run.recovered_at is not None and bool(run.restoring()),
        run.closed_at, run.closed_by, run.outcome, run.note,
    )  # fmt: skip


def _step(run: Run, one: StepRun, setup: RoomSetup, names: Mapping[str, str]) -> EmergencyStep:
    step = one.step
    lacks = setup.lacks(step.do) if step.automatic else None
    return EmergencyStep(
        step.id, step.do, step.say, step.owner, step.when, one.state, step.by_hand, run.due_at(one),
        setup.runs_itself(run.card, step), EmergencySaid(lacks.zh, lacks.en) if lacks else None, why(one.code),
        one.what or setup.chosen(step.do), one.by, names.get(one.by) if one.by else None, one.at, one.note,
        run.wanted(one),
    )  # fmt: skip

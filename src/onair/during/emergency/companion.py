"""Emergencies beside a running show: incidents of the log open cards, and what was done about them is folded."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec import Struct

from onair.access.web import Services
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.house import House
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.emergency.book import Book
from onair.during.emergency.card import Card, body_of
from onair.during.emergency.panel import EmergencyLine, EmergencyPanel, line_of, panel_of
from onair.during.emergency.presets import presets
from onair.during.emergency.run import BY_ITSELF, Run
from onair.during.emergency.setup import RoomSetup
from onair.during.emergency.store import cards, setup_of
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Incident
from onair.store.db import Database

STEM_MAX = 56


class Knowledge(NamedTuple):
    """`names`: people, id → name."""

    cards: Mapping[str, Card]
    setup: RoomSetup
    names: Mapping[str, str]


class Emergencies:
    """Of one show."""

    def __init__(self, facts: Facts) -> None:
        self.book = Book(presets(), rehearsal=facts.origin == "rehearsal")
        self.setup = RoomSetup()
        self.names: Mapping[str, str] = {}
        self._lines: dict[str, tuple[str, int]] = {}
        self._panel = EmergencyPanel()
        self._line = EmergencyLine()
        self._drawn: object = None

    # ---- Companion

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if Incident in groups:
            self.book.incident(groups[Incident].events)
        if Action in groups:
            events = groups[Action].events
            self.book.act(events)
            for event in events:
                if event.action == "whisper" and isinstance(run := event.data.get("run"), str):
                    self._lines[run] = str(event.data.get("text", "")), event.at
                    self.book.changed = True

    def advance(self, clock: int, beside: Beside) -> None:
        """Nothing of it depends on time passing."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002 (the log alone decides)
        """Cards of incidents that nobody answers, and the end of runs whose incident is over."""
        found: list[AnyEvent] = []
        drill = self.book.rehearsal
        for incident, card in self.book.waiting():
            if self.book.open_of(card.id, drill=drill) or self.book.claimed("open", card.id, str(drill)):
                continue
            id_ = run_id(incident.incident)
            self.book.claim(id_, BY_ITSELF, now, "open", card.id, str(drill))
            found.append(opening(id_, now, BY_ITSELF, card, incident=incident.incident, drill=drill))
        return [*found, *(_closing(run, now) for run in self.book.all() if self._over(run))]

    def _over(self, run: Run) -> bool:
        recovered = run.open and run.card.closes_itself and run.recovered_at is not None
        return recovered and not run.busy() and not run.restoring() and not self.book.claimed("close", run.id)

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:  # noqa: ARG002 (the console counts the time)
        drills_only = self.book.rehearsal or beside.facts.state != "on_air"
        key = (drills_only, self.setup, self.names)
        if self.book.changed or key != self._drawn:
            self.book.changed, self._drawn = False, key
            self._panel = panel_of(self.book, self.setup, self.names, drills_only=drills_only)
            self._line = line_of(self.book, self._lines)
        return {"emergency": self._panel, "emergency_line": self._line}

    def know(self, knowledge: Any) -> None:
        if isinstance(knowledge, Knowledge):
            self.book.cards, self.setup, self.names = knowledge.cards, knowledge.setup, knowledge.names
            self.book.changed = True


def run_id(incident: str) -> str:
    """Of the run that an incident opens: the same after a restart, and short enough to be the stem of others."""
    known = incident if len(incident) <= STEM_MAX else sha256(incident.encode()).hexdigest()[:32]
    return f"emg:{known}"


def opening(
    id_: str, at: int, by: str, card: Card, *, incident: str | None = None, drill: bool = False
) -> Action:
    """The card goes into the log as it is now: edits do not reach back."""
    data: dict[str, Any] = {"card": card.id, "body": body_of(card)}
    data |= {"incident": incident} if incident else {}
    data |= {"drill": True} if drill else {}
    return Action(id=id_, source=OWN_SOURCE, at=at, action="emergency_open", by=by, data=data)


def _closing(run: Run, now: int) -> Action:
    id_ = f"{run.id}:over:{len(run.incidents)}"
    data = {"run": run.id, "outcome": "recovered"}
    return Action(id=id_, source=OWN_SOURCE, at=now, action="emergency_close", by=BY_ITSELF, data=data)


PANELS: Panels = {
    "emergency": (EmergencyPanel, frozenset({"console"})),
    "emergency_line": (EmergencyLine, frozenset({"prompter"})),
}


class EmergencyFeature:
    """Cards and settings are read for each show; edits reach the shows on air at once."""

    name = "emergency"
    panels = PANELS

    def __init__(self, db: Database) -> None:
        self._db = db

    def learn(self, facts: Facts) -> Knowledge:
        with self._db.read() as tx:
            found = {view.card.id: view.card for view in cards(tx, facts.tenant)}
            setup = setup_of(tx, facts.tenant, facts.room_id) if facts.room_id else RoomSetup()
        return Knowledge(found, setup, House(self._db).names(facts.tenant))

    def fresh(self, facts: Facts) -> Emergencies:
        return Emergencies(facts)


def feature(services: Services) -> EmergencyFeature:
    return EmergencyFeature(services.get(Database))

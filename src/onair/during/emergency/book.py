"""All emergencies of a show, folded from its log: incidents open cards, people and the server work through them."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.emergency import run as runs
from onair.during.emergency.card import Card
from onair.during.emergency.run import Run
from onair.events.model import Action, Incident

ACTS = frozenset({"emergency_open", "emergency_do", "emergency_step", "emergency_close", "put_right", "undo"})
BACKUP = "backup"
"""Trouble on the backup line is for the technician's column, not for a card."""


class Slip(Struct, frozen=True):
    """A correction: what was said wrong, what is right."""

    id: str
    at: int
    by: str
    said: str
    text: str
    run: str | None
    undone: bool = False


class Book:
    """`changed` is set by every event that matters; who shows it clears it. `rehearsal`: every run is a drill."""

    def __init__(self, cards: Mapping[str, Card], *, rehearsal: bool) -> None:
        self.cards, self.rehearsal = cards, rehearsal
        self.changed = True
        self.runs: dict[str, Run] = {}
        self.slips: dict[str, Slip] = {}
        self._alias: dict[str, str] = {}
        self._incidents: dict[str, Incident] = {}
        self._ended: dict[str, int] = {}
        self._handled: set[str] = set()
        self._claims: dict[tuple[str, ...], tuple[str, str, int]] = {}
        self._told: dict[str, str] = {}

    # what others ask

    def get(self, run: str) -> Run | None:
        return self.runs.get(self._alias.get(run, run))

    def all(self) -> list[Run]:
        """Oldest first."""
        return list(self.runs.values())

    def open_of(self, card: str, *, drill: bool) -> Run | None:
        """The run of this cause that is going on."""
        found = (run for run in self.runs.values() if run.open and run.card.id == card and run.drill is drill)
        return next(found, None)

    def waiting(self) -> list[tuple[Incident, Card]]:
        """Incidents that go on and that nobody answers, with the card for them."""
        found = []
        for id_, event in self._incidents.items():
            if id_ in self._ended or id_ in self._handled or event.data.get("output") == BACKUP:
                continue
            card = self.card_for(event.kind)
            if card is not None:
                found.append((event, card))
        return found

    def card_for(self, kind: str) -> Card | None:
        """The first that is on and that this kind opens."""
        return next((card for card in self.cards.values() if card.on and card.for_kind(kind)), None)

    def going_on(self, card: Card) -> list[str]:
        """Incidents of the card's cause at this moment."""
        return [
            id_
            for id_, event in self._incidents.items()
            if id_ not in self._ended and self._is_of(card, event)
        ]

    def claim(self, action: str, by: str, at: int, *what: str) -> None:
        """Somebody did this and it is on its way to the log; if that fails, the memory is made anew without it."""
        self._claims[what] = (action, by, at)

    def claimed(self, *what: str) -> tuple[str, str, int] | None:
        """(action, by, at) of what is not in the log yet."""
        return self._claims.get(what)

    # what happens, in the order of the log

    def incident(self, events: Iterable[Incident]) -> None:
        for event in events:
            if event.phase == "end":
                self._end(event)
            elif event.incident not in self._incidents:
                self._incidents[event.incident] = event
                for run in self.runs.values():
                    if run.open and run.drill is self.rehearsal and self._is_of(run.card, event):
                        self._answer(run, event)

    def act(self, events: Iterable[Action]) -> None:
        """The server's own only: a bridge may send actions under any name, and must not steer an encoder by them."""
        for event in events:
            if event.action in ACTS and event.source == OWN_SOURCE:
                self.changed = True
                self._claims = {what: who for what, who in self._claims.items() if who[0] != event.id}
                self._act(event)

    # ---- inside

    def _act(self, event: Action) -> None:
        if event.action == "emergency_open":
            self._open(event)
        elif event.action == "undo":
            self._undo(str(event.data.get("action")))
        elif event.action == "put_right":
            self._put_right(event)
        elif (run := self.get(str(event.data.get("run")))) is not None:
            if event.action == "emergency_do":
                runs.ask(run, event)
            elif event.action == "emergency_step":
                runs.settle(run, event)
                self._told[event.id] = str(event.data.get("step"))
            else:
                runs.close(run, event)
            self._alias[event.id] = run.id

    def _open(self, event: Action) -> None:
        card = runs.card_in(event, self.cards.get(str(event.data.get("card"))))
        if card is None:
            return
        fresh = runs.opened(event, card, rehearsal=self.rehearsal)
        same = self.open_of(card.id, drill=fresh.drill)
        if same is not None:
            self._alias[event.id] = same.id
            return
        self.runs[event.id] = fresh
        named = event.data.get("incident")
        for id_ in [*([named] if isinstance(named, str) else []), *self.going_on(card)]:
            found = self._incidents.get(id_)
            if found is not None and fresh.drill is self.rehearsal:
                self._answer(fresh, found)

    def _answer(self, run: Run, event: Incident) -> None:
        runs.attach(run, event)
        self._handled.add(event.incident)
        run.incidents[event.incident] = self._ended.get(event.incident)
        self.changed = True

    def _end(self, event: Incident) -> None:
        self._ended[event.incident] = event.at
        for run in self.runs.values():
            if event.incident in run.incidents:
                run.incidents[event.incident] = event.at
                self.changed = True

    def _put_right(self, event: Action) -> None:
        run = self.get(str(event.data.get("run")))
        said, text = str(event.data.get("said", "")), str(event.data.get("text", ""))
        self.slips[event.id] = Slip(event.id, event.at, event.by, said, text, run.id if run else None)
        one = next((one for one in run.steps.values() if one.step.do == "record"), None) if run else None
        if run is not None and one is not None and one.state not in runs.SETTLED:
            one.state, one.by, one.at = "done", event.by, event.at
            run.acted_at = run.acted_at or event.at

    def _undo(self, action: str) -> None:
        run = self.get(action)
        slip = self.slips.get(action)
        if slip is not None:
            self.slips[action] = Slip(slip.id, slip.at, slip.by, slip.said, slip.text, slip.run, undone=True)
        elif run is not None and action in self._told:
            runs.take_back(run, self._told.pop(action))
        elif run is not None and run.id != action and not run.open:
            runs.reopen(run)

    def _is_of(self, card: Card, event: Incident) -> bool:
        return card.for_kind(event.kind) and event.data.get("output") != BACKUP

"""The rundown of each show, followed beside its numbers: what was done to it and what was on, folded from the log."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from msgspec import Struct

from onair.access.web.services import Services
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.track import OWN_SOURCE, Track
from onair.during.playout.decide import Stage
from onair.during.playout.moments import moment, runs_of
from onair.during.playout.panels import (
    AgendaPanel,
    CardPanel,
    PlayedPanel,
    PlayoutPanel,
    agenda_panel,
    card_panel,
    played_panel,
    playout_panel,
)
from onair.during.playout.pieces import NO_PLAN, Change, Plan
from onair.during.playout.plans import plan_of
from onair.during.playout.rounds import Signs
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Gauge, Offer, Pay, Slot
from onair.kernel.clock import Clock
from onair.store.db import Database

CHANGES = frozenset({"slot_next", "slot_extend", "slot_skip", "slot_swap", "slot_move", "slot_restore"})
KEPT = CHANGES | {"push_tap", "pin"}
COUNTED = CHANGES | {"undo", "slot_start", "slot_end"}
"""Actions after which the rundown may look different."""
STEP_MS = 10_000
"""What runs over moves the rest on by this much at a time: clocks need no finer."""
PANELS: Panels = {
    "playout": (PlayoutPanel, frozenset({"console"})),
    "played": (PlayedPanel, frozenset({"console"})),
    "card": (CardPanel, frozenset({"prompter"})),
    "agenda": (AgendaPanel, frozenset({"wall"})),
}


class Playout:
    """Memory of one show. `rev`: counts what happened to its rundown."""

    def __init__(self) -> None:
        self.plan = NO_PLAN
        self.signs = Signs()
        self.rev = 0
        self.stock: Mapping[str, int] = {}
        self._actions: dict[str, Action] = {}
        self._key: Any = None
        self._shown: dict[str, Struct] = {}

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if Slot in groups:
            self.rev += len(groups[Slot].events)
        if Action in groups:
            for event in groups[Action].events:
                if event.source != OWN_SOURCE:
                    continue  # a bridge may send actions under any name
                self.rev += event.action in COUNTED
                if event.action in KEPT:
                    self._actions[event.id] = event
        if Gauge in groups:
            for event in groups[Gauge].events:
                if event.name == "online":
                    self.signs.read(event.at, event.value)
        if Pay in groups:
            self.signs.pay(groups[Pay].events)
        if Offer in groups:
            self.signs.opened += [event.at for event in groups[Offer].events if event.step == "publish"]

    def advance(self, clock: int, beside: Beside) -> None:
        """Nothing of it depends on time passing."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002
        return ()

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        step = -(-now // STEP_MS) * STEP_MS
        self.stock = self.plan.pieces_left(beside.stock)
        undone = sum(row.undone for row in self._rows(beside.track))
        key = (self.plan, beside.facts, self.rev, undone, beside.track.slot, step, self.stock)
        if key != self._key:
            self._key = key
            self._draw(beside, step)
        return self._shown

    def _draw(self, beside: Beside, now: int) -> None:
        stage = stage_of(self, beside.facts, beside.track, now, self.stock)
        found = stage.timeline()
        fresh: dict[str, Struct] = {
            "playout": playout_panel(stage, found, self.rev),
            "played": played_panel(found),
            "card": card_panel(found),
            "agenda": agenda_panel(stage, found),
        }
        old = self._shown
        self._shown = {name: old[name] if old.get(name) == panel else panel for name, panel in fresh.items()}

    def know(self, knowledge: Any) -> None:
        self.plan = cast(Plan, knowledge) or NO_PLAN

    def changes(self, track: Track) -> tuple[Change, ...]:
        """What was done to the rundown, in its order."""
        return tuple(_change(event, track) for event in self._actions.values() if event.action in CHANGES)

    def taps(self, track: Track, action: str) -> list[int]:
        """When an action was done that was not taken back; pins only where a product was pinned."""
        return [
            event.at
            for event in self._actions.values()
            if event.action == action and not _undone(event, track) and (action != "pin" or event.data.get("product"))
        ]  # fmt: skip

    def _rows(self, track: Track) -> list[Any]:
        found = (track.action(id_) for id_, event in self._actions.items() if event.action in CHANGES)
        return [row for row in found if row is not None]


def _undone(event: Action, track: Track) -> bool:
    row = track.action(event.id)
    return row is not None and row.undone


def _change(event: Action, track: Track) -> Change:
    why = event.why or event.data.get("anyway")
    return Change(event.id, event.at, event.action, event.by, why, event.data, _undone(event, track))


def stage_of(playout: Playout, facts: Facts, track: Track, now: int, stock: Mapping[str, int]) -> Stage:
    """A show as it stands at `now`."""
    runs = runs_of(track)
    return Stage(playout.plan, playout.changes(track), runs, moment(facts, now), facts.zone, stock)


class PlayoutFeature:
    """Reads rundowns from the database."""

    name = "playout"
    panels = PANELS

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    def learn(self, facts: Facts) -> Plan:
        return plan_of(self._db, facts, self._clock)

    def fresh(self, facts: Facts) -> Playout:  # noqa: ARG002
        return Playout()


def feature(services: Services) -> PlayoutFeature:
    return PlayoutFeature(services.get(Database), services.clock)

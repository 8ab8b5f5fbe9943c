"""The host's side of each show, followed beside its numbers: whispers, cues, ticks, folded from the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from onair.access.web.services import Services
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.house import House
from onair.during.prompter.ledger import HostLedger
from onair.during.prompter.panel import HostPanel, host_panel
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Offer
from onair.store.db import Database

PANELS: Panels = {"host": (HostPanel, frozenset({"console", "prompter"}))}
STEP_MS = 5_000
"""A cue turns into a missed one by time alone; screens need no finer."""


class Prompting:
    """Memory of one show. `names`: people, keys and links."""

    def __init__(self) -> None:
        self.ledger = HostLedger()
        self.names: Mapping[str, str] = {}
        self._key: Any = None
        self._shown: dict[str, Struct] = {}

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if Action in groups:
            self.ledger.act(groups[Action].events)
        if Offer in groups:
            self.ledger.offered(groups[Offer].events)

    def advance(self, clock: int, beside: Beside) -> None:
        """Nothing of it is written by time."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002
        return ()

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        slot = beside.track.slot_name
        key = (self.ledger.rev, slot, now // STEP_MS, self.names)
        if key != self._key:
            self._key = key
            fresh = host_panel(self.ledger, slot, now, self.names)
            if self._shown.get("host") != fresh:
                self._shown = {"host": fresh}
        return self._shown

    def know(self, knowledge: Any) -> None:
        self.names = knowledge or {}


class PromptingFeature:
    """Reads who is who."""

    name = "prompter"
    panels = PANELS

    def __init__(self, db: Database) -> None:
        self._db = db

    def learn(self, facts: Facts) -> Mapping[str, str]:
        return House(self._db).names(facts.tenant)

    def fresh(self, facts: Facts) -> Prompting:  # noqa: ARG002
        return Prompting()


def feature(services: Services) -> PromptingFeature:
    return PromptingFeature(services.get(Database))

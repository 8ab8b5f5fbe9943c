"""The score of a rehearsal out of its log. Blocking; for worker threads."""

from collections.abc import Iterator
from typing import Any

import msgspec

from onair.events.codec import decode_batch
from onair.events.model import Action, AnyEvent, Incident, Proposal
from onair.rehearsal.training.answers import Staged
from onair.rehearsal.training.book import TrainingView
from onair.rehearsal.training.lore import Rule, lore
from onair.rehearsal.training.score import score
from onair.store.log import EventLog


class _Reading:
    """Events of a log in its order, which may be millions; `last`: the show's clock at its end."""

    def __init__(self, log: EventLog, show: str, begin: int) -> None:
        self._log, self._show, self.last = log, show, begin

    def events(self) -> Iterator[AnyEvent]:
        for batch in self._log.read(self._show):
            self.last = max(self.last, batch.clock)
            yield from decode_batch(batch.body, batch.codec)


def scored(log: EventLog, view: TrainingView) -> dict[str, Any]:
    """Raises LogDamaged."""
    reading = _Reading(log, view.show, view.begin)
    events = [one for one in reading.events() if isinstance(one, Action | Incident | Proposal)]
    seats = {seat: one.person for seat, one in view.seats.items()}
    staged = Staged(view.plan.faults, view.begin, seats, view.instructor, Rule(lore(), view.limits))
    found: dict[str, Any] = msgspec.to_builtins(score(events, staged, reading.last))
    return found

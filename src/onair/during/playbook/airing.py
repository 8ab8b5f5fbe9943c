"""What is on air, as the log tells it: the slot and the product talked about."""

from onair.during.broadcast.comments import Comments
from onair.during.broadcast.track import Track
from onair.events.model import Action, Correction, Event, Slot

_STEERING = frozenset({"pin", "undo"})


class Airing:
    """The show's track, fed by what can change slot or product. A voided slot or pin never was."""

    def __init__(self) -> None:
        self._events: list[Slot | Action] = []
        self._track = Track(Comments())

    @property
    def slot(self) -> str | None:
        return self._track.slot_name

    @property
    def product(self) -> str | None:
        return self._track.product

    def add(self, event: Event) -> None:
        """In the order they happened."""
        if isinstance(event, Slot) or (isinstance(event, Action) and event.action in _STEERING):
            self._events.append(event)
            self._track.add(event)
        elif isinstance(event, Correction) and event.void:
            self._void(event.corrects.source, event.corrects.id)

    def _void(self, source: str, id_: str) -> None:
        kept = [event for event in self._events if (event.source, event.id) != (source, id_)]
        if len(kept) < len(self._events):
            self._events, self._track = kept, Track(Comments())
            for event in kept:
                self._track.add(event)

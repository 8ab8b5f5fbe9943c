"""Corrections: a mistake is answered, never edited. The latest by (at, source, id) wins."""

from typing import Any

import msgspec

from onair.events.model import Correction, Event

FIXED = frozenset({"id", "source", "type", "user", "nick"})
"""What a correction cannot change: identity, and what the log has already settled about the person."""


class Corrections:
    """All corrections of one show, in any order of arrival.

    `refused`: identity → reason, for corrections that do not fit their event; the event then stays as it was.
    """

    def __init__(self) -> None:
        self._by_event: dict[tuple[str, str], Correction] = {}
        self._known: set[tuple[str, str]] = set()
        self.refused: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._by_event)

    def __contains__(self, correction: Correction) -> bool:
        return (correction.source, correction.id) in self._known

    def add(self, correction: Correction) -> None:
        self._known.add((correction.source, correction.id))
        target = (correction.corrects.source, correction.corrects.id)
        standing = self._by_event.get(target)
        if standing is None or _rank(standing) < _rank(correction):
            self._by_event[target] = correction

    def touches(self, event: Event) -> bool:
        return (event.source, event.id) in self._by_event

    def apply(self, event: Event) -> Event | None:
        """The event as it should have been; None when void. Corrections themselves are not corrected."""
        correction = self._by_event.get((event.source, event.id))
        if correction is None or isinstance(event, Correction):
            return event
        if correction.void:
            return None
        try:
            return corrected(event, correction.set)
        except msgspec.ValidationError as problem:
            self.refused[correction.source, correction.id] = str(problem)
            return event


def corrected(event: Event, changes: dict[str, Any]) -> Event:
    """`changes` over the event's own fields; unknown and fixed names are ignored.

    Raises msgspec.ValidationError when a value does not fit the type.
    """
    fields = set(event.__struct_fields__) - FIXED
    body = msgspec.to_builtins(event) | {name: value for name, value in changes.items() if name in fields}
    return msgspec.convert(body, type(event))


def _rank(correction: Correction) -> tuple[int, str, str]:
    return correction.at, correction.source, correction.id

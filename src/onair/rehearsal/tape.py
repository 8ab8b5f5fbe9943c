"""Events of a show that can be stopped at a moment and taken up again."""

from collections.abc import Iterable, Iterator

from onair.events.model import AnyEvent


class Tape:
    """Wraps events in order of time. One reader at a time."""

    def __init__(self, events: Iterable[AnyEvent]) -> None:
        self._events = iter(events)
        self._held: AnyEvent | None = None

    def until(self, at: int, since: int | None = None) -> Iterator[AnyEvent]:
        """What happened up to `at` (ms, inclusive), leaving out what came before `since`; the rest waits."""
        while True:
            event = self._held if self._held is not None else next(self._events, None)
            self._held = None
            if event is None:
                return
            if event.at > at:
                self._held = event
                return
            if since is None or event.at >= since:
                yield event

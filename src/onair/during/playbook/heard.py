"""What comments were read as, tick by tick, as the log says it; kept for two hours. Numbers of people, never texts."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from onair.during.comments.marking import NEGATIVE, UNKNOWN, Offline
from onair.during.comments.reading.intents import INTENTS
from onair.during.playbook.history import TICK_MS
from onair.events.model import Marks
from onair.kernel.i18n import Text

KEPT = 720
Listen = Callable[[], Offline]
"""For a log that says nothing of its comments; made anew for each show."""
CHOICES: Mapping[str, Text] = {
    **{name: label for name, label in INTENTS.items() if name != UNKNOWN},
    NEGATIVE: Text("负面（问题不算）", "complaint (questions left out)"),
    UNKNOWN: INTENTS["unknown"],
}
"""What a rule may ask for."""


class Heard:
    """`line`: the share above which complaints are a wave, as of the newest comments that were read."""

    def __init__(self) -> None:
        self.line: float | None = None
        self._ticks: dict[int, dict[str, array[int]]] = {}
        self._upto = 0

    def add(self, events: Iterable[Marks]) -> None:
        """What an earlier event covers is left out: a show that is played again may be read twice."""
        for event in events:
            if event.since < self._upto:
                continue
            self._upto, self.line = max(self._upto, event.upto), event.line
            for start, read in event.read.items():
                tick = self._ticks.setdefault(int(start) // TICK_MS, {})
                for what, people in read.items():
                    tick.setdefault(what, array("I")).extend(people)
        if len(self._ticks) > KEPT + KEPT // 8:
            for old in sorted(self._ticks)[:-KEPT]:
                del self._ticks[old]

    def people(self, end: int, ticks: int, intents: Sequence[str]) -> tuple[int, int, int]:
        """Of the ticks up to `end` (ms): people whose comments were read as one of these (who is unknown counts each
        time), such comments, and all that were read."""
        known: set[int] = set()
        nobody = hits = total = 0
        for tick in self._window(end, ticks):
            total += sum(len(people) for what, people in tick.items() if what != NEGATIVE)
            for what in intents:
                people = tick.get(what)
                if people:
                    known.update(people)
                    nobody += people.count(0)
                    hits += len(people)
        known.discard(0)
        return len(known) + nobody, hits, total

    def _window(self, end: int, ticks: int) -> "Iterator[Mapping[str, array[int]]]":
        last = end // TICK_MS
        for tick in range(last - ticks, last):
            found = self._ticks.get(tick)
            if found is not None:
                yield found

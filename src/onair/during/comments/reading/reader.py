"""Comments in, readings out: what every part of the radar asks. Any thread may read while another one swaps.

Nothing is loaded before the first comment is read, half a second's work: `warm` does it where nobody waits.
"""

import threading
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from onair.during.comments.reading.features import featured
from onair.during.comments.reading.gate import gated, risks, stated
from onair.during.comments.reading.heads import COMPLAINT, ORDER, Heads, scores, shipped
from onair.during.comments.reading.learning import WORSE_MAX, share_right, taught, usual
from onair.during.comments.reading.results import Label, Learned, Lists, Reading
from onair.during.comments.reading.words import Finder

BATCH_MAX: Final = 256


class _Model(NamedTuple):
    heads: Heads
    finder: Finder


class Reader:
    """Of one team: its lists, and heads that its labels have changed."""

    def __init__(self, lists: Lists | None = None, heads: Heads | None = None) -> None:
        self._lists, self._heads = lists or Lists(), heads
        self._model: _Model | None = None
        self._changing = threading.Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in order. Lists and heads are those of the moment of the call."""
        model = self._model or self.warm()
        found: list[Reading] = []
        for at in range(0, len(texts), BATCH_MAX):
            found += _read(texts[at : at + BATCH_MAX], model)
        return found

    def warm(self) -> _Model:
        """Loads what reading needs; once."""
        with self._changing:
            if self._model is None:
                self._model = _Model(self._heads or shipped(), Finder(self._lists))
            return self._model

    def use(self, lists: Lists) -> None:
        """Other words to look for, from the next call on."""
        model = self.warm()
        finder = Finder(lists)
        with self._changing:
            self._model = (self._model or model)._replace(finder=finder)

    def swap(self, heads: Heads) -> None:
        """Other heads, from the next call on."""
        model = self.warm()
        with self._changing:
            self._model = (self._model or model)._replace(heads=heads)

    @property
    def heads(self) -> Heads:
        """Those in use."""
        return (self._model or self.warm()).heads

    def learn(self, labels: Sequence[Label]) -> Learned:
        """Takes what people said; undone as a whole when the fixed regression set is then read worse than the shipped
        heads read it by more than half a point."""
        self.warm()
        with self._changing:
            model = self._model
            if model is None or not labels:
                return Learned(True, 0, 0.0, 0.0, 0.0)
            before = usual()
            began = time.perf_counter()
            heads = taught(model.heads, labels)
            took = (time.perf_counter() - began) * 1_000
            after = share_right(heads)
            kept = after >= before - WORSE_MAX
            if kept:
                self._model = model._replace(heads=heads)
            return Learned(kept, len(labels), round(before, 2), round(after, 2), round(took, 2))


def _read(texts: Sequence[str], model: _Model) -> list[Reading]:
    said, rows, ruled = featured(texts)
    found = scores(rows, model.heads)
    best = found.intents.argmax(1)
    readings = []
    for number, one in enumerate(said):
        chance = float(found.intents[number, best[number]])
        intent = ORDER[best[number]]
        negative = gated(intent, float(found.negative[number]), float(found.intents[number, COMPLAINT]))
        hits = model.finder.hits(one)
        reasons = risks(intent, negative, float(found.abuse[number]), ruled[number], hits)
        readings.append(Reading(stated(intent, chance), round(chance, 3), negative, reasons, hits, one.key))
    return readings

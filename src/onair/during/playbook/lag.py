"""Events that came after their tick was closed: whose numbers they make doubtful, and for how long."""

from collections import Counter
from collections.abc import Iterable, Mapping

from onair.during.playbook.history import Signal

GRACE_MS, GRACE_MAX_MS = 3_000, 30_000
"""How long after its end a tick waits. What platforms push is here within 1 to 2 s; a finding comes later by as much."""
SHARE, LEAST = 0.1, 3
"""Late in a tick that make its signal doubtful: a tenth of its events and no fewer than three."""
HOLD = 7
"""Ticks for which a signal stays doubtful after the last such tick: a minute, which late events take at most to show."""
GROWS_AFTER = 3


class Lag:
    """`grace`: ms; grows, up to 30 s, with a source that is late tick by tick, and never shrinks: both depend on the
    log alone. `total`: events left out by signal, for people to see."""

    def __init__(self) -> None:
        self.grace = GRACE_MS
        self.total: Counter[Signal] = Counter()
        self._now: Counter[Signal] = Counter()
        self._doubt: dict[Signal, int] = {}
        self._worst = 0
        self._running = 0

    def note(self, signals: Iterable[Signal], n: int, behind: int) -> None:
        """`n` events that came `behind` ms after the end of their tick."""
        for signal in signals:
            self._now[signal] += n
            self.total[signal] += n
        if behind < GRACE_MAX_MS:
            self._worst = max(self._worst, behind)

    def close(self, counts: Mapping[Signal, int]) -> set[Signal]:
        """One tick is over. → the signals that are in time again and must be learnt anew."""
        late = {s: n for s, n in self._now.items() if n >= max(LEAST, SHARE * (n + counts.get(s, 0)))}
        again = set()
        for signal, left in list(self._doubt.items()):
            if signal in late:
                continue
            self._doubt[signal] = left - 1
            if left <= 1:
                del self._doubt[signal]
                again.add(signal)
        self._doubt.update(dict.fromkeys(late, HOLD))
        self._grow(bool(late))
        self._now.clear()
        return again

    def doubts(self, signal: Signal) -> bool:
        return signal in self._doubt

    def _grow(self, late: bool) -> None:
        self._running = self._running + 1 if late else 0
        if self._running >= GROWS_AFTER and self._worst:
            self.grace = min(GRACE_MAX_MS, max(self.grace, self._worst + 1_000))
            self._worst = self._running = 0

"""What was counted so far in a show on air, without holding up the show.

Walking the whole fold costs time on the loop that also acknowledges events: a few ms for an ordinary show, half
a second for one with 200,000 people. So a page's five questions share one walk, and after a long one the
answer is given again for twenty times as long as it took; `as_of` says of when it is.
"""

from typing import NamedTuple

from onair.during.broadcast.state import ShowState
from onair.kernel.clock import Clock, system_clock
from onair.metrics.live import LiveFold
from onair.metrics.tally import Tally

SHARED_MS = 1_000
LONG_MS = 100
REST = 20
SHOWS_MAX = 8


class _Walk(NamedTuple):
    """`until`: ms up to which this answer is given again. `long`: whatever came since."""

    end: int
    fold: LiveFold
    by: frozenset[str]
    tally: Tally
    until: int
    long: bool


class Running:
    """On the server's loop. `clock`: real time, to measure with."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._walks: dict[str, _Walk] = {}

    def tally(self, show: str, state: ShowState, by: frozenset[str], now: int) -> Tally:
        """Everything counted by `now`, or a little earlier (see above)."""
        known, began = self._walks.get(show), self._clock()
        if known is not None and _good(known, state, by) and began < known.until:
            return known.tally
        found = state.fold.tally(by, now=now)
        took = self._clock() - began
        until = began + took + max(SHARED_MS, REST * took)
        self._walks.pop(show, None)
        self._walks[show] = _Walk(state.end, state.fold, by, found, until, took > LONG_MS)
        while len(self._walks) > SHOWS_MAX:
            del self._walks[next(iter(self._walks))]
        return found


def _good(known: _Walk, state: ShowState, by: frozenset[str]) -> bool:
    return known.fold is state.fold and by <= known.by and (known.long or known.end == state.end)

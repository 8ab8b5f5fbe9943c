"""The live compiler: folds events into numbers as they come, in any order (docs/algorithms/metrics.md).

Every step only adds, takes a minimum or a maximum, or joins sets, so batches, order and delay do not
matter. Events must be free of duplicates (the owner of the show does that).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count

from onair.events.corrections import Corrections
from onair.events.groups import Group, Groups, group_of, grouped, merged
from onair.events.model import EVENT_TYPES, Correction, Event
from onair.metrics.frame import FrameNumbers, Frames
from onair.metrics.live_tally import live_tally
from onair.metrics.state import State
from onair.metrics.tally import MEASURED, OF_ORDER, Tally
from onair.metrics.window import FUTURE_MS, Window

TAGS = {cls: tag for tag, cls in EVENT_TYPES.items()}
ALWAYS = OF_ORDER | {"slot", "host", "sampling"}
"""Handled wherever they lie in time: orders have their own rule, spans are clipped, a declaration has no time."""


class LiveFold:
    """State of a running show. `stale`: a correction came that this fold does not know; build a new one with it.

    `add` takes batches with the clock of their receipt; `due` folds future-dated events whose time has
    come; `tally` gives everything; `frame` only what changed since the frame before. `now` never runs back.
    """

    def __init__(self, window: Window, currency: str, corrections: Corrections | None = None) -> None:
        self.window, self.currency, self.stale = window, currency, False
        self.seen: defaultdict[str, int] = defaultdict(int)
        self.late: defaultdict[str, int] = defaultdict(int)
        self.elsewhere: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.state = State(window)
        self._corrections = corrections or Corrections()
        self._parked: list[tuple[int, int, int, Event]] = []
        self._turn = count()
        self._frames = Frames()

    def add(self, events: Iterable[Event], clock: int) -> None:
        """Fold one batch received at `clock` (ms)."""
        if self._corrections:
            events = [right for event in events if (right := self._corrections.apply(event)) is not None]
        self.add_groups(grouped(events), clock)

    def add_all(self, batches: Sequence[tuple[Groups, int]]) -> None:
        """`add_groups` for several batches and their clocks; where no clock makes a difference, all in one."""
        plain = [(groups, clock) for groups, clock in batches if self._plain(groups, clock)]
        if plain:
            self.add_groups(merged([groups for groups, _ in plain]), max(clock for _, clock in plain))
        if len(plain) < len(batches):
            for groups, clock in batches:
                if not self._plain(groups, clock):
                    self.add_groups(groups, clock)

    def holds(self, groups: Groups, clock: int) -> bool:
        """All lie inside the window and are due: of those nothing is asked but their columns."""
        low, high = self.window.low, min(self.window.high, clock + FUTURE_MS)
        return all(low <= group.first and group.last <= high for group in groups.values())

    def _plain(self, groups: Groups, clock: int) -> bool:
        """Neither late nor dated ahead."""
        newest = clock + FUTURE_MS
        return clock <= self.window.late_after and all(group.last <= newest for group in groups.values())

    def add_groups(self, groups: Groups, clock: int) -> None:
        """`add` for events that are corrected and grouped already."""
        low, high = self.window.low, min(self.window.high, clock + FUTURE_MS)
        odd: list[Event] = []
        for kind, group in groups.items():
            if low <= group.first and group.last <= high:
                self._fold(TAGS[kind], group, clock)
                continue
            odd += [event for event in group.events if not low <= event.at <= high]
            if inside := [event for event in group.events if low <= event.at <= high]:
                self._fold(TAGS[kind], group_of(inside), clock)
        for event in odd:
            if not self._park(event, clock):
                self._fold_odd(event, clock)

    def due(self, now: int) -> None:
        """Fold what was dated ahead and whose time has come; what lies past the end never comes."""
        cut = self.window.cut(now)
        while self._parked and self._parked[0][0] <= cut:
            _, _, clock, event = heappop(self._parked)
            self._fold_odd(event, clock)

    def tally(self, by: frozenset[str] = frozenset(), *, now: int) -> Tally:
        """Everything counted by `now`; `by`: product, channel, minute, host, new, slot. Cost: the whole state."""
        self.due(now)
        self.state.book.settle()
        return live_tally(self, by, now)

    def frame(self, now: int) -> FrameNumbers:
        """Tiles, and the minutes and products changed since the last call. Cost: what changed."""
        self.due(now)
        self.state.book.settle()
        return self._frames.next(self, now)

    def not_due(self) -> dict[str, int]:
        """Future-dated events still waiting, by type."""
        waiting: defaultdict[str, int] = defaultdict(int)
        for *_, event in self._parked:
            if TAGS[event.__class__] in MEASURED:
                waiting[TAGS[event.__class__]] += 1
        return dict(waiting)

    def _fold(self, tag: str, group: Group, clock: int) -> None:
        if tag in MEASURED:
            self.seen[tag] += len(group.times)
            if clock > self.window.late_after:
                self._note_late(tag, group)
        handler = self.state.handlers.get(tag)
        if handler is not None:
            handler(group)
        elif tag == "correction" and any(event not in self._corrections for event in group.events):
            self.stale = True

    def _note_late(self, tag: str, group: Group) -> None:
        """Late is what changes a number after the fact; whether an order's event does, its order decides."""
        if tag in ALWAYS:
            self.state.book.add_late(tag, group.events)
        else:
            self.late[tag] += len(group.times)

    def _fold_odd(self, event: Event, clock: int) -> None:
        """An event outside the window, or one that was dated ahead."""
        tag, place = TAGS[event.__class__], self.window.place(event.at)
        if place == "in" or tag in ALWAYS or tag not in MEASURED:
            self._fold(tag, group_of([event]), clock)
        else:
            self.seen[tag] += 1
            self.elsewhere[place, tag] += 1

    def _park(self, event: Event, clock: int) -> bool:
        if event.at <= clock + FUTURE_MS or isinstance(event, Correction):
            return False
        heappush(self._parked, (event.at, next(self._turn), clock, event))
        return True

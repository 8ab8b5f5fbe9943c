"""What waits for the reading thread, and what was passed over because too much waited. Filled by one thread, emptied by
another."""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from onair.during.comments.marking import Marking
from onair.events.model import Comment

INBOX_MAX = 5_000
"""Comments that may wait; of more the newest are read. After a restart, too: the newest part of the log is enough."""
LATER_MAX = 20_000
"""Of those passed over, the newest that may be read once nothing waits; some MB at most."""
BATCH = 256


class Item(NamedTuple):
    """`product`: talked about when it came; `clock`: of its batch."""

    kind: type
    events: list[Any]
    product: str | None
    clock: int = 0


class Inbox:
    """Of comments the newest `INBOX_MAX` are kept, of the rest everything. `skipped`: passed over and not read since.

    `marking`: what is read of it, for the log. Until it is taken up nothing is kept for later: what an old log holds
    beyond the newest was read, and answered, before."""

    def __init__(self, *, taken_up: bool = True) -> None:
        self.marking = Marking()
        self._items: deque[Item] = deque()
        self._comments: deque[Item] = deque()
        self._later: deque[Item] = deque()
        self._later_n = self._taken = self.done = self.skipped = 0
        self._taken_up = taken_up
        self._lock = threading.Lock()
        """What is being read is not dropped."""

    def take_up(self, before: "Inbox") -> None:
        """A memory that was built anew goes on where the one before stood."""
        with self._lock, before._lock:
            self._later, self._later_n, self.skipped = before._later, before._later_n, before.skipped
            self._taken_up = True

    def put(self, kind: type, events: Sequence[Any], product: str | None, clock: int = 0) -> None:
        if kind is not Comment:
            self._items.append(Item(kind, [*events], product, clock))
            return
        item = Item(kind, [*events[-INBOX_MAX:]], product, clock)
        with self._lock:
            if len(events) > INBOX_MAX:
                self._pass_over(Item(kind, [*events[:-INBOX_MAX]], product, clock))
            self._taken += len(item.events)
            self._items.append(item)
            self._comments.append(item)
            while self._taken - self.done > INBOX_MAX + BATCH and len(self._comments) > 1:
                dropped = self._comments.popleft()
                self._taken -= len(dropped.events)
                self._pass_over(dropped._replace(events=[*dropped.events]))
                dropped.events.clear()

    def take(self) -> Item | None:
        """None = nothing waits."""
        if not self._items:
            return None
        with self._lock:
            item = self._items.popleft()
            if item.kind is Comment:
                if self._comments and self._comments[0] is item:
                    self._comments.popleft()
                self.done += len(item.events)
            return item

    def take_late(self, since: int) -> list[Item]:
        """Up to `BATCH` comments that were passed over, the oldest of those written at `since` or later."""
        found: list[Item] = []
        room = BATCH
        with self._lock:
            while self._later and room > 0:
                item = self._later[0]
                here = item.events[:room]
                del item.events[:room]
                if not item.events:
                    self._later.popleft()
                self._later_n -= len(here)
                here = [event for event in here if event.at >= since]
                if here:
                    room -= len(here)
                    self.skipped -= len(here)
                    found.append(item._replace(events=here))
        return found

    def _pass_over(self, item: Item) -> None:
        if not self._taken_up:
            return
        self.skipped += len(item.events)
        self._later.append(item)
        self._later_n += len(item.events)
        while self._later_n > LATER_MAX and self._later:
            self._later_n -= len(self._later.popleft().events)

    def __len__(self) -> int:
        return len(self._items)

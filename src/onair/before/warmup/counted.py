"""Attributions of this process, kept for one state of a show's log: to read a large log takes seconds, to look none."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from onair.before.warmup.attribution import Attributed, Sent, attribute
from onair.before.warmup.told import told_by
from onair.store.log import EventLog

KEPT_MAX = 32


class _Key(NamedTuple):
    show: str
    end: int
    sent: tuple[Sent, ...]
    window: int


class Attributions:
    """Threads may share one object."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[_Key, Attributed] = OrderedDict()

    def of(self, log: EventLog, show: str, sent: Sequence[Sent], window: int) -> Attributed:
        """Blocking. Raises LogDamaged."""
        key = _Key(show, log.end(show), tuple(sent), window)
        with self._guard:
            known = self._kept.get(key)
        found = known if known is not None else attribute(told_by(log, show), sent, window)
        with self._guard:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return found

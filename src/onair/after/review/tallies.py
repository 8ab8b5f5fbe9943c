"""What was counted in a show that is over: sealed when needed, asked of the lake once, then kept.

A tally belongs to one state of the log and one window; whatever is added to the log later makes another one.
"""

import threading
from collections import OrderedDict
from typing import NamedTuple

from onair.after.review.compiled import Compiled
from onair.after.review.paid import paid_in
from onair.after.review.shapes import Source
from onair.after.review.story import sealed_sources, sealed_track
from onair.during.broadcast.frames import TrackItem
from onair.metrics.numbers import DIMENSIONS
from onair.metrics.tally import Tally
from onair.metrics.window import Window
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.manifest import Manifest
from onair.trade.service import ShowView

WHOLE: frozenset[str] = frozenset(DIMENSIONS)
KEPT_MAX = 64


class Sealed(NamedTuple):
    """A show in the lake and the moment its numbers are as of (ms)."""

    manifest: Manifest
    now: int


class Around(NamedTuple):
    """What stands around the numbers of a sealed show: slots, hosts, actions and offers in order of time; who sent what."""

    track: list[TrackItem]
    sources: list[Source]


class _Key(NamedTuple):
    show: str
    end: int
    log_sha256: str
    window: Window
    by: frozenset[str]


class Tallies:
    """Blocking; for worker threads. One question at a time per show, so that five tiles cost one pass."""

    def __init__(self, lake: Lake, event_log: EventLog) -> None:
        self._lake, self._log = lake, event_log
        self._compiled = Compiled(lake)
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._kept: OrderedDict[_Key, Tally] = OrderedDict()
        self._arounds: OrderedDict[tuple[str, int, str], Around] = OrderedDict()

    def seal(self, view: ShowView) -> Sealed:
        """Bring the lake up to the log (nothing to do: one look). Raises LogDamaged, DiskFull."""
        manifest = self._lake.seal(view.id, view.tenant, self._log)
        end = view.window.end
        return Sealed(manifest, max(manifest.clock_max or 0, end if end is not None else 0))

    def around(self, view: ShowView) -> Around:
        """Asked of the lake once per state of the log."""
        with self._lock(view.id):
            manifest, _ = self.seal(view)
            key = (view.id, manifest.end, manifest.log_sha256)
            found = self._arounds.get(key)
            if found is None:
                found = Around(
                    sealed_track(self._lake, view.tenant, view.id),
                    sealed_sources(self._lake, view.tenant, view.id),
                )
            with self._guard:
                for old in [known for known in self._arounds if known[0] == view.id and known != key]:
                    del self._arounds[old]
                self._arounds[key] = found
                self._arounds.move_to_end(key)
                while len(self._arounds) > KEPT_MAX:
                    self._arounds.popitem(last=False)
            return found

    def paid(self, view: ShowView) -> list[tuple[str, int, int]]:
        """(product as the event names it, price of one piece, at) of everything paid and not given back."""
        self.seal(view)
        return paid_in(self._lake, view.tenant, view.id)

    def warm(self) -> None:
        """Compile what the pages of ended shows ask; a second or two, for a thread of its own."""
        self._compiled.warm(frozenset())
        self._compiled.warm(WHOLE)

    def get(self, view: ShowView, by: frozenset[str] = frozenset()) -> Tally:
        """The whole show, and rows by every dimension when `by` names any."""
        with self._lock(view.id):
            manifest, now = self.seal(view)
            wide = _Key(view.id, manifest.end, manifest.log_sha256, view.window, WHOLE)
            narrow = wide._replace(by=frozenset())
            for key in (wide, narrow) if not by else (wide,):
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            asked = WHOLE if by else frozenset()
            found = self._compiled.tally(view.tenant, view.id, view.window, asked, now)
            self._keep(wide if by else narrow, found)
            return found

    def _keep(self, key: _Key, found: Tally) -> None:
        with self._guard:
            for old in [known for known in self._kept if known[0] == key.show and known[1:4] != key[1:4]]:
                del self._kept[old]
            self._kept[key] = found
            while len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)

    def _lock(self, show: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(show, threading.Lock())

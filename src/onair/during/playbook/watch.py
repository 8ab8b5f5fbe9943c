"""The detectors beside a running show: batches in the order of the log in, closed ticks and alarms out.

A tick closes by the show's clock alone, so a replay of the log gives the alarms that the live show gave, whatever
timers did: an `advance` may come at any moment that no batch yet to come is older than.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Literal, Protocol

from onair.during.playbook.airing import Airing
from onair.during.playbook.alarm import Alarm, Stand
from onair.during.playbook.bucket import TELLS, Bucket, Known, by_tick, part_of
from onair.during.playbook.hearing import Hearing
from onair.during.playbook.history import OF_GOODS, SIGNALS, TICK_MS, TICKS_MAX, History, Signal, Tick
from onair.during.playbook.lag import Lag
from onair.during.playbook.sentries import Sentries
from onair.events.groups import Group, Groups
from onair.events.model import EVENT_TYPES, Action, Correction, Event, Sampling, Slot, Stock
from onair.metrics.window import FUTURE_MS, Window

ALARMS_KEPT = 500
_STEER = (Slot, Action, Correction)
_BACK = 3
"""Ticks before the first batch's clock that its events may still open."""


class Ear(Protocol):
    """Folds something else of the same ticks: told each event that is in time, and of each tick that was closed."""

    def add(self, tick: int, kind: type[Event], group: Group) -> None: ...

    def close(self, tick: Tick, alarms: list[Alarm]) -> None: ...


class Watch:
    """`history`: closed ticks. `alarms`: the newest, oldest first. `ahead`: events dated more than 5 min ahead.

    `own_time`: the show's clock is that of its files (imports, rehearsals of them): a batch whose newest event is its
    clock holds what happened up to then, and is taken tick by tick. `window`: events outside are nobody's business.
    """

    def __init__(
        self, *, own_time: bool = False, window: Window | None = None, thresholds: Mapping[str, float] | None = None,
        ear: Ear | None = None,
    ) -> None:  # fmt: skip
        self._ear = ear
        self.history = History()
        self.alarms: deque[Alarm] = deque(maxlen=ALARMS_KEPT)
        self.lag = Lag()
        self.ahead = 0
        self.clock = 0
        self._own_time, self._window = own_time, window or Window()
        self._sentries = Sentries(thresholds)
        self._hearing, self._known, self._airing = Hearing(), Known(), Airing()
        self._next: int | None = None
        """Number of the oldest open tick."""
        self._open: dict[int, Bucket] = {}
        self._steering: list[Event] = []
        self._stocks: list[Stock] = []
        self._lots: dict[tuple[str, str | None], Stock] = {}
        self._fed: dict[Signal, set[str]] = {}
        self._shares: dict[tuple[str, str], float | None] = {}
        self._anew: set[Signal] = set()

    def take(self, groups: Groups, clock: int) -> list[Alarm]:
        """One batch of the log, with the clock of its receipt. → alarms of the ticks that it closed."""
        if not groups:
            return self.advance(clock)
        if self._own_time and max(group.last for group in groups.values()) == clock:
            return self._take_file(groups, clock)
        if self._next is None:
            first = min(group.first for group in groups.values()) // TICK_MS
            self._begin(max(min(first, clock // TICK_MS), clock // TICK_MS - _BACK))
        found = self.advance(clock)
        for tick, kind, group in by_tick(groups):
            self._add(tick, kind, group)
        return found

    def advance(self, clock: int) -> list[Alarm]:
        """The show's clock went on. → alarms of the ticks that this closed."""
        self.clock = max(self.clock, clock)
        found: list[Alarm] = []
        if self._next is None:
            return found
        until = min(self.clock, self._window.high + TICK_MS + self.lag.grace)
        self._next = max(self._next, (until - self.lag.grace) // TICK_MS - TICKS_MAX)
        while (self._next + 1) * TICK_MS + self.lag.grace <= until:
            found += self._close(self._next)
            self._next += 1
        self.alarms.extend(found)
        return found

    def standings(self) -> list[Stand]:
        """What every detector could say now."""
        return self._sentries.standings()

    # ---- inside

    def _begin(self, tick: int) -> None:
        self._next = max(tick, self._window.low // TICK_MS)

    def _take_file(self, groups: Groups, clock: int) -> list[Alarm]:
        parts = sorted(by_tick(groups), key=lambda part: part[0])
        if self._next is None:
            self._begin(parts[0][0])
        found: list[Alarm] = []
        for tick, kind, group in parts:
            found += self.advance(min(clock, tick * TICK_MS))
            self._add(tick, kind, group)
        return found + self.advance(clock)

    def _add(self, tick: int, kind: type[Event], group: Group) -> None:
        assert self._next is not None  # noqa: S101 the first batch set it
        if kind in _STEER:
            self._steering += group.events
        elif kind is Stock:
            self._read_stock(group.events, (self._next + 1) * TICK_MS)
        elif kind is Sampling:
            self._sample(group.events)
        low, high = self._window.low, self._window.high
        if group.first < low or group.last > high:
            inside = part_of(group, [low <= at <= high for at in group.times])
            if inside is None:
                return
            group = inside
        if tick < self._next:
            self.lag.note(TELLS.get(kind, ()), len(group.times), self.clock - (tick + 1) * TICK_MS)
        elif group.first > self.clock + FUTURE_MS:
            self.ahead += len(group.times)
        else:
            bucket = self._open.get(tick)
            if bucket is None:
                bucket = self._open[tick] = Bucket(self._known)
            bucket.add(kind, group)
            if self._ear is not None:
                self._ear.add(tick, kind, group)

    def _sample(self, events: Iterable[Sampling]) -> None:
        """A source that sends another share of what happens is another way of counting."""
        for event in events:
            key = (event.source, event.of)
            if key in self._shares and self._shares[key] == event.share:
                continue
            self._shares[key] = event.share
            kind = EVENT_TYPES.get(event.of)
            self._anew.update(TELLS.get(kind, ()) if kind is not None else ())
        sampled = {kind for _, of in self._shares if (kind := EVENT_TYPES.get(of)) is not None}
        self.history.sampled = frozenset(signal for kind in sampled for signal in TELLS.get(kind, ()))

    def _close(self, number: int) -> list[Alarm]:
        bucket = self._open.pop(number, None) or Bucket(self._known)
        gone = self._hearing.close(bucket.heard)
        for sources in self._fed.values():
            sources.difference_update(gone)
        for signal, source in bucket.told:
            self._fed.setdefault(signal, set()).add(source)
        tick = self._tick(number, bucket)
        anew = self._anew | self.lag.close(bucket.counts)
        self._anew = set()
        self.history.push(tick)
        thin = {signal for signal, sources in self._fed.items() if self._hearing.thin(sources)}
        found = self._sentries.close(tick, self._doubt, anew, thin)
        if self._ear is not None:
            self._ear.close(tick, found)
        return found

    def _tick(self, number: int, bucket: Bucket) -> Tick:
        before = (self._airing.slot, self._airing.product)
        at = number * TICK_MS
        self._steer(at + TICK_MS)
        after = (self._airing.slot, self._airing.product)
        self._restock(at + TICK_MS)
        counts: dict[Signal, int | None] = {signal: self._count(signal, bucket) for signal in SIGNALS}
        return Tick(
            at=at, online=float(median(bucket.online)) if bucket.online else None, counts=counts,
            goods={signal: bucket.of_goods(signal) for signal in OF_GOODS if counts[signal] is not None},
            slot=after[0], product=after[1], switched=before != after,
            stock=self.history.stock.get(after[1]) if after[1] is not None else None,
        )  # fmt: skip

    def _count(self, signal: Signal, bucket: Bucket) -> int | None:
        """None = nobody sends it, or who does has fallen silent."""
        sources = self._fed.get(signal)
        if not sources or self._hearing.cut(sources):
            return None
        if signal == "gmv" and bucket.counts["paid"] and not bucket.gmv_known:
            return None
        return bucket.counts[signal]

    def _doubt(self, signal: Signal) -> Literal["late", "cut"] | None:
        if self.lag.doubts(signal):
            return "late"
        sources = self._fed.get(signal)
        return "cut" if sources and (self._hearing.cut(sources) or self._hearing.settling(sources)) else None

    def _steer(self, until: int) -> None:
        """What was put on air before `until`, in the order it happened; what comes late counts from now on."""
        if not self._steering:
            return
        self._steering.sort(key=lambda event: event.at)
        while self._steering and self._steering[0].at < until:
            self._airing.add(self._steering.pop(0))

    def _restock(self, until: int) -> None:
        """What was read before `until` and waited for its tick."""
        if self._stocks:
            due, self._stocks = self._stocks, []
            self._read_stock(due, until)

    def _read_stock(self, events: Iterable[Stock], until: int) -> None:
        """Those before `until` at once, as a pool may be read as a whole within one tick; the others wait."""
        stock = self.history.stock
        for event in events:
            if event.at >= until:
                self._stocks.append(event)
            elif event.product is not None:
                known = self._lots.get((event.product, event.sku))
                if known is None or known.at <= event.at:
                    self._lots[event.product, event.sku] = event
                    more = event.available - (known.available if known is not None else 0)
                    stock[event.product] = stock.get(event.product, 0) + more

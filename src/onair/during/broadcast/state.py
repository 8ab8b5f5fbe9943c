"""Memory of one show: a fold of its log and nothing else, so replaying the log gives the same state."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from onair.during.broadcast import garbage
from onair.during.broadcast.actions import feed_only
from onair.during.broadcast.apart import Apart
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.companions import NOBODY, Attached, Beside
from onair.during.broadcast.dedupe import Seen
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.signal import Signal
from onair.during.broadcast.sources import Sources
from onair.during.broadcast.track import HANDLERS, Track
from onair.events.codec import CODEC_VERSION, decode_batch
from onair.events.corrections import Corrections
from onair.events.groups import Groups, give_up, grouped
from onair.events.model import AnyEvent, Comment, Correction, Stock, Stream
from onair.metrics.live import LiveFold
from onair.store.log import EventLog

_RARE = frozenset(HANDLERS) | {Correction, Stock, Stream}


class Taken(NamedTuple):
    """A batch as it is in the log from `offset` on. `clock`: the show's; `received`: the server's, both in ms.

    `groups`: its events by type, where that is known. Where most of the events were given up, `events` is empty,
    `body` what was written and `given_up` how many.
    """

    events: list[AnyEvent]
    groups: Groups | None
    clock: int
    offset: int
    received: int
    body: bytes = b""
    given_up: int = 0

    @property
    def size(self) -> int:
        return len(self.events) + self.given_up

    def every(self) -> list[AnyEvent]:
        """All events, read again when they were given up."""
        return decode_batch(self.body, CODEC_VERSION) if self.given_up else self.events

    def lighter(self, body: bytes) -> "Taken":
        """Of a batch that nobody else holds: without the events that its columns can stand for.

        Not where the order of events of several types matters.
        """
        if self.groups is None or not _RARE.isdisjoint(self.groups):
            return self
        n = len(self.events)
        give_up(self.groups)
        self.events.clear()
        return self._replace(body=body, given_up=n)


class ShowState:
    """`end`: offset of the next event. `clock`: the clock of the newest batch (the file's own for imports)."""

    def __init__(
        self, facts: Facts, corrections: Corrections | None = None, attached: Attached = NOBODY
    ) -> None:
        self.corrections = corrections or Corrections()
        self.fold = LiveFold(facts.window, facts.currency, self.corrections)
        self.seen = Seen()
        self.comments = Comments()
        self.track = Track(self.comments, feed_only())
        self.sources = Sources()
        self.signal = Signal()
        self.stock: dict[str, tuple[int, int]] = {}
        """Product → (available, at) of the newest reading; lots of one product (by sku) are added up."""
        self.companions = attached.fresh(facts)
        """By feature: what others fold from the same log."""
        self.apart = Apart(self.companions, facts.id)
        self._lots: dict[tuple[str, str | None], tuple[int, int]] = {}
        self._restocked: set[str] = set()
        self.end = 0
        self.clock = 0
        self.newest = 0

    @property
    def stale(self) -> bool:
        """A correction asks for a rebuild."""
        return self.fold.stale

    def take(self, batches: Iterable[Taken]) -> None:
        """Fold batches that are in the log; their events are new and not remembered in `seen` yet or already."""
        waiting: list[tuple[Groups, int]] = []
        for batch in batches:
            self.end = max(self.end, batch.offset + batch.size)
            events, groups = batch.events, batch.groups or grouped(batch.events)
            self.sources.heard(groups, batch.received)
            self._told(groups, batch.clock)
            if self.corrections or (batch.given_up and not self.fold.holds(groups, batch.clock)):
                events = self._corrected(batch.every())
                groups = grouped(events)
            waiting.append((groups, batch.clock))
            if Correction in groups:  # the fold must meet it before the list of corrections knows it
                self.fold.add_all(waiting)
                waiting.clear()
            if comments := groups.get(Comment):
                self.comments.add(comments.events)
            if not _RARE.isdisjoint(groups):
                self._rare([event for event in events if type(event) in _RARE])
            self.clock = max(self.clock, batch.clock)
            newest = max((group.last for group in groups.values()), default=0)
            self.newest = max(self.newest, min(batch.clock, newest))  # what is ahead is not due
        self.fold.add_all(waiting)

    def beside(self, facts: Facts) -> Beside:
        """What companions may read."""
        return Beside(facts, self.track, self.stock, self.signal, self.companions, self.comments)

    def advance(self, clock: int, facts: Facts) -> None:
        """Tell the companions that everything up to `clock` has been taken."""
        beside = self.beside(facts)
        for _ in self.apart.each("follow the time", lambda companion: companion.advance(clock, beside)):
            pass

    def _told(self, groups: Groups, clock: int) -> None:
        for _ in self.apart.each("take a batch", lambda companion: companion.take(groups, clock)):
            pass

    def _corrected(self, events: list[AnyEvent]) -> list[AnyEvent]:
        applied = (self.corrections.apply(event) for event in events)
        return [cast(AnyEvent, event) for event in applied if event is not None]

    def restocked(self) -> set[str]:
        """Products whose stock was read since the last time somebody asked."""
        found, self._restocked = self._restocked, set()
        return found

    def outside(self) -> dict[str, int]:
        """Events that are kept but not counted, or counted too late; by reason."""
        fold, book = self.fold, self.fold.state.book
        book.settle()  # whether an event of an order counts, its order decides
        elsewhere = {"before": 0, "after": 0}
        for (place, _), n in (*fold.elsewhere.items(), *book.elsewhere.items()):
            elsewhere[place] += n
        late = sum(fold.late.values()) + sum(book.late.values())
        return {"late": late, "not_due": sum(fold.not_due().values()), **elsewhere}

    def _rare(self, events: list[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, Correction):
                self.corrections.add(event)
            elif isinstance(event, Stock):
                self._read_stock(event)
            elif isinstance(event, Stream):
                self.signal.add(event)
            else:
                self.track.add(event)

    def _read_stock(self, event: Stock) -> None:
        if event.product is None:
            return
        lot = (event.product, event.sku)
        before = self._lots.get(lot)
        if before is not None and event.at < before[1]:
            return
        self._lots[lot] = (event.available, event.at)
        available, at = self.stock.get(event.product, (0, event.at))
        available += event.available - (before[0] if before is not None else 0)
        self.stock[event.product] = (available, max(at, event.at))
        self._restocked.add(event.product)


def replay(log: EventLog, show: str, facts: Facts, attached: Attached = NOBODY) -> ShowState:
    """The state of everything in the log. Runs in a worker thread; touches nothing shared.

    Corrections name events that came before them, so a log that holds any is read once more with all of them
    known. Raises LogDamaged.
    """
    with garbage.quiet():
        state = ShowState(facts, attached=attached)
        catch_up(state, log, show)
        if state.stale:
            state = ShowState(facts, state.corrections, attached)
            catch_up(state, log, show)
        state.fold.state.book.settle()  # here, not in the first frame on the event loop
    return state


def catch_up(state: ShowState, log: EventLog, show: str) -> None:
    """Fold whatever the log holds beyond the state."""
    for batch in log.read(show, state.end):
        events = decode_batch(batch.body, batch.codec)
        if batch.offset < state.end:
            continue
        fresh = state.seen.take(events)
        if fresh:
            state.take([Taken(fresh, None, batch.clock, batch.offset, batch.clock)])
        state.end, state.clock = batch.offset + len(events), max(state.clock, batch.clock)

"""What comments were read as, as events of the log: rules, restarts, replays and back-tests hold the same against a rule,
and none of them has to ask the model again."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from zlib import crc32

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.radar import Sense
from onair.during.comments.said import Said
from onair.during.comments.wave import Limits, Waves
from onair.events.model import Comment, Marks

TICK_MS = 10_000
WAIT_MS = 1_500
"""After a tick its last comments are read meanwhile; rules look at it 3 s after it."""
LATE_MS = 30_000
"""Older than this when it came: no part of what rules look at."""
PILES_MAX = 5_000
TEXTS_KEPT = 20_000
NEGATIVE = "negative"
"""Speaks badly, by the gate; beside its intent."""
UNKNOWN = "unknown"
Pile = Mapping[int, Mapping[str, list[int]]]
"""Start of a tick → what a comment was read as → whom each is from (`person`)."""


class Reads(Protocol):
    """A team's reader; another object whenever it reads otherwise."""

    def sense(self, texts: Sequence[str]) -> Sequence[Sense]: ...


def person(user: str | None) -> int:
    """0 = nobody knows; else a number that stands for one person, made of the keyed hash that the log has."""
    return 0 if user is None else crc32(user.encode()) or 1


def piled(events: Sequence[Comment], senses: Sequence[Sense], clock: int) -> Pile:
    """`clock`: when they came."""
    found: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event, sense in zip(events, senses, strict=True):
        if event.at >= clock - LATE_MS:
            who, tick = person(event.user), found[event.at - event.at % TICK_MS]
            tick[sense.intent or UNKNOWN].append(who)
            if sense.negative:
                tick[NEGATIVE].append(who)
    return found


def written(piles: Iterable[Pile]) -> dict[str, dict[str, list[int]]]:
    """As an event has it."""
    found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pile in piles:
        for tick, read in pile.items():
            for what, people in read.items():
                found[str(tick)][what] += people
    return {tick: dict(read) for tick, read in found.items()}


class Marking:
    """Of one memory of a running show. `hear` is called by the thread that reads, the rest by the owner's.

    `line`: the share above which complaints are a wave now, told by who judges it. What other events of the log cover
    (those of the show that is played again, or from before a restart) is not written a second time.
    """

    def __init__(self) -> None:
        self.line: float | None = None
        self._covered = self._since = 0
        self._piles: deque[tuple[int, Pile]] = deque(maxlen=PILES_MAX)
        self._mine: set[str] = set()
        self._unwritten: dict[str, Marks] = {}
        self._edge: int | None = None

    def hear(self, events: Sequence[Comment], senses: Sequence[Sense], clock: int) -> None:
        if clock > self._covered:
            self._piles.append((clock, piled(events, senses, clock)))

    def logged(self, events: Iterable[Marks]) -> None:
        for event in events:
            if event.id in self._mine:
                self._mine.discard(event.id)
                self._unwritten.pop(event.id, None)
            elif event.source == OWN_SOURCE and event.since >= self._since:
                self._covered = self._since = max(self._covered, event.upto)

    def due(self, now: int) -> list[Marks]:
        """Once a tick; again what is not in the log yet."""
        edge = (now - WAIT_MS) // TICK_MS
        if self._edge is not None and edge > self._edge:
            self._write(now, edge)
        self._edge = edge
        return list(self._unwritten.values())

    def _write(self, now: int, edge: int) -> None:
        taken: list[Pile] = []
        upto = self._since
        while self._piles and self._piles[0][0] < now:
            clock, pile = self._piles.popleft()
            if clock > self._covered:
                taken.append(pile)
                upto = max(upto, clock)
        read = written(taken)
        if read:
            made = Marks(
                id=f"marks:{upto}:{edge}", source=OWN_SOURCE, at=now, since=self._since, upto=upto, read=read,
                line=self.line,
            )  # fmt: skip
            self._mine.add(made.id)
            self._unwritten[made.id], self._since = made, upto


class Offline:
    """The same for a log without: imported, or written before comments were read. Fed tick by tick."""

    def __init__(self, model: Reads, limits: Limits = Limits()) -> None:
        self._model, self._waves = model, Waves(limits)
        self._known: dict[str, Sense] = {}
        self._waiting: list[Comment] = []
        self._upto = 0

    def hear(self, events: Iterable[Comment]) -> None:
        self._waiting += events

    def close(self, end: int) -> Marks | None:
        """A tick that ended at `end` is over."""
        events = [event for event in self._waiting if event.at < end]
        if not events:
            return None
        self._waiting = [event for event in self._waiting if event.at >= end]
        senses = self._read([event.text for event in events])
        for event, sense in zip(events, senses, strict=True):
            said = Said(event.id, event.at, event.user, event.text, sense.intent, negative=sense.negative)
            self._waves.add(said)
        since, self._upto = self._upto, max(end, self._upto)
        read = written([piled(events, senses, end)])
        return Marks(
            id=f"marks:{end}", source=OWN_SOURCE, at=end, since=since, upto=self._upto, read=read,
            line=self._waves.line(),
        )  # fmt: skip

    def _read(self, texts: Sequence[str]) -> list[Sense]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            if len(self._known) > TEXTS_KEPT:
                self._known.clear()
                fresh = list(dict.fromkeys(texts))
            self._known.update(zip(fresh, self._model.sense(fresh), strict=True))
        return [self._known[text] for text in texts]

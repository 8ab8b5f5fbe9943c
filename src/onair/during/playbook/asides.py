"""What rules read beside the counts of the ticks: words of comments, kinds of slots, incidents, frames, who came back.

Fed with the events of open ticks, in time only; kept for two hours. Texts live in memory and are never written.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import starmap
from sys import intern
from typing import cast

from msgspec import Struct, field

from onair.during.playbook.history import TICK_MS
from onair.events.groups import Group
from onair.events.model import Comment, Enter, Event, Incident, Pay, Slot, Stream

KEPT = 720
TEXTS_MAX = 2_000
"""Comments of one tick that are searched; a room never had more."""
PEOPLE_MAX = 200_000
SAID_MAX = 2_000
"""Texts of which is remembered whether they hold the words of a rule."""
FPS = 25.0
"""Where the encoder does not say its own."""


class Aside(Struct):
    """Of one tick. `texts`: (hash of who, what), as two hours of them are kept and rooms say the same words again and
    again. `buyers`: orders by people who had been here before and by new ones."""

    texts: list[tuple[int | None, str]] = field(default_factory=list)
    searched: dict[tuple[str, ...], tuple[set[int | str], int]] = field(default_factory=dict)
    incidents: list[str] = field(default_factory=list)
    dropped: int = 0
    frames: float = 0.0
    heard: bool = False
    returning: int = 0
    fresh: int = 0


class Asides:
    """`slot_kind`, `slot_tick`: of the slot on air and the tick it began in."""

    def __init__(self) -> None:
        self._ticks: dict[int, Aside] = {}
        self._new: dict[str, bool] = {}
        self._paid: set[str] = set()
        self._kinds: dict[str, str] = {}
        self._frames: dict[str, int] = {}
        self._told_new = False
        self._bought: dict[int, tuple[int, int]] = {}
        """By tick: orders by people who had been here before and by new ones, all up to its end."""
        self._bought_before = self._bought_now = (0, 0)
        self.slot_kind: str | None = None
        self.slot_tick: int | None = None

    def add(self, tick: int, kind: type[Event], group: Group) -> None:
        """Events of one type, all of this tick, in time."""
        if kind is Comment:
            room = TEXTS_MAX - len(self._at(tick).texts)
            self._at(tick).texts += [
                (None if event.user is None else hash(event.user), intern(event.text))
                for event in group.events[:room]
            ]
        elif kind is Slot:
            self._kinds.update({event.slot: event.kind for event in group.events if event.phase == "start"})
        elif kind is Incident:
            self._at(tick).incidents += [event.kind for event in group.events if event.phase == "start"]
        elif kind is Stream:
            self._stream(tick, group.events)
        elif kind is Enter:
            self._entries(group)
        elif kind is Pay:
            self._pays(tick, group.events)

    def close(self, tick: int, slot: str | None, *, switched: bool) -> None:
        """The tick is over; `slot` is on air."""
        if switched or (slot is not None and self.slot_tick is None):
            self.slot_tick = tick if slot is not None else None
        self.slot_kind = self._kinds.get(slot) if slot is not None else None
        self._add_up(tick)
        if len(self._ticks) > KEPT + KEPT // 8:  # nobody asks for older ones
            for old in [known for known in self._ticks if known < tick - KEPT]:
                del self._ticks[old]
            for old in [known for known in self._bought if known < tick - KEPT]:
                del self._bought[old]

    def window(self, end: int, ticks: int) -> Iterator[Aside]:
        """Of the `ticks` up to the one that ends at `end` (ms), oldest first; those without anything are left out."""
        last = end // TICK_MS
        for tick in range(last - ticks, last):
            found = self._ticks.get(tick)
            if found is not None:
                yield found

    def buyers(self, end: int, ticks: int) -> tuple[int, int]:
        """Of the same ticks: orders by people who had been here before, and by new ones."""
        last = end // TICK_MS - 1
        until, before = (self._bought.get(tick, self._bought_before) for tick in (last, last - ticks))
        return until[0] - before[0], until[1] - before[1]

    @property
    def tells_new(self) -> bool:
        """Some source says whether who enters is new."""
        return self._told_new

    # ---- inside

    def _at(self, tick: int) -> Aside:
        found = self._ticks.get(tick)
        if found is None:
            found = self._ticks[tick] = Aside()
        return found

    def _add_up(self, tick: int) -> None:
        if tick - 1 not in self._bought:  # the first, or the first after half a day of silence
            self._bought.clear()
            self._bought_before = self._bought_now
        aside, (back, new) = self._ticks.get(tick), self._bought_now
        if aside is not None:
            self._bought_now = (back + aside.returning, new + aside.fresh)
        self._bought[tick] = self._bought_now

    def _stream(self, tick: int, events: list[Stream]) -> None:
        """`dropped` is of the time since the reading before, so a source's first one says nothing of a share."""
        for event in sorted(events, key=lambda each: each.at):
            before = self._frames.get(event.source)
            if event.dropped is None or (before is not None and event.at <= before):
                continue
            self._frames[event.source] = event.at
            if before is None:
                continue
            aside, frames = self._at(tick), (event.at - before) / 1000 * (event.fps or FPS)
            aside.heard = True
            aside.frames += frames
            aside.dropped += min(event.dropped, round(frames))

    def _entries(self, group: Group) -> None:
        news: list[bool | None] = group.fields["new"]
        if news.count(None) == len(news):
            return
        self._told_new, known = True, self._new
        if None not in news and None not in group.users and len(known) + len(news) <= PEOPLE_MAX:
            pairs = cast(Iterable[tuple[str, bool]], zip(group.users, news, strict=True))
            deque(starmap(known.setdefault, pairs), 0)  # the first word on somebody stands
            return
        for user, new in zip(group.users, news, strict=True):
            if user not in known and new is not None and user is not None and len(known) < PEOPLE_MAX:
                known[user] = new

    def _pays(self, tick: int, events: list[Pay]) -> None:
        for event in events:
            known = self._new.get(event.user) if event.user is not None else None
            if event.order in self._paid or known is None:
                continue
            self._paid.add(event.order)
            aside = self._at(tick)
            aside.fresh += known
            aside.returning += not known


def matching(asides: Iterator[Aside], words: tuple[str, ...]) -> tuple[int, int, int]:
    """→ (people who said one of the words, comments that hold one, comments). Of closed ticks."""
    people: set[int | str] = set()
    hits = total = 0
    for aside in asides:
        found = aside.searched.get(words)
        if found is None:
            found = aside.searched[words] = _search(aside, words)
        people |= found[0]
        hits += found[1]
        total += len(aside.texts)
    return len(people), hits, total


def _search(aside: Aside, words: tuple[str, ...]) -> tuple[set[int | str], int]:
    """Somebody without a name counts as one person each time."""
    holds = _looker(words)
    found = [who for who, text in aside.texts if holds(text)]
    unnamed = (f"{id(aside)}:{place}" for place, who in enumerate(found) if who is None)
    return {*(who for who in found if who is not None), *unnamed}, len(found)


@lru_cache(maxsize=512)
def _looker(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Does a text hold one of them? Remembered, as rooms say the same again and again."""
    look = re.compile("|".join(re.escape(word.lower()) for word in words)).search
    return lru_cache(maxsize=SAID_MAX)(lambda text: look(text.lower()) is not None)

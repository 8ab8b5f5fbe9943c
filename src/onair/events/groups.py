"""Events of a batch by type, as columns: what everybody reads of each event is read once.

The owner admits by these columns and the fold counts by them: a column is one tight loop over objects that are
still in the processor's cache, where event by event each reader would fetch them from memory again.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from onair.events.model import AddCart, Enter, Event, Like, ProductClick, ProductExposure, Share

_SOURCE, _CHANNEL = attrgetter("source"), attrgetter("channel")
_READ: dict[type[Event], tuple[str, ...]] = {
    Enter: ("channel", "new", "proxy"), Like: ("count",), Share: ("count",), ProductClick: ("product", "count"),
    ProductExposure: ("product", "count"), AddCart: ("product", "qty"),
}  # fmt: skip
"""The busy types, and what is read of them beside the columns that every group has."""
_COLUMNS = {kind: [(name, attrgetter(name)) for name in names] for kind, names in _READ.items()}


class Group(NamedTuple):
    """Events of one type, ≥ 1. `times`: `at` of each (ms), from `first` to `last`; `users`: None = nobody.

    `source`: the one all come from; None = there are several. `fields`: of the busy types everything else that
    is read of them, by name; so their events may be given up (`give_up`), and `events` is empty then.
    """

    events: list[Any]
    times: list[int]
    first: int
    last: int
    users: list[str | None]
    source: str | None
    fields: dict[str, list[Any]]

    def sources(self) -> list[str]:
        """Of each."""
        if self.source is not None:
            return [self.source] * len(self.times)
        return self.fields.get("source") or list(map(_SOURCE, self.events))


Kinds = Mapping[type[Event], list[Any]]
Groups = Mapping[type[Event], Group]


def by_type(events: Iterable[Event]) -> Kinds:
    """The events of each type, in their order."""
    kinds: defaultdict[type[Event], list[Any]] = defaultdict(list)
    for event in events:
        kinds[event.__class__].append(event)
    return kinds


def group_of(events: list[Any]) -> Group:
    """Columns of events of one type."""
    times = [event.at for event in events]
    users = [event.user for event in events]
    sources = list(map(_SOURCE, events))
    source = sources[0] if sources.count(sources[0]) == len(sources) else None
    fields = {name: list(map(read, events)) for name, read in _COLUMNS.get(type(events[0]), ())}
    if not all(users):  # what nobody did is told by channel
        fields["channel"] = list(map(_CHANNEL, events))
    return Group(events, times, min(times), max(times), users, source, fields)


def give_up(groups: Groups) -> None:
    """Let go of the events of the busy types: their memory serves the next batch, still in the processor's cache."""
    for kind, group in groups.items():
        if kind in _READ:
            group.events.clear()


def merged(many: Sequence[Groups]) -> Groups:
    """One after the other, as if they had come in one batch."""
    if len(many) == 1:
        return many[0]
    found: defaultdict[type[Event], list[Group]] = defaultdict(list)
    for groups in many:
        for kind, group in groups.items():
            found[kind].append(group)
    return {kind: some[0] if len(some) == 1 else _joined(some) for kind, some in found.items()}


def _joined(some: list[Group]) -> Group:
    events, times, firsts, lasts, users, sources, fields = zip(*some, strict=True)
    chain, source = itertools.chain.from_iterable, sources[0]
    found = {
        name: list(chain(group.fields.get(name) or [None] * len(group.times) for group in some))
        for name in {name for names in fields for name in names}
    }
    if sources.count(source) != len(sources):
        source, found["source"] = None, list(chain(group.sources() for group in some))
    return Group(
        list(chain(events)), list(chain(times)), min(firsts), max(lasts), list(chain(users)), source, found
    )


def columns(kinds: Kinds) -> Groups:
    return {kind: group_of(some) for kind, some in kinds.items()}


def grouped(events: Iterable[Event]) -> Groups:
    return columns(by_type(events))

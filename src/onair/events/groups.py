"""Events of a batch by type, as columns: what everybody reads of each event is read once.

The owner admits by these columns and the fold counts by them: a column is one tight loop over objects that are
still in the processor's cache, where event by event each reader would fetch them from memory again.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from onair.events.model import Event

_SOURCE = attrgetter("source")


class Group(NamedTuple):
    """Events of one type, ≥ 1. `times`: `at` of each (ms), from `first` to `last`; `users`: None = nobody.

    `source`: the one all come from; None = there are several.
    """

    events: Sequence[Any]
    times: list[int]
    first: int
    last: int
    users: list[str | None]
    source: str | None


Kinds = Mapping[type[Event], Sequence[Any]]
Groups = Mapping[type[Event], Group]


def by_type(events: Iterable[Event]) -> Kinds:
    """The events of each type, in their order."""
    kinds: defaultdict[type[Event], list[Any]] = defaultdict(list)
    for event in events:
        kinds[event.__class__].append(event)
    return kinds


def group_of(events: Sequence[Event]) -> Group:
    """Columns of events of one type."""
    times = [event.at for event in events]
    sources = list(map(_SOURCE, events))
    source = sources[0] if sources.count(sources[0]) == len(sources) else None
    return Group(events, times, min(times), max(times), [event.user for event in events], source)


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
    events, times, firsts, lasts, users, sources = zip(*some, strict=True)
    source = sources[0] if sources.count(sources[0]) == len(sources) else None
    chain = itertools.chain.from_iterable
    return Group(list(chain(events)), list(chain(times)), min(firsts), max(lasts), list(chain(users)), source)


def columns(kinds: Kinds) -> Groups:
    return {kind: group_of(some) for kind, some in kinds.items()}


def grouped(events: Iterable[Event]) -> Groups:
    return columns(by_type(events))

"""The questions of a show with what was on air when they were asked, and the answers given. Pure fold over its log."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.qa.given import GivenLog
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Comment, Host, Slot

TEXT_MAX = 120


class Heard(NamedTuple):
    """One comment. `product`, `hosts`: what was talked about and who was on air then."""

    at: int
    user: str | None
    text: str
    product: str | None
    hosts: frozenset[str]


class Evening(NamedTuple):
    heard: list[Heard]
    given: GivenLog
    as_of: int


def listen(batches: Iterable[tuple[Groups, int, int]]) -> Evening:
    """In the order of the log; within a batch by the time of the events."""
    evening, now = Evening([], GivenLog(), 0), 0
    air = _Air()
    for groups, clock, _ in batches:
        now = max(now, clock)
        for event in sorted(_of(groups), key=lambda one: one.at):
            if isinstance(event, Comment):
                heard = Heard(event.at, event.user, event.text[:TEXT_MAX], air.product, air.hosts)
                evening.heard.append(heard)
            else:
                air.take(event)
                if isinstance(event, Action):
                    evening.given.act((event,))
    return evening._replace(as_of=now)


class _Air:
    """The product being talked about: the last pin, else the slot's own."""

    def __init__(self) -> None:
        self.product: str | None = None
        self.hosts: frozenset[str] = frozenset()
        self._slot: str | None = None

    def take(self, event: AnyEvent) -> None:
        if isinstance(event, Slot):
            self._slot = self.product = event.product if event.phase == "start" else None
        elif isinstance(event, Host):
            known = self.hosts
            self.hosts = known | {event.host} if event.phase == "start" else known - {event.host}
        elif isinstance(event, Action) and event.source == OWN_SOURCE and event.action == "pin":
            pinned = event.data.get("product")
            self.product = pinned if isinstance(pinned, str) else self._slot


def _of(groups: Groups) -> Iterator[AnyEvent]:
    for kind in (Slot, Host, Action, Comment):
        if kind in groups:
            yield from groups[kind].events

"""The answers of each show, followed beside its numbers: what was given, and the library to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy.orm import Session

from onair.access.web.services import Services
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.qa.given import GivenLog
from onair.during.qa.matching import Matcher
from onair.during.qa.panel import AnsweredPanel, answered_panel
from onair.during.qa.store import library_of, library_stamp
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent
from onair.store.db import Database

PANELS: Panels = {"answered": (AnsweredPanel, frozenset({"console"}))}


class Knowledge(NamedTuple):
    """`names`: people, keys and links."""

    matcher: Matcher
    names: Mapping[str, str]


class Answering:
    """Memory of one show. `matcher`: for whoever reads comments; replaced as a whole when the library is edited."""

    def __init__(self) -> None:
        self.log = GivenLog()
        self.matcher = Matcher()
        self._names: Mapping[str, str] = {}
        self._key: Any = None
        self._shown: dict[str, Struct] = {}

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if Action in groups:
            self.log.act(groups[Action].events)

    def advance(self, clock: int, beside: Beside) -> None:
        """Nothing of it is written by time."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002
        return ()

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:  # noqa: ARG002
        key = (self.log.rev, self.matcher, self._names)
        if key != self._key:
            self._key = key
            self._shown = {"answered": answered_panel(self.log, self._names, self.matcher.size)}
        return self._shown

    def know(self, knowledge: Any) -> None:
        if isinstance(knowledge, Knowledge):
            self.matcher, self._names = knowledge.matcher, knowledge.names


class AnsweringFeature:
    """The library is read once for each state of it, however many shows are on air."""

    name = "qa"
    panels = PANELS

    def __init__(self, db: Database) -> None:
        self._db = db
        self._held: dict[str, tuple[Any, Matcher]] = {}

    def learn(self, facts: Facts) -> Knowledge:
        return Knowledge(self.matcher(facts.tenant), House(self._db).names(facts.tenant))

    def matcher(self, tenant: str) -> Matcher:
        """As the library stands now; may block."""
        with self._db.read() as tx:
            return self.matcher_in(tx, tenant)

    def matcher_in(self, tx: Session, tenant: str) -> Matcher:
        """The same, for who reads already."""
        stamp = library_stamp(tx, tenant)
        held = self._held.get(tenant)
        if held is None or held[0] != stamp:
            held = self._held[tenant] = (stamp, Matcher(library_of(tx, tenant)))
        return held[1]

    def fresh(self, facts: Facts) -> Answering:  # noqa: ARG002
        return Answering()


def feature(services: Services) -> AnsweringFeature:
    """The one of this process: routes ask the same matcher."""
    held = services.maybe(AnsweringFeature)
    return held or services.put(AnsweringFeature(services.get(Database)))


def relearn(services: Services, tenant: str) -> None:
    """Shows on air learn at once what was edited; without shows there is nothing to tell."""
    hub = services.maybe(Hub)
    if hub is not None:
        hub.relearn("qa", tenant=tenant)

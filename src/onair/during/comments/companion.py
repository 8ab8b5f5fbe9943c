"""Comments beside a running show: taken at next to no cost, read by another thread, picked up in the owner's turn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable
from weakref import WeakValueDictionary

from msgspec import Struct

from onair.access.web import Services
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.house import House
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.answers import Library
from onair.during.comments.heat import Minutes
from onair.during.comments.inbox import Inbox
from onair.during.comments.line import Line
from onair.during.comments.marking import Reads
from onair.during.comments.panel import Around, RadarPanel
from onair.during.comments.radar import STEERS, Radar
from onair.during.comments.reader import ReadingThread
from onair.during.comments.setup import RadarSetup, setup_of
from onair.during.comments.teams import Teams
from onair.during.qa.companion import Answering
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Comment, Correction, Incident, Marks, Slot
from onair.store.db import Database

PANELS: Panels = {"radar": (RadarPanel, frozenset({"console"}))}
LEFT_MS = 1_000


class Knowledge(NamedTuple):
    setup: RadarSetup
    around: Around


@runtime_checkable
class OwnAccounts(Protocol):
    """A companion that knows which people of a platform are the team itself."""

    @property
    def own(self) -> frozenset[str]: ...


class Commenting:
    """Memory of one show. What was read is kept on its line, which outlives a memory that is built anew."""

    def __init__(self, feature: "CommentsFeature", facts: Facts) -> None:
        self._feature, self._show, self._tenant = feature, facts.id, facts.tenant
        self._inbox = Inbox(taken_up=False)
        self._minutes = Minutes()
        self._line: Line | None = None
        self._product: str | None = None
        self._knowledge: Knowledge | None = None

    @property
    def radar(self) -> Radar | None:
        """What was read; None before anybody looked or time was told. Looked up only, never changed."""
        return self._line.radar if self._line is not None else None

    # ---- Companion

    def take(self, groups: Groups, clock: int) -> None:
        put, before = self._inbox.put, len(self._inbox)
        if Slot in groups:
            started = [event for event in groups[Slot].events if event.phase == "start"]
            self._product = started[-1].product if started else None
        if Comment in groups:
            group = groups[Comment]
            self._minutes.add(group.times, group.first, group.last)
            put(Comment, group.events, self._product, clock)
        if Action in groups:
            for event in groups[Action].events:
                if event.action == "pin" and event.source == OWN_SOURCE:
                    self._product = event.product
            put(Action, [event for event in groups[Action].events if event.action in STEERS], None)
        if Correction in groups:
            put(Correction, groups[Correction].events, None)
        if Marks in groups:
            self._inbox.marking.logged(groups[Marks].events)
        if Incident in groups:
            put(Incident, groups[Incident].events, None)
        if self._line is not None and len(self._inbox) != before:
            self._line.clock = max(self._line.clock, clock)
            self._feature.thread.ring(self._line)

    def advance(self, clock: int, beside: Beside) -> None:
        line = self._look(clock, beside)
        self._feature.thread.ring(line)

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        return [*self._look(now, beside).incidents(), *self._inbox.marking.due(now)]

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        known = self._line is not None
        line = self._look(now, beside)
        if not known and len(self._inbox):  # a memory that is still being read has nothing to say yet
            self._feature.thread.ring(line)
        while line.marks:
            beside.comments.mark(line.marks.popleft())
        return {"radar": line.panel}

    def know(self, knowledge: Any) -> None:
        self._knowledge = knowledge if isinstance(knowledge, Knowledge) else None
        if self._line is not None:
            self._tell(self._line)

    # ---- inside

    def _look(self, now: int, beside: Beside) -> Line:
        """The line, taken up the first time that somebody asks: a log that is only read again needs no reading."""
        line = self._line
        if line is None:
            line = self._line = self._feature.line(self._show, self._tenant)
            self._inbox.take_up(line.inbox)
            line.inbox = self._inbox
            self._tell(line)
        line.clock = max(line.clock, now)
        if now - line.heard_at >= LEFT_MS or now < line.heard_at:
            line.heard_at, line.heat = now, self._minutes.heat(now)
            line.hosts = tuple(beside.track.hosts)
            qa = beside.companions.get("qa")
            if isinstance(qa, Answering) and line.answering.matcher is not qa.matcher:
                line.answering = Library(qa.matcher)
            accounts = beside.companions.get("overlays")
            if isinstance(accounts, OwnAccounts):
                line.radar.own = accounts.own
            self._product = beside.track.product
        return line

    def _tell(self, line: Line) -> None:
        if self._knowledge is not None:
            line.know(self._knowledge.setup.limits, self._knowledge.around)


class CommentsFeature:
    """One reading thread and one line a show; settings, goods and answers are read for each show."""

    name = "comments"
    panels = PANELS

    def __init__(
        self, db: Database, model: Callable[[str], Reads | None],
        teach: Callable[[str, Mapping[str, str], Sequence[str]], None] = lambda _tenant, _goods, _words: None,
    ) -> None:  # fmt: skip
        """`model`: of a team, asked in the reading thread. `teach`: told what a team's products are called and which
        words it blocks."""
        self._db, self._teach = db, teach
        self.thread = ReadingThread(model)
        self._lines: WeakValueDictionary[str, Line] = WeakValueDictionary()

    def learn(self, facts: Facts) -> Knowledge:
        house = House(self._db)
        goods = {id_: good.name for id_, good in house.goods(facts.tenant).items()}
        with self._db.read() as tx:
            setup = setup_of(tx, facts.tenant)
        self._teach(facts.tenant, goods, [one.word for one in setup.blocked])
        around = Around(house.names(facts.tenant), goods, setup.question_s, setup.risk_s)
        return Knowledge(setup, around)

    def fresh(self, facts: Facts) -> Commenting:
        return Commenting(self, facts)

    def line(self, show: str, tenant: str) -> Line:
        """Of a show that is looked at; goes with the last memory that holds it."""
        line = self._lines.get(show)
        if line is None:
            line = self._lines[show] = Line(tenant)
        return line

    def close(self) -> None:
        self.thread.close()


def feature(services: Services) -> CommentsFeature:
    teams = services.put(Teams(services))
    return services.put(CommentsFeature(services.get(Database), teams.model, teams.lists))

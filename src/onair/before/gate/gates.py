"""The gate of a show: facts gathered in one transaction, judged, and told to whoever starts it."""

import logging

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.access.web import Services
from onair.before.gate import marks
from onair.before.gate.facts import Facts
from onair.before.gate.sources import ChangeReader, FeedReader, QuestionReader, Sources
from onair.before.gate.verdict import Gate, applies, assemble
from onair.before.warmup.service import Outbox
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, OnAirError
from onair.kernel.i18n import Lang, Text
from onair.store.db import Database
from onair.trade.evidence.service import paper_lists
from onair.trade.service import ShowView, State, get_show, products_of
from onair.trade.states import ALLOWED

log = logging.getLogger("onair.gate")
NAMED_MAX = 4


class GateShut(Conflict):
    """`data`: `points`, the codes that are open."""

    code = "gate_shut"
    zh = "开播门禁还没过：{names}。场次状态没有变；请逐项处理，或由负责人豁免。"
    en = "The gate is not open: {names}. The show's state is unchanged; settle the points or have an owner waive them."

    def __init__(self, gate: Gate) -> None:
        self.names = _names(gate)
        super().__init__(points=[point.code for point in gate.points if point.state == "open"])

    def detail(self, lang: Lang) -> str:
        return (self.zh if lang == "zh" else self.en).format(names=self.names.of(lang))


class Gates:
    """Readiness of shows, and the guard that is asked before one gets ready or goes on air."""

    def __init__(self, db: Database, clock: Clock, sources: Sources) -> None:
        self._db, self._clock, self._sources = db, clock, sources

    def facts(self, tx: Session, tenant: str, show: str) -> Facts:
        """Raises ShowNotFound."""
        view = get_show(tx, tenant, show)
        now = self._clock()
        bare = Facts(now=now, show=view)
        if not applies(bare):
            return bare
        rundown = self._sources.rundown(tx, view)
        products = rundown.products if rundown else []
        names, written, proven = self._sources.hosts(tx, tenant, view.planned_end or bare.start)
        return Facts(
            now=now, show=view, rundown=rundown, lint=self._sources.lint(tx, view, rundown, self._clock) if rundown else (),
            products={one: held for one, held in products_of(tx, tenant, products).items() if not held.removed},
            papers=self._sources.papers(tx, tenant, products), paper_lists=paper_lists(tx, tenant),
            host_names=names, personas=written, proven=proven,
            promises=self._sources.promises(tx, view), check=self._sources.check(tx, view),
            feeds=self._sources.feeds(tx, view, now), seller=marks.settings_of(tx, tenant).seller,
            marks=marks.marks_of(tx, tenant, show), chores=self._sources.chores(tx, view, now),
            questions=self._sources.questions(tx, view, products, now), changes=self._sources.changes(tx, view),
        )  # fmt: skip

    def readiness(self, tx: Session, tenant: str, show: str) -> Gate:
        """Ready or not, and why. Raises ShowNotFound."""
        facts = self.facts(tx, tenant, show)
        return assemble(facts, marks.waivers_of(tx, tenant, show), marks.owners_of(tx, tenant, show))

    def sign(
        self, tx: Session, actor: Actor, show: str, *, code: str, subject: str, note: str | None,
        seen: Facts | None = None,
    ) -> None:  # fmt: skip
        """A person's word on a point, with what was open at that moment. Raises PointUnknown.

        `seen`: the facts, gathered before `tx` began, so that judging locks nobody out; the word is for them.
        """
        facts = seen or self.facts(tx, actor.tenant, show)
        gate = assemble(facts, marks.waivers_of(tx, actor.tenant, show), {})
        still = [point.code for point in gate.points if point.state == "open" and point.code != code]
        marks.put_mark(
            tx,
            actor,
            self._clock,
            show,
            code=code,
            subject=subject,
            basis=facts.basis,
            note=note,
            open_points=still,
        )

    def before_step(self, actor: Actor, view: ShowView, to: State) -> Text | None:
        """Asked by trade's routes before 就绪 and 直播中. → what to tell. Raises GateShut when the team wants that.

        A gate that cannot be read never keeps a show off the air: it says so.
        """
        if to not in (State.ready, State.on_air) or to not in ALLOWED[view.state]:
            return None
        try:
            with self._db.read() as tx:
                gate = self.readiness(tx, actor.tenant, view.id)
                mode = marks.settings_of(tx, actor.tenant).mode
        except Exception as problem:
            if isinstance(problem, OnAirError):
                log.warning("gate of %s: %s", view.id, problem.code)
            else:
                log.exception("gate of %s", view.id)
            return Text("门禁读不出来，没有检查", "The gate could not be read; nothing was checked")
        if gate.ready:
            return None
        if mode == "refuse":
            raise GateShut(gate)
        names = _names(gate)
        return Text(f"门禁未过：{names.zh}", f"The gate is not open: {names.en}")


def _names(gate: Gate) -> Text:
    """The first open points by name, and how many more."""
    names = [point.name for point in gate.points if point.state == "open"]
    more = len(names) - NAMED_MAX
    zh, en = "、".join(one.zh for one in names[:NAMED_MAX]), ", ".join(one.en for one in names[:NAMED_MAX])
    return Text(f"{zh} 等 {len(names)} 项", f"{en} and {more} more") if more > 0 else Text(zh, en)


def gates_of(services: Services) -> Gates:
    """The composed one, or one made of what is there."""
    held = services.maybe(Gates)
    return held or services.put(gates_from(services))


def gates_from(services: Services) -> Gates:
    sources = Sources(
        services.maybe(Outbox),
        services.maybe(FeedReader),
        services.maybe(QuestionReader),
        services.maybe(ChangeReader),
    )
    return Gates(services.get(Database), services.clock, sources)

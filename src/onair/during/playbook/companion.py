"""The playbook beside a running show: closed ticks → rules → proposals, and what people answer."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from threading import Thread
from typing import Any

from msgspec import Struct

from onair.access.web import Services
from onair.during.broadcast.actions import ActRefused, BadActionData, Context
from onair.during.broadcast.companions import Beside, Panels
from onair.during.broadcast.facts import Facts
from onair.during.playbook.answer import carry_out
from onair.during.playbook.becoming import becomes, rev_of
from onair.during.playbook.evaluate import Firing
from onair.during.playbook.firing import SOURCE, id_of, proposal_of
from onair.during.playbook.following import Following
from onair.during.playbook.knowledge import NOTHING, Knowledge, learn
from onair.during.playbook.measured.claims import Claiming, TrialClaims
from onair.during.playbook.measured.holding import Holding, held_back
from onair.during.playbook.measured.measuring import Measuring, began
from onair.during.playbook.measured.shown import Shown
from onair.during.playbook.measured.trials import running
from onair.during.playbook.offering import floors, offers_rev, prepared, publishes
from onair.during.playbook.panel import ProposalsPanel, next_change, panel_of
from onair.during.playbook.proposals import Ledger, Lot
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Proposal
from onair.store.db import Database

FOLLOWED = frozenset({"ready", "on_air"})
"""States in which a rule may still speak. A show that is over keeps its proposals; why a rule was silent in it is told
by playing its log (`tracing`), so an import of months is not watched tick by tick for nobody."""
PANELS: Panels = {"proposals": (ProposalsPanel, frozenset({"console"}))}


class Playbook:
    """Of one show. `following`: ticks and rules; `ledger`: proposals as the log tells them."""

    def __init__(
        self, facts: Facts, faults: dict[tuple[str, str], str] | None = None, take: Claiming | None = None
    ) -> None:
        """`faults`: (team, rule) → why it was stopped, for all shows of the process. `take`: asks for a place in a
        switchback."""
        self._tenant, self._faults = facts.tenant, faults if faults is not None else {}
        self.follows = facts.state in FOLLOWED
        self.ledger = Ledger()
        self.measuring = Measuring(self.ledger, began(facts))
        self.following = Following(
            facts.zone, own_time=facts.origin != "live", window=facts.window, closed=self.measuring.close
        )
        self.holding = Holding(facts, self.ledger, take)
        self.effects = Shown(self.measuring, facts.zone)
        self.knowledge = NOTHING
        self._waiting: dict[str, Firing] = {}
        self._panel = ProposalsPanel()
        self._drawn: tuple[int, bool, int, tuple[int, int, int]] = (-1, True, 0, (0, 0, 0))
        self._until: int | None = None

    # ---- Companion

    def take(self, groups: Groups, clock: int) -> None:
        if self.follows:
            self._fired(self.following.take(groups, clock))
        if Proposal in groups:
            self.ledger.propose(groups[Proposal].events)
        if Action in groups:
            self.ledger.act(groups[Action].events)
            self.measuring.act(groups[Action].events)

    def advance(self, clock: int, beside: Beside) -> None:  # noqa: ARG002 (the port's)
        prepare_effects()
        self._fired(self.following.advance(clock))

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        """Effects that fell due, and proposals, not written yet; with what a rule does by itself where a person let it."""
        found: list[AnyEvent] = list(self.measuring.due.values())
        for id_, firing in list(self._waiting.items()):
            if id_ in self.ledger or now >= firing.at + firing.rule.expire_s * 1000:
                del self._waiting[id_]
                continue
            lot, wait = self.holding.lot(id_, firing, now)
            if not wait:
                found += self._proposed(firing, lot, now, beside)
        return found

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        broken, n = self.following.evaluator.broken, self.following.watch.history.n
        drawn = (len(broken), n == 0, rev_of(beside), offers_rev(beside))
        late = self._until is not None and now >= self._until
        if self.effects.refresh() or self.ledger.changed or drawn != self._drawn or late:
            self.ledger.changed = False
            self._panel = panel_of(
                self.ledger, now, names=self.knowledge.products, people=self.knowledge.people, broken=broken,
                watching=len(self.knowledge.rules) - len(broken), blind=n == 0,
                becoming=lambda case: becomes(case.body.steps, now, beside), known=self.effects,
                holding=lambda case: floors(case.body.steps, now, beside),
            )  # fmt: skip
            self._drawn, self._until = drawn, next_change(self.ledger.all(), now)
        return {"proposals": self._panel}

    def know(self, knowledge: Any) -> None:
        self.knowledge = knowledge if isinstance(knowledge, Knowledge) else NOTHING
        self.following.know(self.knowledge.rules, self.knowledge.bands)
        self.ledger.changed = True
        self.effects.know(self.knowledge.past)
        self.holding.know(self.knowledge.trials, self.knowledge.lots)

    # ---- inside

    def _fired(self, found: list[Firing]) -> None:
        for rule, why in self.following.evaluator.broken.items():
            self._faults[self._tenant, rule] = why
        self._waiting.update({id_of(firing): firing for firing in found})

    def _proposed(self, firing: Firing, lot: Lot | None, now: int, beside: Beside) -> list[AnyEvent]:
        auto = self.knowledge.auto.get(firing.rule.id)
        offer = prepared(firing.product, now, beside) if publishes(firing.rule) else None
        proposal = proposal_of(firing, self.knowledge.products, auto, lot, offer)
        if lot is not None and lot.held:
            return [proposal, held_back(proposal)]
        return [proposal, *(self._by_itself(proposal, now, beside) if auto is not None else [])]

    def _by_itself(self, proposal: Proposal, now: int, beside: Beside) -> list[AnyEvent]:
        """As if the rule had pressed the key; where the show does not allow it, people are asked."""
        on = Context(
            f"{proposal.id}:auto", now, f"rule:{proposal.rule}", beside.facts, beside.track, beside.companions
        )
        case = self.ledger.read(proposal)
        if case is None:
            return []
        try:
            steps = carry_out(case, on, None, "zh")
        except (ActRefused, BadActionData):
            return []
        answer = Action(
            id=on.id, source=SOURCE, at=now, action="proposal_accept", by=on.by, why=case.body.name.zh,
            product=proposal.product, data={"proposal": proposal.id},
        )  # fmt: skip
        return [answer, *steps]


@cache
def prepare_effects() -> None:
    """Once a process, when a show on air is served: what works out effects is large, and the first of them, half a
    minute after an act at least, shall not wait for it on the loop."""
    Thread(target=import_module, args=("scipy.optimize",), name="onair-effects").start()


class PlaybookFeature:
    """Rules, baselines and names are read for each show; edits reach the shows on air at once."""

    name = "playbook"
    panels = PANELS

    def __init__(self, db: Database, claims: TrialClaims) -> None:
        self._db, self._claims = db, claims
        self.faults: dict[tuple[str, str], str] = {}

    def learn(self, facts: Facts) -> Knowledge:
        with self._db.read() as tx:
            known = learn(tx, facts.tenant, facts.room_id, facts.started_at)
            if facts.room_id is None:
                return known
            return known._replace(
                trials=running(tx, facts.tenant, facts.room_id), lots=self._claims.lots(tx, facts.id)
            )

    def fresh(self, facts: Facts) -> Playbook:
        return Playbook(facts, self.faults, self._claims.take)


def feature(services: Services) -> PlaybookFeature:
    claims = services.put(TrialClaims(services))
    return services.put(PlaybookFeature(services.get(Database), claims))

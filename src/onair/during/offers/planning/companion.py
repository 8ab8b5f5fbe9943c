"""The planned offers beside a running show: published at their time, told to the desk, held against tonight's prices."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from msgspec import Struct

from onair.access.web.services import Services
from onair.during.broadcast.companions import Beside, Companion, Panels
from onair.during.broadcast.facts import OVER, Facts
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.companion import ledger_of
from onair.during.offers.planning.desk import Known, Planned, Plans
from onair.during.offers.planning.draft import draft_of
from onair.during.offers.planning.gathering import gather_facts, plans_of
from onair.during.offers.planning.keeping import PlanKeeper
from onair.during.offers.planning.panel import OfferPlansPanel, plans_panel
from onair.during.offers.planning.publishing import PUBLISH, by_clock, refused
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Offer, Order, Pay
from onair.kernel.clock import MINUTE_MS, Clock
from onair.store.db import Database
from onair.trade.service import ShowNotFound

NAME = "offer_plans"
PANELS: Panels = {"offer_plans": (OfferPlansPanel, frozenset({"console"}))}
FRESH_MS = MINUTE_MS
"""Costs, prices and papers older than this are read again while something is still to be published."""
STEP_MS = 5_000


class Planning:
    """Memory of one show. `follows`: it is not over, so prices of tonight matter."""

    def __init__(self, facts: Facts, keeper: PlanKeeper, again: Any) -> None:
        self.plans = Plans()
        self.follows = facts.state not in OVER
        self._show, self._keeper, self._again = facts.id, keeper, again
        self._evidence: dict[str, dict[str, Any]] = {}
        self._asked = 0
        self._key: Any = None
        self._shown: dict[str, Struct] = {"offer_plans": OfferPlansPanel([], 0)}

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if self.follows and Order in groups:
            self.plans.tonight.order(groups[Order].events)
        if self.follows and Pay in groups:
            self.plans.tonight.pay(groups[Pay].events)
        if Action in groups:
            for event in groups[Action].events:
                if event.action == PUBLISH and event.source == OWN_SOURCE and "evidence" in event.data:
                    self._evidence[str(event.data.get("offer"))] = event.data["evidence"]
        if Offer in groups:
            self._offers(groups[Offer].events)

    def _offers(self, events: Sequence[Offer]) -> None:
        self.plans.note(events)
        for event in events:
            if event.step == "publish" and event.terms is not None:
                found = self._evidence.get(event.offer)
                self._keeper.published(self._show, event, found)
            elif event.step == "end":
                self._keeper.ended(self._show, event.offer, event.at)

    def advance(self, clock: int, beside: Beside) -> None:
        """While something is to be published, what it is held against is kept fresh."""
        waiting = any(id_ not in self.plans.published for id_ in self.plans.known.plans)
        read = self.plans.known.facts.as_of
        live = beside.facts.origin == "live"
        if waiting and live and clock - max(read, self._asked) >= FRESH_MS:
            self._asked = clock
            self._again(self._show)

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        """What is scheduled for now; where something blocks it, that is told once."""
        found: list[AnyEvent] = []
        ledger = ledger_of(beside.companions)
        for plan in self.plans.due(now):
            judged = self.plans.judged(plan, ledger, now)
            by = plan.by or OWN_SOURCE
            if judged.terms is None:
                codes = [one.code for one in judged.blocks]
                found.append(refused(plan, by, now, codes))
            else:
                found += by_clock(plan.id, by, now, judged.terms, judged.evidence)
        return found

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        if not self.plans.known.plans:
            return self._shown
        ledger = ledger_of(beside.companions)
        key = (self.plans.rev, self.plans.tonight.rev, len(ledger.offers), now // STEP_MS)
        if key != self._key:
            self._key = key
            fresh = plans_panel(self.plans, ledger, now)
            if self._shown["offer_plans"] != fresh:
                self._shown = {"offer_plans": fresh}
        return self._shown

    def know(self, knowledge: Any) -> None:
        self.plans.know(cast("Known | None", knowledge))


class PlanningFeature:
    """Plans and what they are held against are read for each show; edits reach the shows on air at once."""

    name = NAME
    panels = PANELS

    def __init__(self, services: Services, keeper: PlanKeeper) -> None:
        self._services, self._keeper = services, keeper

    def learn(self, facts: Facts) -> Known | None:
        return learn(self._services.get(Database), facts, self._services.clock)

    def fresh(self, facts: Facts) -> Planning:
        return Planning(facts, self._keeper, self._read_again)

    def _read_again(self, show: str) -> None:
        hub = self._services.maybe(Hub)
        if hub is not None:
            hub.relearn(NAME, show=show)


def learn(db: Database, facts: Facts, clock: Clock) -> Known | None:
    """None for a show that has no offers planned, or is gone."""
    with db.read() as tx:
        rows = plans_of(tx, facts.tenant, facts.id)
        if not rows:
            return None
        try:
            found = gather_facts(tx, facts.tenant, facts.id, clock(), plans=rows)
        except ShowNotFound:
            return None
        plans = {
            row.id: Planned(row.id, draft_of(row.body), row.state, row.scheduled_by, row.version)
            for row in rows
        }
    return Known(plans, found)


def plans_in(companions: Mapping[str, Companion]) -> Plans:
    """Of a show; empty where nobody follows it."""
    found = companions.get(NAME)
    return found.plans if isinstance(found, Planning) else Plans()


def feature(services: Services) -> PlanningFeature:
    keeper = services.put(PlanKeeper(services.get(Database)))
    return services.put(PlanningFeature(services, keeper))

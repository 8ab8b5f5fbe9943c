"""The offers of each show, followed beside its numbers: the ledger and what screens see of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from onair.access.web.services import Services
from onair.during.broadcast.companions import Beside, Companion, Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.ledger import EXPLAINED, OfferLedger
from onair.during.offers.panel import (
    SILENT_MS,
    OffersDeskPanel,
    OffersPanel,
    Stocks,
    desk_panel,
    offers_panel,
)
from onair.events.groups import Groups
from onair.events.model import Action, AnyEvent, Cancel, Offer, Refund, Stock

PANELS: Panels = {
    "offers": (OffersPanel, frozenset({"console", "prompter", "overlay", "wall"})),
    "offers_desk": (OffersDeskPanel, frozenset({"console"})),
}
NAME = "offers"


class OfferShows(dict[str, str]):
    """Offer → its show, of every show that is or was in memory."""


class Offering:
    """Memory of one show. `shows`: told of every offer that is met."""

    def __init__(self, show: str, shows: OfferShows) -> None:
        self._show, self._places = show, shows
        self.ledger = OfferLedger()
        self.stocks = Stocks()
        self._read = 0
        self._key: Any = None
        self._shown: dict[str, Struct] = {"offers": OffersPanel([]), "offers_desk": OffersDeskPanel([])}

    def take(self, groups: Groups, clock: int) -> None:  # noqa: ARG002 (times are those of the events)
        if Offer in groups:
            self.ledger.take(groups[Offer].events)
            self._places.update(dict.fromkeys(self.ledger.offers, self._show))
        if Stock in groups:
            self._read += 1
            for event in groups[Stock].events:
                if event.product is not None:
                    self.stocks.read(event.product, event.sku, event.available, event.at)
        for kind in (Cancel, Refund):
            if kind in groups:
                self.ledger.came_back(groups[kind].events)
        if Action in groups and self.ledger.offers:
            for act in groups[Action].events:
                if act.action == EXPLAINED and act.source == OWN_SOURCE and act.data:
                    self.ledger.explained(str(act.data.get("offer")))

    def advance(self, clock: int, beside: Beside) -> None:
        """Time decides only what `decide` and the panels ask it for."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:  # noqa: ARG002
        return ()

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:  # noqa: ARG002
        if not self.ledger.offers:
            return self._shown
        states = tuple(book.state(now) for book in self.ledger.offers.values())
        key = (self.ledger.rev, self._read, states, now // SILENT_MS)
        if key != self._key:
            self._key = key
            fresh = {
                "offers": offers_panel(self.ledger, self.stocks, now),
                "offers_desk": desk_panel(self.ledger, self.stocks, now),
            }
            self._shown = {
                name: self._shown[name] if self._shown[name] == panel else panel
                for name, panel in fresh.items()
            }
        return self._shown

    def know(self, knowledge: Any) -> None:
        """All that matters is in the log."""


class OffersFeature:
    """Knows nothing beside the log."""

    name = NAME
    panels = PANELS

    def __init__(self, shows: OfferShows) -> None:
        self._shows = shows

    def learn(self, facts: Facts) -> None:
        """Nothing."""

    def fresh(self, facts: Facts) -> Offering:
        return Offering(facts.id, self._shows)


def offering_of(companions: Mapping[str, Companion]) -> Offering:
    """Of a show; an empty one where nobody follows its offers."""
    found = companions.get(NAME)
    return found if isinstance(found, Offering) else Offering("", OfferShows())


def ledger_of(companions: Mapping[str, Companion]) -> OfferLedger:
    return offering_of(companions).ledger


def feature(services: Services) -> OffersFeature:
    return OffersFeature(services.maybe(OfferShows) or services.put(OfferShows()))

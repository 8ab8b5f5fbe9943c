"""The desks of a real installation, and where they look for offers."""

from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager

from onair.access.service import list_tenants
from onair.access.web.services import Services
from onair.during.broadcast.hub import Hub
from onair.during.offers.companion import OfferShows
from onair.during.offers.desk import Audiences, OfferDesks
from onair.during.offers.planning.store import show_of_plan
from onair.store.db import Database
from onair.trade.service import ShowView, State, Wanted, list_shows

SHOWS_MAX = 200


class ShowsWithOffers:
    """desk.Places over the shows of trade; worker threads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_offer(self, tenant: str, offer: str) -> str | None:
        with self._db.read() as tx:
            return show_of_plan(tx, tenant, offer)

    def of_team(self, tenant: str, since: int) -> list[str]:
        """Those on air first."""
        open_ = [*self._shows(tenant, State.on_air), *self._shows(tenant, State.ready)]
        return [view.id for view in (*open_, *self._over(tenant, since))]

    def over_since(self, since: int) -> list[str]:
        with self._db.read() as tx:
            tenants = [tenant.id for tenant in list_tenants(tx)]
        return [view.id for tenant in tenants for view in self._over(tenant, since)]

    def _over(self, tenant: str, since: int) -> list[ShowView]:
        found = [*self._shows(tenant, State.ended), *self._shows(tenant, State.reviewed)]
        return [view for view in found if view.ended_at is not None and view.ended_at >= since]

    def _shows(self, tenant: str, state: State) -> list[ShowView]:
        with self._db.read() as tx:
            return list_shows(tx, tenant, Wanted(state=state), limit=SHOWS_MAX)[0]


class LateAudiences:
    """desk.Audiences of whoever brings them: that room starts after the offers."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def people(self, tenant: str, audience: str) -> Set[str] | None:
        held = next(iter(self._services.every(Audiences)), None)
        return held.people(tenant, audience) if held is not None else None


@asynccontextmanager
async def selling(services: Services) -> AsyncIterator[OfferDesks]:
    """After the hub has started, until before it stops: offers can be reserved, and what is over is released."""
    places, shows = ShowsWithOffers(services.get(Database)), services.get(OfferShows)
    desks = OfferDesks(services.get(Hub), services.clock, shows, places, LateAudiences(services))
    services.put(desks)
    await desks.start()
    try:
        yield desks
    finally:
        await desks.stop()

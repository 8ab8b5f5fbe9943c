"""All services of 直播中 in one place, for whoever composes the house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from onair.access.service import installation_secret
from onair.access.web import Services
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.service import Links
from onair.during.intake.notes import Notes
from onair.during.intake.secret import Secret
from onair.during.intake.webhooks import Webhooks
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.log import EventLog


@asynccontextmanager
async def on_air(services: Services) -> AsyncIterator[Hub]:
    """Needs Settings, Database and a started EventLog among the services; puts Hub and its neighbours.

    Call `hub.say_bye()` when a shutdown begins: open streams end with `bye stopping` instead of holding it up.
    """
    settings, db, clock = services.get(Settings), services.get(Database), services.clock
    secret = services.put(Secret(installation_secret(settings.home))).value
    hub = services.put(Hub(services.get(EventLog), clock, House(db), secret))
    services.put(Links(db))
    notes = services.put(Notes(db, clock))
    services.put(Webhooks(db, hub, clock, secret, settings.lateness_ms))
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()
        await notes.flush()

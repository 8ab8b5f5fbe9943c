"""The services of 直播中 beside the Hub, made where they are first needed when nobody composed them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from onair.access.service import installation_secret
from onair.access.web import Services
from onair.during.broadcast.companions import known_features
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.service import Links
from onair.during.intake.notes import Notes
from onair.during.intake.secret import Secret
from onair.during.intake.webhooks import Webhooks
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.log import EventLog


def secret_of(services: Services) -> bytes:
    """The installation's key, read from its file once."""
    held = services.maybe(Secret)
    return (held or services.put(Secret(installation_secret(services.get(Settings).home)))).value


def notes_of(services: Services) -> Notes:
    return services.maybe(Notes) or services.put(Notes(services.get(Database), services.clock))


def webhooks_of(services: Services) -> Webhooks:
    held = services.maybe(Webhooks)
    if held is None:
        late = services.get(Settings).lateness_ms
        db, hub = services.get(Database), services.get(Hub)
        held = services.put(Webhooks(db, hub, services.clock, secret_of(services), late))
    return held


async def settle(services: Services) -> None:
    """Before the end: write what was gathered in the last seconds."""
    for held in (services.maybe(Notes), services.maybe(Webhooks)):
        if held is not None:
            await held.flush()


@asynccontextmanager
async def on_air(services: Services, *, companions: bool = True) -> AsyncIterator[Hub]:
    """Needs Settings, Database and a started EventLog among the services; puts Hub and its neighbours.

    `companions` False: nothing is folded beside the numbers; to measure what that costs.

    Call `hub.say_bye()` when a shutdown begins: open streams end with `bye stopping` instead of holding it up.
    """
    db, clock = services.get(Database), services.clock
    hub = services.put(Hub(services.get(EventLog), clock, House(db), secret_of(services)))
    services.put(Links(db, clock))
    notes_of(services)
    webhooks_of(services)
    if companions:
        hub.attach(known_features(services))
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()
        await settle(services)

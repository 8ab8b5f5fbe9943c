"""Everything long-lived, made once in order and ended in reverse. The only place that knows all features."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from onair.access.service import installation_secret
from onair.access.web import Services, create_api, openapi
from onair.access.web.factory import Lifespan, collect
from onair.after.asked.service import Questions, questions_of
from onair.after.changes.judging import Changes, changes_of
from onair.after.diagnosis.service import Diagnoses, diagnoses_of
from onair.after.diagnosis.sheets import Told
from onair.after.feedback.aftersales_desk import AftersalesDesk
from onair.after.feedback.service import FeedbackRobots, FormTokens, aftersales_of
from onair.after.review.floor import Floor
from onair.after.review.lessons import Lessons
from onair.after.review.service import Reviews
from onair.app import bridge
from onair.app.pages import on_lost, pages
from onair.audience.profiles.keeping import Keeper
from onair.audience.profiles.service import profiles_of
from onair.audience.segments.service import segments_of
from onair.before.gate.service import gates_from
from onair.before.rundown.service import Slots
from onair.before.techcheck.runner import TechChecks
from onair.before.warmup.service import DeliveryOutbox, WarmupRunner
from onair.delivery.service import LinkChecks
from onair.during.broadcast.companions import known_features
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.service import Links
from onair.during.comments.companion import CommentsFeature
from onair.during.comments.teams import Teams
from onair.during.emergency.desk import EmergencyDesk
from onair.during.intake.health import Feeds
from onair.during.intake.start import settle
from onair.during.offers.house import selling
from onair.during.overlays.service import KeptLayouts, SellerToViewers
from onair.during.playbook.baselines import Baselines
from onair.during.playbook.listening import Listening
from onair.during.playbook.testing import Backtests
from onair.during.playout.service import PlannedAnew
from onair.during.signal.service import SignalDesk
from onair.kernel.clock import Clock, system_clock
from onair.kernel.discovery import modules
from onair.kernel.settings import Settings
from onair.local.paper.service import Papers
from onair.rehearsal.replay import Rehearsals
from onair.rehearsal.training.runner import Trainings
from onair.store.db import Database, load_models, upgrade
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade.service import ShowListener, ShowView


@asynccontextmanager
async def running(settings: Settings, clock: Clock = system_clock) -> AsyncIterator[Services]:
    """The services of a process that holds the data folder's lock already."""
    services = Services(clock)
    services.put(settings)
    load_models()
    async with AsyncExitStack() as stack:
        db = services.put(Database(settings.database, settings.sync))
        stack.callback(db.close)
        await asyncio.to_thread(upgrade, db)
        log = services.put(EventLog(db))
        await asyncio.to_thread(log.start)
        stack.push_async_callback(asyncio.to_thread, log.stop)
        lake = services.put(Lake(settings.home / "lake"))
        stack.callback(lake.close)
        hub = services.put(Hub(log, clock, House(db), installation_secret(settings.home)))
        _attach(services, hub, stack)
        await hub.start()
        await stack.enter_async_context(selling(services))
        services.put(PlannedAnew(hub))
        services.put(SellerToViewers(hub))
        stack.push_async_callback(hub.stop)
        desk = services.put(SignalDesk(services))
        await desk.start()
        stack.push_async_callback(desk.stop)
        cards = services.put(EmergencyDesk(services))
        await cards.start()
        stack.push_async_callback(cards.stop)
        _links(services, settings)
        reviews = services.put(Reviews(db, log, lake, hub, settings.home / "digests"))
        stack.push_async_callback(asyncio.to_thread, reviews.close)
        for learner in _learners(services):
            stack.push_async_callback(asyncio.to_thread, learner.close)
        baselines = services.put(Baselines(db, log, hub))
        stack.push_async_callback(asyncio.to_thread, baselines.close)
        listening = services.put(Listening(db, log, services.get(Teams)))
        backtests = services.put(Backtests(db, log, clock, listening))
        await backtests.start()
        stack.push_async_callback(backtests.stop)
        checks = services.put(TechChecks(services))
        await checks.start()
        stack.push_async_callback(checks.stop)
        services.put(Feeds(services))
        stack.push_async_callback(settle, services)
        links = LinkChecks(clock, private=settings.private_targets)
        stack.callback(links.close)
        services.put(WarmupRunner(db, clock, services.put(DeliveryOutbox(settings.public_url, links))))
        _ready(services, settings)
        rehearsals = services.put(Rehearsals(db, log, hub, clock, _tell(services)))
        stack.push_async_callback(rehearsals.stop_all)
        trainings = services.put(Trainings(db, log, hub, clock, _tell(services)))
        stack.push_async_callback(trainings.rest)
        yield services


def _ready(services: Services, settings: Settings) -> None:
    """What is asked before a show, and what writes and prints it afterwards."""
    services.get(Reviews).more += [Told(diagnoses_of(services)), Floor(services)]
    services.put(Slots())
    services.put(gates_from(services))
    segments_of(services)
    services.put(Papers(services.get(Database), settings, lambda: application(services)))


def _links(services: Services, settings: Settings) -> None:
    """Who stands behind links of screens and forms, and the robot of what forms bring."""
    db = services.get(Database)
    services.put(Links(db, services.clock))
    services.put(FormTokens(db))
    services.put(FeedbackRobots(db, services.clock, settings.public_url))


def _learners(services: Services) -> tuple[Lessons, Questions, Diagnoses, AftersalesDesk, Changes, Keeper]:
    """What is done at the end of each show, beside whatever else goes on."""
    tallies = services.get(Reviews).tallies
    lessons = services.put(Lessons(services.get(Database), tallies, services.clock))
    return (
        lessons,
        questions_of(services),
        diagnoses_of(services),
        aftersales_of(services),
        changes_of(services),
        profiles_of(services).keeper,
    )


def _attach(services: Services, hub: Hub, stack: AsyncExitStack) -> None:
    """All that follows shows."""
    services.put(KeptLayouts())
    hub.attach(known_features(services))
    stack.push_async_callback(asyncio.to_thread, services.get(CommentsFeature).close)


def _tell(services: Services) -> Callable[[ShowView], None]:
    def tell(view: ShowView) -> None:
        for listener in services.every(ShowListener):
            listener.on_show_changed(view)

    return tell


def application(services: Services, lifespan: Lifespan | None = None) -> FastAPI:
    """All routes of all features, found by scan, and the pages."""
    routers, raw = collect(modules("onair", "http"))
    app = create_api(routers, [*raw, bridge.route], services, lifespan)
    app.router.routes.extend(pages())
    app.add_exception_handler(HTTPException, on_lost)
    return app


def openapi_document() -> dict[str, Any]:
    """What GET /api/v1/openapi.json answers, without a data folder."""
    app = application(Services())
    return openapi.document(app.routes, app.state.operations)

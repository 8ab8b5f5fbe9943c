"""The whole application in memory of the test: every route and service, with teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from onair.app.compose import application, running
from onair.kernel.clock import FixedClock
from onair.kernel.settings import load
from onair.store.db import Database
from team import BASE, NOW, House, seeded


@asynccontextmanager
async def whole(folder: Path, *teams: str) -> AsyncIterator[House]:
    """The clock stands at NOW until moved."""
    seeded(folder)
    settings = load({"ONAIR_HOME": str(folder), "ONAIR_PUBLIC_URL": BASE, "ONAIR_SYNC": "off"})
    clock = FixedClock(NOW)
    async with running(settings, clock) as services:
        built = House(application(services), services.get(Database), clock, services)
        for team in teams:
            built.team(team)
        yield built

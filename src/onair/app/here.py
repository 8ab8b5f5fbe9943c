"""A command in this process: the services of a server without its port."""

import asyncio
from pathlib import Path
from typing import Any

from onair.app.compose import running
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.local import run
from onair.local.care import checked
from onair.store.backup import restore


def run_command(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Under the folder's lock, which the caller holds. Raises what the command raises."""
    return asyncio.run(_run(settings, name, args))


async def _run(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    async with running(settings) as services:
        return await run(services, name, args)


def bring_back(settings: Settings, args: dict[str, Any]) -> dict[str, Any]:
    """A backup becomes the data folder, which must be empty."""
    report = restore(Path(args["source"]), settings.home)
    return {"home": str(settings.home), "shows": report.shows, "events": report.events}


def without_data(settings: Settings, why: OnAirError) -> dict[str, Any]:
    """`onair doctor` before there is a folder: the machine's own checks, and what is missing."""
    body = checked(settings)
    missing = {"ok": False, "code": why.code, "zh": why.detail("zh"), "en": why.detail("en")}
    return body | {"ok": False, "checks": [*body["checks"], missing]}

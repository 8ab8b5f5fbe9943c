"""Composition root: serve, or run one command on the data folder."""

import asyncio
import time
from pathlib import Path
from typing import Any

import msgspec

from onair.access.web import Services, openapi
from onair.after.review.wire import dictionary
from onair.app import bridge
from onair.app.compose import application, running
from onair.app.server import serve
from onair.kernel.errors import OnAirError
from onair.kernel.i18n import Lang
from onair.kernel.settings import Settings
from onair.local import run
from onair.store.backup import restore
from onair.store.homelock import HomeBusy, HomeLock, server_of

__all__ = ["application", "call", "openapi_document", "running", "serve"]


LOCK_WAIT_S = 60.0
"""Two commands at once take turns."""


class Refused(OnAirError):
    """The server's own refusal, handed on word for word."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.body = problem
        super().__init__(**problem.get("data", {}))

    def problem(self, lang: Lang) -> dict[str, Any]:  # noqa: ARG002
        return self.body  # in the language the server was asked for

    def detail(self, lang: Lang) -> str:  # noqa: ARG002
        return str(self.body.get("detail", ""))


def call(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Run a command: by the server that holds the data folder, else here under the folder's lock."""
    if name == "metrics":
        found: dict[str, Any] = msgspec.to_builtins(dictionary())
        return found
    if name == "restore":
        return _restore(settings, Path(args["source"]))
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        server = server_of(settings.home)
        if server is not None:
            status, body = bridge.ask(server, name, args, settings.lang)
            if status != 200:
                raise Refused(body)
            return body
        try:
            with HomeLock(settings.home):
                return asyncio.run(_here(settings, name, args | {"wait": True}))
        except HomeBusy:  # another command, or a server that is still starting
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


async def _here(settings: Settings, name: str, args: dict[str, Any]) -> dict[str, Any]:
    async with running(settings) as services:
        return await run(services, name, args)


def _restore(settings: Settings, source: Path) -> dict[str, Any]:
    report = restore(source, settings.home)
    return {"home": str(settings.home), "shows": report.shows, "events": report.events}


def openapi_document() -> dict[str, Any]:
    """What GET /api/v1/openapi.json answers, without a data folder."""
    app = application(Services())
    return openapi.document(app.routes, app.state.operations)

"""The https side of a server: its certificate before the start, the plain page and the renewal beside it."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import click
import uvicorn

from onair.app.tls import Doors, greeting, handout, keep_fresh
from onair.kernel.clock import Clock
from onair.kernel.i18n import Lang
from onair.kernel.settings import BadSetting, Settings
from onair.local.certificates import permitted
from onair.local.trust import Trust, names_of, trusted


class Secured(NamedTuple):
    """`url`: the address people use; `page`: the socket of the plain page."""

    trust: Trust
    doors: Doors
    url: str
    page: socket.socket


def secure(settings: Settings, port: int, clock: Clock, page: socket.socket) -> Secured:
    """Raises BadSetting for an address that a local authority cannot vouch for, TlsDamaged, DiskFull."""
    given = urlsplit(settings.public_url)
    if settings.public_url and (given.scheme != "https" or not permitted(given.hostname or "")):
        why = "--tls: https, LAN"
        raise BadSetting(name="ONAIR_PUBLIC_URL", value=settings.public_url, why=why)
    names = names_of(settings.host)
    if settings.host not in ("0.0.0.0", "::"):  # noqa: S104 (compared)
        names = [settings.host, *(name for name in names if name != settings.host)]
    if given.hostname:
        names = [given.hostname, *(name for name in names if name != given.hostname)]
    trust = trusted(settings.home, names, clock() / 1000)
    doors = Doors(port, page.getsockname()[1], [name for name in names if permitted(name)])
    return Secured(trust, doors, settings.public_url or doors.secure(), page)


@asynccontextmanager
async def beside(
    secured: Secured | None, config: uvicorn.Config, settings: Settings, clock: Clock
) -> AsyncIterator[None]:
    """While the server runs: the page on plain http, and a certificate that never runs out."""
    if secured is None:
        yield
        return
    plain = uvicorn.Server(
        uvicorn.Config(
            handout(secured.trust, secured.doors), log_level="warning", access_log=False, server_header=False, lifespan="off"
        )
    )  # fmt: skip
    serving = asyncio.get_running_loop().create_task(plain._serve([secured.page]))
    fresh = asyncio.get_running_loop().create_task(
        keep_fresh(secured.trust, lambda: config.ssl, settings.host, lambda: clock() / 1000)
    )
    click.echo(
        greeting(secured.trust, secured.doors, cast(Lang, settings.lang), pictures=sys.stdout.isatty())
    )
    try:
        yield
    finally:
        fresh.cancel()
        plain.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving

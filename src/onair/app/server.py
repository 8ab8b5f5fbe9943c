"""`onair serve`: one process, one worker; the data folder's lock first, then the port, then the services."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from types import FrameType

import click
import uvicorn
import uvloop
from fastapi import FastAPI

from onair.access.web import Services
from onair.after.feedback.service import FeedbackRobots
from onair.after.review.service import Reviews
from onair.app.bridge import LocalKey
from onair.app.compose import application, running
from onair.app.secured import Secured, beside, secure
from onair.before.warmup.service import WarmupRunner
from onair.delivery.clicks import clicks_of_services
from onair.delivery.courier import Courier
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports.runner import ImportRunner
from onair.kernel.clock import Clock, SteadyClock
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.rehearsal.demo import Demo
from onair.rehearsal.replay import Rehearsals
from onair.rehearsal.training.runner import Trainings
from onair.store.homelock import HomeLock
from onair.store.lake import Lake
from onair.trade.claims import service as claims

BACKLOG = 4096
GRACE_S = 8


class PortTaken(OnAirError):
    code, status = "port_taken", 503
    zh = "地址 {host}:{port} 无法使用：{why}。服务没有启动；可用 ONAIR_PORT、ONAIR_CA_PORT 换一个端口。"
    en = "The address {host}:{port} cannot be used: {why}. Nothing was started; choose another with ONAIR_PORT or ONAIR_CA_PORT."


class Server(uvicorn.Server):
    """Says goodbye to open streams first, so that stopping does not wait for them."""

    services: Services | None = None

    async def _serve(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn raises a caught signal again once it stopped, which would kill us before we closed our own."""
        await super()._serve(sockets)
        self._captured_signals.clear()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub = self.services.maybe(Hub) if self.services else None
        if hub is not None:
            hub.say_bye()
        super().handle_exit(sig, frame)


def serve(settings: Settings, *, demo: bool, clock: Clock | None = None) -> None:
    """Until SIGTERM or SIGINT, by steady time. Raises HomeBusy, PortTaken, BadSetting before anything was started."""
    clock = clock or SteadyClock()
    with HomeLock(settings.home) as lock, ExitStack() as open_:
        listener = open_.enter_context(_listener(settings))
        port = listener.getsockname()[1]
        secured = None
        if settings.tls:
            secured = secure(
                settings, port, clock, open_.enter_context(_listener(settings, settings.ca_port))
            )
            settings = settings._replace(port=port, public_url=secured.url)
        elif settings.port == 0:
            settings = settings._replace(port=port, public_url=f"http://127.0.0.1:{port}")
        uvloop.run(_serve(settings, lock, listener, demo=demo, clock=clock, secured=secured))


def _listener(settings: Settings, port: int | None = None) -> socket.socket:
    port = settings.port if port is None else port
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(host=settings.host, port=port, why=error.strerror) from error
    return listener


async def _serve(
    settings: Settings,
    lock: HomeLock,
    listener: socket.socket,
    *,
    demo: bool,
    clock: Clock,
    secured: Secured | None = None,
) -> None:
    async with running(settings, clock) as services:
        key = services.put(LocalKey())
        await asyncio.to_thread(services.get(Rehearsals).end_orphans)
        await services.get(Trainings).take_up()
        runner = services.put(ImportRunner(services))
        courier = services.put(Courier(services))
        show = services.put(Demo(services, clock)) if demo else None

        @asynccontextmanager
        async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
            await runner.start()
            await services.get(WarmupRunner).start()  # before the courier: it stops what cancelled shows left
            await services.get(FeedbackRobots).start()
            await courier.start()
            services.get(Lake).warm()
            services.get(Reviews).warm()
            threading.Thread(target=claims.warm, name="onair-lint", daemon=True).start()
            if show is not None:
                _greet(settings, (await show.start()).logins)
            scheme = "https" if secured else "http"
            lock.publish(
                f"{scheme}://127.0.0.1:{settings.port}", key.token, str(secured.trust.ca) if secured else None
            )
            click.echo(f"OnAir  {settings.public_url}", err=False)
            yield
            if show is not None:
                await show.stop()
            await services.get(WarmupRunner).stop()
            await services.get(FeedbackRobots).stop()
            await courier.stop()
            await clicks_of_services(services).close()
            await runner.stop()

        config = uvicorn.Config(
            application(services, lifespan),
            log_level="warning",
            access_log=False,
            backlog=BACKLOG,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=GRACE_S,
            timeout_keep_alive=75,
            lifespan="on",
            ssl_certfile=secured.trust.server[0] if secured else None,
            ssl_keyfile=secured.trust.server[1] if secured else None,
        )
        server = Server(config)
        server.services = services
        async with beside(secured, config, settings, clock):
            await server.serve(sockets=[listener])


def _greet(settings: Settings, logins: str | None) -> None:
    click.echo("演练数据：以下团队、场次和数字都是生成的 / everything here is generated")
    click.echo(logins or (settings.home / "demo-login.txt").read_text())

"""What an endpoint knows about the request: who, when, in which language, with which services."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.requests import Request

from onair.access.roles import Actor
from onair.access.sessions import Ticket
from onair.access.web.identity import identify, ticket_of
from onair.access.web.services import Services
from onair.kernel.clock import Clock
from onair.kernel.i18n import Lang, negotiate
from onair.store.db import Database

T = TypeVar("T")


class Caller:
    """Injected as `call: Call`. The route's `allow` has already been checked."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.services: Services = request.app.state.services

    @property
    def actor(self) -> Actor:
        return identify(self.request)

    @property
    def ticket(self) -> Ticket | None:
        """The login session, when a person came with a cookie."""
        return ticket_of(self.request)

    @property
    def clock(self) -> Clock:
        return self.services.clock

    @property
    def lang(self) -> Lang:
        return negotiate(self.request.headers.get("accept-language"))

    @property
    def db(self) -> Database:
        return self.services.get(Database)

    @property
    def ip(self) -> str:
        return self.request.client.host if self.request.client else ""

    def use(self, kind: Callable[..., T]) -> T:
        """A service by its type."""
        return self.services.get(kind)


def _caller(request: Request) -> Caller:
    return Caller(request)


Call = Annotated[Caller, Depends(_caller)]

"""Routes as declared by features. There is no way to declare one without `allow`."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from onair.access.roles import Actor
from onair.access.web.allow import Allow
from onair.access.web.services import Services
from onair.kernel.errors import OnAirError

KIB = 1024
BODY_LIMIT = 256 * KIB
"""Bytes of an ordinary request; a route that takes files names its own."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class Asked(NamedTuple):
    """What a hot operation knows of its request. `body`: reads it, within the route's limit."""

    services: Services
    actor: Actor
    params: Mapping[str, str]
    body: Callable[[], Awaitable[bytes]]


Hot = Callable[[Asked], Awaitable[tuple[int, bytes]]]
"""→ status and JSON."""


def described(path: str) -> str:
    """A path as documents write it: `{id:path}` → `{id}`."""
    return path.replace(":path}", "}")


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation. `path` as it is described, `mounted` as it is matched (`{id:path}` takes `/` too).

    `options` go to FastAPI's `add_api_route` unchanged.
    """

    method: str
    path: str
    mounted: str
    endpoint: Callable[..., Any]
    allow: Allow
    errors: tuple[type[OnAirError], ...] = ()
    body_limit: int = BODY_LIMIT
    options: dict[str, Any] = field(default_factory=dict)


class Router:
    """Collects the operations of a feature. `errors`: what an operation may answer beyond the usual."""

    def __init__(self, tag: str = "") -> None:
        self.tag = tag
        self.declared: list[Declared] = []

    def include(self, other: "Router") -> None:
        """Take over the operations of a part of the feature."""
        self.declared.extend(other.declared)

    def get(self, path: str, *, allow: Allow, **rest: Any) -> Callable[[Endpoint], Endpoint]:
        return self.route("GET", path, allow=allow, **rest)

    def post(self, path: str, *, allow: Allow, **rest: Any) -> Callable[[Endpoint], Endpoint]:
        return self.route("POST", path, allow=allow, **rest)

    def put(self, path: str, *, allow: Allow, **rest: Any) -> Callable[[Endpoint], Endpoint]:
        return self.route("PUT", path, allow=allow, **rest)

    def patch(self, path: str, *, allow: Allow, **rest: Any) -> Callable[[Endpoint], Endpoint]:
        return self.route("PATCH", path, allow=allow, **rest)

    def delete(self, path: str, *, allow: Allow, **rest: Any) -> Callable[[Endpoint], Endpoint]:
        return self.route("DELETE", path, allow=allow, **rest)

    def route(
        self,
        method: str,
        path: str,
        *,
        allow: Allow,
        errors: Iterable[type[OnAirError]] = (),
        body_limit: int = BODY_LIMIT,
        **options: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """`body_limit` in bytes. All else is FastAPI's (`status_code`, `summary`, …)."""
        if self.tag:
            options.setdefault("tags", [self.tag])

        def take(endpoint: Endpoint) -> Endpoint:
            self.declared.append(
                Declared(method, described(path), path, endpoint, allow, tuple(errors), body_limit, options)
            )
            return endpoint

        return take


@dataclass(frozen=True, slots=True)
class RawRoute:
    """A hot or streaming operation that reads its own body and keeps its own limits.

    `openapi`: its Operation Object, without the shared error answers, which are added. `schemas`: what it
    refers to under `#/components/schemas/`. `body_limit` in bytes; None: it keeps its own. `hot`: the same operation
    for a key that was used within 2 s, past the framework (`hot.Lane`); `endpoint` is then made of it by `by_hand`.
    """

    method: str
    path: str
    endpoint: Callable[[Request], Awaitable[Response]]
    allow: Allow
    openapi: dict[str, Any] = field(default_factory=dict)
    schemas: dict[str, Any] = field(default_factory=dict)
    errors: Sequence[type[OnAirError]] = ()
    body_limit: int | None = None
    hot: Hot | None = None

"""One application of all declared operations. app.py adds pages and services, nothing about permission."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from functools import partial
from types import ModuleType
from typing import Any, cast

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route

from onair.access.roles import SCOPES, TEAM
from onair.access.web import openapi, problems
from onair.access.web.allow import Allow
from onair.access.web.guard import Guarded, Headers, Refusals
from onair.access.web.hot import Lane
from onair.access.web.identity import KeyMemory
from onair.access.web.routing import Declared, RawRoute, Router
from onair.access.web.services import Services
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
DOCUMENT = "/api/v1/openapi.json"


def collect(found: Iterable[ModuleType]) -> tuple[list[Router], list[RawRoute]]:
    """What the given `http` modules publish: their `router` and their `raw_routes`."""
    routers: list[Router] = []
    raw: list[RawRoute] = []
    for module in found:
        if isinstance(router := getattr(module, "router", None), Router):
            routers.append(router)
        raw.extend(getattr(module, "raw_routes", ()))
    return routers, raw


def create_api(
    routers: Iterable[Router],
    raw_routes: Iterable[RawRoute],
    services: Services,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """`app.state.services` and `app.state.operations` are set. ValueError: an operation is declared twice."""
    services.put(KeyMemory())
    services.put(Refusals())
    ordinary = [declared for router in routers for declared in router.declared]
    raw = [*raw_routes, _document_route()]
    settings = services.maybe(Settings)
    app = FastAPI(
        title="OnAir 播控",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.services = services
    app.state.operations = _unique([*ordinary, *raw])
    app.state.methods_of = partial(_methods_of, app)
    app.router.routes.extend(map(_raw, raw))  # first: the hot ones are found without asking all the others
    app.router.routes.extend(map(_ordinary, ordinary))
    app.add_exception_handler(OnAirError, problems.on_refusal)
    app.add_exception_handler(RequestValidationError, problems.on_form)
    app.add_exception_handler(HTTPException, problems.on_http)
    https = bool(settings and settings.public_url.startswith("https:") and not settings.tls)
    app.add_middleware(Headers, https=https)
    app.add_middleware(Lane, routes=raw, services=services, https=https)
    return app


def _unique(operations: list[Declared | RawRoute]) -> list[Declared | RawRoute]:
    seen: set[tuple[str, str]] = set()
    for operation in operations:
        name = (operation.method, operation.path)
        if name in seen:
            raise ValueError(f"declared twice: {operation.method} {operation.path}")
        seen.add(name)
    return operations


def _operation_id(route: APIRoute) -> str:
    module = route.endpoint.__module__.removeprefix("onair.").replace("_http", "").replace(".http", "")
    return f"{module.replace('.', '_')}_{route.name}"


def _ordinary(declared: Declared) -> BaseRoute:
    holder = APIRouter(generate_unique_id_function=_operation_id, redirect_slashes=False)
    holder.add_api_route(declared.mounted, declared.endpoint, methods=[declared.method], **declared.options)
    route = cast(APIRoute, holder.routes[0])
    route.app = Guarded(route.app, declared.allow, declared.path, declared.body_limit)
    return route


def _raw(raw: RawRoute) -> BaseRoute:
    route = Route(raw.path, raw.endpoint, methods=[raw.method])
    route.methods = {raw.method}  # no HEAD beside GET: a stream has none
    route.app = Guarded(route.app, raw.allow, raw.path, raw.body_limit)
    return route


def _methods_of(app: FastAPI, request: Request) -> set[str]:
    """The methods this path does take."""
    found: set[str] = set()
    for route in app.router.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= set(route.methods or ())
    return found


def _document_route() -> RawRoute:
    kept: list[bytes] = []

    async def describe(request: Request) -> Response:
        if not kept:
            app = request.app
            built = await run_in_threadpool(openapi.document, app.routes, app.state.operations)
            kept.append(msgspec.json.encode(built))
        return Response(kept[0], media_type="application/json")

    anything = {"type": "object"}
    spec: dict[str, Any] = {
        "summary": "This document",
        "tags": ["access"],
        "responses": {
            "200": {"description": "OpenAPI", "content": {"application/json": {"schema": anything}}}
        },
    }
    return RawRoute("GET", DOCUMENT, describe, Allow(roles=TEAM, scopes=SCOPES), spec)

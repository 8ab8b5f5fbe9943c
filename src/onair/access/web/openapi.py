"""The OpenAPI document: FastAPI's for ordinary routes, the raw routes' own, and for every operation each
answer it can give. `x-onair-allow` says who may call."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from onair.access.web.allow import SAFE, Allow
from onair.access.web.problems import MEDIA_TYPE
from onair.access.web.routing import Declared, RawRoute

VERSION = "1.0.0"
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "data"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; the sentences are not"},
        "detail": {"type": "string"},
        "data": {"type": "object"},
    },
}
SECURITY: dict[str, Any] = {
    "key": {"type": "http", "scheme": "bearer", "description": "API key `onair_…`"},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-onair"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-OnAir-CSRF"},
}
Operation = Declared | RawRoute


def document(routes: Sequence[BaseRoute], operations: Sequence[Operation]) -> dict[str, Any]:
    """One document for all operations."""
    paths = get_openapi(title="OnAir 播控", version=VERSION, routes=routes)
    schemas = paths.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    paths["components"]["securitySchemes"] = SECURITY
    used = sorted({status for operation in operations for status in statuses(operation)})
    paths["components"]["responses"] = {_refusal(status): _answer(status) for status in used}
    for operation in operations:
        entry = paths.setdefault("paths", {}).setdefault(operation.path, {})
        if isinstance(operation, RawRoute):
            schemas.update(operation.schemas)
            entry[operation.method.lower()] = _raw(operation)
        _complete(entry[operation.method.lower()], operation)
    return paths


def _raw(route: RawRoute) -> dict[str, Any]:
    spec = {**route.openapi}
    name = route.path.translate(str.maketrans("/", "_", "{}"))
    spec.setdefault("operationId", f"{route.method.lower()}{name}")
    spec["responses"] = dict(spec.get("responses", {"200": {"description": "OK"}}))
    declared = {item.get("name") for item in spec.get("parameters", [])}
    inner = [part[1:-1].partition(":")[0] for part in route.path.split("/") if part.startswith("{")]
    text = {"type": "string"}
    missing = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in inner
        if name not in declared
    ]
    spec["parameters"] = [*missing, *spec.get("parameters", [])]
    return spec


def _complete(spec: dict[str, Any], operation: Operation) -> None:
    answers = spec["responses"]
    answers.pop("422", None)
    for status in statuses(operation):
        answers.setdefault(str(status), {"$ref": f"#/components/responses/{_refusal(status)}"})
    allow = operation.allow
    spec["security"] = _security(operation.method, allow)
    spec["x-onair-allow"] = {
        "roles": sorted(allow.effective_roles(operation.method)),
        "scopes": sorted(allow.scopes),
        "tokens": sorted(allow.tokens),
        "anonymous": allow.anonymous,
    }


def statuses(operation: Operation) -> list[int]:
    """Every refusal this operation can answer with."""
    found = {400, 503} | {error.status for error in operation.errors}
    if not operation.allow.anonymous:
        found |= {401, 403, 404, 429}
    if "{" in operation.path:
        found.add(404)
    if operation.method not in SAFE:
        found |= {403, 409, 413, 429, 507}
    return sorted(found)


def _refusal(status: int) -> str:
    return f"Refusal{status}"


def _answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return answer


def _security(method: str, allow: Allow) -> list[dict[str, list[str]]]:
    if allow.anonymous:
        return []
    ways: list[dict[str, list[str]]] = [{"key": []}] if allow.scopes else []
    if allow.roles:
        ways.append({"session": []} if method in SAFE else {"session": [], "csrf": []})
    return ways

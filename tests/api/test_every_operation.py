"""Schemathesis on every operation of the document, raw hot routes included: no 5xx, no undocumented status,
no answer that breaks its schema, no malformed input that is taken."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.serving import Running, serving

from onair.app.compose import openapi_document
from onair.store.homelock import server_of

EXAMPLES = 100 if os.environ.get("ONAIR_FULL") else 2
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("api")) as running:
        yield running


def post(url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[dict[str, Any], Any]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"{}"), answer.headers


def local(running: Running, command: str, args: dict[str, Any]) -> dict[str, Any]:
    card = server_of(running.home)
    assert card is not None
    return post(f"{running.url}/api/v1/local/{command}", args, {"Authorization": f"Bearer {card.token}"})[0]


def sign_in(running: Running, login: str) -> dict[str, str]:
    """Headers of a new owner."""
    token = local(running, "init", {})["link"].split("token=")[1]
    password = "a long enough phrase 7"
    post(
        f"{running.url}/api/v1/claim",
        {"token": token, "name": "法测", "login": login, "password": password},
        {},
    )
    _, headers = post(f"{running.url}/api/v1/login", {"login": login, "password": password}, {})
    cookie = "; ".join(part.split(";")[0] for part in headers.get_all("Set-Cookie"))
    return {"Cookie": cookie, "X-OnAir-CSRF": str(csrf_of(running, cookie))}


def csrf_of(running: Running, cookie: str) -> str | None:
    """None: nobody is signed in by this cookie any more, or no longer as an owner."""
    request = urllib.request.Request(f"{running.url}/api/v1/me", headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request) as answer:
            me = json.loads(answer.read())
    except urllib.error.HTTPError:
        return None
    return str(me["csrf"]) if "owner" in me["person"]["roles"] else None


KEPT = Path(__file__).parents[2] / "console" / "openapi.json"
"""The same document as the server's (tests/console/test_openapi.py), read in no time: every worker collects this file."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
LABELS = [
    f"{method.upper()} {path}" for path, item in json.loads(KEPT.read_text())["paths"].items() for method in METHODS if method in item
]  # fmt: skip
_sessions: list[dict[str, str]] = []


@cache
def operations() -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(openapi_document())
    return {result.ok().label: result.ok() for result in schema.get_all_operations()}


def signed_in(running: Running) -> dict[str, str]:
    """An owner whose session still stands: the operation before may have ended it or changed the password."""
    if not _sessions or csrf_of(running, _sessions[-1]["Cookie"]) is None:
        _sessions.append(sign_in(running, f"op{len(_sessions)}@onair.example"))
    return _sessions[-1]


def exercise(operation: Any, mode: GenerationMode, call: Any) -> None:
    """Hypothesis draws cases of one operation, well-formed or malformed, and `call`s each."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        call(case)

    run()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", LABELS)
def test_operation(label: str, mode: GenerationMode, server: Running) -> None:
    headers = signed_in(server)

    def call(case: Any) -> None:
        answer = case.call(base_url=server.url, headers=headers, timeout=20)
        case.validate_response(answer, checks=CHECKS)

    try:
        exercise(operations()[label], mode, call)
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "an operation without parameters cannot be malformed"
    assert "Traceback" not in (server.home / "server.log").read_text(), "a crash was logged"


def test_no_operation_is_left_out() -> None:
    assert set(LABELS) == set(operations())


def test_control_a_hidden_status_is_found(server: Running) -> None:
    """Negative control: with the 404 taken out of the document the same run must fail."""
    document = openapi_document()
    del document["paths"]["/api/v1/shows/{show_id}"]["get"]["responses"]["404"]
    operation = schemathesis.openapi.from_dict(document)["/api/v1/shows/{show_id}"]["GET"]
    headers = sign_in(server, "control@onair.example")

    def call(case: Any) -> None:
        case.validate_response(case.call(base_url=server.url, headers=headers, timeout=20), checks=CHECKS)

    with pytest.raises(FailureGroup) as found:
        exercise(operation, GenerationMode.POSITIVE, call)
    assert [type(failure).__name__ for failure in found.value.exceptions] == ["UndefinedStatusCode"]

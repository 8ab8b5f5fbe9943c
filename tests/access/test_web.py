"""What every operation gets for free: problems in two languages, limits, headers, no way past `allow`."""

import json
import logging
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from onair.access import http
from onair.access.roles import Actor, Role
from onair.access.web import (
    Allow,
    Call,
    Name,
    RawRoute,
    Router,
    Services,
    Strict,
    create_api,
    identify,
    still_allowed,
)
from onair.kernel.errors import TooMany
from team import House, house

pytestmark = pytest.mark.asyncio
router = Router("probe")


class Form(Strict):
    name: Name
    count: int = 0


class Slow(TooMany):
    code = "slow"


@router.post("/api/v1/probe", allow=Allow(roles={Role.operator}), body_limit=1000)
def probe(form: Form, call: Call) -> dict[str, str]:
    if form.name == "crash":
        raise ZeroDivisionError("the secret inside")
    if form.name == "slow":
        raise Slow(retry_after_s=7)
    return {"who": call.actor.name, "lang": call.lang}


@router.get("/api/v1/probe/{thing}", allow=Allow(roles={Role.operator}))
def look(thing: int) -> int:
    return thing


@router.get("/api/v1/only", allow=Allow(roles={Role.auditor}, only=True))
def only() -> str:
    return "seen"


async def raw(request: Request) -> Response:
    return PlainTextResponse(f"{identify(request).name}|{still_allowed(request)}")


RAW = [
    RawRoute("POST", "/api/v1/raw", raw, Allow(scopes={"events:write"}, roles={Role.operator})),
    RawRoute("GET", "/api/v1/view/{token}/stream", raw, Allow(tokens={"overlay"})),
]


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [http.router, router], RAW)
    built.team("甲")
    return built


@pytest.mark.parametrize(
    ("lang", "field", "detail"),
    [
        ("zh-CN", "必填", "内容不符合要求：name 必填"),
        ("en", "is required", "The input does not fit: name is required"),
    ],
)
async def test_a_bad_form_is_told_by_field_and_rule_in_both_languages(
    home: House, lang: str, field: str, detail: str
) -> None:
    async with home.ask("operator@甲", **{"accept-language": lang}) as client:
        answer = await client.post("/api/v1/probe", json={})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body["status"], body["type"]) == ("bad_input", 400, "urn:onair:error:bad_input")
    assert body["data"]["fields"] == {"name": field}
    assert body["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"name": "a", "extra": 1}, {"extra"}),
        ({"name": "a", "count": "7"}, {"count"}),
        ({"name": "a" * 81}, {"name"}),
        ({"name": "a\x00b"}, {"name"}),
        ({"name": "a\u202egpj.exe"}, {"name"}),
        ({"name": "a\u2028b"}, {"name"}),
        ({"name": "\ud800"}, {"name"}),
        ({"name": None, "count": 1.5}, {"name", "count"}),
        ([], {"body"}),
    ],
)
async def test_what_a_form_does_not_say_is_refused(home: House, body: object, fields: set[str]) -> None:
    content = json.dumps(body)
    async with home.ask("operator@甲", **{"content-type": "application/json"}) as client:
        answer = await client.post("/api/v1/probe", content=content)
    assert answer.status_code == 400
    assert set(answer.json()["data"]["fields"]) == fields


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 900, b"NaN", b""])
async def test_a_body_that_is_no_json_is_a_problem_not_a_crash(home: House, content: bytes) -> None:
    async with home.ask("operator@甲") as client:
        answer = await client.post(
            "/api/v1/probe", content=content, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_over_its_limit_is_refused_by_length_or_by_counting(
    home: House, announced: bool
) -> None:
    async def pieces() -> object:
        for _ in range(20):
            yield b" " * 100

    content = b" " * 1001 if announced else pieces()
    async with home.ask("operator@甲") as client:
        answer = await client.post(
            "/api/v1/probe", content=content, headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_stranger_is_turned_away_before_the_body_is_read(home: House) -> None:
    async with home.client() as client:
        answer = await client.post(
            "/api/v1/probe", content=b"{", headers={"content-type": "application/json"}
        )
    assert answer.status_code == 401
    async with home.ask("host@甲") as client:
        answer = await client.post(
            "/api/v1/probe", content=b" " * 2000, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 403


async def test_a_crash_gives_a_reference_and_no_trace(home: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "onair.http"):
        async with home.ask("operator@甲") as client:
            answer = await client.post("/api/v1/probe", json={"name": "crash"})
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    reference = answer.json()["data"]["reference"]
    assert reference in caplog.text
    assert "the secret inside" in caplog.text


async def test_waiting_is_told_in_seconds(home: House) -> None:
    async with home.ask("operator@甲") as client:
        answer = await client.post("/api/v1/probe", json={"name": "slow"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/", "/docs", "/openapi.json", "/redoc", "/api/v1/probe/", "/../etc/passwd"]
)
async def test_an_unknown_path_is_a_problem(home: House, path: str) -> None:
    async with home.ask("owner@甲") as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_path")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("TRACE", "/api/v1/me", "GET, PATCH"),
        ("DELETE", "/api/v1/me", "GET, PATCH"),
        ("HEAD", "/api/v1/me", "GET, PATCH"),
        ("OPTIONS", "/api/v1/people", "GET, POST"),
        ("GET", "/api/v1/raw", "POST"),
        ("PURGE", "/api/v1/probe", "POST"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    home: House, method: str, path: str, allowed: str
) -> None:
    async with home.ask("owner@甲") as client:
        answer = await client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


async def test_every_answer_carries_the_security_headers(home: House) -> None:
    async with home.ask("owner@甲") as client:
        answers = [
            await client.get("/api/v1/me"),
            await client.get("/nothing"),
            await client.post("/api/v1/me"),
        ]
        answers.append(await client.post("/api/v1/probe", json={"name": "crash"}))
        overlay = await client.get("/o/token")
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" in answer.headers
        assert "server" not in answer.headers
    assert answers[0].headers["cache-control"] == "no-store"
    page = answers[1].headers["content-security-policy"]
    assert "object-src 'none'" in page
    assert "base-uri 'none'" in page
    assert "script-src 'self';" in page
    assert "frame-ancestors 'self'" in overlay.headers["content-security-policy"]


async def test_a_route_that_nobody_may_call_or_without_allow_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Allow()
    with pytest.raises(ValueError, match="unknown scopes"):
        Allow(scopes={"everything"})
    with pytest.raises(TypeError, match="allow"):
        Router().get("/x")  # type: ignore[call-arg]
    twice = Router()
    for _ in range(2):
        twice.get("/x", allow=Allow(anonymous=True))(only)
    with pytest.raises(ValueError, match="twice"):
        create_api([twice], [], Services())


async def test_auditors_read_what_some_role_may_read_and_owners_do_what_some_role_may(home: House) -> None:
    for who, get, post, alone in (
        ("auditor", 200, 403, 200),
        ("owner", 200, 200, 403),
        ("host", 403, 403, 403),
    ):
        async with home.ask(f"{who}@甲") as client:
            assert (await client.get("/api/v1/probe/1")).status_code == get
            assert (await client.post("/api/v1/probe", json={"name": "a"})).status_code == post
            assert (await client.get("/api/v1/only")).status_code == alone


async def test_raw_routes_know_who_asks(home: House) -> None:
    async with home.client() as client:
        assert (await client.post("/api/v1/raw")).status_code == 401
    async with home.ask("host@甲") as client:
        assert (await client.post("/api/v1/raw")).status_code == 403
    async with home.ask("operator@甲", **{"x-onair-csrf": ""}) as client:
        assert (await client.post("/api/v1/raw")).json()["code"] == "csrf"
    async with home.ask(key=home.key("甲", "events:write")) as client:
        assert (await client.post("/api/v1/raw")).text == "test|True"


class Links:
    """As the room that owns overlay links would register it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def actor_for_token(self, token: str) -> Actor | None:
        return self.actor if token == "right" else None


@pytest.mark.parametrize(
    ("view", "token", "status"),
    [("overlay", "right", 200), ("overlay", "wrong", 401), ("wall", "right", 403)],
)
async def test_a_link_opens_its_own_view(home: House, view: str, token: str, status: int) -> None:
    home.services.put(Links(Actor(home.tenants["甲"], "token", "tok_1", "link", show="shw_1", view=view)))
    async with home.client() as client:
        assert (await client.get(f"/api/v1/view/{token}/stream")).status_code == status


async def test_a_refused_person_is_noted_once_a_minute(home: House) -> None:
    async with home.ask("host@甲") as client:
        for _ in range(3):
            assert (await client.post("/api/v1/probe", json={"name": "a"})).status_code == 403
    async with home.ask("owner@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    noted = [row for row in rows if row["action"] == "refused"]
    assert [(row["subject"], row["actor_name"]) for row in noted] == [("POST /api/v1/probe", "host of 甲")]


async def test_health_tells_strangers_that_it_lives(home: House) -> None:
    async with home.client() as client:
        assert (await client.get("/api/v1/healthz")).json() == {"status": "ok", "sending": "off"}
    async with home.ask(key="onair_not_ours") as client:
        assert (await client.get("/api/v1/healthz")).status_code == 200

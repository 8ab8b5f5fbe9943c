"""Routes of the review. Answers are encoded by msgspec; their schemas come from the same structs."""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, RawRoute, identify
from onair.after.review.compare import NotComparable, compare
from onair.after.review.dictionary import dictionary
from onair.after.review.export import TYPES, UnknownFormat, UnknownSheet, export_to, known_format
from onair.after.review.service import ROWS_MAX, Reviews, UnknownDimension, UnknownMetric
from onair.after.review.tallies import WHOLE
from onair.after.review.wire import schemas
from onair.during.broadcast.service import NoToken
from onair.kernel.errors import BadInput
from onair.kernel.i18n import negotiate
from onair.store.db import Database
from onair.store.faults import DiskFull
from onair.trade.service import ShowNotFound, ShowView

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
READ = Allow(roles=TEAM, scopes={"numbers:read"})
WALL_METRICS = ["view_pv"]
TAKE_OUT = Allow(roles={Role.operator, Role.analyst, Role.merchandiser}, scopes={"numbers:read"})


class BadLimit(BadInput):
    code = "bad_limit"
    zh = "limit 应为 1 到 {most} 的整数。没有计算任何数字。"
    en = "limit must be a whole number from 1 to {most}. Nothing was computed."


class NoOther(BadInput):
    code = "compare_with_missing"
    zh = "没有说明要与哪一场对比。没有计算任何数字，请给出 with=场次编号。"
    en = "Nothing was named to compare with. Nothing was computed; give with=<show id>."


async def get_numbers(request: Request) -> Response:
    """`by` one dimension; `metrics` ids separated by commas."""
    query = request.query_params
    metrics = [name for name in query["metrics"].split(",") if name] if query.get("metrics") else None
    show = _named(request.path_params["show_id"])
    limit = _limit(query.get("limit"))
    return _json(await _reviews(request).numbers(identify(request), show, query.get("by"), metrics, limit))


async def get_wall_numbers(request: Request) -> Response:
    """What a television shows beside its stream: the funnel in people, and views by channel. Raises NoToken."""
    actor = identify(request)
    if actor.show is None or actor.view != "wall":
        raise NoToken
    return _json(await _reviews(request).numbers(actor, actor.show, "channel", WALL_METRICS))


def _limit(given: str | None) -> int:
    """Raises BadLimit."""
    if given is None:
        return ROWS_MAX
    if not (given.isascii() and given.isdigit() and len(given) <= 5 and 1 <= int(given) <= 10 * ROWS_MAX):
        raise BadLimit(most=10 * ROWS_MAX)
    return int(given)


async def get_review(request: Request) -> Response:
    return _json(await _reviews(request).review(identify(request), _named(request.path_params["show_id"])))


async def get_metrics(_request: Request) -> Response:
    return _json(await asyncio.to_thread(dictionary))


async def get_comparison(request: Request) -> Response:
    other = request.query_params.get("with")
    if not other:
        raise NoOther
    reviews, actor = _reviews(request), identify(request)
    a = await reviews.found(actor, _named(request.path_params["show_id"]), WHOLE)
    b = await reviews.found(actor, _named(other), WHOLE)
    return _json(compare(a, b))


async def get_export(request: Request) -> Response:
    """The file is written beside and removed after it was sent; that it was taken out is in the audit log."""
    query, actor, services = request.query_params, identify(request), request.app.state.services
    sheet = query.get("sheet")
    kind = known_format(query.get("format", "xlsx"))
    show = _named(request.path_params["show_id"])
    lang = negotiate(request.headers.get("accept-language"))
    with tempfile.NamedTemporaryFile(prefix="onair-export-", delete=False) as made:
        path = Path(made.name)
    try:
        became, view = await export_to(services.get(Reviews), actor, show, kind, path, lang=lang, sheet=sheet)
        await asyncio.to_thread(_remember, request, view, became)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    headers = {"Content-Disposition": _attachment(view, sheet, became), "Cache-Control": "no-store"}
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=TYPES[became], headers=headers, background=gone)


def _remember(request: Request, view: ShowView, became: str) -> None:
    services = request.app.state.services
    with services.get(Database).write() as tx:
        audit(tx, identify(request), services.clock, "show.export", view.id, after={"format": became})


def _attachment(view: ShowView, sheet: str | None, kind: str) -> str:
    name = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|]+', " ", view.title).strip()[:80] or view.id
    full = f"{name} {sheet}.{kind}" if sheet else f"{name}.{kind}"
    return f"attachment; filename=\"{view.id}.{kind}\"; filename*=UTF-8''{quote(full)}"


def _named(name: str) -> str:
    """An id that can be one of a show's. Raises ShowNotFound."""
    if not _ID.fullmatch(name):
        raise ShowNotFound()
    return name


def _reviews(request: Request) -> Reviews:
    found: Reviews = request.app.state.services.get(Reviews)
    return found


def _json(body: object) -> Response:
    return Response(
        msgspec.json.encode(body), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _spec(summary: str, schema: str | None, *query: tuple[str, bool, str]) -> dict[str, Any]:
    content: dict[str, Any] = (
        {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
        if schema
        else {media: {"schema": {"type": "string", "format": "binary"}} for media in TYPES.values()}
    )
    return {
        "tags": ["review"], "summary": summary,
        "parameters": [
            {"name": name, "in": "query", "required": required, "description": about, "schema": {"type": "string"}}
            for name, required, about in query
        ],
        "responses": {"200": {"description": "OK", "content": content}},
    }  # fmt: skip


def _get(
    path: str,
    endpoint: Callable[[Request], Awaitable[Response]],
    allow: Allow,
    spec: dict[str, Any],
    *errors: Any,
) -> RawRoute:
    return RawRoute("GET", path, endpoint, allow, spec, schemas(), errors)


_SHOW = "/api/v1/shows/{show_id}"
raw_routes = [
    _get(
        f"{_SHOW}/numbers", get_numbers, READ,
        _spec("Numbers of a show, on air and after", "Numbers",
              ("by", False, "product, channel, minute, host, new or slot"), ("metrics", False, "ids, by comma"),
              ("limit", False, "products at most, 1 to 10000; 1000 when not given")),
        ShowNotFound, UnknownDimension, UnknownMetric, DiskFull,
    ),
    _get(
        "/api/v1/view/{token}/numbers", get_wall_numbers, Allow(tokens={"wall"}),
        _spec("Funnel and channels behind a link to the wall", "Numbers"), NoToken, DiskFull,
    ),
    _get(f"{_SHOW}/review", get_review, READ, _spec("The whole review of a show", "Review"), ShowNotFound, DiskFull),
    _get(
        f"{_SHOW}/compare", get_comparison, READ,
        _spec("Two shows side by side", "Comparison", ("with", True, "the other show")),
        ShowNotFound, NotComparable, NoOther, DiskFull,
    ),
    _get(
        f"{_SHOW}/export", get_export, TAKE_OUT,
        _spec("A show as a file", None, ("format", False, "xlsx, csv or parquet"), ("sheet", False, "one sheet of the CSV")),
        ShowNotFound, UnknownFormat, UnknownSheet, DiskFull,
    ),
    _get("/api/v1/metrics", get_metrics, READ, _spec("The dictionary of metrics", "MetricPage")),
]  # fmt: skip

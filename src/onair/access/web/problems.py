"""Every refusal is `application/problem+json` in the asker's language, with a stable code; never a trace."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from onair.access.web import phrases
from onair.kernel.errors import BadInput, NotFound, OnAirError, TooLarge, TooMany
from onair.kernel.i18n import negotiate
from onair.kernel.ids import new_id

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("onair.http")


class NoSuchPath(NotFound):
    code = "no_such_path"
    zh = "没有这个地址：{path}。请核对网址或接口文档。"
    en = "There is nothing at {path}. Check the address against the API's description."


class MethodNotAllowed(OnAirError):
    code, status = "method_not_allowed", 405
    zh = "这个地址不支持 {method}。没有任何改动，可用：{allowed}。"
    en = "This address does not support {method}. Nothing was changed; it takes {allowed}."


class Unexpected(OnAirError):
    code, status = "unexpected", 500
    zh = "出了意外的错误。已保存的内容没有变化，请重试；仍不行请把编号 {reference} 发给管理员。"
    en = (
        "Something unexpected failed. What was saved is unchanged; try again or tell {reference} to an admin."
    )


class Unreadable(BadInput):
    code = "unreadable"
    zh = "请求内容无法读取。没有保存任何东西，请检查格式后重试。"
    en = "The request cannot be read. Nothing was saved; check its format and try again."


def problem_response(error: OnAirError, request: Request) -> Response:
    """The answer for any business "no"; raw routes may use it too."""
    body = error.problem(negotiate(request.headers.get("accept-language")))
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    if isinstance(error, TooMany) or "retry_after_s" in error.data:
        headers["Retry-After"] = str(error.data.get("retry_after_s", 1))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="onair"'
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = str(error.data["allowed"])
    content = msgspec.json.encode(body, enc_hook=str)
    return Response(content, error.status, headers=headers, media_type=MEDIA_TYPE)


async def on_refusal(request: Request, error: Exception) -> Response:
    return problem_response(cast(OnAirError, error), request)


async def on_form(request: Request, error: Exception) -> Response:
    """Pydantic's findings as one sentence and `data.fields` {field: sentence}."""
    lang = negotiate(request.headers.get("accept-language"))
    found: Sequence[Any] = cast(RequestValidationError, error).errors()
    fields = {phrases.place(item["loc"]): phrases.rule(item).of(lang) for item in reversed(found[:20])}
    why = ("；" if lang == "zh" else "; ").join(f"{name} {text}" for name, text in reversed(fields.items()))
    return problem_response(BadInput(why=why, fields=dict(reversed(fields.items()))), request)


async def on_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses."""
    return problem_response(_of_framework(request, cast(HTTPException, error)), request)


def _of_framework(request: Request, error: HTTPException) -> OnAirError:
    path = request.url.path[:200]
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NoSuchPath(path=path)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = request.app.state.methods_of(request)
        return MethodNotAllowed(method=request.method, allowed=", ".join(sorted(allowed)))
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge(limit=error.detail)
    return Unreadable()


async def on_crash(request: Request, error: Exception) -> Response:
    """The trace goes to the log under a reference that the asker is given; nothing else leaves."""
    reference = new_id("err", request.app.state.services.clock)
    log.error("%s %s %s", reference, request.method, request.url.path, exc_info=error)
    return problem_response(Unexpected(reference=reference), request)

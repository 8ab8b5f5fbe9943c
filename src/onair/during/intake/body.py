"""Reading a raw body without ever holding more than its limit."""

from starlette.requests import Request
from starlette.responses import Response

from onair.access.web import problem_response
from onair.events.wire import BODY_BYTES_MAX, unpack
from onair.kernel.errors import TooLarge
from onair.kernel.text import as_size

SLACK_BYTES = 64 * 1024
"""Read and thrown away beyond the limit: a sender that is only a little over can still hear the answer."""


async def read_body(request: Request, limit: int = BODY_BYTES_MAX) -> bytes:
    """The bytes as sent. Raises TooLarge when there are more than `limit`, having read at most `SLACK_BYTES` more."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit + SLACK_BYTES:
        raise TooLarge(limit=as_size(limit))
    parts: list[bytes] = []
    taken = 0
    async for part in request.stream():
        taken += len(part)
        if taken <= limit:
            parts.append(part)
        elif taken > limit + SLACK_BYTES:
            break
    if taken > limit:
        raise TooLarge(limit=as_size(limit))
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def read_unpacked(request: Request) -> bytes:
    """The body with its `Content-Encoding` undone. Raises TooLarge, BadEncoding."""
    return unpack(await read_body(request), request.headers.get("content-encoding", "").strip().lower())


def too_large(error: TooLarge, request: Request) -> Response:
    """413, and no more of this connection: the rest of the body is not worth reading."""
    answer = problem_response(error, request)
    answer.headers["connection"] = "close"
    return answer

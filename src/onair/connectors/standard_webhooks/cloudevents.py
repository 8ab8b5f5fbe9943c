"""CloudEvents 1.0 in its three HTTP modes → plain envelopes."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from onair.kernel.errors import BadInput

STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
BATCH_MAX = 1_000
_decode = msgspec.json.Decoder().decode
_FAILURES = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)


class BadEnvelope(BadInput):
    code = "bad_cloudevent"
    zh = "正文不是可读的 CloudEvents 1.0（{why}）。没有保存任何东西，请检查格式。"
    en = "The body is no readable CloudEvents 1.0 ({why}). Nothing was saved; check the format."


class Envelope(Struct, frozen=True, kw_only=True):
    """One event as delivered. `time`: RFC 3339 or None. `data`: a JSON object."""

    id: str
    source: str
    type: str
    data: dict[str, Any]
    time: str | None = None
    subject: str | None = None


def envelopes(headers: Mapping[str, str], body: bytes, webhook_id: str) -> list[Envelope]:
    """All events of a delivery. `headers` with lower-case names.

    In binary mode the attributes are headers that no signature covers: `webhook_id`, which is signed, stands
    for their id. Raises BadEnvelope.
    """
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        value = _decode(body)
    except _FAILURES:
        raise BadEnvelope(why="JSON") from None
    if media == BATCH:
        if not isinstance(value, list) or len(value) > BATCH_MAX:
            raise BadEnvelope(why=f"batch ≤ {BATCH_MAX}")
        return [_structured(item) for item in value]
    if media != STRUCTURED and "ce-type" in headers:
        return [_binary(headers, value, webhook_id)]
    return [_structured(value)]


def _structured(value: Any) -> Envelope:
    if not isinstance(value, dict):
        raise BadEnvelope(why="object")
    if value.get("specversion") != "1.0":
        raise BadEnvelope(why="specversion")
    return _envelope({**value, "data": value.get("data") if value.get("data") is not None else {}})


def _binary(headers: Mapping[str, str], data: Any, webhook_id: str) -> Envelope:
    if headers.get("ce-specversion") != "1.0":
        raise BadEnvelope(why="ce-specversion")
    names = ("source", "type", "time", "subject")
    given = {name: unquote(headers[f"ce-{name}"]) for name in names if f"ce-{name}" in headers}
    return _envelope({**given, "id": webhook_id, "data": data})


def _envelope(value: dict[str, Any]) -> Envelope:
    try:
        made = msgspec.convert(value, Envelope)
    except msgspec.ValidationError as error:
        raise BadEnvelope(why=str(error)[:80]) from None
    for name in ("id", "source", "type"):
        if not 0 < len(getattr(made, name)) <= 256:
            raise BadEnvelope(why=name)
    return made

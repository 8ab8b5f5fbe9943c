"""From the raw bytes of a request to events and refused lines.

NDJSON (one object a line) or a JSON array of objects, gzip allowed. The common body is decoded in one call into
the tagged union; only when that fails is it taken apart item by item, so that good ones are kept and each bad
one gets its line (counted from 1), a stable code and a sentence. Nothing here raises anything but BadInput.
Duplicate keys of one object: the last one counts.
"""

import re
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Union

import msgspec
from msgspec import Struct

from onair.events.groups import Kinds, by_type
from onair.events.model import (
    EVENT_TYPES,
    SERVER_ONLY,
    AnyEvent,
    Correction,
    Event,
    Gauge,
    Identity,
    Line,
    Order,
    Pay,
    Refund,
)
from onair.kernel.errors import BadInput, TooLarge
from onair.kernel.i18n import Lang, Text
from onair.kernel.text import as_size

BODY_BYTES_MAX = 5 * 1024 * 1024
EVENTS_MAX = 5_000
EVENT_BYTES_MAX = 8 * 1024
UNKNOWN_NAMES_MAX = 50
"""Distinct names of unknown fields that one body may report; hostile bodies do not fill the memory."""

_Outside: Any = Union[tuple(cls for tag, cls in EVENT_TYPES.items() if tag not in SERVER_ONLY)]  # noqa: UP007 (built)
_decode_array: Callable[[bytes], list[AnyEvent]] = msgspec.json.Decoder(list[_Outside]).decode
_decode_lines: Callable[[bytes], list[AnyEvent]] = msgspec.json.Decoder(_Outside).decode_lines
_decode_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_any = msgspec.json.Decoder().decode
_FAILURES = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
_FIELDS = {tag: frozenset(cls.__struct_fields__) | {"type"} for tag, cls in EVENT_TYPES.items()}
_LINE_FIELDS, _IDENTITY_FIELDS = frozenset(Line.__struct_fields__), frozenset(Identity.__struct_fields__)
FOLDED_GAUGES = ("online", "viewers_total", "likes_total", "exposure_total", "spend")
"""What is counted or spent; a reading of another name is kept as it is and may be below zero."""
_PRICED = (Order, Pay, Refund)
_CHECKED = frozenset({*_PRICED, Gauge, Correction})
"""Types of which the contract takes less than the log may hold from earlier days: looked at here, not by the type."""
_BOUND = re.compile(r"(of length )?([<>])= (-?\d+)")
_SIGNS = str.maketrans("<>", "≤≥")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

REASONS = {
    "not_json": Text("这一行不是可读的 JSON", "this line is not readable JSON"),
    "not_an_object": Text("这一项不是 JSON 对象", "this item is not a JSON object"),
    "event_id_missing": Text("缺少 id；重复发送时靠它识别，请补上", "id is missing; it tells a repetition from a new event"),
    "unknown_type": Text("不认识事件类型 {value}", "the event type {value} is not known"),
    "type_reserved": Text("{value} 只由播控服务器写入，外部不能发送", "{value} is written by the server only"),
    "bad_time": Text("at 要写成毫秒整数，或带时区的 RFC 3339 时间", "at must be integer milliseconds or RFC 3339 with an offset"),
    "bad_field": Text("字段 {value} 的值不符合接口说明", "the value of {value} does not fit the contract"),
    "source_reserved": Text("来源 {value} 只由播控服务器使用", "the source {value} is used by the server only"),
    "too_far_ahead": Text("发生时间比现在晚了 23 小时以上", "its time is more than 23 hours ahead"),
}  # fmt: skip


class NotEvents(BadInput):
    code = "body_not_events"
    zh = "正文里没有可读的事件：需要 NDJSON 或 JSON 数组。没有保存任何东西，请检查格式。"
    en = "The body holds no readable events: NDJSON or a JSON array is needed. Nothing was saved; check the format."


class NotAnArray(NotEvents):
    code = "body_not_array"
    zh = "application/json 的正文要是事件数组。没有保存任何东西；请放进 [ ]，或用 application/x-ndjson 每行一个事件。"
    en = "A body of application/json must be an array. Nothing was saved; put it in [ ] or send application/x-ndjson."


class BadEncoding(BadInput):
    code = "bad_encoding"
    zh = "压缩内容无法解开（只支持完整的 gzip）。没有保存任何东西，请重新发送。"
    en = "The compressed body cannot be unpacked (only whole gzip is supported). Nothing was saved; send it again."


class Reject(Struct, frozen=True):
    """Why one line of a body was not kept."""

    line: int
    code: str
    detail: str


class Decoded(NamedTuple):
    """`lines`: the line of each event; None = the i-th event is line i + 1. `unknown`: names of dropped fields.

    `kinds`: the same events by type.
    """

    events: list[AnyEvent]
    lines: list[int] | None
    rejects: list[Reject]
    unknown: dict[str, int]
    kinds: Kinds


def refuse(line: int, code: str, lang: Lang, value: str = "") -> Reject:
    return Reject(line, code, REASONS[code].of(lang).replace("{value}", value))


def unpack(body: bytes, encoding: str) -> bytes:
    """Undo `Content-Encoding`, never making more than the limit. Raises TooLarge, BadEncoding."""
    if encoding in ("", "identity"):
        if len(body) > BODY_BYTES_MAX:
            raise TooLarge(limit=as_size(BODY_BYTES_MAX))
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise BadEncoding
    parts, room = [], BODY_BYTES_MAX + 1
    while body:  # a gzip file may have several members
        inflater = zlib.decompressobj(wbits=31)
        try:
            part = inflater.decompress(body, room)
        except zlib.error:
            raise BadEncoding from None
        parts.append(part)
        room -= len(part)
        if room <= 0:
            raise TooLarge(limit=as_size(BODY_BYTES_MAX))
        if not inflater.eof:
            raise BadEncoding
        body = inflater.unused_data
    return b"".join(parts)


def decode(body: bytes, source: str, lang: Lang = "zh", *, as_json: bool = False) -> Decoded:
    """Events of one body; `source` stands where an event names none. A byte order mark before it is passed over.

    `as_json`: the sender declared JSON, of which only an array is a list. Raises NotEvents, NotAnArray, TooLarge.
    """
    body = body.removeprefix(BOM_UTF8)
    start = body.lstrip()[:1]
    if start == b"[":
        return _array(body, source, lang)
    if not start:
        raise NotEvents
    if as_json:
        raise NotAnArray
    return _ndjson(body, source, lang)


def _array(body: bytes, source: str, lang: Lang) -> Decoded:
    try:
        raws = _decode_raws(body)
    except _FAILURES:
        raise NotEvents from None
    _check_size(len(raws), max((len(bytes(raw)) for raw in raws), default=0))
    try:
        events = _decode_array(body)
    except _FAILURES:
        events = None
    if events is None or _any_flaw(kinds := by_type(events)):
        return _one_by_one(((i, bytes(raw)) for i, raw in enumerate(raws, 1)), source, lang)
    return Decoded(events, None, [], {}, kinds)


def _ndjson(body: bytes, source: str, lang: Lang) -> Decoded:
    written = body.count(b"\n") + (not body.endswith(b"\n"))
    if written > EVENTS_MAX or _any_longer(body, EVENT_BYTES_MAX):
        lines = body.split(b"\n")
        _check_size(len(lines) - lines.count(b""), max(map(len, lines)))
    try:
        events = _decode_lines(body)
    except _FAILURES:
        return _one_by_one(_written(body.split(b"\n")), source, lang)
    kinds = by_type(events)
    if _any_flaw(kinds):
        return _one_by_one(_written(body.split(b"\n")), source, lang)
    if len(events) == written:
        return Decoded(events, None, [], {}, kinds)
    return Decoded(events, [number for number, _ in _written(body.split(b"\n"))], [], {}, kinds)


def _any_longer(body: bytes, limit: int) -> bool:
    """Is any line longer? Leaps from line end to line end by the limit, so most lines are never looked at."""
    begin = 0
    while len(body) - begin > limit:
        end = body.rfind(b"\n", begin, begin + limit + 1)
        if end < 0:
            return True
        begin = end + 1
    return False


def _written(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers from 1."""
    return ((number, line) for number, line in enumerate(lines, 1) if line and not line.isspace())


def _check_size(events: int, longest: int) -> None:
    if events > EVENTS_MAX:
        raise TooLarge(limit=f"{EVENTS_MAX} events")
    if longest > EVENT_BYTES_MAX:
        raise TooLarge(limit=f"{as_size(EVENT_BYTES_MAX)} / event")


def _one_by_one(items: Iterator[tuple[int, bytes]], source: str, lang: Lang) -> Decoded:
    events: list[AnyEvent] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    unknown: dict[str, int] = {}
    objects = 0
    for line, raw in items:
        try:
            value = _decode_any(raw)
        except _FAILURES:
            rejects.append(refuse(line, "not_json", lang))
            continue
        if not isinstance(value, dict):
            rejects.append(refuse(line, "not_an_object", lang))
            continue
        objects += 1
        try:
            events.append(event_of(value, source, unknown))
            lines.append(line)
        except BadItem as bad:
            rejects.append(refuse(line, bad.code, lang, bad.value))
    if not objects:
        raise NotEvents
    return Decoded(events, lines, rejects, unknown, by_type(events))


class BadItem(ValueError):
    """One object is no event; `code` is a key of REASONS, `value` what the sentence names."""

    def __init__(self, code: str, value: str = "") -> None:
        self.code, self.value = code, value
        super().__init__(code, value)


def event_of(value: dict[str, Any], source: str, unknown: dict[str, int]) -> AnyEvent:
    """One event out of a decoded JSON object; names of unknown fields are counted into `unknown`. Raises BadItem."""
    tag = value.get("type")
    cls = EVENT_TYPES.get(tag) if isinstance(tag, str) else None
    if not isinstance(tag, str) or cls is None:
        raise BadItem("unknown_type", _short(tag))
    if tag in SERVER_ONLY:
        raise BadItem("type_reserved", tag)
    if value.get("id") in (None, ""):
        raise BadItem("event_id_missing")
    if value.get("source") is None:
        value["source"] = source
    if isinstance(value.get("at"), str):
        value["at"] = millis(value["at"])
    _drop_unknown(value, _FIELDS[tag], "", unknown)
    if isinstance(value.get("items"), list):
        for item in value["items"]:
            _drop_unknown(item, _LINE_FIELDS, "items.", unknown)
    if "corrects" in value:
        _drop_unknown(value["corrects"], _IDENTITY_FIELDS, "corrects.", unknown)
    event = _convert(value, cls)
    flaw = flaw_of(event)
    if flaw is not None:
        raise BadItem("bad_field", flaw)
    return event


def flaw_of(event: AnyEvent) -> str | None:
    """What the type alone does not forbid and the contract does: the field, and the bound that it breaks.

    None = fit to be taken from outside. For events that were not made by `event_of`.
    """
    if isinstance(event, Gauge):
        return "value (≥ 0)" if event.value < 0 and event.name in FOLDED_GAUGES else None
    if isinstance(event, Correction):
        return _flaw_of_correction(event.set)
    if not isinstance(event, _PRICED):
        return None
    if event.amount is not None and event.amount < 0:
        return "amount (≥ 0)"
    for line in event.items or ():
        if line.qty < 0 or (line.price is not None and line.price < 0):
            return f"items.{'qty' if line.qty < 0 else 'price'} (≥ 0)"
    return None


def _any_flaw(kinds: Kinds) -> bool:
    """For valid bodies, so cheap: only types of which the contract takes less are looked at."""
    return any(flaw_of(event) for kind, some in kinds.items() if kind in _CHECKED for event in some)


def _flaw_of_correction(changes: dict[str, Any]) -> str | None:
    if "by" in changes:
        return "set.by"  # who did something is settled by the server
    if _negative(changes.get("amount")):
        return "set.amount (≥ 0)"
    items = changes.get("items")
    for item in items if isinstance(items, list) else ():
        for name in ("qty", "price"):
            if isinstance(item, dict) and _negative(item.get(name)):
                return f"set.items.{name} (≥ 0)"
    return None


def _negative(value: Any) -> bool:
    return isinstance(value, int | float) and value < 0


def _convert(value: dict[str, Any], cls: type[Event]) -> AnyEvent:
    try:
        event: AnyEvent = msgspec.convert(value, cls)  # type: ignore[assignment] # EVENT_TYPES are the union's members
    except msgspec.ValidationError as error:
        place = re.search(r"`\$\.?([^`]*)`$|`([a-z_]+)`$", str(error))
        raise BadItem("bad_field", _short(place and (place[1] or place[2])) + _bound(str(error))) from None
    except (RecursionError, UnicodeError):
        raise BadItem("not_json") from None
    return event


def _bound(finding: str) -> str:
    """msgspec's "…of length <= 2000" → " (length ≤ 2000)": which limit was passed; empty when it was none."""
    found = _BOUND.search(finding)
    if found is None:
        return ""
    return f" ({'length ' if found[1] else ''}{found[2].translate(_SIGNS)} {int(found[3]):,})"


def _drop_unknown(value: Any, known: frozenset[str], prefix: str, unknown: dict[str, int]) -> None:
    if not isinstance(value, dict) or value.keys() <= known:
        return
    for name in value.keys() - known:
        del value[name]
        shown = prefix + _short(name)
        if shown in unknown or len(unknown) < UNKNOWN_NAMES_MAX:
            unknown[shown] = unknown.get(shown, 0) + 1


def _short(value: Any) -> str:
    """A name from outside, fit for a sentence."""
    return "".join(c if c.isprintable() else "?" for c in str(value)[:40]) if value is not None else "—"


def millis(text: str) -> int:
    """RFC 3339 with an offset → ms. Raises BadItem."""
    if not _RFC3339.fullmatch(text):
        raise BadItem("bad_time")
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise BadItem("bad_time") from None
    return (moment - _EPOCH) // timedelta(milliseconds=1)

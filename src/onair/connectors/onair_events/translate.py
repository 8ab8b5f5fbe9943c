"""Events as the public contract writes them, from JSON lines or from a table with a column a field.

`id` is the event's own; a row without one derives it from its cells and its ordinal among equal rows.
`at` is ms or RFC 3339. Types that only the server writes are refused as on the wire.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from onair.connectors.ports import Context, Input, Items, Sample, problems
from onair.events.model import EVENT_TYPES, AnyEvent, Comment, Show
from onair.events.wire import REASONS, BadItem, event_of
from onair.files.headers import is_personal, normalise
from onair.files.quarantine import Rejected, excerpt
from onair.files.records import Records
from onair.files.tables import Row
from onair.kernel.i18n import Text
from onair.kernel.text import mask_personal
from onair.store.columns import LAYOUTS

DEFAULT_SOURCE = "file:events"
_JSON = frozenset({"items", "set", "data", "corrects"})
_SHOWN = ("type", "id", "source", "at", "product", "order")


class OnairEvents:
    name = "onair_events"

    def sniff(self, sample: Sample) -> float:
        if sample.records:
            fits = [r for r in sample.records if r.get("type") in EVENT_TYPES and "at" in r]
            return 0.95 * len(fits) / len(sample.records)
        if not sample.has("type", "at"):
            return 0.0
        kinds = {row[sample.headers.index("type")] for row in sample.rows if len(row) == len(sample.headers)}
        return 0.95 if not kinds or kinds & EVENT_TYPES.keys() else 0.2

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order."""
        objects = data.rows if isinstance(data, Records) else _objects(data.headers, data.rows)
        unknown: dict[str, int] = {}
        for number, value in objects:
            if data.problems:
                yield from problems(data)
            try:
                event = _event(value, context, unknown)
            except BadItem as bad:
                yield rejected(number, value, bad)
                continue
            context.report.rows[str(event.__struct_config__.tag)] += 1
            context.report.saw(event.at)
            if isinstance(event, Show):
                setattr(context.report, event.phase, event.at)
            yield event
        context.report.unknown_fields.update(unknown)
        yield from problems(data)


def rejected(number: int, value: dict[str, Any], bad: BadItem) -> Rejected:
    """A row that is no event, in the words of the wire."""
    zh, en = REASONS[bad.code]
    names = [name for name in _SHOWN if name in value and not is_personal(name)]
    words = Text(zh.replace("{value}", bad.value), en.replace("{value}", bad.value))
    return Rejected(number, bad.code, excerpt(names, [value[name] for name in names]), words)


def _event(value: dict[str, Any], context: Context, unknown: dict[str, int]) -> AnyEvent:
    if value.get("id") in (None, "") and value.get("type") in EVENT_TYPES:
        value["id"] = context.ids.next(*(f"{name}={value[name]}" for name in sorted(value)))
    event = event_of(value, DEFAULT_SOURCE, unknown)
    return (
        msgspec.structs.replace(event, text=mask_personal(event.text))
        if isinstance(event, Comment)
        else event
    )


def _objects(headers: Sequence[str], rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """One object a row, with the empty cells left out; lake columns become the fields of the type."""
    names = [normalise(header) for header in headers]
    lake = "extra" in names
    for number, cells in rows:
        value: dict[str, Any] = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        yield number, typed(_from_lake(value) if lake else value)


def _from_lake(row: dict[str, Any]) -> dict[str, Any]:
    layout = LAYOUTS.get(row.get("type", ""))
    if layout is None:
        return row
    pairs = zip(layout.fields, layout.columns, strict=True)
    value = {field: row[column] for field, column in pairs if column in row}
    extra = _json(row["extra"]) if "extra" in row else {}
    return {"type": row["type"], **value, **(extra if isinstance(extra, dict) else {})}


def typed(value: dict[str, Any]) -> dict[str, Any]:
    """Cells are text: give each the type of its event's field. What does not fit is left to be refused."""
    cls = EVENT_TYPES.get(str(value.get("type")))
    if cls is None:
        return value
    kinds = {field.name: field.type for field in msgspec.structs.fields(cls)}
    for name, cell in value.items():
        if name in _JSON and isinstance(cell, str):
            value[name] = _json(cell)
        elif isinstance(cell, str) and name in kinds:
            value[name] = _coerced(cell, kinds[name])
    return value


def _coerced(cell: str, kind: Any) -> Any:
    try:
        return msgspec.convert(cell, kind, strict=False)
    except msgspec.ValidationError:
        return cell


def _json(cell: str) -> Any:
    try:
        return msgspec.json.decode(cell)
    except (msgspec.MsgspecError, RecursionError):
        return cell

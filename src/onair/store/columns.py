"""Events as columns: the schema of the lake, one row an event, and the way back.

`extra` is JSON of every field that has no column of its own, so a row gives back its event whole.
`lines` holds the items of orders, pays and refunds once more, one row a line, for queries by product.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from onair.events.model import EVENT_TYPES, Event, Line

EVENT_COLUMNS: dict[str, str] = {
    "offset": "int64", "clock": "int64", "type": "string", "id": "string", "source": "string", "at": "int64",
    "user": "string", "product": "string", "channel": "string", "count": "int64", "amount": "int64",
    "order": "string", "new": "bool", "proxy": "bool", "timed": "bool", "on": "bool", "name": "string",
    "value": "int64", "phase": "string", "kind": "string", "ref": "string", "text": "string",
    "extra": "string",
}  # fmt: skip
LINE_COLUMNS: dict[str, str] = {
    "offset": "int64", "at": "int64", "order": "string", "type": "string", "idx": "int32",
    "product": "string", "sku": "string", "qty": "int64", "price": "int64",
}  # fmt: skip
"""Column → Arrow type. Money in minor units, times in ms."""
LAKE_COLUMNS = EVENT_COLUMNS | {"person": "int32", "space": "string"}
"""What a sealed row holds besides its event: the number of its user within the show, and the namespace."""

COMMON = ("id", "source", "at", "user", "product", "channel")
_OWN: dict[str, dict[str, str]] = {
    "exposure": {"count": "count"}, "like": {"count": "count"}, "share": {"count": "count"},
    "product_exposure": {"count": "count"}, "product_click": {"count": "count"}, "add_cart": {"qty": "count"},
    "gift": {"count": "count", "value": "value"}, "enter": {"new": "new", "proxy": "proxy"},
    "leave": {"watch_ms": "value"}, "comment": {"text": "text", "reply_to": "ref"},
    "follow": {"on": "on"}, "favourite": {"on": "on"},
    "group_join": {"group": "name"}, "order": {"order": "order", "amount": "amount"},
    "pay": {"order": "order", "amount": "amount"}, "cancel": {"order": "order", "reason": "name"},
    "refund": {"order": "order", "amount": "amount", "reason": "name", "timed": "timed"},
    "gauge": {"name": "name", "value": "value"}, "sampling": {"of": "name"}, "stock": {"available": "value"},
    "show": {"phase": "phase"}, "slot": {"slot": "ref", "phase": "phase", "kind": "kind"},
    "host": {"host": "ref", "phase": "phase"}, "stream": {"state": "name"},
    "offer": {"offer": "ref", "step": "name", "qty": "count", "order": "order", "amount": "amount"},
    "incident": {"phase": "phase"}, "action": {"action": "name"},
}  # fmt: skip
"""type → field → column; a field not named here and not common goes to `extra`."""


class Layout(NamedTuple):
    """How one type lies in the columns."""

    type: type[Event]
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    take: Callable[[Event], tuple[Any, ...]]
    extra: tuple[str, ...]
    defaults: dict[str, Any]


def _layout(tag: str, cls: type[Event]) -> Layout:
    own = _OWN.get(tag, {})
    fields = (*COMMON, *own)
    infos = {field.name: field for field in msgspec.structs.fields(cls)}
    extra = tuple(name for name in infos if name not in fields and name != "nick")
    defaults = {
        name: info.default_factory() if info.default_factory is not msgspec.NODEFAULT else info.default
        for name, info in infos.items()
    }
    return Layout(cls, fields, (*COMMON, *own.values()), attrgetter(*fields), extra, defaults)


LAYOUTS: dict[str, Layout] = {tag: _layout(tag, cls) for tag, cls in EVENT_TYPES.items()}
_LAYOUT_OF: dict[type[Event], Layout] = {layout.type: layout for layout in LAYOUTS.values()}
_encode = msgspec.json.Encoder().encode


def extra_of(event: Event, layout: Layout) -> str | None:
    """JSON of the fields without a column that differ from their default; None when there are none."""
    rest = {}
    for name in layout.extra:
        value = getattr(event, name)
        if value != layout.defaults[name]:
            rest[name] = value
    return _encode(rest).decode() if rest else None


def event_to_row(event: Event, offset: int, clock: int) -> dict[str, Any]:
    """Every column of EVENT_COLUMNS; None where the type has nothing to say. `nick` is left out."""
    layout = _LAYOUT_OF[type(event)]
    row: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS)
    row.update(zip(layout.columns, layout.take(event), strict=True))
    row.update(
        offset=offset, clock=clock, type=layout.type.__struct_config__.tag, extra=extra_of(event, layout)
    )
    return row


def row_to_event(row: dict[str, Any]) -> Event:
    """The event that made the row. Raises msgspec.ValidationError on a row that no event can make."""
    layout = LAYOUTS[row["type"]]
    given = {field: row[column] for field, column in zip(layout.fields, layout.columns, strict=True)}
    if row["extra"] is not None:
        given.update(msgspec.json.decode(row["extra"]))
    return msgspec.convert(given, layout.type)


def line_rows(events: Iterable[tuple[int, Event]]) -> Iterator[tuple[Any, ...]]:
    """(offset, event) → rows of LINE_COLUMNS for every item of an order, pay or refund."""
    for offset, event in events:
        items: tuple[Line, ...] | None = getattr(event, "items", None)
        for idx, line in enumerate(items or ()):
            order, tag = getattr(event, "order", None), event.__struct_config__.tag
            yield (offset, event.at, order, tag, idx, line.product, line.sku, line.qty, line.price)


class Rows(NamedTuple):
    """Events of one batch as they lie in the log: `offset` of the first, `clock` of all."""

    offset: int
    clock: int
    events: Sequence[Event]


def to_columns(batches: Iterable[Rows]) -> tuple[dict[str, dict[str, list[Any]]], list[list[Any]]]:
    """Per type its filled columns, and the columns of LINE_COLUMNS.

    Column by column: no object is made for a row, which the garbage collector would have to visit.
    """
    by_type: dict[type[Event], tuple[list[Event], list[int], list[int]]] = {}
    for first, clock, batch in batches:
        for offset, event in enumerate(batch, first):
            group = by_type.get(event.__class__)
            if group is None:
                group = by_type[event.__class__] = [], [], []
            group[0].append(event)
            group[1].append(offset)
            group[2].append(clock)
    tables: dict[str, dict[str, list[Any]]] = {}
    lines: list[tuple[Any, ...]] = []
    for kind, (events, offsets, clocks) in by_type.items():
        layout = _LAYOUT_OF[kind]
        columns = {
            column: list(map(attrgetter(field), events))
            for field, column in zip(layout.fields, layout.columns, strict=True)
        }
        columns["offset"], columns["clock"] = offsets, clocks
        if layout.extra:
            columns["extra"] = [extra_of(event, layout) for event in events]
        tables[str(layout.type.__struct_config__.tag)] = columns
        if "items" in layout.extra:
            lines.extend(line_rows(zip(offsets, events, strict=True)))
    return tables, [list(column) for column in zip(*lines, strict=True)] or [[] for _ in LINE_COLUMNS]


def read_parquet(paths: Sequence[Path]) -> str:
    """SQL that reads these files as one table."""
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"

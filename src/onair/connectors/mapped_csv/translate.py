"""Rows through a learnt mapping. Ids derive from all mapped cells and the ordinal among equal rows,
unless a column is the id."""

from typing import Any

import msgspec

from onair.connectors.mapped_csv.mapping import Mapping, decode
from onair.connectors.ports import Context, Input, Items, Sample, Slip, bad_row, problems
from onair.events.model import EVENT_TYPES, SERVER_ONLY, AnyEvent, Event, Order, Pay, Refund
from onair.events.wire import flaw_of
from onair.files import values
from onair.files.headers import find
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.values import BadValue
from onair.kernel.money import exponent
from onair.kernel.text import mask_personal

Cells = dict[str, str | None]
LINE_MAX = 128
_NAMES = ("user", "product", "channel", "order", "gift", "group", "name", "nick")
_FIELDS = {tag: frozenset(cls.__struct_fields__) for tag, cls in EVENT_TYPES.items()}


class MappedCsv:
    name = "mapped_csv"

    def sniff(self, _sample: Sample) -> float:
        """Never by itself: the import asks the learnt mappings by signature."""
        return 0.0

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order. Raises BadMapping when the mapping does not fit the headers."""
        if isinstance(data, Records):
            raise WrongType(name=context.name, why="CSV, XLSX or Parquet")
        mapping = decode(context.mapping).checked(data.headers)
        places = {name: find(data.headers, header) or 0 for name, header in mapping.columns.items()}
        reading = _Reading(mapping, context)
        for number, cells in data.rows:
            if data.problems:
                yield from problems(data)
            if len(cells) > len(data.headers):
                yield bad_row(data.headers, number, cells, "too_many_columns")
                continue
            try:
                events = reading.row({name: cells[p] for name, p in places.items() if p < len(cells)})
            except BadValue as bad:
                yield bad_row(data.headers, number, cells, bad.code)
                continue
            yield from events
        yield from problems(data)


class _Reading:
    """One file through one mapping; remembers whose order's amount was counted already."""

    def __init__(self, mapping: Mapping, context: Context) -> None:
        self._mapping, self._context = mapping, context
        self._digits = exponent(context.currency)
        self._orders: set[str] = set()

    def row(self, cells: Cells) -> list[AnyEvent]:
        """Raises BadValue; nothing of a bad row is kept."""
        if values.missing(cells.get("at")):
            raise BadValue("missing_value")
        tag = self._type(cells)
        at = values.moment(cells["at"] or "", self._context.zone, self._mapping.day_order)
        made = values.text_id(cells.get("id")) or self._context.ids.next(
            tag, *(f"{name}={cells[name] or ''}" for name in sorted(cells))
        )
        given = self._given(cells, made) | {"source": self._mapping.source, "at": at}
        events = [_event(tag, made, given)]
        if tag == "order":
            events += self._paid_and_refunded(made, cells, given)
            self._context.slip = _slip(made, events)
        if self._mapping.amount_of == "order":
            self._orders.add(given["order"])
        self._context.report.rows[tag] += 1
        for event in events:
            self._context.report.saw(event.at)
        return events

    def _type(self, cells: Cells) -> str:
        shown = (cells.get("type") or "").strip()
        tag = self._mapping.types.get(shown) or self._mapping.type or shown
        if tag not in EVENT_TYPES or tag in SERVER_ONLY:
            raise BadValue("unknown_type", shown)
        return tag

    def _given(self, cells: Cells, made: str) -> dict[str, Any]:
        """Every mapped field as its type wants it. An order without a number has that of its event."""
        given: dict[str, Any] = {name: values.text_id(cells.get(name)) for name in _NAMES}
        given |= {name: values.integer(cells.get(name)) for name in ("qty", "count", "value")}
        given["order"] = given["order"] or made
        given["amount"] = 0 if given["order"] in self._orders else self._money(cells.get("amount"))
        text = cells.get("text")
        given["text"] = mask_personal(text) if text else None
        given["reason"] = cells.get("reason")
        return given

    def _money(self, cell: str | None) -> int | None:
        return values.minor(cell, self._digits)

    def _paid_and_refunded(self, made: str, cells: Cells, given: dict[str, Any]) -> list[AnyEvent]:
        if values.missing(cells.get("paid_at")):
            return []
        at = values.moment(cells["paid_at"] or "", self._context.zone, self._mapping.day_order)
        events = [_event("pay", f"{made}-pay", given | {"at": at})]
        back = 0 if given["order"] in self._orders else self._money(cells.get("refund"))
        if back:
            events.append(
                _event("refund", f"{made}-refund", given | {"at": at, "amount": back, "timed": False})
            )
        return events


def _slip(made: str, events: list[AnyEvent]) -> Slip:
    """Of a line with its events: an order, perhaps its pay and what was given back."""
    order = events[0]
    assert isinstance(order, Order)  # noqa: S101 (the first of them)
    pay = next((event for event in events if isinstance(event, Pay)), None)
    back = next((event.amount for event in events if isinstance(event, Refund)), None)
    return Slip(made[:LINE_MAX], order.order, order.at, pay.at if pay else None, order.amount, back=back)


def _event(tag: str, made: str, given: dict[str, Any]) -> AnyEvent:
    """Only the fields that this type has and that are there. Raises BadValue."""
    fields = {name: value for name, value in given.items() if name in _FIELDS[tag] and value is not None}
    if tag in ("order", "pay") and given.get("product"):
        item: dict[str, Any] = {"product": given["product"], "qty": given.get("qty") or 1}
        fields["items"] = [item]
    cls: type[Event] = EVENT_TYPES[tag]
    try:
        event: AnyEvent = msgspec.convert({"id": made[:128], **fields}, cls)  # type: ignore[assignment] # a member
    except msgspec.ValidationError as error:
        raise BadValue("bad_field", str(error)) from None
    if flaw := flaw_of(event):
        raise BadValue("bad_field", flaw)
    return event

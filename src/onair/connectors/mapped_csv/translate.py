"""Rows through a learnt mapping. Ids derive from all mapped cells and the ordinal among equal rows,
unless a column is the id."""

from typing import Any

import msgspec

from onair.connectors.mapped_csv.mapping import Mapping, decode
from onair.connectors.ports import Context, Input, Items, Sample, bad_row, problems
from onair.events.model import EVENT_TYPES, AnyEvent, Event
from onair.files import values
from onair.files.headers import find
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.values import BadValue
from onair.kernel.money import exponent
from onair.kernel.text import mask_personal

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
        for number, cells in data.rows:
            if data.problems:
                yield from problems(data)
            if len(cells) > len(data.headers):
                yield bad_row(data.headers, number, cells, "too_many_columns")
                continue
            try:
                events = _row({n: cells[p] for n, p in places.items() if p < len(cells)}, mapping, context)
            except BadValue as bad:
                yield bad_row(data.headers, number, cells, bad.code)
                continue
            yield from events
        yield from problems(data)


def _row(cells: dict[str, str | None], mapping: Mapping, context: Context) -> list[AnyEvent]:
    if values.missing(cells.get("at")):
        raise BadValue("missing_value")
    shown = (cells.get("type") or "").strip()
    tag = mapping.types.get(shown) or mapping.type or shown
    if tag not in EVENT_TYPES:
        raise BadValue("unknown_type", shown)
    at = values.moment(cells["at"] or "", context.zone, mapping.day_order)
    own = values.text_id(cells.get("id"))
    made = own or context.ids.next(tag, *(f"{name}={cells[name] or ''}" for name in sorted(cells)))
    common: dict[str, Any] = {"source": mapping.source, "at": at}
    for name in ("user", "product", "channel", "order", "gift", "group", "name", "nick"):
        common[name] = values.text_id(cells.get(name))
    common |= _figures(cells, context)
    events = [_event(tag, made, common)]
    if tag == "order":
        events += _paid_and_refunded(made, cells, mapping, context, common)
    context.report.rows[tag] += 1
    for event in events:
        context.report.saw(event.at)
    return events


def _figures(cells: dict[str, str | None], context: Context) -> dict[str, Any]:
    text = cells.get("text")
    return {
        "amount": values.minor(cells.get("amount"), exponent(context.currency)),
        "qty": values.integer(cells.get("qty")),
        "count": values.integer(cells.get("count")),
        "value": values.integer(cells.get("value")),
        "text": mask_personal(text) if text else None,
        "reason": cells.get("reason"),
    }


def _paid_and_refunded(
    made: str, cells: dict[str, str | None], mapping: Mapping, context: Context, common: dict[str, Any]
) -> list[AnyEvent]:
    if values.missing(cells.get("paid_at")):
        return []
    at = values.moment(cells["paid_at"] or "", context.zone, mapping.day_order)
    events = [_event("pay", f"{made}-pay", common | {"at": at})]
    back = values.minor(cells.get("refund"), exponent(context.currency))
    if back:
        refund = common | {"at": at, "amount": back, "timed": False}
        events.append(_event("refund", f"{made}-refund", refund))
    return events


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
    return event

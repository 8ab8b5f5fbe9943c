"""Rows of an order export by field, whatever the order of its columns; what spreadsheets wrap around a cell is gone."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from onair.connectors.ports import Context, Input, Items, Sample, bad_row, problems
from onair.events.model import AnyEvent
from onair.files.headers import find
from onair.files.quarantine import Rejected
from onair.files.records import Records
from onair.files.refusals import WrongType
from onair.files.tables import Row, Table
from onair.files.values import BadValue

_AROUND = "\t\r\n \u00a0\u3000\u200b\ufeff'"
Cells = dict[str, str | None]
PERSONS = ("user", "phone")
"""Fields that tell one buyer from another: hashed before anything is kept."""


class Columns(NamedTuple):
    """Field → its headers. `required` fields make the signature; without one of them it is another file."""

    names: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    def sniff(self, sample: Sample) -> float:
        """1 when every required field has a column."""
        return float(all(any(sample.has(name) for name in self.names[field]) for field in self.required))

    def places(self, table: Table, name: str) -> dict[str, int]:
        """Raises WrongType when a required column lacks."""
        found = {field: find(table.headers, *headers) for field, headers in self.names.items()}
        lacking = [self.names[field][0] for field in self.required if found[field] is None]
        if lacking:
            raise WrongType(name=name, why=", ".join(lacking))
        return {field: place for field, place in found.items() if place is not None}


def bare(cell: str | None) -> str | None:
    """`="123"`, `'123`, `\\t123` → 123: what people and platforms put around an id so that it stays text."""
    if not cell:
        return None
    if cell[0] == "=" and cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        cell = cell[2:-1]
    return cell.strip(_AROUND) or None


def table_of(data: Input, context: Context, columns: Columns) -> Table:
    """Raises WrongType for anything that is no table, or lacks a column."""
    if isinstance(data, Records):
        names = ", ".join(columns.names[field][0] for field in columns.required)
        raise WrongType(name=context.name, why=names)
    places = columns.places(data, context.name)
    context.report.keyed = [data.headers[places[field]].strip() for field in PERSONS if field in places]
    return data


def rows(table: Table, context: Context, columns: Columns) -> Iterator[tuple[int, Row, Cells] | Rejected]:
    """(row number, cells as they came, cells by field); rows that cannot be read as rejects. A row that ends before the
    last column was cut: none of it is taken."""
    places = columns.places(table, context.name)
    width, fields = len(table.headers), list(places.items())
    for number, cells in table.rows:
        if table.problems:
            yield from problems(table)
        if len(cells) != width:
            yield bad_row(
                table.headers, number, cells, "too_many_columns" if len(cells) > width else "too_few_columns"
            )
            continue
        yield number, cells, {field: bare(cells[place]) for field, place in fields}
    yield from problems(table)


def each_row(
    data: Input, context: Context, columns: Columns, made: Callable[[Cells], list[AnyEvent]]
) -> Items:
    """The events that `made` gives for each row; one for which it raises BadValue is a reject, nothing of it is kept."""
    table = table_of(data, context, columns)
    for row in rows(table, context, columns):
        if isinstance(row, Rejected):
            yield row
            continue
        number, cells, by_field = row
        try:
            events = made(by_field)
        except BadValue as bad:
            yield bad_row(table.headers, number, cells, bad.code)
            continue
        yield from events

"""A dropped file as rows to keep: read sheet by sheet, keyed, with what was dropped and what could not be read."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from onair.after.reports.origin import Origin, key_of, origin_of_file, origin_of_line
from onair.connectors.reports.cells import Terms
from onair.connectors.reports.layout import Layout
from onair.connectors.reports.read import Cell, Known, Line, ReadSheet, read_file
from onair.files.headers import is_personal
from onair.files.refusals import TooBig
from onair.files.values import DayOrder

ROWS_MAX = 120_000
"""Rows of one file."""
TOLD_MAX = 200


class TakenRow(NamedTuple):
    """`line` without its cells: `packed` holds them as the table will (JSON), a third of the size."""

    sheet: str
    layout: Layout
    line: Line
    packed: bytes
    key: str
    origin: Origin

    @property
    def said(self) -> list[Any]:
        found: list[Any] = msgspec.json.decode(self.packed)
        return found


class Taken(NamedTuple):
    """`sheets`: as the table keeps them; `rows` of all known sheets; `origin`: the one show the file is about; `orders`: of
    day and month, as its dates tell."""

    sheets: list[dict[str, Any]]
    rows: list[TakenRow]
    origin: Origin
    orders: set[DayOrder]

    @property
    def unsure_of_days(self) -> bool:
        codes = (code for sheet in self.sheets for _, code, _ in sheet.get("rejected", ()))
        return "ambiguous_date" in codes or len(self.orders) > 1


def take(path: Path, name: str, terms: Terms, key: Callable[[str], str], known: Known = None) -> Taken:
    """Dates like 03/04/2026 are read in the order that the other dates of the file tell. Raises the refusals of files."""
    taken = _take(path, name, terms, key, known)
    if terms.day_order is None and taken.unsure_of_days and len(taken.orders) == 1:
        return _take(path, name, terms._replace(day_order=next(iter(taken.orders))), key, known)
    return taken


def _take(path: Path, name: str, terms: Terms, key: Callable[[str], str], known: Known) -> Taken:
    sheets: list[dict[str, Any]] = []
    found: list[tuple[str, Layout, Line, bytes]] = []
    orders: set[DayOrder] = set()
    for sheet in read_file(path, name, terms, key, known):
        if isinstance(sheet, ReadSheet):
            lines = _bounded(sheet, ROWS_MAX - len(found), name)
            orders |= sheet.orders
            found += [(sheet.name, sheet.layout, line, packed) for line, packed in lines]
            sheets.append(_known(sheet, len(lines)))
        else:
            sheets.append(
                {"name": sheet.name[:120], "layout": None, "headers": _shown(sheet.head), "rows": 0}
            )
    sessions = [line for _, layout, line, _ in found if layout.grain == "session"]
    origin = origin_of_file(sessions, name, terms.zone)
    keys = _Keys()
    rows = [
        TakenRow(
            title,
            layout,
            line,
            packed,
            keys.told_apart(key_of(layout, line, origin)),
            _of(layout, line, origin),
        )
        for title, layout, line, packed in found
    ]
    return Taken(sheets, rows, origin, orders)


class _Keys:
    """Rows of one file that say the same of themselves are told apart by their order."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def told_apart(self, key: str) -> str:
        self._seen[key] = again = self._seen.get(key, 0) + 1
        return key if again == 1 else f"{key}.{again}"


def _of(layout: Layout, line: Line, origin: Origin) -> Origin:
    own = origin_of_line(line) if layout.grain == "session" else origin
    return own if own.start is not None or own.room is not None else origin


def _bounded(sheet: ReadSheet, room: int, name: str) -> list[tuple[Line, bytes]]:
    """Lines with their cells packed. Raises TooBig: nothing of a file is left out silently."""
    lines = [
        (line._replace(cells=[]), msgspec.json.encode([said_of(cell) for cell in line.cells]))
        for line in islice(sheet.lines, room + 1)
    ]
    if len(lines) > room:
        raise TooBig(name=name, limit=f"{ROWS_MAX:,} rows")
    return lines


def _known(sheet: ReadSheet, rows: int) -> dict[str, Any]:
    return {
        "name": sheet.name[:120],
        "layout": sheet.layout.id,
        "title": dict(sheet.layout.title),
        "headers": [header[:80] for header in sheet.headers if not is_personal(header)],
        "rows": rows,
        "unknown": sheet.unknown,
        "dropped": sheet.dropped,
        "bad": [list(bad) for bad in sheet.bad_cells[:TOLD_MAX]],
        "bad_n": len(sheet.bad_cells),
        "rejected": [[each.row, each.code, each.excerpt] for each in sheet.rejected[:TOLD_MAX]],
        "rejected_n": len(sheet.rejected),
    }


def _shown(head: Sequence[Sequence[str | None]]) -> list[str]:
    """Names of what is probably the header: the fullest of the first rows."""
    fullest = max(head[:10], key=lambda cells: sum(bool(cell) for cell in cells))
    return [cell[:80] for cell in fullest if cell and not is_personal(cell)][:200]


def said_of(cell: Cell) -> list[Any]:
    """As the table keeps it."""
    reading = cell.reading
    flags = ("approx" if reading.approx else "") + ("estimated" if reading.estimated else "")
    return [
        cell.metric,
        cell.basis,
        reading.value,
        reading.low,
        reading.high,
        reading.currency,
        flags,
        cell.header,
        cell.place,
    ]

"""A dropped file as rows to keep: read sheet by sheet, keyed, with what was dropped and what could not be read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from onair.after.reports.origin import Origin, key_of, origin_of_file, origin_of_line
from onair.connectors.reports.cells import Terms
from onair.connectors.reports.layout import Layout, layouts
from onair.connectors.reports.read import Cell, Line, ReadSheet, read_file
from onair.files.headers import is_personal

ROWS_MAX = 50_000
"""Rows of one file that are kept; orders go another way (events)."""
TOLD_MAX = 200


class TakenRow(NamedTuple):
    sheet: str
    layout: Layout
    line: Line
    key: str
    origin: Origin


class Taken(NamedTuple):
    """`sheets`: as the table keeps them; `rows` of all known sheets; `origin`: the one show the file is about."""

    sheets: list[dict[str, Any]]
    rows: list[TakenRow]
    origin: Origin


def take(path: Path, name: str, terms: Terms, key: Callable[[str], str]) -> Taken:
    """Raises the refusals of files."""
    sheets: list[dict[str, Any]] = []
    found: list[tuple[str, Layout, Line]] = []
    for sheet in read_file(path, name, terms, key):
        if isinstance(sheet, ReadSheet):
            lines = _bounded(sheet, ROWS_MAX - len(found))
            found += [(sheet.name, sheet.layout, line) for line in lines]
            sheets.append(_known(sheet, len(lines)))
        else:
            sheets.append(
                {"name": sheet.name[:120], "layout": None, "headers": _shown(sheet.head), "rows": 0}
            )
    sessions = [line for _, layout, line in found if layout.grain == "session"]
    origin = origin_of_file(sessions, name, terms.zone)
    rows = [
        TakenRow(title, layout, line, key_of(layout, line, origin), _of(layout, line, origin))
        for title, layout, line in found
    ]
    return Taken(sheets, rows, origin)


def _of(layout: Layout, line: Line, origin: Origin) -> Origin:
    own = origin_of_line(line) if layout.grain == "session" else origin
    return own if own.start is not None or own.room is not None else origin


def _bounded(sheet: ReadSheet, room: int) -> list[Line]:
    lines: list[Line] = []
    for line in sheet.lines:
        if len(lines) < room:
            lines.append(line)
    return lines


def _known(sheet: ReadSheet, rows: int) -> dict[str, Any]:
    return {
        "name": sheet.name[:120],
        "layout": sheet.layout.id,
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


def layout_of(id_: str) -> Layout | None:
    return layouts().get(id_)

"""A dropped file as rows to keep: read sheet by sheet, packed, with what was dropped and what could not be read."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from onair.after.reports.origin import Origin, Telling, origin_of_name
from onair.after.reports.pack import Pack
from onair.connectors.reports.cells import Terms
from onair.connectors.reports.read import Known, Line, ReadSheet, read_file
from onair.files.headers import is_personal
from onair.files.refusals import TooBig
from onair.files.values import DayOrder

ROWS_MAX = 120_000
"""Rows of one file."""


class Taken(NamedTuple):
    """`sheets`: as the table keeps them; `rows` of all known sheets; `unsure_of_days`: dates like 03/04/2026 are among them,
    or two that contradict; `orders`: of day and month, as its dates tell."""

    sheets: list[dict[str, Any]]
    rows: Pack
    orders: set[DayOrder]
    unsure_of_days: bool

    @property
    def origin(self) -> Origin:
        """The one show the file is about."""
        return self.rows.origin


def take(path: Path, name: str, terms: Terms, key: Callable[[str], str], known: Known = None) -> Taken:
    """Dates like 03/04/2026 are read in the order that the other dates of the file tell. Raises the refusals of files."""
    taken = _take(path, name, terms, key, known)
    if terms.day_order is None and taken.unsure_of_days and len(taken.orders) == 1:
        return _take(path, name, terms._replace(day_order=next(iter(taken.orders))), key, known)
    return taken


def _take(path: Path, name: str, terms: Terms, key: Callable[[str], str], known: Known) -> Taken:
    sheets: list[dict[str, Any]] = []
    pack, telling = Pack(), Telling()
    orders: set[DayOrder] = set()
    unsure = False
    for sheet in read_file(path, name, terms, key, known):
        if isinstance(sheet, ReadSheet):
            before = len(pack)
            pack.sheet(sheet.name, sheet.layout)
            for line in _bounded(sheet.lines, ROWS_MAX - before, name):
                pack.add(line)
                telling.hear(sheet.layout, line)
            orders |= sheet.orders
            unsure = unsure or "ambiguous_date" in sheet.rejected.codes
            sheets.append(_known(sheet, len(pack) - before))
        else:
            sheets.append(
                {"name": sheet.name[:120], "layout": None, "headers": _shown(sheet.head), "rows": 0}
            )
    pack.origin = telling.origin(origin_of_name(name, terms.zone))
    pack.note(pack.origin)
    return Taken(sheets, pack, orders, unsure or len(orders) > 1)


def _bounded(lines: Iterator[Line], room: int, name: str) -> Iterator[Line]:
    """Raises TooBig: nothing of a file is left out silently."""
    yield from islice(lines, room)
    if next(lines, None) is not None:
        raise TooBig(name=name, limit=f"{ROWS_MAX:,} rows")


def _known(sheet: ReadSheet, rows: int) -> dict[str, Any]:
    return {
        "name": sheet.name[:120],
        "layout": sheet.layout.id,
        "title": dict(sheet.layout.title),
        "headers": [header[:80] for header in sheet.headers if not is_personal(header)],
        "rows": rows,
        "unknown": sheet.unknown,
        "dropped": sheet.dropped,
        "bad": [list(bad) for bad in sheet.bad_cells],
        "bad_n": sheet.bad_cells.n,
        "rejected": [[each.row, each.code, each.excerpt] for each in sheet.rejected],
        "rejected_n": sheet.rejected.n,
    }


def _shown(head: Sequence[Sequence[str | None]]) -> list[str]:
    """Names of what is probably the header: the fullest of the first rows."""
    fullest = max(head[:10], key=lambda cells: sum(bool(cell) for cell in cells))
    return [cell[:80] for cell in fullest if cell and not is_personal(cell)][:200]

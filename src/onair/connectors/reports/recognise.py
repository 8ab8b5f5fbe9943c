"""Which layout a sheet is: by the names in its header, wherever that row stands; never by the names of file or sheet."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onair.connectors.reports.layout import Layout, layouts
from onair.files.headers import normalise
from onair.files.tables import Row

WITHIN = 10
"""Rows in which a header is looked for."""
PAIRS_WITHIN = 200


class Found(NamedTuple):
    """`row`: place of the header in the rows given (of the first pair for `pairs`); `known`: columns the layout names."""

    layout: Layout
    row: int
    known: int


def recognise(rows: Sequence[Row], among: Iterable[Layout] | None = None) -> Found | None:
    """The layout that names most of the columns; None when no signature is whole."""
    best: Found | None = None
    for layout in layouts().values() if among is None else among:
        found = _pairs(layout, rows) if layout.form == "pairs" else _rows(layout, rows)
        if found and (best is None or _weight(found) > _weight(best)):
            best = found
    return best


def _weight(found: Found) -> tuple[int, int, str]:
    return found.known, len(found.layout.signature), found.layout.version


def _rows(layout: Layout, rows: Sequence[Row]) -> Found | None:
    for place, cells in enumerate(rows[:WITHIN]):
        known = _known(layout, {normalise(cell) for cell in cells if cell})
        if known:
            return Found(layout, place, known)
    return None


def _pairs(layout: Layout, rows: Sequence[Row]) -> Found | None:
    names = {normalise(cells[0]) for cells in rows[:PAIRS_WITHIN] if cells and cells[0]}
    known = _known(layout, names)
    return Found(layout, 0, known) if known else None


def _known(layout: Layout, names: set[str]) -> int:
    """Columns the layout names; 0 when its signature is not whole."""
    if not all(normalise(name) in names for name in layout.signature):
        return 0
    if any(normalise(name) in names for name in layout.without):
        return 0
    return len(layout.by_header().keys() & names)

"""A file before it is kept: its sheets, their headers with a few values, and what each column probably is."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onair.connectors.reports.cells import Terms
from onair.connectors.reports.layout import Layout, layouts
from onair.connectors.reports.read import Unread, read_file
from onair.files.headers import is_personal, normalise
from onair.files.tables import Row
from onair.files.values import missing
from onair.kernel.text import mask_personal

EXAMPLES = 3
COLUMNS_MAX = 200
HEADER_WITHIN = 10


class Guess(NamedTuple):
    metric: str | None
    role: str | None


class ColumnOutline(NamedTuple):
    """`examples`: masked, none of a column about persons."""

    header: str
    examples: list[str]
    personal: bool
    guess: Guess | None


class SheetOutline(NamedTuple):
    """`layout` None: not known, and then `columns` are those of the row that is probably the header."""

    name: str
    layout: Layout | None
    columns: list[ColumnOutline]


def outline(path: Path, name: str, terms: Terms, known: Sequence[Layout]) -> list[SheetOutline]:
    """Nothing of the file is kept. Raises the refusals of files."""
    found = []
    for sheet in read_file(path, name, terms, lambda _text: "", known):
        if isinstance(sheet, Unread):
            found.append(SheetOutline(sheet.name, None, _columns(sheet.head)))
        else:
            found.append(SheetOutline(sheet.name, sheet.layout, []))
    return found


def _columns(head: Sequence[Row]) -> list[ColumnOutline]:
    place = header_row(head)
    below = head[place + 1 :]
    seen: set[str] = set()
    found = []
    for at, cell in enumerate(head[place][:COLUMNS_MAX]):
        header = (cell or "").replace("\x00", "").strip()[:80]
        if not header or header in seen:
            continue
        seen.add(header)
        personal = is_personal(header)
        found.append(ColumnOutline(header, [] if personal else _examples(below, at), personal, guess(header)))
    return found


def header_row(head: Sequence[Row]) -> int:
    """Place of the fullest of the first rows; the first of those that are equally full."""
    filled = [sum(1 for cell in cells if not missing(cell)) for cells in head[:HEADER_WITHIN]]
    return filled.index(max(filled))


def _examples(rows: Sequence[Row], at: int) -> list[str]:
    cells = [cells[at] for cells in rows if at < len(cells)]
    shown = [
        mask_personal(cell.replace("\x00", "").strip()[:60]) for cell in cells if cell and not missing(cell)
    ]
    return list(dict.fromkeys(shown))[:EXAMPLES]


def guess(header: str) -> Guess | None:
    """What most of the layouts that have this header take it for."""
    return _meant().get(normalise(header))


@cache
def _meant() -> dict[str, Guess]:
    votes: dict[str, Counter[Guess]] = {}
    for layout in layouts().values():
        for name, column in layout.by_header().items():
            if not column.personal:
                votes.setdefault(name, Counter())[Guess(column.metric, column.role)] += 1
    return {name: most.most_common(1)[0][0] for name, most in votes.items()}

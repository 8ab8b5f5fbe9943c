"""A platform's file as lines of values: every sheet whose layout is known, every cell by its header, the rest told.

Personal columns are dropped, or replaced by a keyed hash, before anything leaves this module (imports page §6).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from onair.connectors.reports.cells import Reader, Reading, Terms, kind_of, read_cell, reader_of
from onair.connectors.reports.layout import Column, Layout, Role, role_kind
from onair.connectors.reports.recognise import PAIRS_WITHIN, Found, recognise
from onair.files import values
from onair.files.book import Sheet, sheets
from onair.files.headers import is_personal, normalise
from onair.files.quarantine import Rejected
from onair.files.tables import Row
from onair.files.values import BadValue, DayOrder
from onair.kernel.text import mask_personal

LineKind = Literal["row", "control", "sub"]
Known = Sequence[Layout] | None
REMEMBERED = 2_048
"""Spellings of one column whose reading is remembered."""
TOLD_MAX = 200
"""Of what could not be read, so many are named; all are counted."""


class Cell(NamedTuple):
    """One stated value. `header` as written; `place`: its column from 0."""

    metric: str
    basis: str | None
    header: str
    place: int
    reading: Reading


class Line(NamedTuple):
    """`about`: what the row is of; `kept`: columns without a meaning, as they stand; `person`: keyed hash of a buyer."""

    row: int
    kind: LineKind
    about: dict[Role, Reading]
    cells: list[Cell]
    kept: dict[str, str]
    person: str | None = None


class BadCell(NamedTuple):
    """A cell that could not be read: it is missing, the rest of its row stands."""

    row: int
    header: str
    code: str


Bad = TypeVar("Bad", Rejected, BadCell)


class Told(list[Bad]):
    """The first TOLD_MAX of what could not be read; `n` of all, `codes` of all. A file of bad cells takes no memory."""

    def __init__(self) -> None:
        super().__init__()
        self.n = 0
        self.codes: set[str] = set()

    def tell(self, one: Bad) -> None:
        self.n += 1
        self.codes.add(one.code)
        if len(self) < TOLD_MAX:
            self.append(one)


class ReadSheet(NamedTuple):
    """`unknown`: headers without a meaning; `dropped`: personal ones; `orders`: of day and month, as single dates tell.
    `lines` is read once and fills the lists."""

    name: str
    layout: Layout
    headers: list[str]
    unknown: list[str]
    dropped: list[str]
    lines: Iterator[Line]
    rejected: Told[Rejected]
    bad_cells: Told[BadCell]
    orders: set[DayOrder]


class Unread(NamedTuple):
    """A sheet whose layout is not known; `head`: its first rows, personal columns blanked by nobody: never shown as is."""

    name: str
    head: list[Row]


def read_file(
    path: Path, name: str, terms: Terms, key: Callable[[str], str], known: Known = None
) -> Iterator[ReadSheet | Unread]:
    """Sheets in turn; take the lines of one before asking for the next. `key` makes a keyed hash of a buyer's name.

    Raises the refusals of files.
    """
    for sheet in sheets(path, name):
        head = list(islice(sheet.rows, PAIRS_WITHIN))
        if not any(any(cells) for _, cells in head):
            continue
        found = recognise([cells for _, cells in head], known)
        if found is None:
            yield Unread(sheet.name, [cells for _, cells in head])
        else:
            yield _Reader(sheet, found, head, terms, key).read()


class _Meant(NamedTuple):
    """One column with a meaning. `known`: what its spellings said before; `dates`: may tell day from month."""

    place: int
    header: str
    column: Column
    known: dict[str, tuple[Reading, Cell | None] | None]
    reader: Reader
    dates: bool


class _Reader:
    def __init__(
        self, sheet: Sheet, found: Found, head: list[tuple[int, Row]], terms: Terms, key: Callable[[str], str]
    ) -> None:
        self.sheet, self.layout, self.key = sheet, found.layout, key
        self.terms = terms._replace(
            day_order=terms.day_order or found.layout.day_order,
            currency=found.layout.currency or terms.currency,
        )
        everything = chain(head, sheet.rows)
        rows = _turned(everything) if self.layout.form == "pairs" else islice(everything, found.row, None)
        self.headers = [(cell or "").replace("\x00", "").strip() for cell in next(rows)[1]]
        self.rows = rows
        self.columns = self._columns()
        self.names = set(map(normalise, self.headers))
        self.sub_header = normalise(self.layout.sub_header) if self.layout.sub_header else None
        self.meant = [self._meant(*each) for each in self.columns if not each[1].personal]
        self.keyed = [place for place, column in self.columns if column.personal == "key"]
        self.kept = self._kept_places()
        self.rejected: Told[Rejected] = Told()
        self.bad_cells: Told[BadCell] = Told()
        self.product: dict[Role, Reading] = {}
        self.orders: set[DayOrder] = set()
        self.begun = False

    def read(self) -> ReadSheet:
        meant = {place for place, _ in self.columns}
        others = [header for place, header in enumerate(self.headers) if place not in meant and header]
        return ReadSheet(
            self.sheet.name,
            self.layout,
            self.headers,
            [header for header in others if not is_personal(header)],
            [*self._personal(), *(header for header in others if is_personal(header))],
            self._lines(),
            self.rejected,
            self.bad_cells,
            self.orders,
        )

    def _columns(self) -> list[tuple[int, Column]]:
        """Place of each column with a meaning; the first of two with the same header."""
        meant, seen = self.layout.by_header(), set[str]()
        found = []
        for place, header in enumerate(self.headers):
            column = meant.get(normalise(header))
            if column is not None and column.headers[0] not in seen:
                seen.add(column.headers[0])
                found.append((place, column))
        return found

    def _meant(self, place: int, column: Column) -> _Meant:
        dates = column.role is not None and role_kind(column.role) == "moment"
        return _Meant(place, self.headers[place], column, {}, reader_of(column), dates)

    def _personal(self) -> list[str]:
        return [self.headers[place] for place, column in self.columns if column.personal]

    def _lines(self) -> Iterator[Line]:
        first = True
        for number, cells, last in marked(self.rows):
            if self.sheet.problems:
                self._problems()
            if (first and self._describes(cells)) or self._repeats(cells):
                first = False
                continue
            first = False
            if last and len(cells) < len(self.headers):
                self.rejected.tell(Rejected(number, "too_few_columns"))
                continue
            line = self._line(number, cells)
            if line is not None:
                yield line
        self._problems()

    def _problems(self) -> None:
        for problem in self.sheet.problems:
            self.rejected.tell(problem.rejected)
        self.sheet.problems.clear()

    def _describes(self, cells: Row) -> bool:
        """A row of words below the header: nothing typed can be read, and at least two cells tried."""
        tried = 0
        for place, column in self.columns:
            text = cells[place] if place < len(cells) else None
            if column.personal or kind_of(column) in ("text", "id") or values.missing(text):
                continue
            tried += 1
            try:
                read_cell(column, self.headers[place], text, self.terms)
            except BadValue:
                continue
            return False
        return tried > 1

    def _repeats(self, cells: Row) -> bool:
        """The header once more, or that of the sub-rows."""
        filled = [cell for cell in cells if cell]
        if self.sub_header is None and normalise(filled[0]) not in self.names:
            return False  # nearly all rows
        names = set(map(normalise, filled))
        return self.sub_header in names or (len(names) > 1 and names <= self.names)

    def _line(self, number: int, cells: Row) -> Line | None:
        about: dict[Role, Reading] = {}
        found: list[Cell] = []
        width = len(cells)
        for meant in self.meant:
            place, header, column, known, _, _ = meant
            text = cells[place] if place < width else None
            if text is None:
                continue
            try:
                told = known[text] if text in known else self._read(meant, text)
            except BadValue as bad:
                if column.role is not None:
                    self.rejected.tell(Rejected(number, bad.code, header))
                    return None
                self.bad_cells.tell(BadCell(number, header, bad.code))
                continue
            if told is None:
                continue
            reading, cell = told
            if column.role is not None:
                about[column.role] = reading
            if cell is not None:
                found.append(cell)
        return Line(number, self._kind(about), about, found, self._kept(cells), self._person(cells))

    def _person(self, cells: Row) -> str | None:
        texts = (cells[place] for place in reversed(self.keyed) if place < len(cells))
        return next((self.key(text.strip()) for text in texts if text and text.strip()), None)

    def _read(self, meant: _Meant, text: str) -> tuple[Reading, Cell | None] | None:
        """A third party's value is a guess; a date with the year last may tell the order of all of them.

        Most columns repeat themselves (0.00, a channel, a minute): each spelling is read once.
        """
        place, header, column, known, reader, dates = meant
        if dates and (order := values.order_told(text)):
            self.orders.add(order)
        told: tuple[Reading, Cell | None] | None = None
        if not values.missing(text):
            reading = reader(column, header, text, self.terms)
            if self.layout.estimated and column.metric is not None:
                reading = reading._replace(estimated=True)
            cell = (
                None if column.metric is None else Cell(column.metric, column.basis, header, place, reading)
            )
            told = reading, cell
        if len(known) < REMEMBERED:
            known[text] = told
        return told

    def _kind(self, about: dict[Role, Reading]) -> LineKind:
        """Also carries the product over to its sub-rows."""
        if self.layout.single and self.begun:
            return "sub"
        self.begun = True
        if self.layout.control and about.get("channel") and about["channel"].value == self.layout.control:
            return "control"
        name = about.get("product")
        if self.layout.sub and name and str(name.value).startswith(self.layout.sub):
            about["sku"] = Reading(str(name.value).removeprefix(self.layout.sub).strip())
            about.update(self.product)
            return "sub"
        self.product = {role: about[role] for role in ("product", "product_id") if role in about}
        return "row"

    def _kept(self, cells: Row) -> dict[str, str]:
        width = len(cells)
        found = {}
        for place, header, known in self.kept:
            text = cells[place] if place < width else None
            if text is None:
                continue
            masked = known[text] if text in known else _masked(text, known)
            if masked is not None:
                found[header] = masked
        return found

    def _kept_places(self) -> list[tuple[int, str, dict[str, str | None]]]:
        """With what the spellings of each came to."""
        meant = {place for place, _ in self.columns}
        return [
            (place, header, {})
            for place, header in enumerate(self.headers)
            if header and place not in meant and not is_personal(header)
        ]


def _masked(text: str, known: dict[str, str | None]) -> str | None:
    """None: missing."""
    masked = None if values.missing(text) else mask_personal(text[:200].replace("\x00", ""))
    if len(known) < REMEMBERED:
        known[text] = masked
    return masked


def marked(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row, bool]]:
    """Each row with whether it is the last that holds anything: that one may be cut short."""
    held: tuple[int, Row] | None = None
    for number, cells in rows:
        if not any(cell and cell.strip() for cell in cells):
            continue
        if held is not None:
            yield *held, False
        held = number, cells
    if held is not None:
        yield *held, True


def _turned(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """Names in the first column, values in the second → a header and one row."""
    pairs = [cells for _, cells in rows if cells and cells[0]]
    yield 1, [cells[0] for cells in pairs]
    yield 1, [cells[1] if len(cells) > 1 else None for cells in pairs]

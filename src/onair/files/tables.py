"""Tables in: CSV (any of the encodings exports use), XLSX and Parquet become headers and rows of text.

Row numbers are those a spreadsheet shows: the header is row 1 when it is the first. A row that cannot be
read (encoding, quotes, length) is told in `Table.problems` with its number and the rest goes on.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from onair.files import source as files
from onair.files.export import unguarded
from onair.files.guard import MAX_UNPACKED
from onair.files.quarantine import REASONS, Rejected
from onair.files.refusals import WrongType
from onair.files.workbook import parquet_rows, sheet_rows
from onair.kernel.i18n import Text

Row = list[str | None]
HEAD = 1 << 16
HEADER_WITHIN = 10
MAX_COLUMNS = 2_000
_ESCAPED = re.compile(r"[\ud800-\udfff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class RowProblem(NamedTuple):
    """A row that cannot be read. `code`: one of quarantine.REASONS; `cells`: which of it (B2), where only some are to
    blame."""

    row: int
    code: str
    cells: Sequence[str] = ()

    @property
    def rejected(self) -> Rejected:
        """As it goes to quarantine, the cells named."""
        if not self.cells:
            return Rejected(self.row, self.code)
        why, where = REASONS[self.code], "、".join(self.cells)
        words = Text(f"{where}：{why.zh}", f"{', '.join(self.cells)}: {why.en}")
        return Rejected(self.row, self.code, where, words)


@dataclass
class Table:
    """`rows` yields (row number, cells) once; `problems` grows while it does."""

    headers: list[str]
    rows: Iterator[tuple[int, Row]]
    sheet: str | None = None
    encoding: str | None = None
    problems: list[RowProblem] = field(default_factory=list)


def read_table(
    source: Path | bytes, name: str, *, sheet: str = "", is_header: Callable[[Row], bool] | None = None
) -> Table:
    """Open a table. `name`: the file's name, for messages and to hold its ending against its content.

    The header is the first row that is not blank, or the first of ten for which `is_header` says yes.
    Raises the refusals of `onair.files.refusals`.
    """
    with files.opened(source, name) as stream:
        kind = files.form(stream.read(HEAD), name)
    if kind != "text":
        return _with_header(_binary(source, name, kind, sheet), name, is_header)
    table = Table([], iter(()))
    table.encoding = _encoding(source, name)
    rows = _csv(source, name, table.encoding, table.problems)
    return _headed(table, rows, name, is_header)


def _with_header(rows: Iterator[Any], name: str, is_header: Callable[[Row], bool] | None) -> Table:
    table = Table([], iter(()), sheet=next(rows, None) or None)
    return _headed(table, computed(rows, table.problems), name, is_header)


def computed(rows: Iterator[Any], problems: list[RowProblem]) -> Iterator[tuple[int, Row]]:
    """Rows by number; one with a formula that nobody calculated is a problem, not a row with an empty cell."""
    for number, cells in enumerate(rows, 1):
        if isinstance(cells, dict):
            problems.append(RowProblem(number, "formula_without_value", cells["formula"]))
        else:
            yield number, cells


def _headed(
    table: Table, rows: Iterator[tuple[int, Row]], name: str, is_header: Callable[[Row], bool] | None
) -> Table:
    for number, cells in rows:
        filled = any(cell and cell.strip() for cell in cells)
        if filled and (is_header is None or is_header(cells)):
            if len(cells) > MAX_COLUMNS:
                raise WrongType(name=name, why=f"> {MAX_COLUMNS} columns")
            table.headers = [(cell or "").replace("\x00", "") for cell in cells]
            table.rows = _trimmed(rows, len(cells))
            return table
        if number >= HEADER_WITHIN:
            break
    raise WrongType(name=name, why="no header")


def _trimmed(rows: Iterator[tuple[int, Row]], width: int) -> Iterator[tuple[int, Row]]:
    """Blank rows and blank cells past the last column are no data."""
    for number, cells in rows:
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if any(cells):
            yield number, cells


def _binary(source: Path | bytes, name: str, kind: files.Form, sheet: str) -> Iterator[Any]:
    """A plain file is read where it lies; bytes and gzip go through a temporary file."""
    magic, most = (b"PK", MAX_UNPACKED) if kind == "xlsx" else (b"PAR1", files.MAX_FILE)
    if isinstance(source, Path) and _starts(source, magic):
        yield from _apart(source, name, kind, sheet)
        return
    with files.opened(source, name) as stream, files.spooled(stream, name, most) as path:
        yield from _apart(path, name, kind, sheet)


def _apart(path: Path, name: str, kind: files.Form, sheet: str) -> Iterator[Any]:
    return sheet_rows(path, name, sheet) if kind == "xlsx" else parquet_rows(path, name)


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _encoding(source: Path | bytes, name: str) -> str:
    """By BOM; else UTF-8 when every line is; else whichever of UTF-8 and GB 18030 spoils fewer lines."""
    with files.opened(source, name) as stream:
        head = stream.read(4)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        if _all_utf8(head, stream):
            return "utf-8"
    with files.opened(source, name) as stream:
        spoiled = {"utf-8": 0, "gb18030": 0}
        for line in stream:
            for encoding in spoiled:
                spoiled[encoding] += not _decodes(line, encoding)
    return min(spoiled, key=lambda encoding: spoiled[encoding])


def _all_utf8(head: bytes, stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: str) -> str:
    """The most frequent of the usual ones in the first filled line; quotes are not looked into."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    return max((",", "\t", ";", "|"), key=lambda mark: (line.count(mark), mark == ","))


def text_rows(source: Path | bytes, name: str, problems: list[RowProblem]) -> Iterator[tuple[int, Row]]:
    """All rows of a text file in whatever encoding it is; what cannot be read goes to `problems`."""
    return _csv(source, name, _encoding(source, name), problems)


def _csv(
    source: Path | bytes, name: str, encoding: str, problems: list[RowProblem]
) -> Iterator[tuple[int, Row]]:
    """(row number, cells); a row with undecodable bytes or an endless cell goes to `problems`.

    The apostrophe that `export` puts before a formula is taken away again.
    """
    with files.opened(source, name) as stream:
        delimiter = _delimiter(stream.read(HEAD).decode(encoding, "replace"))
    with files.opened(source, name) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
        reader = csv.reader(text, delimiter=delimiter)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                problems.append(RowProblem(number, "bad_quotes"))
                continue
            line = "".join(cells)  # one look instead of one a cell
            if "\x00" in line or (not line.isascii() and _ESCAPED.search(line)):
                problems.append(RowProblem(number, "bad_encoding"))
                continue
            if "'" in line or "_x" in line:
                yield number, [unguarded(cell) if cell else None for cell in cells]
            else:
                yield number, [cell or None for cell in cells]
        text.detach()

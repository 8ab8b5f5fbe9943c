"""Tables out: CSV, XLSX and Parquet, streamed row by row, with no cell that a spreadsheet would compute.

Formula guard (OWASP, CWE-1236): a text whose first visible character starts a formula gets an apostrophe in
CSV; in XLSX every text is written as text and needs none; Parquet has no formulas. Numbers stay numbers.
`unguarded` gives the text back, so a table that we wrote reads back as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

Cell = str | int | float | bool | None
_START = re.compile(r"['\s\x00-\x20\u200b-\u200f\u2060\ufeff\u00a0\u3000]*[=+\-@＝＋－＠\t\r]")
_LINE_START = re.compile(r"[\r\n][\s\x00-\x20\ufeff]*[=+\-@＝＋－＠]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_WAS_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
ROWS_A_GROUP = 10_000
SHEET_ROWS = 1_048_575


def guarded(value: Cell) -> Cell:
    """A text that a spreadsheet might compute, made plain by a leading apostrophe; other values unchanged.

    A text that already starts with an apostrophe before a formula gets one more, so `unguarded` is exact.
    A NUL, which ends the text for many readers, is written `_x0000_`.
    """
    if not isinstance(value, str):
        return value
    body = _escaped(value) if "\x00" in value or "_x" in value else value
    return f"'{body}" if _START.match(value) or _LINE_START.search(value) else body


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    if cell[0] == "'":
        plain = unescaped(cell[1:])
        if guarded(plain) == cell:
            return plain
    return unescaped(cell) if "_x" in cell else cell


def _escaped(text: str) -> str:
    """What XML cannot hold, and what would read as such an escape, as `_xHHHH_` (ECMA-376 §22.9.2.19)."""
    return _ILLEGAL.sub(lambda found: f"_x{ord(found.group()[0]):04X}_{found.group()[1:]}", text)


def unescaped(text: str) -> str:
    """What `_escaped` was given."""
    return _WAS_ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Chunks of a CSV: UTF-8 with BOM, CRLF (RFC 4180), every text quoted."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guarded(header) for header in headers])
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, 1):
        writer.writerow(["" if value is None else guarded(value) for value in row])
        if number % 1_000 == 0:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def write_xlsx(path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> None:
    """Write (name, headers, rows) of each sheet; every text cell has type text, so nothing is computed."""
    import openpyxl  # noqa: PLC0415  (slow import)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    for name, headers, rows in sheets:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])

        def cells(row: Sequence[Cell], sheet: Any = sheet) -> list[Any]:
            made = []
            for value in row:
                cell: Any = WriteOnlyCell(sheet)
                if isinstance(value, str):
                    cell.value, cell.data_type = _escaped(value)[:32_767], "s"
                else:
                    cell.value = value
                made.append(cell)
            return made

        sheet.append(cells(headers))
        for number, row in enumerate(rows):
            if number >= SHEET_ROWS:
                break
            sheet.append(cells(row))
    book.save(path)


def write_parquet(path: Path, columns: Sequence[tuple[str, type]], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows of the stated column types (str, int, float, bool), None where missing."""
    import pyarrow  # noqa: PLC0415  (slow import)
    import pyarrow.parquet  # noqa: PLC0415

    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in columns])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(rows):
            arrays = [
                pyarrow.array(list(column), type=field.type)
                for column, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _groups(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    group: list[Sequence[Cell]] = []
    for row in rows:
        group.append(row)
        if len(group) == ROWS_A_GROUP:
            yield group
            group = []
    if group:
        yield group

"""A file as sheets of rows, for readers that look for the header themselves. Text and Parquet have one sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from onair.files import source as files
from onair.files.tables import HEAD, Row, RowProblem, computed, text_rows
from onair.files.workbook import parquet_rows, sheet_names, sheet_rows


class Sheet(NamedTuple):
    """`rows` yields (row number as a spreadsheet shows it, cells) once; `problems` grows while it does."""

    name: str
    rows: Iterator[tuple[int, Row]]
    problems: list[RowProblem]


def sheets(path: Path, name: str) -> Iterator[Sheet]:
    """Every sheet in turn; take the rows of one before asking for the next. Raises the refusals of files."""
    with files.opened(path, name) as stream:
        kind = files.form(stream.read(HEAD), name)
    problems: list[RowProblem] = []
    if kind == "text":
        yield Sheet("", text_rows(path, name, problems), problems)
    elif kind == "parquet":
        rows = parquet_rows(path, name)
        yield Sheet(str(next(rows)), enumerate(rows, 1), problems)
    else:
        for title in sheet_names(path, name):
            found = sheet_rows(path, name, title)
            problems = []
            yield Sheet(str(next(found, title)), computed(found, problems), problems)

"""The process that opens a binary table: `python -m onair.files.table_child FORM PATH NAME SHEET MB SECONDS`.

It limits its own memory and processor time before it imports the parser, so a file that slips through
the guard ends this process and nothing else. Answer on stdout: length-prefixed MessagePack, first the
sheet's name, then lists of rows; on refusal one `{"error": code, …}`.
"""

import datetime as dt
import os
import resource
import struct
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from onair.files.formulas import uncomputed
from onair.files.guard import inflates_as_declared
from onair.kernel.errors import OnAirError

ROWS_A_FRAME = 500
ROWS_MAX = 1 << 20
"""As many rows as a sheet can have."""
EXACT = 10**15
"""A float holds integers exactly below 2**53, but a spreadsheet keeps only 15 digits."""


def limit(megabytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def cell(value: Any) -> str | None:
    """What a person sees in the cell, None when empty; a number past 15 digits shows that it lost some."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else repr(float(value))


def sheet(path: str, wanted: str) -> Iterator[Any]:
    """The sheet's name, then one list per row from row 1 (empty rows included, so numbers fit).

    A row with formulas that nobody calculated is {"formula": [cell, …]} instead.
    """
    import python_calamine  # noqa: PLC0415  (only after the limits hold)

    book = python_calamine.CalamineWorkbook.from_path(path)
    names = book.sheet_names
    chosen = book.get_sheet_by_name(wanted if wanted in names else names[0])
    yield chosen.name
    without = uncomputed(Path(path), chosen.name)
    number = 0
    for number, row in enumerate(chosen.iter_rows(), 1):
        yield {"formula": without[number]} if number in without else [cell(value) for value in row]
    for beyond in sorted(
        row for row in without if number < row <= ROWS_MAX
    ):  # rows of nothing else end the sheet early
        yield from ([] for _ in range(beyond - number - 1))
        yield {"formula": without[beyond]}
        number = beyond


def names(path: str) -> Iterator[Any]:
    """An empty name, then the names of the sheets that people see, as one row."""
    import python_calamine  # noqa: PLC0415  (only after the limits hold)

    book = python_calamine.CalamineWorkbook.from_path(path)
    seen = python_calamine.SheetVisibleEnum.Visible
    yield ""
    yield [each.name for each in book.sheets_metadata if each.visible == seen]


def columns(path: str) -> Iterator[Any]:
    """An empty name, the names of the columns as row 1, then the rows."""
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others reserve more than we allow
    import pyarrow.parquet  # noqa: PLC0415  (only after the limits hold)

    file = pyarrow.parquet.ParquetFile(path)
    yield ""
    yield list(file.schema_arrow.names)
    for batch in file.iter_batches(batch_size=2_000, use_threads=False):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [stored(value) for value in values]


def stored(value: Any) -> str | None:
    """A Parquet value as text: typed exactly, so nothing is rounded."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def send(items: Iterable[Any]) -> None:
    out, encoder, frame = sys.stdout.buffer, msgspec.msgpack.Encoder(), []
    iterator = iter(items)
    frames: list[Any] = [next(iterator)]
    for item in iterator:
        frame.append(item)
        if len(frame) == ROWS_A_FRAME:
            frames.append(frame)
            frame = []
            _flush(out, encoder, frames)
    frames.append(frame)
    _flush(out, encoder, frames)


def _flush(out: Any, encoder: msgspec.msgpack.Encoder, frames: list[Any]) -> None:
    for frame in frames:
        body = encoder.encode(frame)
        out.write(struct.pack("<I", len(body)) + body)
    frames.clear()
    out.flush()


def main(arguments: list[str]) -> int:
    form, path, name, wanted, megabytes, seconds = arguments
    limit(int(megabytes), int(seconds))
    try:
        if form != "parquet":
            inflates_as_declared(Path(path), name)
        send(
            {
                "xlsx": partial(sheet, path, wanted),
                "names": partial(names, path),
                "parquet": partial(columns, path),
            }[form]()
        )
    except OnAirError as error:
        send([{"error": error.code, "data": error.data}])
    except MemoryError:
        return 3
    except Exception as error:  # noqa: BLE001  (a parser may raise anything on hostile bytes; the parent words it)
        send([{"error": "file_damaged", "data": {"name": name, "why": type(error).__name__}}])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

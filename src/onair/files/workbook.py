"""Read an XLSX or Parquet file in a child process with limits; the parent only sees text."""

import struct
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from onair.files.guard import check_workbook
from onair.files.refusals import Damaged, FileRefused, TooHard, Unsafe

MEMORY_MB, SECONDS = 512, 60
PARQUET_MB, PARQUET_SECONDS = 1_024, 300
PATIENCE = 10
"""The child may wait for its reader: its time is counted in processor seconds, and this often in real ones."""
_REFUSALS: dict[str, type[FileRefused]] = {kind.code: kind for kind in (Damaged, Unsafe, TooHard)}


def sheet_rows(
    path: Path, name: str, sheet: str = "", *, memory_mb: int = MEMORY_MB, seconds: int = SECONDS
) -> Generator[Any, None, None]:
    """First the sheet's name, then its rows (list of str or None; {"formula": [cell, …]} for a row with formulas that
    hold no value), streamed.

    Raises a refusal of `onair.files.refusals`; a child that dies or runs over its time is `TooHard`.
    """
    check_workbook(path, name)
    yield from _read("xlsx", path, name, sheet, memory_mb=memory_mb, seconds=seconds)


def sheet_names(path: Path, name: str, *, memory_mb: int = MEMORY_MB, seconds: int = SECONDS) -> list[str]:
    """The sheets that people see, in their order. Raises as `sheet_rows`."""
    check_workbook(path, name)
    _, *rows = _read("names", path, name, "", memory_mb=memory_mb, seconds=seconds)
    return [str(cell) for cell in rows[0]]


def parquet_rows(
    path: Path, name: str, *, memory_mb: int = PARQUET_MB, seconds: int = PARQUET_SECONDS
) -> Generator[Any, None, None]:
    """First an empty name, then the names of the columns, then the rows. Raises as `sheet_rows`."""
    yield from _read("parquet", path, name, "", memory_mb=memory_mb, seconds=seconds)


def _read(form: str, path: Path, name: str, sheet: str, *, memory_mb: int, seconds: int) -> Iterator[Any]:
    command = [sys.executable, "-P", "-m", "onair.files.table_child", form, str(path), name, sheet]
    child = subprocess.Popen(  # noqa: S603  (our own module; no shell)
        [*command, str(memory_mb), str(seconds)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watchdog = threading.Timer(seconds * PATIENCE, child.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        assert child.stdout is not None  # noqa: S101  (PIPE above)
        yield from _frames(child.stdout, name)
        if child.wait() != 0:
            raise TooHard(name=name, why=f"{memory_mb} MB, {seconds} s")
    finally:
        watchdog.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _frames(pipe: IO[bytes], name: str) -> Iterator[Any]:
    while len(head := pipe.read(4)) == 4:
        (length,) = struct.unpack("<I", head)
        body = pipe.read(length)
        if len(body) < length:
            return
        frame = msgspec.msgpack.decode(body)
        if isinstance(frame, dict):
            raise _REFUSALS.get(frame["error"], FileRefused)(**{"name": name, **frame["data"]})
        if isinstance(frame, str):
            yield frame
        else:
            yield from frame

"""JSON in: one object a line, or one array of objects; gzip as everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from onair.files import source as files
from onair.files.refusals import TooBig, WrongType
from onair.files.tables import HEAD, RowProblem
from onair.kernel.text import as_size

MAX_LINE = 1 << 20
MAX_ARRAY = 64 << 20
_decode = msgspec.json.Decoder().decode
_FAILURES = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)


@dataclass
class Records:
    """`rows` yields (line number, object) once; `problems` (not_json, too_long…) grows meanwhile."""

    rows: Iterator[tuple[int, dict[str, Any]]]
    problems: list[RowProblem] = field(default_factory=list)


def looks_like_json(source: Path | bytes, name: str) -> bool:
    with files.opened(source, name) as stream:
        head = stream.read(HEAD)
    return files.form(head, name) == "text" and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (
        b"{",
        b"[",
    )


def read_records(source: Path | bytes, name: str) -> Records:
    """Open NDJSON or a JSON array. Raises the refusals of `onair.files.refusals`."""
    records = Records(iter(()))
    with files.opened(source, name) as stream:
        is_array = stream.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["
    read = _array(source, name) if is_array else _lines(source, name, records.problems)
    records.rows = read
    return records


def _lines(
    source: Path | bytes, name: str, problems: list[RowProblem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    with files.opened(source, name) as stream:
        number = 0
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE and not line.endswith(b"\n"):
                problems.append(RowProblem(number, "too_long"))
                _skip(stream)
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.isspace():
                continue
            try:
                value = _decode(line)
            except _FAILURES as error:
                code = "bad_encoding" if isinstance(error, UnicodeDecodeError) else "not_json"
                problems.append(RowProblem(number, code))
                continue
            if isinstance(value, dict):
                yield number, value
            else:
                problems.append(RowProblem(number, "not_json"))


def _skip(stream: BinaryIO) -> None:
    """The rest of an endless line."""
    while (part := stream.readline(MAX_LINE)) and not part.endswith(b"\n"):
        continue


def _array(source: Path | bytes, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with files.opened(source, name) as stream:
        body = stream.read(MAX_ARRAY + 1)
    if len(body) > MAX_ARRAY:
        raise TooBig(name=name, limit=f"{as_size(MAX_ARRAY)} of one JSON array")
    try:
        values = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=list[dict[str, Any]])
    except _FAILURES as error:
        raise WrongType(name=name, why="JSON") from error
    yield from enumerate(values, 1)

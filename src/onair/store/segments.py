"""Writing the lake's Parquet files: rows grouped by type, so a query for one type skips all the others.

Memory is bounded by one segment in Arrow form (about 150 bytes a row) and the show's people, however long it was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onair.store.columns import LAKE_COLUMNS, LINE_COLUMNS, Rows, to_columns
from onair.store.files import appearing, sha256_of
from onair.store.manifest import File, Segment
from onair.store.people import People

SEGMENT_ROWS = 1_000_000
CHUNK_ROWS = 50_000
GROUP_ROWS = 131_072
_TYPES = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "bool": pa.bool_()}
EVENT_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in LAKE_COLUMNS.items()])
_FIELDS = [(field.name, field.type) for field in EVENT_SCHEMA]
LINE_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in LINE_COLUMNS.items()])
_UNIQUE = ("id", "extra", "text")
"""Columns where a dictionary would only cost."""


class SegmentWriter:
    """Collects rows of one segment; `write` makes its files appear. One use."""

    def __init__(self, folder: Path, people: People) -> None:
        self._folder, self._people = folder, people
        self._chunk: list[Rows] = []
        self._waiting = 0
        self._events: dict[str, list[Any]] = {}
        self._lines: list[Any] = []
        self.rows = 0

    def add(self, rows: Rows) -> None:
        self._chunk.append(rows)
        self.rows += len(rows.events)
        self._waiting += len(rows.events)
        if self._waiting >= CHUNK_ROWS:
            self._to_arrow()

    def _to_arrow(self) -> None:
        """Only the columns that a type fills: the others are empty in every row and come in at writing."""
        by_type, lines = to_columns(self._chunk)
        for tag, columns in by_type.items():
            filled: dict[str, Any] = {
                name: pa.array(columns[name], kind) for name, kind in _FIELDS if name in columns
            }
            filled["person"], filled["space"] = self._people.columns(columns["user"])
            schema = pa.schema([field for field in EVENT_SCHEMA if field.name in filled])
            arrays = [filled[name] for name in schema.names]
            self._events.setdefault(tag, []).append(pa.Table.from_arrays(arrays, schema=schema))
        if lines[0]:
            arrays = [pa.array(values, field.type) for values, field in zip(lines, LINE_SCHEMA, strict=True)]
            self._lines.append(pa.Table.from_arrays(arrays, schema=LINE_SCHEMA))
        self._chunk, self._waiting = [], 0

    def write(self, stem: str, first: int, end: int) -> Segment:
        """`events-<stem>.parquet` and, when there are any, `lines-<stem>.parquet`."""
        if self._chunk:
            self._to_arrow()
        events = _write(self._folder / f"events-{stem}.parquet", EVENT_SCHEMA, self._groups())
        lines = None
        if self._lines:
            lines = _write(self._folder / f"lines-{stem}.parquet", LINE_SCHEMA, iter(self._lines))
        self._events, self._lines = {}, []
        pa.default_memory_pool().release_unused()
        return Segment(first, end, events, lines)

    def _groups(self) -> Iterator[Any]:
        """Row groups, type after type, each with all columns."""
        for tag in sorted(self._events):
            rows = pa.concat_tables(self._events.pop(tag))
            for start in range(0, rows.num_rows, GROUP_ROWS):
                yield _widened(rows.slice(start, GROUP_ROWS), tag)


def _widened(part: Any, tag: str) -> Any:
    n = part.num_rows
    filled = {name: part.column(name) for name in part.schema.names}
    filled["type"] = pa.repeat(pa.scalar(tag, pa.string()), n)
    arrays = [filled[name] if name in filled else pa.nulls(n, kind) for name, kind in _FIELDS]
    return pa.Table.from_arrays(arrays, schema=EVENT_SCHEMA)


def _write(path: Path, schema: Any, groups: Iterator[Any]) -> File:
    plain = [name for name in schema.names if name not in _UNIQUE]
    options = {"compression": "zstd", "use_dictionary": plain, "dictionary_pagesize_limit": 8 * 2**20}
    with appearing(path) as part:
        rows = 0
        with pq.ParquetWriter(part, schema, **options) as writer:
            for group in groups:
                writer.write_table(group, row_group_size=GROUP_ROWS)
                rows += group.num_rows
        return File(path.name, rows, part.stat().st_size, sha256_of(part))


def write_segments(folder: Path, batches: Iterator[Rows], first: int, people: People) -> Iterator[Segment]:
    """Batches in order of offset → segments of about a million rows."""
    writer, begin, at = SegmentWriter(folder, people), first, first
    for batch in batches:
        writer.add(batch)
        at += len(batch.events)
        if writer.rows >= SEGMENT_ROWS:
            yield writer.write(f"{begin:012d}-{at:012d}", begin, at)
            writer, begin = SegmentWriter(folder, people), at
    if writer.rows:
        yield writer.write(f"{begin:012d}-{at:012d}", begin, at)

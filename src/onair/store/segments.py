"""Writing the lake's Parquet files: rows grouped by type, so a query for one type skips all the others.

Memory is bounded by one segment in Arrow form (about 100 bytes a row), however long the show was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onair.events.model import Event
from onair.store.columns import EVENT_COLUMNS, LINE_COLUMNS, to_columns
from onair.store.files import appearing, sha256_of
from onair.store.manifest import File, Segment

SEGMENT_ROWS = 1_000_000
CHUNK_ROWS = 50_000
GROUP_ROWS = 131_072
_TYPES = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "bool": pa.bool_()}
EVENT_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in EVENT_COLUMNS.items()])
LINE_SCHEMA = pa.schema([(name, _TYPES[kind]) for name, kind in LINE_COLUMNS.items()])
_UNIQUE = ("id", "extra", "text")
"""Columns where a dictionary would only cost."""

Entry = tuple[int, int, Event]
"""(offset, clock, event)."""


class SegmentWriter:
    """Collects rows of one segment; `write` makes its files appear. One use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chunk: list[Entry] = []
        self._events: dict[str, list[Any]] = {}
        self._lines: list[Any] = []
        self.rows = 0

    def add(self, entries: list[Entry]) -> None:
        self._chunk.extend(entries)
        self.rows += len(entries)
        if len(self._chunk) >= CHUNK_ROWS:
            self._to_arrow()

    def _to_arrow(self) -> None:
        by_type, lines = to_columns(self._chunk)
        for tag, columns in by_type.items():
            n = len(columns["offset"])
            arrays = [
                pa.array(columns[field.name], field.type)
                if field.name in columns
                else pa.nulls(n, field.type)
                for field in EVENT_SCHEMA
            ]
            at = EVENT_SCHEMA.get_field_index("type")
            arrays[at] = pa.repeat(pa.scalar(tag, pa.string()), n)
            self._events.setdefault(tag, []).append(pa.Table.from_arrays(arrays, schema=EVENT_SCHEMA))
        if lines[0]:
            arrays = [pa.array(values, field.type) for values, field in zip(lines, LINE_SCHEMA, strict=True)]
            self._lines.append(pa.Table.from_arrays(arrays, schema=LINE_SCHEMA))
        self._chunk = []

    def write(self, stem: str, first: int, end: int) -> Segment:
        """`events-<stem>.parquet` and, when there are any, `lines-<stem>.parquet`."""
        if self._chunk:
            self._to_arrow()
        tables = [pa.concat_tables(self._events[tag]) for tag in sorted(self._events)]
        events = _write(self._folder / f"events-{stem}.parquet", EVENT_SCHEMA, tables)
        lines = (
            _write(self._folder / f"lines-{stem}.parquet", LINE_SCHEMA, self._lines) if self._lines else None
        )
        return Segment(first, end, events, lines)


def _write(path: Path, schema: Any, tables: list[Any]) -> File:
    plain = [name for name in schema.names if name not in _UNIQUE]
    options = {"compression": "zstd", "use_dictionary": plain, "dictionary_pagesize_limit": 8 * 2**20}
    with appearing(path) as part:
        with pq.ParquetWriter(part, schema, **options) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=GROUP_ROWS)
        return File(path.name, sum(table.num_rows for table in tables), part.stat().st_size, sha256_of(part))


def write_segments(folder: Path, batches: Iterator[list[Entry]], first: int) -> Iterator[Segment]:
    """Batches in order of offset → segments of about a million rows."""
    writer, begin, at = SegmentWriter(folder), first, first
    for batch in batches:
        writer.add(batch)
        at += len(batch)
        if writer.rows >= SEGMENT_ROWS:
            yield writer.write(f"{begin:012d}-{at:012d}", begin, at)
            writer, begin = SegmentWriter(folder), at
    if writer.rows:
        yield writer.write(f"{begin:012d}-{at:012d}", begin, at)

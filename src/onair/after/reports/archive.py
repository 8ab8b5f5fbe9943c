"""The minimised table, kept for ever beside the lake as Parquet: every cell that was read, without personal columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from onair.after.reports.taking import TakenRow
from onair.store.files import write_whole

FOLDER = "reports"
COLUMNS = ("sheet", "row", "layout", "kind", "about", "said", "kept")
GROUP = 5_000
"""Rows written at once: a big table never stands in memory twice."""


def write(home: Path, tenant: str, file: str, sha256: str, rows: Sequence[TakenRow]) -> str:
    """Durable before it returns. → path below `home`."""
    import pyarrow as pa  # noqa: PLC0415 (slow to import)
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema(
        [(name, pa.int64() if name == "row" else pa.string()) for name in COLUMNS],
        {"onair.sha256_of_original": sha256, "onair.file": file},
    )
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for begin in range(0, len(rows), GROUP):
            some = [_row(row) for row in rows[begin : begin + GROUP]]
            writer.write_table(pa.Table.from_pylist(some, schema))
    path = Path(FOLDER) / tenant / f"{file}.parquet"
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    write_whole(home / path, sink.getvalue().to_pybytes())
    return path.as_posix()


def _row(row: TakenRow) -> dict[str, Any]:
    line = row.line
    about = _json({role: _value(reading) for role, reading in line.about.items()})
    kept = _json(line.kept)
    told = (row.sheet, line.row, row.layout.id, line.kind, about, row.packed.decode(), kept)
    return dict(zip(COLUMNS, told, strict=True))


def _value(reading: Any) -> Any:
    return reading.value if reading.end is None else [reading.value, reading.end]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

"""The minimised table, kept for ever beside the lake as Parquet: every cell that was read, without personal columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from onair.after.reports.taking import TakenRow, said_of
from onair.store.files import write_whole

FOLDER = "reports"


def write(home: Path, tenant: str, file: str, sha256: str, rows: Sequence[TakenRow]) -> str:
    """Durable before it returns. → path below `home`."""
    import pyarrow as pa  # noqa: PLC0415 (slow to import)
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pa.table(
        {
            "sheet": [row.sheet for row in rows],
            "row": [row.line.row for row in rows],
            "layout": [row.layout.id for row in rows],
            "kind": [row.line.kind for row in rows],
            "about": [
                _json({role: _value(reading) for role, reading in row.line.about.items()}) for row in rows
            ],
            "said": [_json([said_of(cell) for cell in row.line.cells]) for row in rows],
            "kept": [_json(row.line.kept) for row in rows],
        }
    ).replace_schema_metadata({"onair.sha256_of_original": sha256, "onair.file": file})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    path = Path(FOLDER) / tenant / f"{file}.parquet"
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    write_whole(home / path, sink.getvalue().to_pybytes())
    return path.as_posix()


def _value(reading: Any) -> Any:
    return reading.value if reading.end is None else [reading.value, reading.end]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

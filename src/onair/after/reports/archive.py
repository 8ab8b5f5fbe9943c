"""The minimised table, kept for ever beside the lake as Parquet: every cell that was read, without personal columns."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from onair.after.reports.pack import TakenRow
from onair.store.files import appearing

FOLDER = "reports"
COLUMNS = ("sheet", "row", "layout", "kind", "about", "said", "kept")
GROUP = 5_000
"""Rows written at once: a big table never stands in memory."""


class Archive:
    """Of one file; `path` lies below `home`."""

    def __init__(self, home: Path, tenant: str, file: str, sha256: str) -> None:
        self._home, self._file, self._sha256 = home, file, sha256
        self.path = Path(FOLDER) / tenant / f"{file}.parquet"

    @contextmanager
    def writing(self) -> Iterator[Callable[[Sequence[TakenRow]], None]]:
        """Takes rows in turn; the archive is whole and durable when the block ends well, else it is not there."""
        import pyarrow as pa  # noqa: PLC0415 (slow to import)
        import pyarrow.parquet as pq  # noqa: PLC0415

        schema = pa.schema(
            [(name, pa.int64() if name == "row" else pa.string()) for name in COLUMNS],
            {"onair.sha256_of_original": self._sha256, "onair.file": self._file},
        )
        (self._home / self.path).parent.mkdir(parents=True, exist_ok=True)
        held: list[TakenRow] = []

        def group() -> None:
            columns = zip(*map(_row, held), strict=True)
            writer.write_table(pa.table(list(map(pa.array, columns)), schema))
            held.clear()

        def take(rows: Sequence[TakenRow]) -> None:
            held.extend(rows)
            if len(held) >= GROUP:
                group()

        with appearing(self._home / self.path) as part:
            part.touch(0o600)
            with pq.ParquetWriter(part, schema, compression="zstd") as writer:
                yield take
                if held:
                    group()

    def remove(self) -> None:
        (self._home / self.path).unlink(missing_ok=True)


def _row(row: TakenRow) -> tuple[object, ...]:
    return row.sheet, row.row, row.layout.id, row.kind, row.told, row.said, row.kept

# ruff: noqa: S608 (the SQL is made of our own column names and paths)
"""The lake: sealed shows as Parquet, asked through Ibis, run by DuckDB.

Ibis is slow to import and to compile, so `run` keeps the SQL of each expression and DuckDB runs it directly.
A view of the lake reads exactly the files its manifest names and hides rows that no longer stand.
"""

import re
import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from onair.kernel.errors import BadInput
from onair.store.columns import EVENT_COLUMNS, LAKE_COLUMNS, LINE_COLUMNS, read_parquet
from onair.store.files import appearing
from onair.store.log import EventLog
from onair.store.manifest import Manifest, check_files, load

THREADS_MAX = 2
MEMORY_MAX = "768MB"
SQL_KEPT_MAX = 512
_SQL_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "float64": "DOUBLE",
}
_PERSON = 'CASE WHEN "user" IS NOT NULL THEN dense_rank() OVER (ORDER BY "user")::INTEGER END AS person'
_SPACE = """split_part("user", ':', 1) AS space"""
"""Numbers made while asking: of shows sealed before rows had numbers, and of several shows at once."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadLakeName(BadInput):
    code = "bad_lake_name"
    zh = "“{name}”不能作为归档文件夹的名字。没有任何改动。"
    en = "“{name}” cannot name a folder of the lake. Nothing was changed."


class Lake:
    """All sealed shows below `root` (`<tenant>/<show>/`). Threads may share one object."""

    def __init__(self, root: Path, threads: int = THREADS_MAX, memory: str = MEMORY_MAX) -> None:
        self.root = root
        self._config = {
            "threads": str(threads),
            "memory_limit": memory,
            "temp_directory": str(root / ".spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._sealing: dict[Path, threading.Lock] = {}
        self._connection: Any = None
        self._views: set[str] = set()
        self._tables: dict[str, Any] = {}
        self._sql: dict[tuple[str, Any], str] = {}

    def folder(self, tenant: str, show: str) -> Path:
        """Where a show's files are. Raises BadLakeName on anything that is not one plain name."""
        for name in (tenant, show):
            if not _NAME.fullmatch(name):
                raise BadLakeName(name=name[:80])
        return self.root / tenant / show

    def seal(self, show: str, tenant: str, log: EventLog) -> Manifest:
        """Bring the sealed files up to the log's end (idempotent). Raises LogDamaged, DiskFull."""
        from onair.store.seal import seal  # noqa: PLC0415 (brings pyarrow, slow to import: only to seal)

        folder = self.folder(tenant, show)
        with self._lock:
            turn = self._sealing.setdefault(folder, threading.Lock())
        with turn:
            return seal(folder, show, tenant, log, self.query)

    def manifest(self, tenant: str, show: str) -> Manifest | None:
        """None when the show was never sealed."""
        return load(self.folder(tenant, show))

    def manifests(self) -> list[Manifest]:
        """Of every sealed show, by tenant and show."""
        found = [load(path.parent) for path in sorted(self.root.glob("*/*/manifest.json"))]
        return [manifest for manifest in found if manifest is not None]

    def check(self, manifest: Manifest) -> None:
        """Hash every file. Raises LakeDamaged."""
        check_files(self.folder(manifest.tenant, manifest.show), manifest)

    def events(self, tenant: str, shows: Sequence[str]) -> Any:
        """Ibis table of LAKE_COLUMNS: every row of these shows that stands. Unsealed shows add none.

        `person` numbers the users of just this table: the same user of two shows has one number in it.
        """
        return self._table("events", LAKE_COLUMNS, tenant, shows)

    def lines(self, tenant: str, shows: Sequence[str]) -> Any:
        """Ibis table of LINE_COLUMNS."""
        return self._table("lines", LINE_COLUMNS, tenant, shows)

    def run(self, expr: Any, key: str = "") -> list[tuple[Any, ...]]:
        """Rows of an Ibis expression over these tables; an equal one under the same `key` compiles once."""
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        known = (key, expr.op())
        sql = self._sql.get(known)
        if sql is None:
            sql = str(ibis.to_sql(expr, dialect="duckdb"))
            if len(self._sql) >= SQL_KEPT_MAX:
                self._sql.clear()
            self._sql[known] = sql
        return self.query(sql, [])

    def keep(self, expr: Any, path: Path) -> None:
        """The rows of an Ibis expression as one Parquet file, whole or not at all. Raises DiskFull, OSError."""
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        sql = ibis.to_sql(expr, dialect="duckdb")
        with appearing(path) as part:
            name = str(part).replace("'", "''")
            self.query(f"COPY ({sql}) TO '{name}' (FORMAT parquet, COMPRESSION zstd)", [])

    def parquet(self, columns: dict[str, str], paths: Sequence[Path]) -> Any:
        """Ibis table of files that `keep` made, all of these columns; no file = no row."""
        names = ", ".join(f'"{name}"' for name in columns)
        body = f"SELECT {names} FROM {read_parquet(list(paths))}" if paths else _nothing(columns)
        return self._view("kept", columns, body)

    def query(self, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
        """SQL on DuckDB with a cursor of its own, so threads do not wait for each other."""
        with self._cursor() as cursor:
            rows: list[tuple[Any, ...]] = cursor.execute(sql, given).fetchall()
        return rows

    def warm(self) -> threading.Thread:
        """Import and compile in the background what the first review page needs."""
        thread = threading.Thread(target=self._warm, name="onair-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        table = self.events("none", [])
        self.run(table.group_by("type").aggregate(n=table.count(), users=table.user.nunique()), "warm")

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._views.clear()

    def _cursor(self) -> Any:
        with self._lock:
            if self._connection is None:
                import duckdb  # noqa: PLC0415 (slow to import: most commands never ask the lake)

                self.root.mkdir(parents=True, exist_ok=True)
                self._connection = duckdb.connect(":memory:", config=self._config)
            return self._connection.cursor()

    def _table(self, kind: str, columns: dict[str, str], tenant: str, shows: Sequence[str]) -> Any:
        return self._view(kind, columns, self._body(kind, columns, tenant, shows))

    def _view(self, kind: str, columns: dict[str, str], body: str) -> Any:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        name = f"{kind}_{sha256(body.encode()).hexdigest()[:24]}"
        with self._making:  # two makers of one view are a conflict to DuckDB
            if len(self._views) >= SQL_KEPT_MAX:  # each sealing makes new ones
                self._views.clear()
                self._tables.clear()
            if name not in self._views:
                self.query(f'CREATE OR REPLACE VIEW "{name}" AS {body}', [])
                self._views.add(name)
            if name not in self._tables:
                self._tables[name] = ibis.table(columns, name=name)
            return self._tables[name]

    def _body(self, kind: str, columns: dict[str, str], tenant: str, shows: Sequence[str]) -> str:
        parts: list[str] = []
        manifests = [found for show in shows if (found := self.manifest(tenant, show)) is not None]
        numbered = kind != "events" or (len(manifests) == 1 and manifests[0].people is not None)
        names = ", ".join(f'"{name}"' for name in (columns if numbered else EVENT_COLUMNS))
        for manifest in manifests:
            parts.extend(_selects(kind, names, self.folder(tenant, manifest.show), manifest))
        if not parts:
            return _nothing(columns)
        whole = " UNION ALL ".join(parts)
        return whole if numbered else f"SELECT *, {_PERSON}, {_SPACE} FROM ({whole})"


def _nothing(columns: dict[str, str]) -> str:
    names = ", ".join(f'NULL::{_SQL_TYPES[kind]} AS "{name}"' for name, kind in columns.items())
    return f"SELECT {names} WHERE false"


def _selects(kind: str, names: str, folder: Path, manifest: Manifest) -> list[str]:
    segments = [getattr(segment, kind) for segment in manifest.segments]
    files = [folder / file.name for file in segments if file is not None]
    parts: list[str] = []
    if files:
        gone = ", ".join(map(str, manifest.superseded))
        parts.append(
            f"SELECT {names} FROM {read_parquet(files)}"
            + (f' WHERE "offset" NOT IN ({gone})' if gone else "")
        )
    fixes = getattr(manifest.fixes, kind) if manifest.fixes else None
    if fixes is not None:
        parts.append(f"SELECT {names} FROM {read_parquet([folder / fixes.name])}")
    return parts

"""What the log's one writer thread does: a whole group in one transaction, driver-level, one sync.

Ordinary tables go through SQLAlchemy; here the statement is fixed and the driver is called directly
(stack page: the append path may use driver-level batches).
"""

import asyncio
import sqlite3
import threading
from typing import Any, NamedTuple, Protocol

import psycopg

from onair.kernel.errors import OnAirError
from onair.store.chain import START, Batch, link
from onair.store.checkpoint import Checkpointer
from onair.store.db import Database, prepare_sqlite
from onair.store.mark import Mark

PROBE_BYTES = 64 * 1024
WAL_KEEP_BYTES = 16 * 2**20


class Head(NamedTuple):
    """End of a show's log and the hash of its last batch."""

    end: int
    sha256: bytes


class Entry:
    """One waiting batch and who waits for it: a future of an event loop, or a thread."""

    __slots__ = (
        "_error",
        "_event",
        "_offset",
        "body",
        "clock",
        "codec",
        "future",
        "loop",
        "n",
        "show",
        "tenant",
    )

    def __init__(
        self, show: str, tenant: str, clock: int, n: int, codec: int, body: bytes,
        future: "asyncio.Future[int] | None", loop: asyncio.AbstractEventLoop | None,
    ) -> None:  # fmt: skip
        self.show, self.tenant, self.clock, self.n, self.codec, self.body = (
            show,
            tenant,
            clock,
            n,
            codec,
            body,
        )
        self.future, self.loop = future, loop
        self._event = threading.Event() if future is None else None
        self._offset = -1
        self._error: OnAirError | None = None

    def done(self, offset: int) -> None:
        """Runs in the waiter's loop, or in the writer for a waiting thread."""
        if self._event is not None:
            self._offset = offset
            self._event.set()
        elif self.future is not None and not self.future.done():
            self.future.set_result(offset)

    def fail(self, error: OnAirError) -> None:
        if self._event is not None:
            self._error = error
            self._event.set()
        elif self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._fail_here, error)

    def _fail_here(self, error: OnAirError) -> None:
        if self.future is not None and not self.future.done():
            self.future.set_exception(error)

    def wait(self) -> int:
        assert self._event is not None
        self._event.wait()
        if self._error is not None:
            raise self._error
        return self._offset


Row = tuple[str, int, str, int, int, int, bytes, bytes]


class Port(Protocol):
    """The driver: everything the writer asks of an engine."""

    def head(self, show: str) -> Head: ...
    def insert(self, rows: list[Row]) -> int | None:
        """Begin, insert all, commit and sync. The last `seq` where the mark needs it."""

    def probe(self) -> None: ...
    def drop(self) -> None: ...


class GroupWriter:
    """Gives offsets and hashes, hands the rows to the engine, moves the mark. Used by one thread only."""

    def __init__(self, port: Port, mark: Mark | None) -> None:
        self._port = port
        self._mark = mark
        self._heads: dict[str, Head] = {}

    def write(self, group: list[Entry]) -> list[int]:
        """Offsets in the group's order, after the sync. On any error nothing of the group is promised."""
        heads: dict[str, Head] = {}
        rows: list[Row] = []
        offsets: list[int] = []
        for entry in group:
            head = heads.get(entry.show) or self._heads.get(entry.show) or self._port.head(entry.show)
            batch = Batch(head.end, entry.n, entry.clock, entry.codec, entry.body)
            digest = link(head.sha256, entry.show, entry.tenant, batch)
            rows.append(
                (entry.show, head.end, entry.tenant, entry.n, entry.clock, entry.codec, digest, entry.body)
            )
            offsets.append(head.end)
            heads[entry.show] = Head(head.end + entry.n, digest)
        seq = self._port.insert(rows)
        self._heads.update(heads)
        if self._mark is not None and seq is not None:
            self._mark.set(seq, rows[-1][6])
        return offsets

    def probe(self) -> None:
        self._port.probe()

    def drop(self) -> None:
        """After a failure nothing remembered may be trusted."""
        self._heads.clear()
        self._port.drop()

    def close(self) -> None:
        self.drop()
        if self._mark is not None:
            self._mark.close()


_INSERT = (
    'INSERT INTO event_batch (show_id, "offset", tenant_id, n, clock, codec, sha256, body) '
    "VALUES ({p}, {p}, {p}, {p}, {p}, {p}, {b}, {b})"
)
_HEAD = 'SELECT "offset" + n, sha256 FROM event_batch WHERE show_id = {p} ORDER BY "offset" DESC LIMIT 1'
_PROBE = (
    "INSERT INTO log_probe (id, body) VALUES (1, {b}) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
)


class SqlitePort:
    """A connection of its own; checkpoints happen beside it, so a commit is one write and one sync."""

    def __init__(self, db: Database) -> None:
        self._path, self._sync = str(db.log_path), db.sync
        self._raw: sqlite3.Connection | None = None
        self._checkpointer: Checkpointer | None = None

    def _connection(self) -> sqlite3.Connection:
        if self._raw is None:
            self._raw = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            prepare_sqlite(self._raw, self._sync)
            self._raw.execute("PRAGMA wal_autocheckpoint=0")
            self._raw.execute(f"PRAGMA journal_size_limit={WAL_KEEP_BYTES * 4}")
            self._checkpointer = Checkpointer(self._path, self._sync, WAL_KEEP_BYTES)
        return self._raw

    def head(self, show: str) -> Head:
        row = self._connection().execute(_HEAD.format(p="?"), (show,)).fetchone()
        return Head(0, START) if row is None else Head(row[0], row[1])

    def insert(self, rows: list[Row]) -> int | None:
        raw = self._connection()
        assert self._checkpointer is not None
        self._checkpointer.make_room(raw)
        raw.execute("BEGIN IMMEDIATE")
        cursor = raw.cursor()
        statement = _INSERT.format(p="?", b="?")
        for row in rows:
            cursor.execute(statement, row)
        raw.execute("COMMIT")
        self._checkpointer.wrote()
        return cursor.lastrowid

    def probe(self) -> None:
        raw = self._connection()
        for body in (b"\x00" * PROBE_BYTES, b""):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(_PROBE.format(b="?"), (body,))
            raw.execute("COMMIT")

    def drop(self) -> None:
        if self._checkpointer is not None:
            self._checkpointer.close()
            self._checkpointer = None
        if self._raw is not None:
            raw, self._raw = self._raw, None
            raw.close()


class PostgresPort:
    """A connection of its own with `synchronous_commit` as the settings say; rows go as one pipeline."""

    def __init__(self, db: Database) -> None:
        self._dsn = db.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._options = f"-c synchronous_commit={'on' if db.sync == 'full' else 'off'} -c timezone=UTC -c lock_timeout=30s"
        self._raw: psycopg.Connection[Any] | None = None

    def _connection(self) -> psycopg.Connection[Any]:
        if self._raw is None:
            self._raw = psycopg.connect(self._dsn, options=self._options, connect_timeout=10)
        return self._raw

    def head(self, show: str) -> Head:
        row = self._connection().execute(_HEAD.format(p="%s"), (show,)).fetchone()
        return Head(0, START) if row is None else Head(row[0], bytes(row[1]))

    def insert(self, rows: list[Row]) -> int | None:
        raw = self._connection()
        with raw.cursor() as cursor:
            cursor.executemany(_INSERT.format(p="%s", b="%b"), rows)
        raw.commit()
        return None

    def probe(self) -> None:
        raw = self._connection()
        for body in (b"\x00" * PROBE_BYTES, b""):
            raw.execute(_PROBE.format(b="%b"), (body,))
            raw.commit()

    def drop(self) -> None:
        if self._raw is not None:
            raw, self._raw = self._raw, None
            raw.close()


def writer_for(db: Database, mark: Mark | None) -> GroupWriter:
    return GroupWriter(SqlitePort(db) if db.dialect == "sqlite" else PostgresPort(db), mark)

"""The log's two engines, driver-level: everything the writer asks of them is five short methods.

Ordinary tables go through SQLAlchemy; here the statement is fixed and runs thousands of times a second.
A port is used by the writer thread only. The whole of `insert` is one transaction: commit and sync included.
"""

import sqlite3
from contextlib import closing
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from onair.store.chain import START
from onair.store.checkpoint import Checkpointer
from onair.store.db import Database, postgres_options, prepare_sqlite

if TYPE_CHECKING:
    import psycopg

PROBE_BYTES = 64 * 1024
ROWS_AT_ONCE = 64
"""Rows of one statement. A group of no more is one call to the engine, its commit included: each call gives the
interpreter away and waits to get it back, which on a busy server takes longer than the write."""

_INSERT = (
    'INSERT INTO event_batch (show_id, "offset", tenant_id, n, clock, codec, sha256, body) '
    "VALUES ({p}, {p}, {p}, {p}, {p}, {p}, {b}, {b})"
)
_HEAD = 'SELECT "offset" + n, sha256 FROM event_batch WHERE show_id = {p} ORDER BY "offset" DESC LIMIT 1'
_PROBE = (
    "INSERT INTO log_probe (id, body) VALUES (1, {b}) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
)


class Head(NamedTuple):
    """Where a show's log ends (offset of the next event) and the hash of its last batch."""

    end: int
    sha256: bytes


class Row(NamedTuple):
    """One row of event_batch, in the order of the statement."""

    show: str
    offset: int
    tenant: str
    n: int
    clock: int
    codec: int
    sha256: bytes
    body: bytes


class Port(Protocol):
    def head(self, show: str) -> Head:
        """Where the show's log ends in the engine; (0, START) when it has none."""

    def insert(self, rows: list[Row]) -> int | None:
        """All rows, committed and synced; the last row's `seq` where a mark is kept."""

    def probe(self) -> None:
        """Write, sync and take back a little; raises while the engine cannot."""

    def drop(self) -> None:
        """Forget the connection; the next call makes a new one."""


class SqlitePort:
    """The log's own file. Checkpoints run beside, so a commit is one write and one sync."""

    def __init__(self, db: Database) -> None:
        self._path, self._sync = str(db.log_path), db.sync
        self._open: tuple[sqlite3.Connection, Checkpointer] | None = None

    def _connection(self) -> tuple[sqlite3.Connection, Checkpointer]:
        if self._open is None:
            raw = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            prepare_sqlite(raw, self._sync)
            self._open = raw, Checkpointer(self._path, self._sync, raw)
        return self._open

    def head(self, show: str) -> Head:
        row = self._connection()[0].execute(_HEAD.format(p="?"), (show,)).fetchone()
        return Head(0, START) if row is None else Head(row[0], row[1])

    def insert(self, rows: list[Row]) -> int | None:
        raw, checkpointer = self._connection()
        checkpointer.make_room()
        cursor = raw.cursor()
        together = len(rows) <= ROWS_AT_ONCE
        if not together:
            raw.execute("BEGIN IMMEDIATE")
        for first in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[first : first + ROWS_AT_ONCE]
            cursor.execute(_insert_sqlite(len(some)), list(chain.from_iterable(some)))
        if not together:
            raw.execute("COMMIT")
        checkpointer.wrote(sum(len(row.body) for row in rows), len(rows))
        return cursor.lastrowid

    def probe(self) -> None:
        raw, _ = self._connection()
        for body in (b"\x00" * PROBE_BYTES, b""):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(_PROBE.format(b="?"), (body,))
            raw.execute("COMMIT")

    def drop(self) -> None:
        if self._open is not None:
            (raw, checkpointer), self._open = self._open, None
            checkpointer.close()
            with closing(raw):
                if (
                    raw.in_transaction
                ):  # closing alone may leave the lock behind, with a statement still alive
                    raw.rollback()


@cache
def _insert_sqlite(rows: int) -> str:
    head, values = _INSERT.format(p="?", b="?").split(" VALUES ")
    return f"{head} VALUES {', '.join([values] * rows)}"


_INSERT_POSTGRES = _INSERT.format(p="%s", b="%b")


class PostgresPort:
    """A connection of its own, `synchronous_commit` as the settings say; a group goes as one pipeline."""

    def __init__(self, db: Database) -> None:
        self._dsn = db.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._options = postgres_options(db.sync)
        self._open: psycopg.Connection[Any] | None = None

    def _connection(self) -> "psycopg.Connection[Any]":
        if self._open is None:
            import psycopg  # noqa: PLC0415 (slow to import: not where SQLite holds the log)

            self._open = psycopg.connect(self._dsn, options=self._options, connect_timeout=10)
        return self._open

    def head(self, show: str) -> Head:
        row = self._connection().execute(_HEAD.format(p="%s"), (show,)).fetchone()
        return Head(0, START) if row is None else Head(row[0], bytes(row[1]))

    def insert(self, rows: list[Row]) -> int | None:
        raw = self._connection()
        with raw.cursor() as cursor:
            cursor.executemany(_INSERT_POSTGRES, rows)
        raw.commit()
        return None

    def probe(self) -> None:
        raw = self._connection()
        for body in (b"\x00" * PROBE_BYTES, b""):
            raw.execute(_PROBE.format(b="%b"), (body,))
            raw.commit()

    def drop(self) -> None:
        if self._open is not None:
            raw, self._open = self._open, None
            raw.close()


def port_for(db: Database) -> Port:
    return SqlitePort(db) if db.dialect == "sqlite" else PostgresPort(db)

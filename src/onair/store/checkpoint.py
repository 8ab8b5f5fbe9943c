"""Moves the write-ahead log into the log's file beside the writer, so that an ack seldom pays for it.

The WAL stays as long as it once became and is overwritten from its start: a sync of blocks that exist
already needs no change of the file's length, which makes it cheaper than appending to a plain file. A thread
moves the bulk; the rest that came meanwhile is small and moved by the writer, because only a WAL that is
moved whole can start over. All checkpoints are passive: nobody waits for readers.
"""

import sqlite3
import threading

from onair.store.db import prepare_sqlite
from onair.store.faults import is_full, sqlite_code

START_BYTES = 16 * 2**20
KEEP_BYTES = 64 * 2**20
PAGES_BESIDE = 4
"""Pages a batch touches beside its body: table leaf, index leaf, half-filled last page, first page."""


class Checkpointer:
    """`wrote` after each commit and `make_room` before one, both by the thread that owns `writer`."""

    def __init__(self, path: str, sync: str, writer: sqlite3.Connection) -> None:
        self._path, self._sync, self._writer = path, sync, writer
        self._page = int(writer.execute("PRAGMA page_size").fetchone()[0])
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute(f"PRAGMA journal_size_limit={KEEP_BYTES}")
        self._pending = 0
        self._due = threading.Event()
        self._bulk_moved = threading.Event()
        self._closed = False
        self._error: sqlite3.Error | None = None
        self._thread = threading.Thread(target=self._run, name="onair-checkpoint", daemon=True)
        self._thread.start()

    def wrote(self, body_bytes: int, batches: int) -> None:
        self._pending += body_bytes + batches * PAGES_BESIDE * self._page
        if self._pending >= START_BYTES and not self._bulk_moved.is_set():
            self._due.set()

    def make_room(self) -> None:
        """Raises the error of a checkpoint whose write or sync failed: then the log must stop."""
        if self._error is not None:
            raise self._error
        if self._bulk_moved.is_set():
            self._bulk_moved.clear()
            self._pending = self._passive(self._writer)

    def _passive(self, raw: sqlite3.Connection) -> int:
        """Bytes that could not be moved yet. A full disk is no failure: the WAL keeps what it holds."""
        try:
            _busy, frames, moved = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            if not is_full(error) and sqlite_code(error) not in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                raise
            return 0
        return int(frames - moved) * self._page

    def _run(self) -> None:
        raw = sqlite3.connect(self._path, isolation_level=None)
        prepare_sqlite(raw, self._sync)
        while True:
            self._due.wait()
            self._due.clear()
            if self._closed:
                break
            try:
                self._passive(raw)
            except sqlite3.Error as error:
                self._error = error
                break
            self._bulk_moved.set()
        raw.close()

    def close(self) -> None:
        self._closed = True
        self._due.set()
        self._thread.join()

"""Moving the write-ahead log into the log's file beside the writer, so that an ack never pays for it.

The WAL is kept at its size and overwritten from the start: a sync of blocks that exist already needs no
change of the file's length. A passive checkpoint runs in its own thread; only when the WAL is twice its
size does the writer itself wait for the rest (a busy disk must not let it grow without limit).
"""

import sqlite3
import threading

from onair.store.db import prepare_sqlite
from onair.store.faults import sqlite_code

PAGES_PER_LOOK = 512


class Checkpointer:
    """`wrote()` after each commit, `make_room()` before one; both by the writer thread."""

    def __init__(self, path: str, sync: str, keep_bytes: int) -> None:
        self._path, self._sync, self._keep = path, sync, keep_bytes
        self._due = threading.Event()
        self._closed = False
        self._error: sqlite3.Error | None = None
        self._frames = 0
        self._moved = 0
        self._page = 0
        self._thread = threading.Thread(target=self._run, name="onair-log-checkpoint", daemon=True)
        self._thread.start()

    def wrote(self) -> None:
        self._due.set()

    def make_room(self, raw: sqlite3.Connection) -> None:
        """Raises the error of a checkpoint whose sync failed: the log must stop then."""
        if self._error is not None:
            raise self._error
        if self._frames * self._page > self._keep:
            # few frames are left by now: the thread has moved the others
            busy, frames, moved = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if not busy and frames == moved:
                self._frames = 0

    def _run(self) -> None:
        raw = sqlite3.connect(self._path, isolation_level=None)
        prepare_sqlite(raw, self._sync)
        self._page = raw.execute("PRAGMA page_size").fetchone()[0]
        while True:
            self._due.wait()
            self._due.clear()
            if self._closed:
                break
            self._look(raw)
        raw.close()

    def _look(self, raw: sqlite3.Connection) -> None:
        try:
            _busy, frames, moved = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            if sqlite_code(error) not in ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL"):
                self._error = error
            return
        self._frames, self._moved = frames, moved

    def close(self) -> None:
        self._closed = True
        self._due.set()
        self._thread.join()

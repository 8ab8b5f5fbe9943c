"""The durable event log: group commit, one sync per group, offsets dense per show (docs/algorithms/log.md).

`append` returns only after the transaction that holds the batch is committed and synced. One writer thread
takes everybody who waits into one transaction; there is no timer: a group is whoever came during the last sync.
"""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, text

from onair.kernel.errors import OnAirError, Unavailable
from onair.store.chain import START, Batch, LogDamaged, link
from onair.store.db import Database, DiskFull
from onair.store.faults import is_fatal, is_full
from onair.store.logwriter import Entry, GroupWriter, Head, writer_for
from onair.store.mark import Mark

__all__ = ["Batch", "EventLog", "LogDamaged", "LogFull", "LogStopped", "ShowEnd"]

PROBE_EVERY_S = 1.0
PAGE_BATCHES = 16
WAITING_BYTES_MAX = 256 * 2**20


class LogStopped(Unavailable):
    code = "log_stopped"
    zh = "事件日志已停止写入（{why}）。没有确认的内容请稍后原样重发；已确认的都在。"
    en = "The event log has stopped writing ({why}). Send what was not acknowledged again; all that was is safe."


class LogFull(DiskFull):
    code, status = "log_full", 507
    zh = "磁盘已满，事件没有接收。腾出空间后会自动恢复；请稍后原样重发。"
    en = "The disk is full and the events were not accepted. Writing resumes once there is room; send them again."


class LogBehind(Unavailable):
    code = "log_behind"
    zh = "等待写入的事件超过上限 {bytes_max} 字节，这一批没有接收。请稍后原样重发。"
    en = "More than {bytes_max} bytes wait to be written; this batch was not accepted. Send it again shortly."


class ShowEnd(NamedTuple):
    """Where a show's log ends: `end` = offset of the next event, `batches` of them, `sha256` of the last."""

    show: str
    tenant: str
    end: int
    batches: int
    sha256: bytes


_COLUMNS = 'show_id, "offset", tenant_id, n, clock, codec, sha256, body'
_PAGE = text(
    f'SELECT {_COLUMNS} FROM event_batch WHERE show_id = :show AND "offset" >= :at ORDER BY "offset" LIMIT {PAGE_BATCHES}'  # noqa: S608 (constants)
)
_HOLDING = text('SELECT max("offset") FROM event_batch WHERE show_id = :show AND "offset" <= :at')
_BEFORE = text(
    'SELECT "offset", n, sha256 FROM event_batch WHERE show_id = :show AND "offset" < :at ORDER BY "offset" DESC LIMIT 1'
)
_LAST = text(
    'SELECT "offset", n, sha256 FROM event_batch WHERE show_id = :show ORDER BY "offset" DESC LIMIT 1'
)
_SHOWS = text(
    'SELECT b.show_id, b.tenant_id, b."offset" + b.n, g.batches, b.sha256 FROM event_batch b JOIN ('
    'SELECT show_id, max("offset") AS last, count(*) AS batches FROM event_batch GROUP BY show_id) g '
    'ON b.show_id = g.show_id AND b."offset" = g.last ORDER BY b.show_id'
)


class EventLog:
    """All shows' logs of one database. Appending needs `start()`; reading does not."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._mark: Mark | None = Mark(_mark_path(db.log_path)) if db.log_path else None
        self._wake = threading.Condition()
        self._waiting: list[Entry] = []
        self._waiting_bytes = 0
        self._fault: OnAirError | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._writer: GroupWriter | None = None
        self.groups = 0
        """Transactions committed since start; batches per group tell how well the group commit groups."""
        self.recoveries = 0
        """Times that writing stopped and came back. After a failed append its fate is unknown: read `end()`."""

    @property
    def fault(self) -> OnAirError | None:
        """Why appends are refused now; None when they are not."""
        return self._fault

    def start(self) -> None:
        """Check the tail against the mark and begin to write. Raises LogDamaged when acknowledged batches are gone."""
        if self._thread is not None:
            raise RuntimeError("the log was started already")
        self._check_tail()
        self._stopping, self._fault = False, None
        self._writer = writer_for(self._db, self._mark)
        self._thread = threading.Thread(target=self._run, name="onair-log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then close. Appends after this raise LogStopped."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    async def append(self, show: str, *, tenant: str, clock: int, n: int, body: bytes, codec: int) -> int:
        """Offset of the first of the `n` events, after commit and sync.

        Raises LogStopped, LogFull, LogBehind: then nothing is promised, and the batch may or may not be there.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._enqueue(Entry(show, tenant, clock, n, codec, body, future, loop))
        return await future

    def append_blocking(self, show: str, *, tenant: str, clock: int, n: int, body: bytes, codec: int) -> int:
        """`append` for threads."""
        entry = Entry(show, tenant, clock, n, codec, body, None, None)
        self._enqueue(entry)
        return entry.wait()

    def _enqueue(self, entry: Entry) -> None:
        if entry.n < 1:
            raise ValueError("an empty batch has no offset")
        with self._wake:
            if self._fault is not None:
                raise self._fault
            if self._thread is None or self._stopping:
                raise LogStopped(why="stopped")
            if self._waiting and self._waiting_bytes + len(entry.body) > WAITING_BYTES_MAX:
                raise LogBehind(bytes_max=WAITING_BYTES_MAX)
            self._waiting.append(entry)
            self._waiting_bytes += len(entry.body)
            if len(self._waiting) == 1:
                self._wake.notify()

    def _run(self) -> None:
        assert self._writer is not None
        while (group := self._take()) is not None:
            if self._fault is not None:
                self._probe()
            elif group:
                self._commit(group)
        self._writer.close()

    def _take(self) -> list[Entry] | None:
        """The whole waiting list; empty = time to probe or nothing yet; None = stopped and drained."""
        with self._wake:
            if not self._waiting and not self._stopping:
                self._wake.wait(PROBE_EVERY_S if self._fault is not None else None)
            group, self._waiting, self._waiting_bytes = self._waiting, [], 0
            return None if self._stopping and not group else group

    def _commit(self, group: list[Entry]) -> None:
        assert self._writer is not None
        try:
            offsets = self._writer.write(group)
        except Exception as error:  # noqa: BLE001 (whatever it is, every waiter must hear of it and nobody may be acked)
            self._fail(group, error)
            return
        self.groups += 1
        resolve(group, offsets)

    def _fail(self, group: list[Entry], error: Exception) -> None:
        assert self._writer is not None
        cause: OnAirError
        if isinstance(error, OnAirError):
            cause = error
        elif is_full(error):
            cause = LogFull()
        else:
            cause = LogStopped(why=type(error).__name__)
        cause.__cause__ = error
        with self._wake:
            self._fault = cause
            group, self._waiting = group + self._waiting, []
            self._waiting_bytes = 0
            if is_fatal(error) or isinstance(error, LogDamaged):
                self._stopping = True  # a sync that failed once must never be retried and acked
        self._writer.drop()
        for entry in group:
            entry.fail(cause)

    def _probe(self) -> None:
        assert self._writer is not None
        try:
            self._writer.probe()
        except Exception as error:  # noqa: BLE001 (still no writing: stay refused, look again in a second)
            if is_fatal(error):
                with self._wake:
                    self._stopping = True
            return
        with self._wake:
            self._fault = None
            self.recoveries += 1

    def read(self, show: str, offset: int = 0, *, verify: bool = False) -> Iterator[Batch]:
        """Batches in order, from the one that holds `offset` (it may begin before it).

        Each body, each column and the order are checked against the hash chain as they are read; `verify`
        also checks that the tail is not cut. Raises LogDamaged naming show and offset.
        """
        if verify:
            self._check_tail()
        with self._db.log_reader.connect() as tx:
            first = tx.execute(_HOLDING, {"show": show, "at": offset}).scalar_one_or_none()
            at, before = self._before(tx, show, first or 0)
        while True:
            with self._db.log_reader.connect() as tx:
                rows = tx.execute(_PAGE, {"show": show, "at": at}).all()
            for row in rows:
                batch = Batch(row[1], row[3], row[4], row[5], bytes(row[7]))
                if batch.offset != at:
                    raise LogDamaged(show=show, offset=at, why="gap")
                before = link(before, show, row[2], batch)
                if before != bytes(row[6]):
                    raise LogDamaged(show=show, offset=at, why="sha256")
                at += batch.n
                yield batch
            if len(rows) < PAGE_BATCHES:
                return

    @staticmethod
    def _before(tx: Connection, show: str, at: int) -> tuple[int, bytes]:
        """Where the batch at `at` must begin and the hash it is chained to."""
        row = tx.execute(_BEFORE, {"show": show, "at": at}).first()
        return (0, START) if row is None else (row[0] + row[1], bytes(row[2]))

    def end(self, show: str) -> int:
        """Offset that the next event will get; 0 = the log of this show is empty."""
        return self.head(show).end

    def head(self, show: str) -> Head:
        """End and last hash of one show."""
        with self._db.log_reader.connect() as tx:
            row = tx.execute(_LAST, {"show": show}).first()
        return Head(0, START) if row is None else Head(row[0] + row[1], bytes(row[2]))

    def shows(self) -> list[ShowEnd]:
        """Every show that has a log."""
        with self._db.log_reader.connect() as tx:
            return [ShowEnd(row[0], row[1], row[2], row[3], bytes(row[4])) for row in tx.execute(_SHOWS)]

    def _check_tail(self) -> None:
        if self._mark is not None:
            with self._db.log_reader.connect() as tx:
                self._mark.check(tx)


def _mark_path(log_path: Path) -> Path:
    return log_path.with_name(log_path.name + "-mark")


def resolve(group: list[Entry], offsets: list[int]) -> None:
    """Ack everybody: one wake-up per event loop, not one per waiter."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Entry, int]]] = {}
    for entry, offset in zip(group, offsets, strict=True):
        if entry.loop is None:
            entry.done(offset)
        else:
            by_loop.setdefault(entry.loop, []).append((entry, offset))
    for loop, acks in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_ack_all, acks)


def _ack_all(acks: list[tuple[Entry, int]]) -> None:
    for entry, offset in acks:
        entry.done(offset)

"""The durable event log: group commit, one sync per group, offsets dense per show (docs/algorithms/log.md).

`append` returns only after the transaction that holds the batch is committed and synced. One writer thread
takes everybody who waits into one transaction; there is no timer: a group is whoever came during the last
sync.
"""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future

from onair.kernel.errors import OnAirError, Unavailable
from onair.store.chain import Batch, LogDamaged, link
from onair.store.db import Database
from onair.store.faults import DiskFull, is_fatal, is_full
from onair.store.logread import LogReader, ShowEnd
from onair.store.mark import Mark
from onair.store.ports import Head, Row, port_for
from onair.store.waiting import Entry, resolve

__all__ = ["Batch", "EventLog", "LogBehind", "LogDamaged", "LogFull", "LogStopped", "ShowEnd"]

_LOG = logging.getLogger(__name__)
PROBE_EVERY_S = 1.0
WAITING_BYTES_MAX = 256 * 2**20


class LogStopped(Unavailable):
    code = "log_stopped"
    zh = "事件日志已停止写入（{why}）。没有确认的内容请稍后原样重发；已确认的都在。"
    en = "The event log stopped writing ({why}). Send what was not acknowledged again; all that was is safe."


class LogFull(DiskFull):
    code, status = "log_full", 507
    zh = "磁盘已满，事件没有接收。腾出空间后会自动恢复；请稍后原样重发。"
    en = "The disk is full and the events were not accepted. Writing resumes once there is room; send again."


class LogBehind(Unavailable):
    code = "log_behind"
    zh = "等待写入的事件超过上限 {bytes_max} 字节，这一批没有接收。请稍后原样重发。"
    en = "More than {bytes_max} bytes wait to be written; this batch was not accepted. Send it again shortly."


class EventLog:
    """All shows' logs of one database. Appending needs `start()`; reading does not."""

    def __init__(self, db: Database) -> None:
        self._mark = Mark(db.log_path) if db.log_path else None
        self._reader = LogReader(db, self._mark)
        self._port = port_for(db)
        self._heads: dict[str, Head] = {}
        self._wake = threading.Condition()
        self._waiting: list[Entry] = []
        self._waiting_bytes = 0
        self._fault: OnAirError | None = None
        self._open = False
        self._thread: threading.Thread | None = None
        self.groups = 0
        """Transactions committed since start; batches per group tell how well the group commit groups."""
        self.failures = 0
        """Groups that failed. Whether such a batch is in the log is unknown until the log is read again."""

    @property
    def fault(self) -> OnAirError | None:
        """Why appends are refused now; None when they are not."""
        return self._fault

    def start(self) -> None:
        """Check the tail and begin to write. Raises LogDamaged when acknowledged batches are gone."""
        if self._thread is not None:
            raise RuntimeError("the log was started already")
        try:
            self._reader.pin()
            self._reader.check_tail()
        except BaseException:
            self._reader.unpin()
            raise
        self._open, self._fault = True, None
        self._thread = threading.Thread(target=self._run, name="onair-log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then close. Appends after this raise LogStopped."""
        with self._wake:
            self._open = False
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._reader.unpin()

    async def append(self, show: str, *, tenant: str, clock: int, n: int, body: bytes, codec: int) -> int:
        """Offset of the first of the `n` events, after commit and sync.

        Raises LogStopped, LogFull, LogBehind: nothing is promised then; the batch may be there or not.
        """
        waiter: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._enqueue(Entry(show, tenant, clock, n, codec, body, waiter))
        return await waiter

    def append_blocking(self, show: str, *, tenant: str, clock: int, n: int, body: bytes, codec: int) -> int:
        """`append` for threads."""
        waiter: Future[int] = Future()
        self._enqueue(Entry(show, tenant, clock, n, codec, body, waiter))
        return waiter.result()

    def _enqueue(self, entry: Entry) -> None:
        if entry.n < 1:
            raise ValueError("an empty batch has no offset")
        with self._wake:
            if self._fault is not None:
                raise _again(self._fault)
            if not self._open:
                raise LogStopped(why="closed")
            if self._waiting and self._waiting_bytes + len(entry.body) > WAITING_BYTES_MAX:
                raise LogBehind(bytes_max=WAITING_BYTES_MAX)
            self._waiting.append(entry)
            self._waiting_bytes += len(entry.body)
            if len(self._waiting) == 1:
                self._wake.notify()

    def _run(self) -> None:
        while (group := self._take()) is not None:
            try:
                offsets = self._write(group) if group else self._probe()
            except Exception as error:  # noqa: BLE001 (whatever it is: every waiter hears of it, nobody is acked)
                self._fail(group, error)
                continue
            resolve(group, offsets)
        self._forget()
        if self._mark is not None:
            self._mark.close()

    def _take(self) -> list[Entry] | None:
        """The whole waiting list; empty = time for a probe; None = closed and drained."""
        with self._wake:
            while self._open and not self._waiting:
                if not self._wake.wait(PROBE_EVERY_S if self._fault else None):
                    break
            group, self._waiting, self._waiting_bytes = self._waiting, [], 0
            return group if group or self._open else None

    def _write(self, group: list[Entry]) -> list[int]:
        heads: dict[str, Head] = {}
        rows: list[Row] = []
        for entry in group:
            show = entry.show
            head = heads.get(show) or self._heads.get(show) or self._port.head(show)
            batch = Batch(head.end, entry.n, entry.clock, entry.codec, entry.body)
            digest = link(head.sha256, show, entry.tenant, batch)
            rows.append(
                Row(show, head.end, entry.tenant, entry.n, entry.clock, entry.codec, digest, entry.body)
            )
            heads[show] = Head(head.end + entry.n, digest)
        seq = self._port.insert(rows)
        self._heads.update(heads)
        self.groups += 1
        if self._mark is not None and seq is not None:
            self._mark.set(seq, rows[-1].sha256)
        return [row.offset for row in rows]

    def _probe(self) -> list[int]:
        self._port.probe()
        self._fault = None
        return []

    def _fail(self, group: list[Entry], error: Exception) -> None:
        """Refuse from now on. A sync that failed once is never retried: the log stays closed then."""
        if group:
            _LOG.error("the event log refuses to write from now on", exc_info=error)
        cause = _cause(error)
        with self._wake:
            self._fault = cause
            self.failures += bool(group)
            group = group + self._waiting
            self._waiting, self._waiting_bytes = [], 0
            if is_fatal(error):
                self._open = False
        self._forget()
        resolve(group, [_again(cause) for _ in group])

    def _forget(self) -> None:
        """Nothing remembered is trusted after a failure: neither heads nor the connection."""
        self._heads.clear()
        try:
            self._port.drop()
        except Exception as error:  # noqa: BLE001 (it is being given up; the fault that led here is told already)
            _LOG.warning("the log's connection did not close cleanly: %s", error)

    def read(self, show: str, offset: int = 0, *, verify: bool = False) -> Iterator[Batch]:
        """Batches in order, from the one that holds `offset` (it may begin before it).

        Every column, the body and the order are checked against the hash chain as they are read; `verify`
        also checks that the tail is not cut. Raises LogDamaged naming show and offset.
        """
        return self._reader.read(show, offset, verify=verify)

    def end(self, show: str) -> int:
        """Offset that the next event will get; 0 = this show has no log yet."""
        return self._reader.head(show).end

    def tip(self, show: str, at: int | None = None) -> Head:
        """End and last hash of the log, or of its batches that begin before offset `at`."""
        return self._reader.head(show, at)

    def shows(self) -> list[ShowEnd]:
        """Every show that has a log, with its end."""
        return self._reader.shows()

    def verify(self) -> list[ShowEnd]:
        """Read and check everything. Raises LogDamaged at the first damage."""
        return self._reader.verify()


def _cause(error: Exception) -> OnAirError:
    if isinstance(error, OnAirError):
        return error
    cause: OnAirError = LogFull() if is_full(error) else LogStopped(why=type(error).__name__)
    cause.__cause__ = error.with_traceback(None)  # frames would keep the dead connection alive
    return cause


def _again(fault: OnAirError) -> OnAirError:
    """The same refusal for another waiter: an exception raised twice would drag its traceback along."""
    fresh = type(fault)(**fault.data)
    fresh.__cause__ = fault.__cause__
    return fresh

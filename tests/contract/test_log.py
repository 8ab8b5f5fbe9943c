"""The event log, the same on both engines: offsets, groups, resuming, failing."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from onair.store import log as log_module
from onair.store import logread
from onair.store.chain import START
from onair.store.db import Database
from onair.store.log import EventLog, LogBehind, LogDamaged, LogStopped
from onair.store.ports import Row


def put(log: EventLog, show: str = "shw_a", n: int = 3, body: bytes = b"body", clock: int = 7) -> int:
    return log.append_blocking(show, tenant="tnt_a", clock=clock, n=n, body=body, codec=1)


def test_offsets_are_dense_for_each_show(log: EventLog):
    assert [put(log, n=n) for n in (3, 1, 5)] == [0, 3, 4]
    assert put(log, "shw_b") == 0
    assert (log.end("shw_a"), log.end("shw_b"), log.end("shw_none")) == (9, 3, 0)


def test_what_is_read_is_what_was_appended(log: EventLog):
    put(log, n=2, body=b"\x00\xff" * 70_000, clock=-5)
    put(log, n=1, body=b"", clock=2**62)
    assert [tuple(batch) for batch in log.read("shw_a", verify=True)] == [
        (0, 2, -5, 1, b"\x00\xff" * 70_000),
        (2, 1, 2**62, 1, b""),
    ]
    assert list(log.read("shw_none", verify=True)) == []


@pytest.mark.parametrize(
    ("offset", "first"), [(0, 0), (1, 0), (3, 3), (4, 3), (95, 93), (120, 120), (121, None)]
)
def test_reading_resumes_at_the_batch_that_holds_the_offset(log: EventLog, offset: int, first: int | None):
    for _ in range(40):
        put(log)
    last = put(log, n=1)
    found = [batch.offset for batch in log.read("shw_a", offset)]
    assert last == 120
    assert found == (list(range(first, 121, 3)) if first is not None else [120])


def test_resumes_after_a_restart(db: Database, log: EventLog):
    put(log)
    tip = log.tip("shw_a")
    log.stop()
    again = EventLog(db)
    again.start()
    assert put(again) == tip.end == 3
    again.stop()
    assert [batch.offset for batch in again.read("shw_a", verify=True)] == [0, 3]
    assert tip.sha256 != START


async def test_concurrent_appends_share_transactions(log: EventLog):
    """Everybody who waits during one sync is in the next transaction; each gets its own dense place."""
    shows = [f"shw_{i % 3}" for i in range(600)]
    before = log.groups
    offsets = await asyncio.gather(
        *(
            log.append(show, tenant="tnt_a", clock=i, n=2, body=b"%d" % i, codec=1)
            for i, show in enumerate(shows)
        )
    )
    for name in set(shows):
        mine = [offset for offset, show in zip(offsets, shows, strict=True) if show == name]
        assert mine == list(range(0, 400, 2)), "in the order in which they came"
    assert log.groups - before <= 60, "at least ten batches a transaction"
    bodies = {batch.offset: batch.body for batch in log.read("shw_1", verify=True)}
    assert bodies == {
        offset: b"%d" % i
        for i, (offset, show) in enumerate(zip(offsets, shows, strict=True))
        if show == "shw_1"
    }


def test_one_after_the_other_is_one_transaction_each(log: EventLog):
    """The control of the test above: without company there is nothing to group."""
    before = log.groups
    for _ in range(10):
        put(log)
    assert log.groups - before == 10


def test_threads_get_disjoint_dense_offsets(log: EventLog):
    got: list[int] = []
    threads = [
        threading.Thread(target=lambda: got.extend(put(log, n=1) for _ in range(25))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(200))


def test_shows_tell_where_each_log_ends(log: EventLog):
    put(log)
    put(log)
    put(log, "shw_b", n=1)
    ends = {end.show: (end.tenant, end.end, end.batches) for end in log.shows()}
    assert ends == {"shw_a": ("tnt_a", 6, 2), "shw_b": ("tnt_a", 1, 1)}
    assert log.verify() == log.shows()


class Failing:
    """A port whose insert fails once, as a commit does."""

    def __init__(self, log: EventLog, error: Exception) -> None:
        self.real, self.error, self.rows = log._port, error, []

    def insert(self, rows: list[Row]) -> int | None:
        self.rows.append(rows)
        raise self.error

    def __getattr__(self, name: str):
        return getattr(self.real, name)


async def test_a_failed_commit_fails_every_waiter_and_stops_the_writer(log: EventLog):
    put(log)
    log._port = Failing(log, OSError(5, "Input/output error"))
    asked = [log.append("shw_a", tenant="tnt_a", clock=i, n=1, body=b"x", codec=1) for i in range(20)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [LogStopped] * 20
    with pytest.raises(LogStopped):
        put(log)
    await asyncio.sleep(log_module.PROBE_EVERY_S * 1.5)
    assert isinstance(log.fault, LogStopped), "a sync that failed is never tried again by this process"
    assert log.end("shw_a") == 3
    assert [batch.n for batch in log.read("shw_a")] == [3], "reading goes on"


async def test_writing_comes_back_by_itself_when_the_fault_passes(log: EventLog):
    put(log)
    failing = Failing(log, RuntimeError("connection cut"))
    log._port = failing
    with pytest.raises(LogStopped):
        await log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"x", codec=1)
    log._port = failing.real
    for _ in range(100):
        await asyncio.sleep(0.1)
        if log.fault is None:
            break
    assert await log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"x", codec=1) == 3
    assert (log.failures, log.end("shw_a")) == (1, 4)


def test_a_stopped_log_refuses_and_still_reads(log: EventLog):
    put(log)
    log.stop()
    with pytest.raises(LogStopped):
        put(log)
    assert len(list(log.read("shw_a"))) == 1
    with pytest.raises(ValueError, match="empty"):
        put(log, n=0)


async def test_a_flood_is_refused_and_not_kept_in_memory(log: EventLog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log_module, "WAITING_BYTES_MAX", 1000)
    asked = [log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"x" * 600, codec=1) for _ in range(5)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, LogBehind)]
    assert refused
    assert log.end("shw_a") == len(answers) - len(refused)


async def test_a_caller_that_goes_away_takes_nobody_along(log: EventLog):
    first = asyncio.ensure_future(log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"1", codec=1))
    await asyncio.sleep(0)
    first.cancel()
    assert await log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"2", codec=1) == 1
    assert [batch.body for batch in log.read("shw_a")] == [b"1", b"2"]


def test_a_loop_that_was_closed_meanwhile_stops_nobody(log: EventLog):
    """A waiter may be gone with its whole loop; the writer must outlive that."""
    slow = Slow(log)
    log._port = slow
    loop = asyncio.new_event_loop()

    async def leave() -> None:
        task = loop.create_task(log.append("shw_a", tenant="tnt_a", clock=1, n=1, body=b"1", codec=1))
        await asyncio.sleep(0.05)
        task.cancel()

    loop.run_until_complete(leave())
    loop.close()
    slow.go.set()
    assert put(log) == 1


class Slow:
    """A port that waits with its first insert."""

    def __init__(self, log: EventLog) -> None:
        self.real, self.go = log._port, threading.Event()

    def insert(self, rows: list[Row]) -> int | None:
        self.go.wait(10)
        return self.real.insert(rows)

    def __getattr__(self, name: str):
        return getattr(self.real, name)


CHANGES = {
    "body": "UPDATE event_batch SET body = :bytes WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "n": "UPDATE event_batch SET n = 2 WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "clock": "UPDATE event_batch SET clock = 8 WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "codec": "UPDATE event_batch SET codec = 2 WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "tenant": "UPDATE event_batch SET tenant_id = 'tnt_b' WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "hash": "UPDATE event_batch SET sha256 = :bytes WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "moved": "UPDATE event_batch SET show_id = 'shw_b' WHERE show_id = 'shw_a' AND \"offset\" = 3",
    "gone": "DELETE FROM event_batch WHERE show_id = 'shw_a' AND \"offset\" = 3",
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_a_stored_batch_is_seen(db: Database, log: EventLog, change: str):
    for i in range(4):
        put(log, body=b"body %d" % i)
    log.stop()
    engine = db.writer if db.log_path is None else db.log_reader
    with engine.connect() as tx:
        if db.log_path is not None:
            tx.exec_driver_sql("PRAGMA query_only=OFF")
        tx.execute(text(CHANGES[change]), {"bytes": b"x" * 32} if ":bytes" in CHANGES[change] else {})
        tx.commit()
        naive = tx.execute(text("SELECT count(*) FROM event_batch WHERE body <> ''")).scalar_one()
    assert naive >= 3, "the control: without the chain the rows read well"
    with pytest.raises(LogDamaged) as damage:
        list(log.read("shw_a"))
    assert damage.value.data["show"] == "shw_a"
    assert damage.value.data["offset"] == 3
    with pytest.raises(LogDamaged):
        log.verify()


def test_long_and_short_batches_are_read_in_full(log: EventLog, monkeypatch: pytest.MonkeyPatch):
    """Pages grow while batches are short and shrink again; nothing is skipped or read twice at their seams."""
    asked: list[int] = []
    rows = logread.LogReader._rows
    monkeypatch.setattr(logread, "PAGE_BYTES", 50_000)
    monkeypatch.setattr(
        logread.LogReader,
        "_rows",
        lambda self, *a, **given: asked.append(given.get("most", 0)) or rows(self, *a, **given),
    )
    bodies = [b"x" * (10 if i < 400 else 9_000) for i in range(450)]
    for body in bodies:
        put(log, body=body, n=1)
    asked.clear()
    assert [batch.body for batch in log.read("shw_a")] == bodies
    assert max(asked) > 64
    assert len(asked) < 20
    assert [end.batches for end in log.verify()] == [450]


def test_two_writers_of_one_show_never_share_an_offset(db: Database, log: EventLog):
    """The key (show, offset) refuses the one that does not know of the other; it reads anew and goes on."""
    other = EventLog(db)
    other.start()
    assert (put(log, n=1), put(other, n=1)) == (0, 1)
    with pytest.raises(LogStopped):
        put(log, n=1)
    until = time.monotonic() + 10
    while log.fault is not None and time.monotonic() < until:
        time.sleep(0.05)
    assert put(log, n=1) == 2
    assert [batch.offset for batch in log.read("shw_a", verify=True)] == [0, 1, 2]
    other.stop()


def test_the_key_is_show_and_offset(db: Database, log: EventLog):
    put(log)
    engine = db.writer if db.log_path is None else db.log_reader
    with engine.connect() as tx:
        if db.log_path is not None:
            tx.exec_driver_sql("PRAGMA query_only=OFF")
        copied = (
            'INSERT INTO event_batch (show_id, "offset", tenant_id, n, clock, codec, sha256, body) SELECT '
        )
        for show, allowed in (("shw_a", False), ("shw_b", True)):
            values = (
                f"'{show}', \"offset\", tenant_id, n, clock, codec, sha256, body FROM event_batch LIMIT 1"
            )
            if allowed:
                tx.execute(text(copied + values))
            else:
                with pytest.raises(IntegrityError):
                    tx.execute(text(copied + values))
                tx.rollback()

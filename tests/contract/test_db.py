"""The two doors of the relational store, on both engines."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onair.store import db as doors
from onair.store.db import Database, DatabaseBusy, ping

COUNT = text("SELECT count(*) FROM log_note")


@pytest.fixture(autouse=True)
def table(db: Database):
    with db.write() as tx:
        tx.execute(text("CREATE TABLE log_note (id INTEGER PRIMARY KEY)"))


def add(tx, key: int) -> None:
    tx.execute(text("INSERT INTO log_note VALUES (:key)"), {"key": key})


def count(db: Database) -> int:
    with db.read() as tx:
        return tx.execute(COUNT).scalar_one()


def test_write_commits_on_leaving_and_rolls_back_on_error(db: Database):
    with db.write() as tx:
        add(tx, 1)
        assert count(db) == 0, "nobody else sees it before"
    assert count(db) == 1
    with pytest.raises(ZeroDivisionError), db.write() as tx:
        add(tx, 2)
        _ = 1 / 0
    assert count(db) == 1


def test_reading_cannot_write(db: Database):
    with db.read() as tx, pytest.raises(DBAPIError):
        add(tx, 1)
    assert count(db) == 0


def test_a_write_inside_a_write_is_refused_at_once(db: Database):
    with db.write(), pytest.raises(RuntimeError, match="open in this thread"), db.write():
        pass
    with db.write() as tx:
        add(tx, 1)


def test_writers_take_turns(db: Database):
    """Read, think, write: no update is lost where there is one writer; PostgreSQL needs its row lock for that."""
    with db.write() as tx:
        tx.execute(text("CREATE TABLE log_sum (total INTEGER)"))
        tx.execute(text("INSERT INTO log_sum VALUES (0)"))

    def work() -> None:
        for _ in range(10):
            with db.write() as tx:
                lock = "" if db.dialect == "sqlite" else " FOR UPDATE"
                total = tx.execute(text(f"SELECT total FROM log_sum{lock}")).scalar_one()
                tx.execute(text("UPDATE log_sum SET total = :total"), {"total": total + 1})

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.read() as tx:
        assert tx.execute(text("SELECT total FROM log_sum")).scalar_one() == 60


def test_waiting_for_a_turn_ends(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doors, "LOCK_WAIT_S", 0.2)
    db = Database(f"sqlite:///{tmp_path / 'onair.db'}")
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with db.write():
            entered.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(5)
    began = time.monotonic()
    with pytest.raises(DatabaseBusy), db.write():
        pass
    assert time.monotonic() - began < 5
    leave.set()
    holder.join()
    ping(db)
    db.close()


def test_a_long_ordinary_write_does_not_hold_up_the_log(db: Database, log):
    """Two files on SQLite, row locks on PostgreSQL: an import of products may take its time."""
    with db.write() as tx:
        add(tx, 1)
        began = time.monotonic()
        log.append_blocking("shw_a", tenant="t", clock=0, n=1, body=b"x", codec=1)
        assert time.monotonic() - began < 2
    assert log.end("shw_a") == 1


def test_sqlite_in_memory_is_refused():
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="memory is not durable"):
            Database(url)

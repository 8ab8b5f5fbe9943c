"""The write-ahead log does not grow for ever while the writer never rests."""

import time
from pathlib import Path

import pytest

from onair.store import checkpoint
from onair.store.db import Database, upgrade
from onair.store.log import EventLog

BODY = b"x" * 20_000
BATCHES = 500


def wal_after(home: Path) -> tuple[int, int]:
    """Longest WAL seen, and bytes of the log's file, while 10 MB go through."""
    db = Database(f"sqlite:///{home / 'onair.db'}")
    upgrade(db)
    log = EventLog(db)
    log.start()
    longest = 0
    for i in range(BATCHES):
        log.append_blocking("shw_a", tenant="t", clock=i, n=1, body=BODY, codec=1)
        longest = max(longest, (home / "onair-log.db-wal").stat().st_size)
        time.sleep(0.001)
    assert len(list(log.read("shw_a", verify=True))) == BATCHES
    moved = (home / "onair-log.db").stat().st_size
    log.stop()
    db.close()
    return longest, moved


def test_the_wal_starts_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoint, "START_BYTES", 500_000)
    longest, moved = wal_after(tmp_path)
    assert longest < BATCHES * len(BODY) / 2
    assert moved > BATCHES * len(BODY) / 2


def test_without_checkpoints_it_would_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The control."""
    monkeypatch.setattr(checkpoint, "START_BYTES", 10**12)
    longest, _ = wal_after(tmp_path)
    assert longest > BATCHES * len(BODY)

"""Kills, full disks, failing system calls, syncs counted. Each with the control that shows it can fail."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from onair.store.db import Database, upgrade
from onair.store.log import EventLog, LogStopped

HERE = Path(__file__).parent
SRC = HERE.parent.parent / "src"
pytestmark = pytest.mark.fault


STEP = 1 if os.environ.get("ONAIR_FULL") == "1" else 3
"""As in faults.py."""


def run_faults(shim: Path, *words: str) -> dict:
    env = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(SRC)}
    command = [sys.executable, "-W", "error", str(HERE / "faults.py"), *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def synced_before_each_ack(counts: list[int]) -> bool:
    return len(counts) == 40 and min(counts) >= 1


def test_every_ack_waits_for_a_sync(shim: Path, tmp_path: Path):
    assert synced_before_each_ack(run_faults(shim, "syncs", str(tmp_path / "full"), "full")["counts"])
    off = run_faults(shim, "syncs", str(tmp_path / "off"), "off")["counts"]
    assert not synced_before_each_ack(off), "the control: with sync off the same assertion must not hold"


def test_no_failing_system_call_loses_what_was_acked(shim: Path, tmp_path: Path):
    told = run_faults(shim, "append", str(tmp_path))
    assert told["struck"] > 150 // STEP, "the faults happened"
    assert told["stopped_runs"] > 100 // STEP, "and were felt"
    assert told["acked"] > 500 // STEP
    assert (told["lost"], told["after_fault"]) == (0, 0)


def test_a_full_disk_refuses_reads_on_and_heals_by_itself(shim: Path, tmp_path: Path):
    told = run_faults(shim, "full", str(tmp_path))
    assert told["refused"] > 5
    assert told["codes"] == ["log_full"]
    assert told["read"] == 5, "reading works while writing does not"
    assert told["offsets"] == told["found"] == [0, 2, 4, 6, 8, 10], "acked and found are the same"
    assert told["healed_s"] < 10


def test_a_sealing_killed_or_failed_at_any_step_can_be_run_again(shim: Path, tmp_path: Path):
    told = run_faults(shim, "seal", str(tmp_path))
    assert told["runs"] > 40 // STEP
    assert told["statuses"]["9"] > 10 // STEP, "killed"
    assert told["statuses"]["1"] > 10 // STEP, "refused"
    assert (told["differing"], told["leftovers"]) == (0, 0)


def spawn_writer(url: str, sync: str = "full") -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(SRC)}
    command = [sys.executable, str(HERE / "writer.py"), url, sync]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, bufsize=0)


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> dict[int, int]:
    """Acked offset → number of the batch, as the killed writer had told."""
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    told = process.stdout.read()
    process.wait()
    process.stdout.close()
    whole = told[: told.rfind(b"\n") + 1].decode().split()
    return {int(offset): int(number) for offset, number in (pair.split(":") for pair in whole)}


def lost(log: EventLog, acked: dict[str, dict[int, int]]) -> int:
    missing = 0
    for show, told in acked.items():
        found = {batch.offset: batch.clock for batch in log.read(show, verify=True)}
        missing += sum(found.get(offset) != number for offset, number in told.items())
    return missing


def test_kill_9_of_the_writer_loses_nothing_acked(url: str):
    """Counts acks over five kills. That this cannot see a missing sync is why the test above counts syncs."""
    rng = random.Random(5)
    db = Database(url)
    upgrade(db)
    acked: dict[int, int] = {}
    for _ in range(5):
        acked |= kill_after(spawn_writer(url), rng.uniform(0.1, 0.4))
    log = EventLog(db)
    log.start()
    assert len(acked) > 50
    assert lost(log, {"shw_a": acked}) == 0
    assert log.append_blocking("shw_a", tenant="t", clock=0, n=1, body=b"", codec=1) >= max(acked)
    log.verify()
    log.stop()
    db.close()


@pytest.mark.postgres
def test_postgres_syncs_for_each_ack(postgres):
    """PostgreSQL counts the syncs of its own write-ahead log; off is the control."""

    def syncs_per_append(sync: str) -> float:
        db = Database(postgres.database(), sync=sync)
        upgrade(db)
        log = EventLog(db)
        before = wal_syncs(postgres.uri)
        log.start()
        for i in range(60):
            log.append_blocking("shw_a", tenant="t", clock=i, n=1, body=b"x" * 500, codec=1)
        log.stop()
        db.close()
        return (wal_syncs(postgres.uri) - before) / 60

    assert syncs_per_append("full") >= 1
    assert syncs_per_append("off") < 0.5, "the control: the same assertion must not hold"


def wal_syncs(uri: str) -> int:
    time.sleep(1.2)  # a backend hands in its counts at most once a second, and when it ends
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        return int(
            connection.execute("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'").fetchone()[0]
        )


@pytest.mark.postgres
@pytest.mark.parametrize("sync", ["full", "off"])
def test_kill_9_of_postgres_itself(sync: str, own_postgres):
    """All its processes die at once under load, three times. Off is the control: acked batches are gone."""
    url = own_postgres.database()
    db = Database(url)
    upgrade(db)
    acked: dict[int, int] = {}
    for _ in range(3):
        writer = spawn_writer(url, sync)
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(0.7)
        own_postgres.kill()
        writer.kill()
        told = writer.stdout.read()
        writer.wait()
        writer.stdout.close()
        pairs = [pair.split(":") for pair in told[: told.rfind(b"\n") + 1].decode().split()]
        acked |= {int(offset): int(number) for offset, number in pairs}
        began = time.monotonic()
        own_postgres.start()
        db.writer.dispose()
        log = EventLog(db)
        gone = lost(log, {"shw_a": acked})
        assert time.monotonic() - began < 10
        if sync == "off" and gone:
            break
    db.close()
    assert len(acked) > 30
    assert (gone > 0) == (sync == "off")


@pytest.mark.postgres
def test_the_log_heals_by_itself_after_postgres_was_gone(own_postgres):
    """R19 reduced: the same process writes and reads again within ten seconds, nothing acked is lost."""
    db = Database(own_postgres.database())
    upgrade(db)
    log = EventLog(db)
    log.start()
    acked: dict[int, int] = {}

    def put(number: int) -> None:
        body = b"%d" % number
        acked[log.append_blocking("shw_a", tenant="t", clock=number, n=1, body=body, codec=1)] = number

    for turn in range(3):
        put(turn)
        own_postgres.kill()
        with pytest.raises(LogStopped):
            put(100 + turn)
        own_postgres.start()
        began = time.monotonic()
        while log.fault is not None:
            assert time.monotonic() - began < 10
            time.sleep(0.05)
        put(200 + turn)
        with db.read() as tx:
            assert tx.execute(text("SELECT count(*) FROM event_batch")).scalar_one() >= len(acked)
    assert lost(log, {"shw_a": acked}) == 0
    assert (len(acked), log.failures) == (6, 3)
    log.stop()
    db.close()

"""Runs in a process of its own with the preload library: fails each system call of the log in turn.

    python faults.py append FOLDER    every write, sync and truncation fails once, with each error
    python faults.py syncs FOLDER MODE    syncs between the start of an append and its ack, for 40 appends
    python faults.py full FOLDER    the disk is full for a while, then it is not
    python faults.py seal FOLDER    a sealing is killed at, or fails at, every write, sync and rename

Prints one JSON object; the tests judge it.
"""

import ctypes
import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas  # noqa: F401 (DuckDB looks for it at its first statement: once here, not in each child)

from onair.events.codec import encode_batch
from onair.events.model import Correction, Enter, Identity, Line, Order
from onair.kernel.errors import OnAirError
from onair.store import checkpoint
from onair.store.db import Database, upgrade
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.manifest import load

STEP = 1 if os.environ.get("ONAIR_FULL") == "1" else 3
"""Each call with every error; else each call with one of the three, in turn."""

SHIM = ctypes.CDLL(os.environ["LD_PRELOAD"]) if "LD_PRELOAD" in os.environ else None
WRITE, SYNC, RENAME, TRUNCATE = 1, 2, 4, 8
APPENDS = 8


@contextmanager
def armed(
    kinds: int, text: str, at: int, error: int = 0, *, sticky: bool = False, kill: bool = False
) -> Iterator[None]:
    SHIM.shim_arm(kinds, text.encode(), ctypes.c_long(at), error, sticky, kill)
    try:
        yield
    finally:
        SHIM.shim_disarm()


@contextmanager
def opened(home: Path, sync: str = "full") -> Iterator[EventLog]:
    db = Database(f"sqlite:///{home / 'onair.db'}", sync=sync)
    upgrade(db)
    log = EventLog(db)
    try:
        yield log
    finally:
        log.stop()
        db.close()


def put(log: EventLog, i: int) -> int:
    return log.append_blocking("shw_a", tenant="tnt_a", clock=i, n=2, body=b"%04d" % i * 5_000, codec=1)


def append_under_fault(home: Path, kinds: int, at: int, error: int) -> dict[str, object]:
    """One run: what was acked, what a fresh process then reads, whether writing went on after a failed sync."""
    acked: dict[int, bytes] = {}
    after_fault = 0
    with opened(home) as log:
        log.start()
        with armed(kinds, "onair-log.db", at, error):
            for i in range(APPENDS):
                was_stopped = log.fault is not None
                try:
                    acked[put(log, i)] = b"%04d" % i * 5_000
                    after_fault += was_stopped
                except OnAirError:
                    continue
            struck = SHIM.shim_failed()
            log.stop()
    with opened(home) as again:
        again.start()
        found = {batch.offset: batch.body for batch in again.read("shw_a", verify=True)}
        put(again, 99)
        again.verify()
    lost = [offset for offset, body in acked.items() if found.get(offset) != body]
    return {"struck": struck, "acked": len(acked), "lost": len(lost), "after_fault": after_fault}


def append(folder: Path) -> dict[str, object]:
    checkpoint.START_BYTES = 60_000  # so that checkpoints happen in a short run, and fail too
    fresh = folder / "fresh"
    with opened(fresh) as log:
        log.start()
        put(log, 1)
    total = {"runs": 0, "struck": 0, "acked": 0, "lost": 0, "after_fault": 0, "stopped_runs": 0}
    for kinds in (WRITE, SYNC, TRUNCATE):
        for turn, error in enumerate((errno.EIO, errno.ENOSPC, errno.EINTR)):
            for at in range(1 + turn % STEP, 400, STEP):
                home = folder / "home"
                shutil.rmtree(home, ignore_errors=True)
                shutil.copytree(fresh, home)
                run = append_under_fault(home, kinds, at, error)
                total["runs"] += 1
                for name in ("struck", "acked", "lost", "after_fault"):
                    total[name] += run[name]
                total["stopped_runs"] += run["acked"] < APPENDS
                if not run["struck"]:
                    break
    return total


def syncs(folder: Path, mode: str) -> dict[str, object]:
    """For each append: completed syncs of the log's files before its ack."""
    counts = []
    with opened(folder / "home", mode) as log:
        log.start()
        put(log, 0)
        for i in range(40):
            with armed(SYNC, "onair-log.db", 0):
                put(log, i)
                counts.append(SHIM.shim_synced())
    return {"counts": counts}


def full(folder: Path) -> dict[str, object]:
    """No byte more for 2.5 s (every write fails with ENOSPC), then room again."""
    with opened(folder / "home") as log:
        log.start()
        offsets = [put(log, i) for i in range(5)]
        refused, codes, read = 0, set(), 0
        with armed(WRITE, "onair-log.db", 1, errno.ENOSPC, sticky=True):
            until = time.monotonic() + 2.5
            while time.monotonic() < until:
                try:
                    offsets.append(put(log, 9))
                except OnAirError as no:
                    refused += 1
                    codes.add(no.code)
                read = sum(1 for _ in log.read("shw_a", verify=True))
                time.sleep(0.05)
        freed = time.monotonic()
        while True:
            try:
                offsets.append(put(log, 10))
                break
            except OnAirError:
                time.sleep(0.02)
        healed = time.monotonic() - freed
        log.verify()
        found = [batch.offset for batch in log.read("shw_a")]
    return {
        "offsets": offsets,
        "found": found,
        "refused": refused,
        "codes": sorted(codes),
        "read": read,
        "healed_s": healed,
    }


def fill(log: EventLog) -> None:
    """Two shows' worth of trouble: lines, a correction, a voided and a doubled event."""
    log.start()
    at = 1_795_334_400_000
    events = [Enter(id=f"e{i}", source="a:1", at=at + i, user=f"a:{i:032x}") for i in range(50)]
    orders = [
        Order(id=f"o{i}", source="a:1", at=at + i, order=f"o{i}", amount=5, items=(Line(product="p"),))
        for i in range(9)
    ]
    fixes = [
        Correction(id="c1", source="a:2", at=at, corrects=Identity(source="a:1", id="o1"), set={"amount": 7}),
        Correction(id="c2", source="a:2", at=at, corrects=Identity(source="a:1", id="e1"), void=True),
    ]
    for batch in (events, orders, [events[3]], fixes):
        log.append_blocking(
            "shw_a", tenant="tnt_a", clock=at, n=len(batch), body=encode_batch(batch), codec=1
        )
    log.stop()


def seal_once(home: Path) -> None:
    with opened(home) as log:
        lake = Lake(home / "lake")
        try:
            lake.seal("shw_a", "tnt_a", log)
        finally:
            lake.close()


def in_child(home: Path, kinds: int, at: int, error: int, *, kill: bool) -> int:
    """Exit status of a sealing that meets its fate at call `at`: 0 done, 1 refused, 9 killed, 7 not struck."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 0
    with armed(kinds, "/lake/", at, error, kill=kill):
        try:
            seal_once(home)
        except (OnAirError, OSError):
            status = 1
        if not SHIM.shim_failed():
            status = 7
    os._exit(status)


FATES = (
    (SYNC | RENAME, True, 0), (SYNC | RENAME, False, errno.EIO), (SYNC | RENAME, False, errno.ENOSPC),
    (WRITE, True, 0), (WRITE, False, errno.ENOSPC),
)  # fmt: skip
"""Each sync and rename; of the many writes of a Parquet file the first, second, fourth, eighth…"""


def seal(folder: Path) -> dict[str, object]:
    fresh = folder / "fresh"
    with opened(fresh) as log:
        fill(log)
    clean = folder / "clean"
    shutil.copytree(fresh, clean)
    if os.fork() == 0:
        seal_once(clean)
        os._exit(0)
    os.wait()
    wanted = load(clean / "lake" / "tnt_a" / "shw_a")
    seen: dict[str, int] = {}
    differing = leftovers = runs = 0
    for turn, (kinds, kill, error) in enumerate(FATES):
        at = 1 + turn % STEP
        while True:
            home = folder / "home"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(fresh, home)
            status = in_child(home, kinds, at, error, kill=kill)
            seen[str(status)] = seen.get(str(status), 0) + 1
            if status == 7:
                break
            runs += 1
            in_child(home, kinds, 0, 0, kill=False)
            sealed = home / "lake" / "tnt_a" / "shw_a"
            differing += load(sealed) != wanted
            leftovers += {path.name for path in sealed.iterdir()} != {
                "manifest.json",
                *(file.name for file in wanted.files),
            }
            at += STEP if kinds != WRITE else at
    return {"runs": runs, "statuses": seen, "differing": differing, "leftovers": leftovers}


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    answer = (
        syncs(where, sys.argv[3])
        if what == "syncs"
        else {"append": append, "full": full, "seal": seal}[what](where)
    )
    print(json.dumps(answer))

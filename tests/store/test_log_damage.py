"""R03 reduced: cut tails and flipped bits are seen, or did not matter; never a silent loss (SQLite)."""

import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from onair.store.db import Database, upgrade
from onair.store.log import Batch, EventLog, LogDamaged

TRIALS = int(os.environ.get("ONAIR_TRIALS", "50"))
"""50 for every run; the nightly of the fault catalogue asks for 1,000."""
NAMES = ("onair.db", "onair-log.db", "onair-log.db-wal", "onair-log.db-mark")


def body(i: int) -> bytes:
    return random.Random(i).randbytes(3_000)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as a killed server leaves them: half of the batches in the file, half still in the WAL."""
    live, copy = tmp_path_factory.mktemp("live"), tmp_path_factory.mktemp("copy")
    db = Database(f"sqlite:///{live / 'onair.db'}")
    upgrade(db)
    log = EventLog(db)
    for half in range(2):
        log.start()
        for i in range(half * 30, half * 30 + 30):
            log.append_blocking("shw_a", tenant="t", clock=i, n=2, body=body(i), codec=1)
        if half == 0:
            log.stop()
            raw = sqlite3.connect(live / "onair-log.db")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()
    for name in NAMES:
        shutil.copyfile(live / name, copy / name)
    log.stop()
    db.close()
    assert (copy / "onair-log.db-wal").stat().st_size > 90_000
    assert (copy / "onair-log.db").stat().st_size > 90_000
    return copy


WHOLE = [Batch(2 * i, 2, i, 1, body(i)) for i in range(60)]


def reopened(folder: Path) -> list[Batch] | LogDamaged:
    """What a fresh start makes of the files: everything that is read, or the refusal."""
    db = Database(f"sqlite:///{folder / 'onair.db'}")
    log = EventLog(db)
    try:
        log.start()
        read = list(log.read("shw_a"))
        log.verify()
    except LogDamaged as damage:
        return damage
    finally:
        log.stop()
        db.close()
    return read


def trial(written: Path, folder: Path, name: str, change) -> list[Batch] | LogDamaged:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(written, folder)
    raw = bytearray((folder / name).read_bytes())
    (folder / name).write_bytes(change(raw))
    return reopened(folder)


def test_untouched_files_open_whole(written: Path, tmp_path: Path):
    assert trial(written, tmp_path / "t", "onair-log.db-wal", bytes) == WHOLE


@pytest.mark.parametrize("name", ["onair-log.db-wal", "onair-log.db"])
def test_a_cut_tail_is_refused(written: Path, tmp_path: Path, name: str):
    rng = random.Random(3)
    size = (written / name).stat().st_size
    refused = 0
    for _ in range(TRIALS):
        cut = rng.randrange(size)
        found = trial(written, tmp_path / "t", name, lambda raw, cut=cut: raw[:cut])
        assert isinstance(found, LogDamaged) or found == WHOLE
        refused += isinstance(found, LogDamaged)
    assert refused > TRIALS * 0.9, "a cut of acked bytes cannot go well"


@pytest.mark.parametrize("name", ["onair-log.db-wal", "onair-log.db"])
def test_a_garbled_tail_is_refused(written: Path, tmp_path: Path, name: str):
    rng = random.Random(4)
    size = (written / name).stat().st_size
    for _ in range(TRIALS // 2):
        at = rng.randrange(size)
        found = trial(
            written, tmp_path / "t", name, lambda raw, at=at: raw[:at] + rng.randbytes(len(raw) - at)
        )
        assert isinstance(found, LogDamaged) or found == WHOLE


@pytest.mark.parametrize("name", ["onair-log.db-wal", "onair-log.db"])
def test_a_flipped_bit_is_seen_or_did_not_matter(written: Path, tmp_path: Path, name: str):
    rng = random.Random(5)
    size = (written / name).stat().st_size
    seen = 0
    for _ in range(TRIALS):
        at, bit = rng.randrange(size), rng.randrange(8)

        def flip(raw: bytearray, at: int = at, bit: int = bit) -> bytes:
            raw[at] ^= 1 << bit
            return bytes(raw)

        found = trial(written, tmp_path / "t", name, flip)
        assert isinstance(found, LogDamaged) or found == WHOLE
        seen += isinstance(found, LogDamaged)
    assert seen > TRIALS * 0.5, "a body takes half of its pages or more; the rest holds nothing"


def test_every_flipped_bit_of_a_body_is_seen(written: Path, tmp_path: Path):
    rng = random.Random(6)
    raw = (written / "onair-log.db").read_bytes()
    first = raw.index(body(29)[:500])
    for _ in range(TRIALS):
        at, bit = first + rng.randrange(500), rng.randrange(8)

        def flip(raw: bytearray, at: int = at, bit: int = bit) -> bytes:
            raw[at] ^= 1 << bit
            return bytes(raw)

        found = trial(written, tmp_path / "t", "onair-log.db", flip)
        assert isinstance(found, LogDamaged)
        assert found.data == {"show": "shw_a", "offset": 58, "why": "sha256"}


def test_without_the_mark_a_cut_tail_would_pass(written: Path, tmp_path: Path):
    """The control: SQLite alone takes a shortened WAL for an older, healthy state."""
    folder = tmp_path / "t"
    shutil.copytree(written, folder)
    wal = folder / "onair-log.db-wal"
    wal.write_bytes(wal.read_bytes()[: wal.stat().st_size // 2])
    (folder / "onair-log.db-mark").unlink()
    found = reopened(folder)
    assert isinstance(found, list)
    assert 30 <= len(found) < 60


def test_a_damaged_mark_stops_nobody(written: Path, tmp_path: Path):
    assert trial(written, tmp_path / "t", "onair-log.db-mark", lambda raw: raw[:-1]) == WHOLE

"""Backup while others write, restore elsewhere, verify everything."""

import random
import shutil
import threading
import time
from pathlib import Path

import pytest

from onair.access.service import create_tenant, list_tenants
from onair.events.codec import encode_batch
from onair.events.model import Enter
from onair.kernel.clock import FixedClock
from onair.store.backup import BackupInside, BackupNeedsDump, NoBackup, NotEmpty, backup, read_card, restore
from onair.store.chain import LogDamaged
from onair.store.db import Database, sqlite_url
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.manifest import LakeDamaged
from onair.store.verify import TablesDamaged, verify
from team import seeded

CLOCK = FixedClock(1_795_334_400_000)


class Home:
    """A data folder with a sealed show, a running one, a secret and a team."""

    def __init__(self, path: Path, *, new: bool = True) -> None:
        self.path = path
        seeded(path)
        self.db = Database(sqlite_url(path / "onair.db"))
        self.log, self.lake = EventLog(self.db), Lake(path / "lake")
        self.log.start()
        if new:
            self.put("shw_sealed", 40)
            self.lake.seal("shw_sealed", "tnt_a", self.log)
            self.put("shw_live", 3)
            (path / "secret.key").write_bytes(b"k")
            (path / "secret.key").chmod(0o600)
            with self.db.write() as tx:
                create_tenant(tx, CLOCK, "甲")

    def put(self, show: str, n: int, start: int = 0) -> None:
        events = [Enter(id=f"e{i}", source="a:1", at=1_000 + i) for i in range(start, start + n)]
        self.log.append_blocking(show, tenant="tnt_a", clock=5, n=n, body=encode_batch(events), codec=1)

    def close(self) -> None:
        self.lake.close()
        self.log.stop()
        self.db.close()


@pytest.fixture
def home(tmp_path: Path):
    made = Home(tmp_path / "home")
    yield made
    made.close()


def test_restored_is_equal(home: Home, tmp_path: Path):
    card = backup(home.db, home.path, tmp_path / "copy", CLOCK)
    report = restore(tmp_path / "copy", tmp_path / "again")
    assert (report.shows, report.events, report.sealed, report.problems) == (2, 43, 1, [])
    again = Home(tmp_path / "again", new=False)
    assert again.log.shows() == home.log.shows()
    assert [list(again.log.read(end.show, verify=True)) for end in again.log.shows()] == [
        list(home.log.read(end.show)) for end in home.log.shows()
    ]
    assert again.lake.manifests() == home.lake.manifests()
    with again.db.read() as tx:
        assert [team.name for team in list_tenants(tx)] == ["甲"]
    assert (again.path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (again.path.stat().st_mode & 0o777, card.made_at) == (0o700, CLOCK())
    again.put("shw_live", 1)
    assert again.log.end("shw_live") == 4
    again.close()


def test_nothing_acked_before_the_backup_is_missing(home: Home, tmp_path: Path):
    """Ingest, sealing and ordinary writes go on during three backups."""
    acked, stop = [0], threading.Event()

    def ingest() -> None:
        for i in range(100_000):
            if stop.is_set():
                return
            home.put("shw_busy", 10, start=i * 10)
            acked[0] = (i + 1) * 10
            if i % 20 == 0:
                home.lake.seal("shw_busy", "tnt_a", home.log)

    thread = threading.Thread(target=ingest)
    thread.start()
    for turn in range(3):
        time.sleep(0.3)
        known = acked[0]
        card = backup(home.db, home.path, tmp_path / f"copy{turn}", CLOCK)
        marked = {mark.show: mark.end for mark in card.shows}
        assert marked["shw_busy"] >= known > 0
        assert restore(tmp_path / f"copy{turn}", tmp_path / f"again{turn}").ok
    stop.set()
    thread.join()
    assert acked[0] > known, "the ingest went on meanwhile"


def test_any_name_of_a_folder_works(tmp_path: Path):
    home = Home(tmp_path / "数据 100% #1?a'b")
    backup(home.db, home.path, tmp_path / "备份 %41 #?'", CLOCK)
    assert verify(home.db, home.log, home.lake).ok
    home.close()
    assert restore(tmp_path / "备份 %41 #?'", tmp_path / "again %20?").events == 43


@pytest.mark.parametrize("name", ["onair.db", "onair-log.db", "secret.key", "backup.json"])
def test_a_changed_backup_is_not_restored(home: Home, tmp_path: Path, name: str):
    backup(home.db, home.path, tmp_path / "copy", CLOCK)
    path = tmp_path / "copy" / name
    raw = bytearray(path.read_bytes())
    raw[random.Random(1).randrange(len(raw)) if name != "backup.json" else 0] ^= 1
    path.write_bytes(raw)
    with pytest.raises(NoBackup):
        restore(tmp_path / "copy", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not (tmp_path / "again.part").exists()


def test_folders_that_hold_something_are_left_alone(home: Home, tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(NotEmpty):
        backup(home.db, home.path, tmp_path / "full", CLOCK)
    (tmp_path / "empty").mkdir()
    backup(home.db, home.path, tmp_path / "empty", CLOCK)
    assert read_card(tmp_path / "empty").version == 1
    with pytest.raises(NotEmpty):
        restore(tmp_path / "empty", tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["file"]


@pytest.mark.parametrize("inside", ["copy", "", "lake/copy"])
def test_a_backup_inside_the_data_folder_is_refused(home: Home, inside: str):
    before = sorted(home.path.rglob("*"))
    with pytest.raises(BackupInside):
        backup(home.db, home.path, home.path / inside, CLOCK)
    assert sorted(home.path.rglob("*")) == before


def test_a_file_that_goes_away_meanwhile_is_no_failure(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (home.path / "uploads").mkdir()
    (home.path / "uploads" / "gone.csv").touch()
    (home.path / "uploads" / "kept.csv").write_text("x")
    real = shutil.copy2

    def copy(source, target, **options):
        if Path(source).name == "gone.csv":
            Path(source).unlink()
        return real(source, target, **options)

    monkeypatch.setattr(shutil, "copy2", copy)
    backup(home.db, home.path, tmp_path / "copy", CLOCK)
    assert [path.name for path in (tmp_path / "copy" / "uploads").iterdir()] == ["kept.csv"]


def test_a_backup_that_fails_leaves_nothing(home: Home, tmp_path: Path):
    sealed = home.lake.folder("tnt_a", "shw_sealed")
    next(sealed.glob("events*.parquet")).write_bytes(b"damaged")
    with pytest.raises(LakeDamaged):
        backup(home.db, home.path, tmp_path / "copy", CLOCK)
    assert list(tmp_path.glob("copy*")) == []


def test_postgres_says_what_to_do(tmp_path: Path):
    db = Database("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(BackupNeedsDump, match="pg_dump"):
        backup(db, tmp_path, tmp_path / "copy", CLOCK)
    db.close()


def test_verify_names_every_problem(home: Home):
    assert verify(home.db, home.log, home.lake).ok
    sealed = home.lake.folder("tnt_a", "shw_sealed")
    next(sealed.glob("events*.parquet")).unlink()
    with home.db.log_reader.connect() as tx:
        tx.exec_driver_sql("PRAGMA query_only=OFF")
        tx.exec_driver_sql("UPDATE event_batch SET clock = 6 WHERE show_id = 'shw_live'")
        tx.commit()
    problems = verify(home.db, home.log, home.lake).problems
    assert {type(problem) for problem in problems} == {LakeDamaged, LogDamaged}
    assert any(problem.data.get("show") == "shw_live" for problem in problems)


def test_verify_sees_a_damaged_table_file(home: Home):
    home.close()
    path = home.path / "onair.db"
    raw = bytearray(path.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at] = 0xEE
    path.write_bytes(raw)
    db, lake = Database(f"sqlite:///{path}"), Lake(home.path / "lake")
    problems = verify(db, EventLog(db), lake).problems
    assert [type(problem) for problem in problems] == [TablesDamaged]
    lake.close()
    db.close()

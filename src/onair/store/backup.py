"""Backup while the show runs, restore elsewhere, and the check of everything (docs/algorithms/log.md).

Order matters: lake, then tables, then log. So nothing copied earlier can speak of events the log's copy
lacks. The mark is the end of every show's log in the copy: all that was acknowledged up to it is there.
"""

import shutil
import sqlite3
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec

from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, Unavailable
from onair.store.db import Database, sqlite_url
from onair.store.files import sha256_of, sync_file, sync_folder, write_whole
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.manifest import LakeDamaged, Manifest, load, save
from onair.store.verify import Report, verify

CARD = "backup.json"
LAKE = "lake"
_LEFT_OUT = {LAKE, "run", "lock", "tls"}
"""`tls`: who steals a copy shall not speak for this server."""
_TRIES = 3


class NotEmpty(Conflict):
    code = "folder_not_empty"
    zh = "文件夹 {folder} 不是空的。没有写入任何内容，请换一个空文件夹。"
    en = "The folder {folder} is not empty. Nothing was written; name an empty one."


class BackupInside(BadInput):
    code = "backup_inside"
    zh = "备份不能放在数据文件夹 {home} 里面。没有写入任何内容，请换一个位置，最好是另一块磁盘。"
    en = "A backup cannot lie inside the data folder {home}. Nothing was written; name another disk at best."


class NoBackup(BadInput):
    code = "not_a_backup"
    zh = "{folder} 不是完整的备份：{why}。没有恢复任何内容。"
    en = "{folder} is no complete backup: {why}. Nothing was restored."


class BackupNeedsDump(Unavailable):
    code, status = "backup_needs_dump", 501
    zh = (
        "这里用的是 PostgreSQL：请用 pg_dump --format=custom 备份数据库，并复制数据文件夹。没有写入任何内容。"
    )
    en = "This is PostgreSQL: run pg_dump --format=custom and copy the data folder. Nothing was written."


class ShowMark(msgspec.Struct, frozen=True):
    """Up to which offset a show is in the backup, and the hash chain there (hex)."""

    show: str
    tenant: str
    end: int
    sha256: str


class Card(msgspec.Struct, frozen=True):
    """What a backup says of itself: written last, so a backup without it is not one."""

    made_at: int
    files: dict[str, str]
    shows: list[ShowMark]
    version: int = 1


def backup(db: Database, home: Path, target: Path, clock: Clock, leave: Collection[str] = ()) -> Card:
    """Copy the data folder to `target` (absent or empty) while others write. `leave`: files that stay at home.

    Raises NotEmpty, BackupInside, BackupNeedsDump, LakeDamaged, OSError; then nothing is left at `target`.
    """
    if db.path is None or db.log_path is None:
        raise BackupNeedsDump
    target = target.absolute()
    if target.resolve().is_relative_to(home.resolve()):
        raise BackupInside(home=str(home))
    _require_empty(target)
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        _copy_lake(home / LAKE, part / LAKE)
        _copy_rest(home, part, db, {*leave, *_LEFT_OUT})
        _copy_database(db.path, part / "onair.db")
        _copy_database(db.log_path, part / "onair-log.db")
        card = Card(clock(), _hashes(part), _marks(part))
        write_whole(part / CARD, msgspec.json.format(msgspec.json.encode(card), indent=1))
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return card


def restore(source: Path, home: Path) -> Report:
    """A backup becomes a data folder (absent or empty before), checked before and after. Raises NoBackup."""
    card = read_card(source)
    for name, digest in card.files.items():
        if not (source / name).is_file() or sha256_of(source / name) != digest:
            raise NoBackup(folder=str(source), why=name)
    _require_empty(home)
    part = home.with_name(f"{home.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(source, part, ignore=shutil.ignore_patterns(CARD))
        report = _verify_copy(part)
        if report.problems:
            raise report.problems[0]
        if _marks(part) != card.shows:
            raise NoBackup(folder=str(source), why="mark")
        for path in part.rglob("*"):
            sync_file(path)
        part.chmod(0o700)
        part.replace(home)
        sync_folder(home.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return report


def read_card(source: Path) -> Card:
    """Raises NoBackup."""
    try:
        return msgspec.json.decode((source / CARD).read_bytes(), type=Card)
    except (OSError, msgspec.MsgspecError) as error:
        raise NoBackup(folder=str(source), why=CARD) from error


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(folder=str(folder))


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own online copy: one snapshot, writers go on."""
    reading, writing = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        reading.backup(writing)
    finally:
        writing.close()
        reading.close()
    target.chmod(0o600)
    sync_file(target)


def _copy_lake(source: Path, target: Path) -> None:
    for path in sorted(source.glob("*/*/manifest.json")):
        folder = target / path.parent.relative_to(source)
        for last in (False, False, True):
            manifest = load(path.parent)
            if manifest is None or _copy_show(path.parent, folder, manifest, last=last):
                break


def _copy_show(source: Path, target: Path, manifest: Manifest, *, last: bool) -> bool:
    """False when a sealing went over it meanwhile: its manifest is another then, and is read again."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in manifest.files:
        try:
            shutil.copyfile(source / file.name, target / file.name)
        except FileNotFoundError as error:
            if last:
                raise LakeDamaged(file=f"{source.name}/{file.name}", why="missing") from error
            return False
        if sha256_of(target / file.name) != file.sha256:
            raise LakeDamaged(file=f"{source.name}/{file.name}", why="sha256")
        sync_file(target / file.name)
    save(target, msgspec.structs.replace(manifest, retired=[]))
    return True


def _copy_rest(home: Path, target: Path, db: Database, leave: Collection[str]) -> None:
    """Secrets, quarantined rows, uploads: whatever else the folder holds, with its modes."""
    stems = tuple(path.name for path in (db.path, db.log_path) if path is not None and path.parent == home)
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.name in leave or path.name.startswith(stems):
            continue
        if path.is_dir():
            shutil.copytree(path, target / path.name, copy_function=_copy_unless_gone)
        elif path.is_file():
            _copy_unless_gone(path, target / path.name)


def _copy_unless_gone(source: str | Path, target: str | Path) -> None:
    """An upload that ended between listing and copying is no loss."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _marks(folder: Path) -> list[ShowMark]:
    db = Database(sqlite_url(folder / "onair.db"))
    try:
        return [ShowMark(end.show, end.tenant, end.end, end.sha256.hex()) for end in EventLog(db).shows()]
    finally:
        db.close()


def _verify_copy(folder: Path) -> Report:
    db, lake = Database(sqlite_url(folder / "onair.db")), Lake(folder / LAKE)
    try:
        return verify(db, EventLog(db), lake)
    finally:
        lake.close()
        db.close()

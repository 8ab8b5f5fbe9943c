"""`onair verify`: every batch against its chain, every sealed file against its manifest, both together."""

import sqlite3
from pathlib import Path

from msgspec import Struct

from onair.kernel.errors import OnAirError
from onair.store.chain import LogDamaged
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.manifest import LakeDamaged, Manifest


class TablesDamaged(OnAirError):
    code, status = "tables_damaged", 500
    zh = "数据库文件 {file} 已损坏：{why}。请保留现有文件并恢复备份。"
    en = "The database file {file} is damaged: {why}. Keep the files and restore a backup."


class Report(Struct, frozen=True):
    """What was read, and everything that is wrong with it."""

    shows: int
    batches: int
    events: int
    sealed: int
    files: int
    problems: list[OnAirError]

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(db: Database, log: EventLog, lake: Lake) -> Report:
    """Reads everything once; finds all problems it can instead of stopping at the first."""
    problems: list[OnAirError] = []
    for path in (db.path, db.log_path):
        problems.extend(_check_sqlite(path) if path is not None and path.exists() else [])
    ends = []
    try:
        ends = log.verify()
    except LogDamaged as damage:
        problems.append(damage)
    manifests = []
    try:
        manifests = lake.manifests()
    except LakeDamaged as damage:
        problems.append(damage)
    for manifest in manifests:
        problems.extend(_check_sealed(manifest, log, lake))
    return Report(
        shows=len(ends),
        batches=sum(end.batches for end in ends),
        events=sum(end.end for end in ends),
        sealed=len(manifests),
        files=sum(len(manifest.files) for manifest in manifests),
        problems=problems,
    )


def _check_sealed(manifest: Manifest, log: EventLog, lake: Lake) -> list[OnAirError]:
    try:
        lake.check(manifest)
        rows = sum(segment.events.rows for segment in manifest.segments)
        if rows != manifest.end or sum(manifest.counts.values()) != rows:
            raise LakeDamaged(file=f"{manifest.show}/manifest.json", why=f"{rows} ≠ {manifest.end}")
        tip = log.tip(manifest.show, manifest.end)
        if (tip.end, tip.sha256.hex()) != (manifest.end, manifest.log_sha256):
            raise LogDamaged(show=manifest.show, offset=manifest.end, why="not the log that was sealed")
    except (LakeDamaged, LogDamaged) as damage:
        return [damage]
    return []


def _check_sqlite(path: Path) -> list[OnAirError]:
    """SQLite's own check of pages, indexes and types."""
    raw = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        found = [row[0] for row in raw.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    finally:
        raw.close()
    return [] if found == ["ok"] else [TablesDamaged(file=path.name, why="; ".join(found)[:300])]

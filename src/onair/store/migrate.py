"""Alembic without an ini file or an env script: one linear history in `migrations/versions`.

A migration file is frozen the day it is released and never imports feature code. Its name is its revision
(`0002_access.py`), its number is its place. On SQLite the tables of the event log live in a file of their
own that migrations see as schema `log` (`log_schema()` gives the name, None on PostgreSQL).
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from onair.kernel.errors import Unavailable
from onair.store.db import LOG_PAGE_BYTES, LOG_SCHEMA, Database, prepare_sqlite, sqlite_url

_FOLDER = Path(__file__).parent / "migrations"
_PG_LOCK = 0x0A12


class NewerData(Unavailable):
    code = "newer_data"
    zh = "数据由更新的版本写成（{found}），本程序只认识到 {known}。没有改动，请升级程序。"
    en = "A newer version wrote this data ({found}); this program knows up to {known}. Nothing was changed."


def log_schema() -> str | None:
    """For migrations: where the event log's tables are."""
    from alembic import op  # noqa: PLC0415 (slow to import: only when there is something to migrate)

    return LOG_SCHEMA if op.get_bind().dialect.name == "sqlite" else None


def revisions() -> list[str]:
    """Oldest first."""
    return sorted(path.stem for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(db: Database) -> None:
    """All missing migrations in one transaction; at once when there are none. Raises NewerData."""
    known = revisions()
    with db.reader.connect() as connection:
        found = current(connection)
    if found == known[-1]:
        return
    if found is not None and found not in known:
        raise NewerData(found=found, known=known[-1])
    upgrade_to(db, "head")


def upgrade_to(db: Database, revision: str) -> None:
    """Up to one revision. Two processes at once wait for each other."""
    engine = migration_engine(db)
    try:
        with engine.connect() as connection:
            _run(connection, revision)
    finally:
        engine.dispose()


def _run(connection: Connection, to: str) -> None:
    from alembic.config import Config  # noqa: PLC0415 (slow to import: only when there is something to migrate)
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415 (as above)
    from alembic.script import ScriptDirectory  # noqa: PLC0415 (as above)

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(config, script, fn=steps, destination_rev=to) as environment, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_PG_LOCK})"))
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise RuntimeError(f"a migration broke the references of table {broken[0]}")


def migration_engine(db: Database) -> Any:
    """Connections for changing the schema: references off, both SQLite files in one."""
    if db.path is None:
        return create_engine(
            db.writer.url, poolclass=NullPool, connect_args={"options": "-c lock_timeout=5s -c timezone=UTC"}
        )
    engine = create_engine(sqlite_url(db.path), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        prepare_sqlite(raw, db.sync)
        raw.execute("PRAGMA foreign_keys=OFF")  # SQLite alters a table by copying it
        raw.execute(f"ATTACH DATABASE ? AS {LOG_SCHEMA}", (str(db.log_path),))
        raw.execute(f"PRAGMA {LOG_SCHEMA}.page_size={LOG_PAGE_BYTES}")
        raw.execute(f"PRAGMA {LOG_SCHEMA}.journal_mode=WAL")
        raw.execute(f"PRAGMA {LOG_SCHEMA}.synchronous={'FULL' if db.sync == 'full' else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine

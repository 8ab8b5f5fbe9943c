"""Models and migrations say the same on both engines, and migrations run over data."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, event, inspect, text

from onair.store import migrate
from onair.store.db import LOG_SCHEMA, Database, load_models, upgrade
from onair.store.log import EventLog
from onair.store.migrate import NewerData, current, revisions
from onair.store.model import LOG_TABLES

VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"


def test_the_history_is_one_line_in_the_order_of_its_numbers():
    before = "None"
    for place, name in enumerate(revisions(), 1):
        source = (VERSIONS / f"{name}.py").read_text()
        assert name.startswith(f"{place:04d}_")
        assert re.search(rf'^revision = "{name}"$', source, re.M)
        assert re.search(rf'^down_revision = "?{before}"?$', source, re.M)
        before = name


def test_migrations_import_no_feature():
    for path in VERSIONS.glob("*.py"):
        imported = re.findall(r"^(?:from|import) (onair\S*)", path.read_text(), re.M)
        assert set(imported) <= {"onair.store.migrate"}, path.name


def as_migrated(db: Database) -> MetaData:
    """The models, with the log's tables where SQLite keeps them."""
    models = load_models()
    if db.path is None:
        return models
    placed = MetaData(naming_convention=models.naming_convention)
    for table in models.tables.values():
        table.to_metadata(placed, schema=LOG_SCHEMA if table.name in LOG_TABLES else None)
    return placed


def differences(db: Database, wanted: MetaData) -> list:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(db.writer.url)
    if db.path is not None:
        event.listen(engine, "connect", lambda raw, _: raw.execute(f"ATTACH '{db.log_path}' AS {LOG_SCHEMA}"))
    options = {
        "include_schemas": db.path is not None,
        "compare_type": True,
        "include_name": lambda name, kind, parents: not (kind == "table" and name == "alembic_version"),
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, wanted)
    engine.dispose()
    return found


def test_models_equal_migrations(db: Database):
    assert differences(db, as_migrated(db)) == []


def test_the_comparison_sees_a_missing_column_and_table(db: Database):
    """The control of the test above."""
    with db.writer.begin() as tx:
        tx.execute(text("ALTER TABLE imports DROP COLUMN progress"))
    engine = db.log_reader if db.path is not None else db.writer
    with engine.connect() as tx:
        if db.path is not None:
            tx.exec_driver_sql("PRAGMA query_only=OFF")
        tx.execute(text("DROP TABLE log_probe"))
        tx.commit()
    seen = repr(differences(db, as_migrated(db)))
    assert "progress" in seen
    assert "log_probe" in seen


def sample(tx, table) -> None:
    """One row that fills every column of `table` without a default, following no reference."""
    values = {}
    for column in table.columns:
        if column.primary_key and column.autoincrement is True:
            continue
        kind = column.type.python_type if column.type.__class__.__name__ not in ("JSON", "JSONB") else dict
        values[column.name] = {int: 1, str: "x", bool: False, float: 0.5, bytes: b"x", dict: {}}[kind]
    tx.execute(table.insert().values(values))


def test_each_migration_runs_over_data(url: str):
    """Step by step, with a row in every table before each next step, references and checks held off."""
    db = Database(url)
    for step in revisions():
        migrate.upgrade_to(db, step)
        engine = migrate.migration_engine(db)
        with engine.connect() as tx, tx.begin():
            if tx.dialect.name == "postgresql":
                tx.execute(text("SET session_replication_role = replica"))
            metadata = MetaData()
            metadata.reflect(tx)
            for table in metadata.sorted_tables:
                if table.name != "alembic_version" and tx.execute(table.select().limit(1)).first() is None:
                    sample(tx, table)
            rows = {
                table.name: tx.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
                for table in metadata.sorted_tables
            }
        engine.dispose()
        assert all(rows.values())
    with db.reader.connect() as tx:
        assert current(tx) == revisions()[-1]
        assert set(load_models().tables) - set(LOG_TABLES) <= set(inspect(tx).get_table_names())
    upgrade(db)
    db.close()


def test_a_log_written_before_an_upgrade_is_read_after_it(url: str):
    db = Database(url)
    migrate.upgrade_to(db, "0001_log")
    log = EventLog(db)
    log.start()
    log.append_blocking("shw_a", tenant="t", clock=1, n=1, body=b"old", codec=1)
    log.stop()
    upgrade(db)
    assert [batch.body for batch in log.read("shw_a", verify=True)] == [b"old"]
    db.close()


def test_data_of_a_newer_version_is_refused(db: Database):
    with db.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(NewerData) as refusal:
        upgrade(db)
    assert refusal.value.data == {"found": "9999_later", "known": revisions()[-1]}


def test_a_migration_that_fails_changes_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    for path in VERSIONS.glob("0001*.py"):
        (versions / path.name).write_text(path.read_text())
    (versions / "0002_bad.py").write_text(
        'from alembic import op\nrevision = "0002_bad"\ndown_revision = "0001_log"\n\n\ndef upgrade():\n'
        '    op.execute("CREATE TABLE half (id INTEGER)")\n    raise RuntimeError("power")\n'
    )
    db = Database(url)
    migrate.upgrade_to(db, "0001_log")
    monkeypatch.setattr(migrate, "_FOLDER", versions.parent)
    with pytest.raises(RuntimeError, match="power"):
        upgrade(db)
    with db.reader.connect() as tx:
        assert current(tx) == "0001_log"
        assert "half" not in inspect(tx).get_table_names()
    db.close()


def test_a_crash_between_the_two_files_is_made_good(tmp_path: Path):
    """SQLite cannot commit two files as one: the log's tables may be there before the history says so."""
    db = Database(f"sqlite:///{tmp_path / 'onair.db'}")
    upgrade(db)
    db.close()
    for path in tmp_path.glob("onair.db*"):
        path.unlink()
    upgrade(db)
    assert differences(db, as_migrated(db)) == []
    db.close()


def test_sqlite_files_are_what_durability_needs(tmp_path: Path):
    db = Database(f"sqlite:///{tmp_path / 'onair.db'}")
    upgrade(db)
    for engine in (db.reader, db.writer, db.log_reader):
        with engine.connect() as tx:
            pragmas = {
                name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    db.close()
    raw = sqlite3.connect(tmp_path / "onair-log.db")
    assert raw.execute("PRAGMA page_size").fetchone() == (8192,)
    raw.close()

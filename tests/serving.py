"""A real server in a process of its own, on a free port, with a folder of its own. Tests end what they start."""

import atexit
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from tests import warm

STARTS_WITHIN_S = 60
STOPS_WITHIN_S = 60


@dataclass
class Running:
    """A serving process. `claim`: the one-time owner link's token."""

    home: Path
    port: int
    process: warm.Process
    env: dict[str, str]
    claim: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def restart(self) -> None:
        """Start again on the same folder and port."""
        self.process = _spawn(self.env, self.home, demo=False)
        wait_up(self)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def command(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """`onair WORDS` with this environment; never raises on a bad exit."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = warm.start(words, env, out, err).wait(600)
        said = [_text(file) for file in (out, err)]
    return subprocess.CompletedProcess(["onair", *words], code, *said)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def environment(home: Path, port: int = 0, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONAIR_")}
    return {**kept, "ONAIR_HOME": str(home), "ONAIR_PORT": str(port), **more}


def _spawn(env: dict[str, str], home: Path, *, demo: bool) -> warm.Process:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("ab") as log:  # the child keeps its own copy
        return warm.start(["demo" if demo else "serve"], env, log, log)


def wait_up(running: Running) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if running.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{running.url}/api/v1/healthz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"server did not start: {(running.home / 'server.log').read_text()[-3000:]}")


def _set_up(env: dict[str, str]) -> str:
    """`onair init`; gives the token of the owner link."""
    made = command(env, "init", "--team", "test", "--json")
    assert made.returncode == 0, made.stderr
    found = re.search(r"token=([\w.-]+)", json.loads(made.stdout)["link"])
    assert found, made.stdout
    return found.group(1)


@cache
def _template() -> tuple[Path, str]:
    """A folder fresh from `onair init`, made once for all servers of this process."""
    home = Path(tempfile.mkdtemp(prefix="onair-init-")) / "home"
    atexit.register(shutil.rmtree, home.parent, ignore_errors=True)
    return home, _set_up(environment(home))


def _copied(home: Path) -> str:
    template, claim = _template()
    shutil.copytree(template, home, dirs_exist_ok=True)
    return claim


@contextmanager
def serving(home: Path, *, demo: bool = False, init: bool = True, **more: str) -> Iterator[Running]:
    """A server on `home`; with `init`, an owner link is made first."""
    port = free_port()
    env = environment(home, port, **more)
    claim = None
    if init and not demo:
        claim = _set_up(env) if more else _copied(home)
    running = Running(home, port, _spawn(env, home, demo=demo), env, claim)
    try:
        wait_up(running)
        yield running
    finally:
        running.stop()

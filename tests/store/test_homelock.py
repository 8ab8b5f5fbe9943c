"""One process owns a data folder; the lock dies with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from onair.store.db import Database, upgrade
from onair.store.homelock import HomeBusy, HomeLock, Server, server_of

SRC = Path(__file__).parents[2] / "src"
HOLD = (
    "import sys, time; from pathlib import Path; from onair.store.homelock import HomeLock\n"
    "lock = HomeLock(Path(sys.argv[1])); lock.publish('http://127.0.0.1:1', 'tok'); print('held', flush=True); time.sleep(60)"
)


def test_only_one_holds_it(tmp_path: Path):
    with HomeLock(tmp_path / "home"):
        with pytest.raises(HomeBusy) as refusal:
            HomeLock(tmp_path / "home")
        assert refusal.value.data["holder"] == f"pid {os.getpid()}"
    HomeLock(tmp_path / "home").release()


def test_a_server_tells_its_own_user_where_it_is(tmp_path: Path):
    assert server_of(tmp_path) is None
    with HomeLock(tmp_path) as lock:
        assert server_of(tmp_path) is None, "a holder that serves nothing"
        lock.publish("http://127.0.0.1:8787", "secret")
        assert server_of(tmp_path) == Server("http://127.0.0.1:8787", "secret", os.getpid())
        assert (tmp_path / "run" / "server.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert server_of(tmp_path) is None
    assert not (tmp_path / "run" / "server.json").exists()


def test_what_a_holder_creates_is_for_its_user_alone(tmp_path: Path):
    before = os.umask(0o022)
    try:
        with HomeLock(tmp_path):
            (tmp_path / "made").write_bytes(b"")
            (tmp_path / "folder").mkdir()
            subprocess.run([sys.executable, "-c", "open('child', 'w')"], cwd=tmp_path, check=True)
            db = Database(f"sqlite:///{tmp_path / 'onair.db'}")
            upgrade(db)
            found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
            db.close()
            with pytest.raises(HomeBusy):
                HomeLock(tmp_path)
        assert {"made", "child", "onair.db", "onair-log.db"} <= found.keys()
        assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
        assert os.umask(0o022) == 0o022, "not given back"
    finally:
        os.umask(before)


def test_a_killed_server_leaves_the_folder_free(tmp_path: Path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(SRC)})
    assert process.stdout.readline() == b"held\n"
    assert server_of(tmp_path) == Server("http://127.0.0.1:1", "tok", process.pid)
    with pytest.raises(HomeBusy, match=str(process.pid)):
        HomeLock(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert server_of(tmp_path) is None, "its card is there but nobody holds the folder"
    with HomeLock(tmp_path):
        assert not (tmp_path / "run" / "server.json").exists()

"""A server that is told to stop closes everything it opened, ends its streams, and leaves the folder free."""

import json
import threading
from pathlib import Path

import httpx
import pytest
from tests.fault.test_backup_online import on_air
from tests.serving import command, serving

from onair.store.homelock import HomeLock, server_of

pytestmark = pytest.mark.fault


def test_terminate_closes_and_frees_the_folder(tmp_path: Path) -> None:
    last: list[str] = []
    with serving(tmp_path) as running:
        show, key = on_air(running)[:2]
        opened = threading.Event()

        def watch() -> None:
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.stream(
                "GET", f"{running.url}/api/v1/shows/{show}/stream", headers=headers, trust_env=False
            ) as stream:
                for line in stream.iter_lines():
                    opened.set()
                    if line.startswith("event:"):
                        last.append(line)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        assert opened.wait(60)
        running.process.terminate()
        assert running.process.wait(60) == 0
        watcher.join(30)
        assert last[-1] == "event: bye"
        assert server_of(tmp_path) is None
        assert not (tmp_path / "run" / "server.json").exists()
        assert not list(tmp_path.glob("*-wal")), "a database was not closed"
        with HomeLock(tmp_path):
            pass
        assert "Traceback" not in (tmp_path / "server.log").read_text()


def test_two_commands_at_once_take_turns(tmp_path: Path) -> None:
    with serving(tmp_path / "first"):
        pass
    from concurrent.futures import ThreadPoolExecutor

    from tests.serving import environment

    env = environment(tmp_path / "first")
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(lambda name: command(env, "key", "create", "--name", name, "--json"), ["a", "b"])
        )
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    assert len({json.loads(one.stdout)["id"] for one in done}) == 2

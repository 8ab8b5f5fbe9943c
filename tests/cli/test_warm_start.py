"""Processes that tests fork are processes of their own; else half the suite would prove less than it says."""

import os
import signal
from pathlib import Path

import pytest
from tests import warm
from tests.serving import command, environment


def test_each_has_its_own_environment_language_and_exit(tmp_path: Path) -> None:
    env = environment(tmp_path / "a", ONAIR_LANG="en")
    bad = command(env, "review", "shw_x")
    assert bad.returncode != 0
    assert bad.stderr.isascii(), bad.stderr
    assert not command({**env, "ONAIR_LANG": "zh"}, "review", "shw_x").stderr.isascii()
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("cold", [False, True])
def test_a_kill_is_told_as_one(tmp_path: Path, cold: bool) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = warm.start(["serve"], environment(tmp_path / "b"), log, log, cold=cold)
    assert process.pid != os.getpid()
    process.kill()
    assert process.wait(20) == -signal.SIGKILL
    assert process.poll() == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)

"""What every test may use. A part that the machine lacks fails the run, unless told otherwise."""

import os
from pathlib import Path

import pytest

from parts import missing


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real logs; a test input of this machine only, never part of the project."""
    folder = os.environ.get("ONAIR_REAL_DATA")
    if not folder:
        pytest.skip("ONAIR_REAL_DATA is not set: no real logs beside this checkout")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"ONAIR_REAL_DATA={folder} is no folder")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium."""
    for name in ("ONAIR_CHROMIUM",):
        if os.environ.get(name):
            return os.environ[name]
    for candidate in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(candidate).exists():
            return candidate
    missing("Chromium")
    raise AssertionError


LONG_FIRST = (
    "browser/test_staged_replay.py", "api/test_every_operation.py",
    "browser/test_evening_keys.py", "fault/test_kill.py", "during/test_disorder.py", "metrics/test_equal.py",
    "during/signal/test_signal_nginx.py", "techcheck/test_live_peers.py", "rehearsal/test_prepared.py",
    "cli/test_answers.py", "cli/test_vault_commands.py", "browser/test_prompter_in_step.py", "contract/test_faults.py",
    "fault/test_backup_online.py", "real/test_alarms.py", "browser/test_techcheck_page.py",
)  # fmt: skip
"""Files that take longest: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONG_FIRST)}

    def place(item: pytest.Item) -> int:
        return min(
            (at for name, at in places.items() if item.path.as_posix().endswith(name)), default=len(places)
        )

    known = {path: place(item) for path, item in {item.path: item for item in items}.items()}
    items.sort(key=lambda item: known[item.path])


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What only the full size runs (`ONAIR_FULL=1`) is left out on a complete machine too, with its reason."""
    if report.skipped and not hasattr(report, "wasxfail") and "ONAIR_FULL=1" not in str(report.longrepr):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On a complete machine nothing may be skipped."""
    if os.environ.get("ONAIR_FAIL_ON_SKIP") == "1" and _skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\nskipped on a complete machine: {', '.join(sorted(set(_skipped)))}")

"""What every test may use. A part that the machine lacks fails the run, unless told otherwise."""

import gc
import os
import tempfile
from pathlib import Path

import pytest
from tests import full_size, warm

from parts import missing

gc.set_threshold(50_000, 20, 100)
"""Thousands of tests stay in memory: with Python's own 700 a fifth of the time to collect them goes into looking for
garbage."""


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


def pytest_configure(config: pytest.Config) -> None:
    """Where several workers are to run, what forks for all of them reads its libraries while they collect."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        warm.begin(Path(tempfile.mkdtemp(prefix="onair-warm-")))


def pytest_unconfigure() -> None:
    warm.end()


LONG_FIRST = (
    "browser/test_staged_replay.py", "api/test_every_operation.py", "browser/test_rundown_page.py",
    "contract/test_faults.py", "browser/test_evening_keys.py", "techcheck/test_planted.py",
    "techcheck/test_live_peers.py", "during/signal/test_signal_nginx.py", "fault/test_kill.py",
    "cli/test_answers.py", "browser/test_review_page.py", "browser/test_delivery_real.py", "browser/test_library_page.py",
    "browser/test_live_page.py", "browser/test_rules_page.py", "browser/test_rundown_tables.py",
    "browser/test_console_real.py", "api/test_authorisation.py", "api/test_two_tenants.py", "browser/test_console_pages.py",
    "browser/test_techcheck_page.py", "browser/test_selection_page.py", "browser/test_warmup_gate.py",
    "browser/test_rehearsal_page.py", "rehearsal/test_prepared.py", "during/test_disorder.py", "metrics/test_equal.py",
    "cli/test_vault_commands.py", "browser/test_prompter_in_step.py", "fault/test_backup_online.py", "real/test_alarms.py",
)  # fmt: skip
"""Files that take longest: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("ONAIR_FULL") != "1":
        for item in items:
            if reason := full_size.reason(item.nodeid):
                item.add_marker(pytest.mark.skip(reason=f"ONAIR_FULL=1; else {reason}"))
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

"""A command does not pay for what it does not use: slow libraries wait until something needs them."""

import subprocess
import sys

import pytest

SLOW = ("pyarrow", "duckdb", "ibis", "alembic", "openpyxl", "python_calamine", "pandas", "psycopg", "ortools")
NUMBERS = ("numpy",)
"""A tenth of a second; scoring stands on it, so whoever mounts every feature has it."""
SERVER = ("sqlalchemy", "fastapi", "pydantic", "uvicorn", "asyncio", "argon2")


def loaded(statement: str) -> set[str]:
    """Names of the libraries in memory after `statement` in a fresh interpreter."""
    program = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import onair.cli", SLOW + NUMBERS + SERVER),
        ("from onair.after.review.dictionary import dictionary; dictionary()", SLOW + NUMBERS + SERVER),
        ("import onair.app.here", SLOW),
        ("import onair.app.server", tuple(set(SLOW) - {"uvicorn"})),
    ],
    ids=["any command", "metrics", "a command on the folder", "the server"],
)
def test_slow_libraries_wait(statement: str, unwanted: tuple[str, ...]) -> None:
    assert loaded(statement) & set(unwanted) == set()


def test_the_check_sees_a_slow_library() -> None:
    """The control of the test above."""
    assert "pyarrow" in loaded("import onair.store.segments")

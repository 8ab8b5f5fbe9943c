"""Routes of access behind a migrated SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onair.access import http
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [http.router])
    yield built
    built.db.close()

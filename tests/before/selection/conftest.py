"""Routes of selection, trade and access behind a migrated SQLite, with two teams."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onair.access import http as access_http
from onair.before.selection import http as selection_http
from onair.trade import http as trade_http
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, trade_http.router, selection_http.router])
    built.team("甲")
    built.team("乙")
    yield built
    built.db.close()

"""Routes of the warm-up behind a migrated SQLite, two teams."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from warmup_house import Post

from onair.access import http as access_http
from onair.before.warmup import http
from onair.trade import http as trade_http
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, trade_http.router, http.router])
    built.team("甲")
    built.team("乙")
    yield built
    built.db.close()


@pytest.fixture
def post(home: House) -> Post:
    return home.services.put(Post())

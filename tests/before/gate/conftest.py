"""Routes of shows, products and the gate behind a migrated SQLite, two teams."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onair.access import http as access_http
from onair.before.gate import http
from onair.before.gate.service import gates_of
from onair.before.warmup import http as warmup_http
from onair.trade import http as trade_http
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, trade_http.router, warmup_http.router, http.router])
    built.team("甲")
    built.team("乙")
    gates_of(built.services)
    yield built
    built.db.close()

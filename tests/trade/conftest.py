"""Routes of access and trade behind a migrated SQLite, with two teams."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onair.access import http as access_http
from onair.trade import http
from onair.trade.claims import http as claims_http
from onair.trade.evidence import http as evidence_http
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, http.router, evidence_http.router, claims_http.router])
    built.team("甲")
    built.team("乙")
    yield built
    built.db.close()

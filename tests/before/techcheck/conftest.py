"""A room, the routes of technical checks, and clips that are made once a run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onair.access import http as access_http
from onair.before.techcheck import http
from onair.trade import http as trade_http
from team import House, house

sys.path.insert(0, str(Path(__file__).parent))  # clips.py stands beside the tests and is shared with bench/


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    built = house(tmp_path, [access_http.router, trade_http.router, http.router])
    built.team("甲")
    built.team("乙")
    yield built
    built.db.close()


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")

"""A house, private targets allowed, and a capture server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from capture import Capture, capturing
from delivery_house import built

from team import House


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = built(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def shop() -> Iterator[Capture]:
    with capturing() as capture:
        yield capture

"""One Chromium for all tests of a file: to start it takes longer than most of them."""

from collections.abc import Iterator

import pytest
from console_browser import chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened

"""A fresh installation per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from importing import Desk, desk


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path / "home") as made:
        yield made

"""Parts of the machine that tests need. One that is lacking fails the run, unless told otherwise."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """A complete machine has `what`: fail, or skip with the reason when the person running says so."""
    if os.environ.get("ONAIR_TEST_ALLOW_MISSING") == "1":
        pytest.skip(f"missing: {what}")
    pytest.fail(f"missing: {what} (`make setup-test` installs it; ONAIR_TEST_ALLOW_MISSING=1 skips)")

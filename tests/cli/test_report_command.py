"""What `onair report` says of a file in its exit code: usable, something lacking, nothing kept."""

import pytest

from onair.cli.reporting import exit_code

SHEET = {"layout": "x@1", "rejected": 0, "bad_cells": 0}
FILE = {"sheets": [SHEET], "placeless": 0, "findings": [{"state": "pass"}, {"state": "uncheckable"}]}


@pytest.mark.parametrize(
    ("files", "failed", "code"),
    [
        ([FILE], [], 0),
        ([], [{"file": "b.csv"}], 1),
        ([FILE], [{"file": "b.csv"}], 2),
        ([FILE | {"placeless": 3}], [], 2),
        ([FILE | {"sheets": [SHEET | {"layout": None}]}], [], 2),
        ([FILE | {"sheets": [SHEET | {"rejected": 1}]}], [], 2),
        ([FILE | {"findings": [{"state": "differs"}]}], [], 2),
    ],
)
def test_exit_code(files: list[dict], failed: list[dict], code: int) -> None:
    assert exit_code({"files": files, "failed": failed}) == code

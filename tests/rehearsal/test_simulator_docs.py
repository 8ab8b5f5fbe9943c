"""docs/simulator.md says what the parameters are."""

from pathlib import Path

from onair.rehearsal.simulator.params import table

PAGE = Path(__file__).parents[2] / "docs" / "simulator.md"


def test_the_page_holds_the_table_of_parameters():
    assert table() in PAGE.read_text(encoding="utf-8")

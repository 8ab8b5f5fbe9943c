"""Figures on our own lines that may not be looked at while tuning: the published ones stand in docs/algorithms."""

import numpy as np
import pytest
from comment_lines import Line, lines, macro_f1

from onair.during.comments.reading.heads import shipped
from onair.during.comments.reading.intents import INTENTS
from onair.during.comments.reading.normal import normal
from onair.during.comments.reading.reader import Reader
from onair.during.comments.reading.results import Reading
from onair.during.comments.reading.seeds import phrases


@pytest.fixture(scope="module")
def read() -> list[tuple[Line, Reading]]:
    """Held lines that no seed phrase repeats."""
    seeds = {normal(phrase).key for some in phrases().values() for phrase in some}
    held = [line for line in lines() if line.held and normal(line.text).key not in seeds]
    assert len(held) >= 600
    return list(zip(held, Reader().read([line.text for line in held]), strict=True))


def test_intents(read: list[tuple[Line, Reading]]) -> None:
    asked = [(line.sort, reading.intent) for line, reading in read if line.sort in INTENTS]
    assert macro_f1([truth for truth, _ in asked], [found for _, found in asked]) >= 0.78


def test_complaints_are_negative_and_hardly_anything_else_is(read: list[tuple[Line, Reading]]) -> None:
    bad = [reading.negative for line, reading in read if line.sort == "complaint"]
    rest = [reading.negative for line, reading in read if line.sort in INTENTS and line.sort != "complaint"]
    assert sum(bad) >= 0.8 * len(bad)
    assert sum(rest) <= 0.05 * len(rest)


@pytest.mark.parametrize(
    ("sort", "risk", "least"), [("abuse", "abuse", 0.8), ("spam", "ads", 0.75), ("rumour", "rumour", 0.6)]
)
def test_risks(read: list[tuple[Line, Reading]], sort: str, risk: str, least: float) -> None:
    there = [risk in reading.risk for line, reading in read if line.sort == sort]
    elsewhere = [risk in reading.risk for line, reading in read if line.sort != sort]
    assert sum(there) >= least * len(there)
    assert sum(elsewhere) <= 0.01 * len(elsewhere)


def test_control_heads_that_know_nothing_pass_none_of_this(read: list[tuple[Line, Reading]]) -> None:
    known = shipped()
    blank = Reader(heads=known._replace(weight=np.zeros_like(known.weight)))
    asked = [line for line, _ in read if line.sort in INTENTS]
    found = blank.read([line.text for line in asked])
    assert macro_f1([line.sort for line in asked], [one.intent for one in found]) < 0.2
    assert not any(one.negative for one in found)

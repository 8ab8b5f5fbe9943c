"""Our own lines, with what each is, and which of them may be looked at while tuning."""

import hashlib
from pathlib import Path
from typing import NamedTuple

LINES = Path(__file__).parent / "lines"


class Line(NamedTuple):
    """`sort`: the file; an intent, `abuse` or `rumour`. `held`: only for the figures that are reported."""

    text: str
    sort: str
    held: bool


def lines() -> list[Line]:
    return [
        Line(text, file.stem, _held(text))
        for file in sorted(LINES.glob("*.txt"))
        for text in file.read_text("utf-8").splitlines()
    ]


def _held(text: str) -> bool:
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), 16) % 10 >= 3


def macro_f1(truth: list[str], found: list[str]) -> float:
    """Mean of the F1 of every class that occurs in `truth`."""
    return sum(f1(truth, found, one) for one in set(truth)) / len(set(truth))


def f1(truth: list[str], found: list[str], one: str) -> float:
    both = sum(a == b == one for a, b in zip(truth, found, strict=True))
    return 2 * both / max(1, truth.count(one) + found.count(one))

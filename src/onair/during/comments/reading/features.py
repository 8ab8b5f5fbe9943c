"""From texts to rows: folded, looked at by the rules, hashed."""

from collections.abc import Sequence

from onair.during.comments.reading.ngrams import Rows, rows
from onair.during.comments.reading.normal import Normal, normal
from onair.during.comments.reading.rules import spoken

LENGTH_MAX = 500
"""Characters of a comment that are read: platforms allow about a hundred."""


def featured(texts: Sequence[str]) -> tuple[list[Normal], Rows, list[list[int]]]:
    """Of at least one text: how it reads, its row, the numbers of the rules that spoke."""
    said = [normal(text[:LENGTH_MAX]) for text in texts]
    ruled = [spoken(one.text) for one in said]
    return said, rows([one.text for one in said], [one.signs for one in said], ruled), ruled

"""Memory that is bounded: of a dict in the order of its coming, the oldest are let go of."""

from itertools import islice
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
SHARE = 16
"""One in so many is let go of at once."""


def forget_oldest(rows: dict[K, V], most: int) -> list[V]:
    """Let go of the oldest once there are more than `most`, down to `most` less a sixteenth. → what went, oldest first.

    Many at once: to find its oldest, a dict walks past every entry that was let go of before, so that one after the
    other takes as long as the dict is big each time.
    """
    if len(rows) <= most:
        return []
    gone = list(islice(rows, len(rows) - most + most // SHARE))
    return [rows.pop(key) for key in gone]

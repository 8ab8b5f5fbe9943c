"""Did the questions of an answer's intent and product grow fewer after it was given? Pure.

Per answer given: questions in the WINDOW before and after, as shares of all comments of the same windows, so that a room
that falls silent does not count as answered. Over all times it was given, the shares are compared with a Newcombe
interval (the score intervals of both shares). Only while the same product was talked about; windows that another giving
of the same answer touches count once.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from onair.after.asked.listening import Heard
from onair.during.qa.given import Given

WINDOW_MS = 5 * 60_000
LEAST = 10
"""Questions in both windows together: fewer say nothing (样本不足)."""
Z = 1.959964


class Counted(NamedTuple):
    """Questions of that intent and product, and all comments, before and after."""

    given: int = 0
    before: int = 0
    before_of: int = 0
    after: int = 0
    after_of: int = 0

    def __add__(self, other: object) -> "Counted":
        if not isinstance(other, Counted):
            return NotImplemented
        return Counted(*(a + b for a, b in zip(self, other, strict=True)))


class QaEffect(NamedTuple):
    """Change of the share of such questions, after − before, with its 95 % interval; None = too few to say."""

    change: float | None
    low: float | None
    high: float | None


def counted(
    heard: Sequence[Heard], intents: Mapping[str, str | None], given: Sequence[Given]
) -> dict[str, Counted]:
    """Answer of the library → its counts in this show."""
    found: dict[str, Counted] = {}
    last: dict[str, int] = {}
    for one in given:
        if (
            one.answer is None
            or one.intent is None
            or one.at - last.get(one.answer, -(2**60)) < 2 * WINDOW_MS
        ):
            continue
        last[one.answer] = one.at
        before = _window(heard, intents, one, one.at - WINDOW_MS, one.at)
        after = _window(heard, intents, one, one.at, one.at + WINDOW_MS)
        found[one.answer] = found.get(one.answer, Counted()) + Counted(1, *before, *after)
    return found


def _window(
    heard: Sequence[Heard], intents: Mapping[str, str | None], one: Given, since: int, until: int
) -> tuple[int, int]:
    rows = [row for row in heard if since <= row.at < until and one.product in (None, row.product)]
    return sum(intents.get(row.text) == one.intent for row in rows), len(rows)


def effect(of: Counted) -> QaEffect:
    if of.before + of.after < LEAST or not of.before_of or not of.after_of:
        return QaEffect(None, None, None)
    (b, b_low, b_high), (a, a_low, a_high) = _score(of.before, of.before_of), _score(of.after, of.after_of)
    low = (a - b) - math.hypot(a - a_low, b_high - b)
    high = (a - b) + math.hypot(a_high - a, b - b_low)
    return QaEffect(a - b, low, high)


def _score(n: int, of: int) -> tuple[float, float, float]:
    """Share with Wilson's score interval."""
    share = n / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    return share, middle - half, middle + half

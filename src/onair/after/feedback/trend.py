"""How often a product was spoken of, week by week, and whether it becomes more. Pure.

Weeks begin on Monday, 00:00 in the team's zone. Four weeks are held against the four before. Of all of both, the share of
the later ones is ½ when nothing changed; its 95 % interval (Jeffreys) away from ½ is a change, and with fewer than
`LEAST` nothing is said. With paid orders of both spans the expected share is that of the orders, so that selling twice as
much is no rise.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from onair.kernel.shares import bounds

WEEKS = 12
SPAN = 4
LEAST = 8
"""Tickets of both spans together, below which no change is told."""
Change = Literal["more", "less", "same", "few"]


class Voice(NamedTuple):
    """So many said something of a kind at a moment (ms UTC)."""

    kind: str
    at: int
    n: int


class Week(NamedTuple):
    """`start` ms UTC; `kinds`: kind → how many; `paid`: paid orders of the product in its shows then, None = not known."""

    start: int
    kinds: Mapping[str, int]
    paid: int | None

    @property
    def n(self) -> int:
        return sum(self.kinds.values())


class Verdict(NamedTuple):
    """`late`, `early`: how many in the last and the span before. `low`, `high`: 95 % of the share of the late ones;
    `expected`: what it were without a change. None with `few`."""

    change: Change
    late: int
    early: int
    low: float | None = None
    high: float | None = None
    expected: float | None = None


def monday(at: int, zone: str) -> int:
    """The start of the week that `at` falls on, ms UTC."""
    local = datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    first = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    return int(first.timestamp() * 1000)


def weeks(
    voices: Iterable[Voice], paid: Mapping[int, int], now: int, zone: str, count: int = WEEKS
) -> list[Week]:
    """The newest `count` weeks, the oldest first, empty ones included. `paid` by the week's start."""
    this = datetime.fromtimestamp(monday(now, zone) / 1000, ZoneInfo(zone))
    starts = [int((this - timedelta(weeks=back)).timestamp() * 1000) for back in reversed(range(count))]
    found: dict[int, dict[str, int]] = {start: {} for start in starts}
    for voice in voices:
        held = found.get(monday(voice.at, zone))
        if held is not None:
            held[voice.kind] = held.get(voice.kind, 0) + voice.n
    return [Week(start, found[start], paid.get(start)) for start in starts]


def verdict(rows: Sequence[Week]) -> Verdict:
    """Of the last SPAN weeks against the SPAN before."""
    late, early = rows[-SPAN:], rows[-2 * SPAN : -SPAN]
    after, before = sum(row.n for row in late), sum(row.n for row in early)
    if after + before < LEAST:
        return Verdict("few", after, before)
    expected = _expected(late, early)
    sure = bounds(after, after + before)
    change: Change = "more" if sure.low > expected else "less" if sure.high < expected else "same"
    return Verdict(change, after, before, sure.low, sure.high, expected)


def _expected(late: Sequence[Week], early: Sequence[Week]) -> float:
    """The share of the later orders, when orders of both spans are known; else the share of its weeks."""
    sold = [sum(row.paid or 0 for row in span) for span in (late, early)]
    if all(sold):
        return sold[0] / sum(sold)
    return len(late) / (len(late) + len(early))

"""每轮五个数, counted by the system for each loop; what has no data is None, never 0. Pure; times in ms UTC.

A loop begins with its hook (a slot of the traffic or welfare role, a game or giveaway) and ends where the next begins.
The link counts as opened when an offer is published, or else a product pinned, after the hook began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from onair.before.rundown.words import LEADERS, RELEASES
from onair.during.playout.schedule import Row
from onair.events.model import Pay
from onair.kernel.clock import MINUTE_MS

TICK_MS = 10_000
SOLD_MS = 3 * MINUTE_MS
NEAR_MS = MINUTE_MS
"""A reading of the audience older than this says nothing about the moment."""


@dataclass(slots=True)
class Signs:
    """What loops are counted from, gathered while the log is read. `paid`: orders by second, each once; `readings`: online by
    tick; None of a kind = that source is silent, so nothing is counted from it."""

    readings: dict[int, list[int]] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def read(self, at: int, value: int) -> None:
        self.readings.setdefault(at // TICK_MS, []).append(value)

    def pay(self, events: Iterable[Pay]) -> None:
        """An order is paid once, however many tell it."""
        for event in events:
            if event.order not in self.known:
                self.known.add(event.order)
                self.paid[event.at // 1000] = self.paid.get(event.at // 1000, 0) + 1

    def online(self, at: int) -> int | None:
        """Median of the newest tick with readings up to a minute before."""
        for tick in range(at // TICK_MS, (at - NEAR_MS) // TICK_MS - 1, -1):
            if tick in self.readings:
                return round(median(self.readings[tick]))
        return None

    def sold(self, since: int, until: int) -> int | None:
        """Paid orders in [since, until); None where no order was ever heard of."""
        if not self.paid:
            return None
        return sum(n for second, n in self.paid.items() if since <= second * 1000 < until)


class Round(NamedTuple):
    """`hook_ms`: hook cue → link opened; `online_change`: share, at the link against the hook's start; `sold`: paid
    orders in the three minutes after; `talk_ms`: on products; `pushes`: 逼单 taps. `over` False: the loop still runs."""

    n: int
    title: str
    at: int
    hook_ms: int | None
    online_change: float | None
    sold: int | None
    talk_ms: int | None
    pushes: int
    over: bool


class Heard(NamedTuple):
    """`opened`: pins of products, where no offer says when; `pushes`: taps; `now`: ms."""

    signs: Signs
    opened: Sequence[int]
    pushes: Sequence[int]
    now: int


def rounds(rows: Sequence[Row], heard: Heard) -> list[Round]:
    """`rows`: what was or is on air, in order."""
    starts = [place for place in range(len(rows)) if _hooks(rows, place)]
    found = []
    for n, place in enumerate(starts, 1):
        until = starts[n] if n < len(starts) else len(rows)
        end = rows[until].real_at if until < len(rows) else None
        found.append(_round(n, rows[place:until], end, heard))
    return found


def _hooks(rows: Sequence[Row], place: int) -> bool:
    """Two hooks in a row begin one loop."""
    return _hook(rows[place]) and (place == 0 or not _hook(rows[place - 1]))


def _hook(row: Row) -> bool:
    return row.kind in RELEASES or (row.piece is not None and row.piece.role in LEADERS)


def _round(n: int, rows: Sequence[Row], end: int | None, heard: Heard) -> Round:
    begin, now, signs = rows[0].real_at or 0, heard.now, heard.signs
    until = now if end is None else end
    cues = signs.opened or heard.opened
    link = next((at for at in sorted(cues) if begin < at < until), None)
    whole = link is not None and now >= link + SOLD_MS
    talks = [row.real_ms for row in rows if row.kind in ("talk", "product")]
    return Round(
        n, rows[0].title, begin, None if link is None else link - begin,
        _change(signs.online(begin), None if link is None else signs.online(link)),
        signs.sold(link, link + SOLD_MS) if link is not None and whole else None,
        sum(talks) if talks else None, sum(begin <= at < until for at in heard.pushes),
        end is not None or all(row.state == "done" for row in rows),
    )  # fmt: skip


def _change(before: int | None, after: int | None) -> float | None:
    return None if not before or after is None else after / before - 1

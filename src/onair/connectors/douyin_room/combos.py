"""Gift combos: the platform sends a running count; only the last message of a combo is what was given.

A message goes on with a combo when sender and gift are equal, its count is above the last one and less than
30 s have passed; else the old combo is done and a new one starts. (Summing every message of a real room gave
3.9 times too much.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

GAP_MS = 30_000
SWEEP = 500
"""Messages after which combos that can grow no more are let go, so memory holds half a minute only."""


@dataclass
class Combo:
    """`first`, `last`: ms of its first and last message; `count`, `value`: as the last message says."""

    sender: str
    gift: str
    first: int
    last: int
    count: int
    value: int


class Combos:
    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Combo] = {}
        self._since_sweep = 0

    def add(self, sender: str, gift: str, at: int, count: int, value: int) -> Iterator[Combo]:
        """Take one message; yields combos that are done because of it."""
        key = (sender, gift)
        combo = self._open.get(key)
        if combo is not None and count > combo.count and at - combo.last < GAP_MS:
            combo.last, combo.count, combo.value = at, count, value
        else:
            if combo is not None:
                yield combo
            self._open[key] = Combo(sender, gift, at, at, count, value)
        self._since_sweep += 1
        if self._since_sweep >= SWEEP:
            self._since_sweep = 0
            yield from self._done(at)

    def rest(self) -> Iterator[Combo]:
        """What is still open at the end of the file."""
        yield from self._open.values()
        self._open.clear()

    def _done(self, now: int) -> Iterator[Combo]:
        for key in [key for key, combo in self._open.items() if now - combo.last >= GAP_MS]:
            yield self._open.pop(key)

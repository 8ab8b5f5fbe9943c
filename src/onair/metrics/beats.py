"""Additive counters of a running show over time: by second for slots and hosts, by minute for curves, in total."""

from collections import defaultdict


class Beats:
    """`changed`: minutes (number since 1970) touched since somebody last cleared the set."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.minutes: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self.totals: defaultdict[str, int] = defaultdict(int)
        self.newest: dict[str, int] = {}
        self.changed: set[int] = set()

    def merge(self, counter: str, bump: dict[int, int]) -> None:
        """Add what one batch brought: second → amount."""
        if not bump:
            return
        seconds, minutes = self.seconds[counter], self.minutes[counter]
        total = 0
        for second, n in bump.items():
            seconds[second] = seconds.get(second, 0) + n
            minute = second // 60
            minutes[minute] = minutes.get(minute, 0) + n
            self.changed.add(minute)
            total += n
        self.totals[counter] += total
        newest = max(bump)
        if newest > self.newest.get(counter, newest - 1):
            self.newest[counter] = newest

    def total(self, counter: str) -> int:
        return self.totals.get(counter, 0)

    def at_minute(self, counter: str, minute: int) -> int:
        found = self.minutes.get(counter)
        return found.get(minute, 0) if found else 0

    def since(self, counter: str, second: int, length: int) -> int:
        """Sum over `length` seconds up to and including `second`."""
        found = self.seconds.get(counter)
        return sum(found.get(s, 0) for s in range(second - length + 1, second + 1)) if found else 0

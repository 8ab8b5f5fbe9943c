"""All orders of a running show; an order whose events changed is settled again before anybody reads."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from onair.metrics.beats import Beats
from onair.metrics.goods import Goods
from onair.metrics.orders import Deed, Effect, settle
from onair.metrics.people import People
from onair.metrics.tally import UNTIMED
from onair.metrics.window import Window

Own = defaultdict[tuple[str | None, bool | None], dict[str, int]]
"""Sums that belong to no person: (channel, new) → counter → amount."""
Bumps = defaultdict[str, dict[int, int]]
Earned = defaultdict[tuple[str, str | None], int]
"""What many orders add together, by counter and second and by counter and product."""


class Book:
    """`marks`: (mark, person) → how many times; `pairs`: (mark, product number << 32 | person) likewise."""

    def __init__(self, window: Window, people: People, goods: Goods, beats: Beats, own: Own) -> None:
        self._window, self._people, self._goods, self._beats, self._own = window, people, goods, beats, own
        self._deeds: dict[str, list[Deed]] = {}
        self._effects: dict[str, Effect] = {}
        self._dirty: set[str] = set()
        self.marks: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.pairs: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.sums: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.payers: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.elsewhere: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.late: defaultdict[str, int] = defaultdict(int)
        self._late_of: defaultdict[str, list[str]] = defaultdict(list)
        self._late_booked: dict[str, list[str]] = {}

    def add(self, deeds: Sequence[Deed]) -> None:
        known, dirty = self._deeds, self._dirty
        for deed in deeds:
            order = deed.order
            found = known.get(order)
            if found is None:
                known[order] = [deed]
            else:
                found.append(deed)
            dirty.add(order)

    def add_late(self, tag: str, deeds: Sequence[Deed]) -> None:
        """These came after the lateness limit; they are also given to `add`."""
        for deed in deeds:
            self._late_of[deed.order].append(tag)

    def settle(self) -> None:
        """Cost: the orders touched since the last call."""
        bumps: Bumps = defaultdict(dict)
        earned: Earned = defaultdict(int)
        for order in self._dirty:
            old = self._effects.get(order)
            if old is not None:
                self._book(old, -1, bumps, earned)
            effect = self._effects[order] = settle(self._deeds[order], self._window)
            self._book(effect, 1, bumps, earned)
            if order in self._late_of:
                self._book_late(order, counts=not effect.elsewhere)
        self._dirty.clear()
        for counter, bump in bumps.items():
            self._beats.merge(counter, bump)
        for (counter, product), n in earned.items():
            self._goods.earn(counter, product, n)

    def _book_late(self, order: str, *, counts: bool) -> None:
        for tag in self._late_booked.pop(order, ()):
            self.late[tag] -= 1
        if counts:
            self._late_booked[order] = list(self._late_of[order])
            for tag in self._late_booked[order]:
                self.late[tag] += 1

    def _book(self, effect: Effect, sign: Literal[1, -1], bumps: Bumps, earned: Earned) -> None:
        for one in effect.sums:
            second = one.at // 1000
            if one.counter in UNTIMED:
                self._beats.totals[one.counter] += sign * one.n
            else:
                bump = bumps[one.counter]
                bump[second] = bump.get(second, 0) + sign * one.n
            if one.user is not None:
                self.sums[one.counter, self._person(one.user)] += sign * one.n
            else:
                cell = self._own[one.channel, None]
                cell[one.counter] = cell.get(one.counter, 0) + sign * one.n
        for counter, product, n in effect.goods:
            earned[counter, product] += sign * n
        self._book_people(effect, sign)
        for place, kind in effect.elsewhere:
            self.elsewhere[place, kind] += sign

    def _book_people(self, effect: Effect, sign: Literal[1, -1]) -> None:
        for mark, user in effect.marks:
            _bump(self.marks, (mark, self._person(user)), sign)
        for mark, product, user in effect.pairs:
            _bump(self.pairs, (mark, self._goods.number(product) << 32 | self._person(user)), sign)
        for at, user in effect.payers:
            _bump(self.payers, (at // 60_000, self._person(user)), sign)

    def _person(self, user: str) -> int:
        return self._people.find(user, seen=False)


def _bump(counts: defaultdict[tuple[int, int], int], key: tuple[int, int], sign: int) -> None:
    counts[key] += sign
    if not counts[key]:
        del counts[key]

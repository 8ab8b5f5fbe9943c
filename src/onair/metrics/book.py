"""All orders of a running show; an order whose events changed is settled again before anybody reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import repeat

from onair.metrics.beats import Beats
from onair.metrics.goods import Goods
from onair.metrics.orders import Deed, Effect, settle
from onair.metrics.people import People
from onair.metrics.tally import PAY, UNTIMED
from onair.metrics.usual import Column, Usual
from onair.metrics.weigh import weigh
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
        self._counted: dict[str, int] = {}
        """Order → how many of its deeds are in the numbers."""
        self._dirty: dict[str, None] = {}
        self.marks: Counter[tuple[int, int]] = Counter()
        self.pairs: Counter[tuple[int, int]] = Counter()
        self.sums: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.payers: Counter[tuple[int, int]] = Counter()
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
            dirty[order] = None

    def told(self, order: str) -> Sequence[Deed]:
        """Everything known of one order."""
        return self._deeds.get(order, ())

    def add_late(self, tag: str, deeds: Sequence[Deed]) -> None:
        """These came after the lateness limit; they are also given to `add`."""
        for deed in deeds:
            self._late_of[deed.order].append(tag)

    def settle(self) -> None:
        """Cost: the orders touched since the last call."""
        bumps: Bumps = defaultdict(dict)
        earned: Earned = defaultdict(int)
        for sign, orders in (
            (-1, [order for order in self._dirty if order in self._counted]),
            (1, self._dirty),
        ):
            usual = Usual(self._window, self._person)
            for order in orders:
                deeds = self._deeds[order]
                counted = deeds[: self._counted[order]] if sign < 0 else deeds
                effect = None if usual.take(counted) else settle(counted, self._window)
                if effect is not None:
                    self._book(effect, sign, bumps, earned)
                if sign > 0 and order in self._late_of:
                    self._book_late(order, counts=effect is None or not effect.elsewhere)
            self._book_usual(usual, sign, bumps, earned)
        self._counted.update((order, len(self._deeds[order])) for order in self._dirty)
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

    def _book(self, effect: Effect, sign: int, bumps: Bumps, earned: Earned) -> None:
        for one in effect.sums:
            who = None if one.user is None else self._person(one.user)
            self._add(Column(one.counter, [one.at // 1000], [who], [one.channel], [one.n]), sign, bumps)
        for counter, product, n in effect.goods:
            earned[counter, product] += sign * n
        self._book_people(effect, sign)
        for place, kind in effect.elsewhere:
            self.elsewhere[place, kind] += sign

    def _book_usual(self, usual: Usual, sign: int, bumps: Bumps, earned: Earned) -> None:
        for column in usual.columns():
            self._add(column, sign, bumps)
        for counter, product, n in usual.goods():
            earned[counter, product] += sign * n
        number = self._goods.number
        for mark, deeds in usual.marked():
            named = list(deeds.named())
            _bump(self.marks, ((mark, person) for _, person, _ in named), sign)
            pairs = ((mark, number(product) << 32 | person) for _, person, some in named for product in some)
            _bump(self.pairs, pairs, sign)
            if mark & PAY:
                _bump(self.payers, ((at // 60_000, person) for at, person, _ in named), sign)

    def _add(self, column: Column, sign: int, bumps: Bumps) -> None:
        counter, sums = column.counter, self.sums
        by_second = weigh(column.seconds, column.counts)
        if counter in UNTIMED:
            self._beats.totals[counter] += sign * sum(by_second.values())
        else:
            bump = bumps[counter]
            for second, n in by_second.items():
                bump[second] = bump.get(second, 0) + sign * n
        counts = column.counts or repeat(1)
        for person, channel, n in zip(column.people, column.channels, counts, strict=False):
            if person is not None:
                sums[counter, person] += sign * n
            else:
                cell = self._own[channel, None]
                cell[counter] = cell.get(counter, 0) + sign * n

    def _book_people(self, effect: Effect, sign: int) -> None:
        number, person = self._goods.number, self._person
        _bump(self.marks, ((mark, person(user)) for mark, user in effect.marks), sign)
        pairs = ((mark, number(product) << 32 | person(user)) for mark, product, user in effect.pairs)
        _bump(self.pairs, pairs, sign)
        _bump(self.payers, ((at // 60_000, person(user)) for at, user in effect.payers), sign)

    def _person(self, user: str) -> int:
        return self._people.find(user, seen=False)


def _bump(counts: Counter[tuple[int, int]], keys: Iterable[tuple[int, int]], sign: int) -> None:
    """One more of each, or one less; what nobody has any more goes."""
    if sign > 0:
        counts.update(keys)
        return
    for key, n in Counter(keys).items():
        counts[key] -= n
        if not counts[key]:
            del counts[key]

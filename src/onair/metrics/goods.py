"""Products of a running show as numbers: counters in arrays, and who touched what as one int key."""

from array import array
from collections.abc import Mapping

from onair.metrics.tally import CART, CLICK, FAV, PROD_EXPO

PAIR_MARKS = {"prod_expo_pv": PROD_EXPO, "prod_click_pv": CLICK, "fav_pv": FAV, "cart_pv": CART}


class Goods:
    """`pairs`: mark → product number << 32 | person number. `beats`: product << 32 | minute → clicks."""

    def __init__(self) -> None:
        self.ids: dict[str | None, int] = {}
        self.bases: dict[str | None, int] = {}
        """The first half of a pair: product → its number << 32."""
        self.names: list[str | None] = []
        self.sums: dict[str, array[int]] = {}
        self.pairs: dict[int, set[int]] = {mark: set() for mark in PAIR_MARKS.values()}
        self.beats: dict[int, int] = {}
        self.money: dict[int, dict[str, int]] = {}
        """What settled orders added, by product number."""
        self.changed: set[int] = set()

    def number(self, product: str | None) -> int:
        found = self.ids.get(product)
        if found is None:
            found = self.ids[product] = len(self.ids)
            self.bases[product] = found << 32
            self.names.append(product)
            for counter in self.sums.values():
                counter.append(0)
        return found

    def sum_of(self, counter: str) -> "array[int]":
        found = self.sums.get(counter)
        if found is None:
            found = self.sums[counter] = array("q", bytes(8 * len(self.ids)))
        return found

    def add(self, counter: str, by_product: Mapping[str | None, int]) -> dict[int, int]:
        """→ the same by product number."""
        try:
            numbers = list(map(self.ids.__getitem__, by_product))
        except KeyError:
            numbers = list(map(self.number, by_product))
        sums, found = self.sum_of(counter), dict(zip(numbers, by_product.values(), strict=True))
        for p, n in found.items():
            sums[p] += n
        self.changed.update(numbers)
        return found

    def beat(self, bump: Mapping[int, int]) -> None:
        """Clicks by product number << 32 | minute."""
        beats = self.beats
        for key, n in bump.items():
            beats[key] = beats.get(key, 0) + n

    def earn(self, counter: str, product: str | None, n: int) -> None:
        p = self.number(product)
        sums = self.money.setdefault(p, {})
        sums[counter] = sums.get(counter, 0) + n
        self.changed.add(p)

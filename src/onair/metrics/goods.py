"""Products of a running show as numbers: counters in arrays, and who touched what as one int key."""

from array import array

from onair.metrics.tally import CART, CLICK, FAV, PROD_EXPO

PAIR_MARKS = {"prod_expo_pv": PROD_EXPO, "prod_click_pv": CLICK, "fav_pv": FAV, "cart_pv": CART}
SMALL = {PROD_EXPO: 1, CLICK: 2, FAV: 4, CART: 8}
"""Marks of a (product, person) pair in four bits: small ints are shared, so a pair costs one dict slot."""
LARGE = [sum(mark for mark, bit in SMALL.items() if bits & bit) for bits in range(16)]
ORDER_SUMS = ("order_created", "order_paid", "gmv")


class Goods:
    """`pairs`: product number << 32 | person number → marks. `beats`: product number << 32 | minute → clicks."""

    def __init__(self) -> None:
        self.ids: dict[str | None, int] = {}
        self.names: list[str | None] = []
        self.sums: dict[str, array[int]] = {}
        self.pairs: dict[int, int] = {}
        self.beats: dict[int, int] = {}
        self.money: dict[int, dict[str, int]] = {}
        """What settled orders added, by product number."""
        self.changed: set[int] = set()

    def number(self, product: str | None) -> int:
        found = self.ids.get(product)
        if found is None:
            found = self.ids[product] = len(self.ids)
            self.names.append(product)
            for counter in self.sums.values():
                counter.append(0)
        return found

    def sum_of(self, counter: str) -> "array[int]":
        found = self.sums.get(counter)
        if found is None:
            found = self.sums[counter] = array("q", bytes(8 * len(self.ids)))
        return found

    def earn(self, counter: str, product: str | None, n: int) -> None:
        p = self.number(product)
        sums = self.money.setdefault(p, {})
        sums[counter] = sums.get(counter, 0) + n
        self.changed.add(p)

"""What a running show remembers, and how each type of event changes it. One tight loop per type."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from onair.events.model import AddCart, Enter, Favourite, Follow, Gauge, Gift, Host, Leave, Sampling, Slot
from onair.metrics.beats import Beats
from onair.metrics.book import Book, Own
from onair.metrics.gauges import Gauges
from onair.metrics.goods import PAIR_MARKS, Goods
from onair.metrics.orders import Deed
from onair.metrics.people import People
from onair.metrics.tally import CLICK, EXPO, INTERACT, MARKS, OF_ORDER
from onair.metrics.window import Window

K = TypeVar("K")
Some = Sequence[Any]
"""Events of one type; the handler of a type knows its fields."""


class Batch(NamedTuple):
    """Events of one type as columns; `counts` None = one each."""

    seconds: list[int]
    ids: list[int | None]
    counts: list[int] | None


class State:
    """Reached only through LiveFold. Numbers instead of objects wherever people or products are many."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.people, self.goods, self.beats, self.gauges = People(), Goods(), Beats(), Gauges()
        self.own: Own = defaultdict(dict)
        self.book = Book(window, self.people, self.goods, self.beats, self.own)
        self.by_source: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.sampled: set[tuple[str, str]] = set()
        self.track: list[tuple[str, str, str, int]] = []
        self.nobody: defaultdict[str, int] = defaultdict(int)
        self.minute_people: dict[int, dict[int, set[int]]] = {INTERACT: {}, CLICK: {}}
        self.handlers: dict[str, Callable[[Some], None]] = self._handlers()

    def _handlers(self) -> dict[str, Callable[[Some], None]]:
        def bound(method: Callable[..., None], *args: object) -> Callable[[Some], None]:
            return lambda some: method(some, *args)

        found: dict[str, Callable[[Some], None]] = {
            "comment": bound(self._talk, "comment", "comment_pv", False),
            "like": bound(self._talk, "like", "like_pv", True),
            "share": bound(self._talk, "share", "share_pv", True),
            "product_exposure": bound(self._shown, "product_exposure", "prod_expo_pv"),
            "product_click": bound(self._shown, "product_click", "prod_click_pv"),
            "group_join": bound(self._plain, "group_join", ("club_new",), lambda _: (1,)),
            "leave": bound(self._plain, "leave", ("leave_pv", "watch_ms", "watch_n"), _stay),
            "gift": bound(self._plain, "gift", ("gift_pv", "gift_units", "gift_value"), _gift),
            "follow": self._follow, "favourite": self._favourite, "add_cart": self._cart,
            "enter": self._enter, "exposure": self._exposure,
            "gauge": self._gauge, "sampling": self._sampling, "slot": self._slot, "host": self._host,
        }  # fmt: skip
        return found | {tag: bound(self._deeds, tag) for tag in OF_ORDER}

    def _talk(self, some: Some, tag: str, counter: str, counted: bool) -> None:
        """Comment, like, share. Their persons stay in the sets by minute, where marks are read from later."""
        batch = self._batch(some, tag, counter, [event.count for event in some] if counted else None)
        if tag == "like":
            for source, n in weigh([event.source for event in some], batch.counts).items():
                self.by_source[source, counter] += n
        _gather(self.minute_people[INTERACT], batch)

    def _goods(self, some: Some, tag: str, counter: str, counts: list[int] | None) -> None:
        """What people do to a product; only clicks are kept by minute too."""
        batch, goods = self._batch(some, tag, counter, counts), self.goods
        products = [event.product for event in some]
        numbers = list(map(goods.ids.get, products))
        if None in numbers:
            numbers = [goods.number(product) for product in products]
        found = cast(list[int], numbers)
        sums, by_product = goods.sum_of(counter), weigh(found, counts)
        for p, n in by_product.items():
            sums[p] += n
        goods.changed.update(by_product)
        goods.pairs[PAIR_MARKS[counter]].update(
            [p << 32 | i for p, i in zip(found, batch.ids, strict=True) if i is not None]
        )
        if tag == "product_click":
            _gather(self.minute_people[CLICK], batch)
            self._click_beats(found, batch)

    def _shown(self, some: Some, tag: str, counter: str) -> None:
        self._goods(some, tag, counter, [event.count for event in some])

    def _click_beats(self, products: list[int], batch: "Batch") -> None:
        keys = [p << 32 | second // 60 for p, second in zip(products, batch.seconds, strict=True)]
        beats = self.goods.beats
        for key, n in weigh(keys, batch.counts).items():
            beats[key] = beats.get(key, 0) + n

    def _batch(self, some: Some, tag: str, counter: str, counts: list[int] | None) -> "Batch":
        """Everything that the busy types share, column by column: far cheaper than event by event."""
        seconds = [event.at // 1000 for event in some]
        ids = self._persons(some)
        if None in ids:
            for place, event in enumerate(some):
                if ids[place] is None:
                    self._nobody(tag, event.channel, counter, 1 if counts is None else counts[place])
        self.people.log(counter, ids, counts)
        self.beats.merge(counter, weigh(seconds, counts))
        return Batch(seconds, ids, counts)

    def _persons(self, some: Some) -> list[int | None]:
        """Person numbers, None for nobody; everybody here was seen in the room."""
        users = [event.user for event in some]
        people = self.people
        ids = list(map(people.ids.get, users))
        if None in ids:
            for place, user in enumerate(users):
                if ids[place] is None and user is not None:
                    ids[place] = people.find(user)
        if people.unseen:
            people.see(ids)
        return ids

    def _enter(self, some: Sequence[Enter]) -> None:
        people = self.people
        ids, first_at = self._persons(some), people.first_at
        self.beats.merge("enter", Counter([event.at // 1000 for event in some]))
        for source, n in Counter([event.source for event in some]).items():
            self.by_source[source, "enter"] += n
        for key, n in Counter([(event.channel, event.new) for event in some]).items():
            self._unowned(*key, "enter", n)
        proxies = [event for event in some if event.proxy]
        if proxies:
            self.beats.merge("enter_proxy", Counter([event.at // 1000 for event in proxies]))
            for key, n in Counter([(event.channel, event.new) for event in proxies]).items():
                self._unowned(*key, "enter_proxy", n)
        for i, event in zip(ids, some, strict=True):
            if i is None:
                self.nobody["enter"] += 1
            elif event.at <= first_at[i]:
                people.came(i, event.at, event.channel, event.new)

    def _exposure(self, some: Some) -> None:
        bump: dict[int, int] = {}
        for event in some:
            second, n = event.at // 1000, event.count
            bump[second] = bump.get(second, 0) + n
            self.by_source[event.source, "expo_pv"] += n
            cell = self.own[event.channel, None]
            cell["expo_pv"] = cell.get("expo_pv", 0) + n
            if event.user is None:
                self.nobody["exposure"] += 1
            else:
                self.people.marks[self.people.find(event.user, seen=False)] |= EXPO
        self.beats.merge("expo_pv", bump)

    def _plain(
        self, some: Some, tag: str, counters: tuple[str, ...], take: Callable[[Any], tuple[int, ...]]
    ) -> None:
        """Rarer types: several counters of one event."""
        bumps: list[dict[int, int]] = [{} for _ in counters]
        for event in some:
            second, user = event.at // 1000, event.user
            i = None if user is None else self._person(user)
            if i is None:
                self.nobody[tag] += 1
            else:
                self.people.marks[i] |= MARKS[tag]
            for counter, bump, n in zip(counters, bumps, take(event), strict=True):
                if not n:
                    continue
                bump[second] = bump.get(second, 0) + n
                if i is None:
                    self._unowned(event.channel, None, counter, n)
                else:
                    self.people.log(counter, [i], [n])
        for counter, bump in zip(counters, bumps, strict=True):
            self.beats.merge(counter, bump)

    def _follow(self, some: Sequence[Follow]) -> None:
        on = [event for event in some if event.on]
        off = [event for event in some if not event.on]
        self._plain(on, "follow", ("fans_new",), lambda _: (1,))
        self._plain_off(off, "follow", "fans_lost")

    def _favourite(self, some: Sequence[Favourite]) -> None:
        on = [event for event in some if event.on]
        if on:
            self._goods(on, "favourite", "fav_pv", None)
        off = [event for event in some if not event.on]
        self._plain_off(off, "favourite", "fav_lost")
        lost = self.goods.sum_of("fav_lost")
        for event in off:
            lost[self.goods.number(event.product)] += 1

    def _plain_off(self, some: Some, tag: str, counter: str) -> None:
        """Switched off: counted, but the person keeps only ANY."""
        bump: dict[int, int] = {}
        for event in some:
            second = event.at // 1000
            bump[second] = bump.get(second, 0) + 1
            if event.user is None:
                self._nobody(tag, event.channel, counter, 1)
            else:
                self.people.log(counter, [self._person(event.user)], None)
        self.beats.merge(counter, bump)

    def _cart(self, some: Sequence[AddCart]) -> None:
        self._goods(some, "add_cart", "cart_pv", [event.qty for event in some])

    def _deeds(self, some: Sequence[Deed], tag: str) -> None:
        """Events of orders; their person was here only when the event itself is inside the window."""
        low, high = self.window.low, self.window.high
        for event in some:
            if low <= event.at <= high:
                if event.user is None:
                    self.nobody[tag] += 1
                else:
                    self._person(event.user)
        self.book.add(some)

    def _gauge(self, some: Sequence[Gauge]) -> None:
        for event in some:
            self.gauges.add(event)
            if event.name == "online":
                minute = event.at // 60_000
                self.beats.changed |= {minute, minute + 1}

    def _sampling(self, some: Sequence[Sampling]) -> None:
        self.sampled.update((event.source, event.of) for event in some)

    def _slot(self, some: Sequence[Slot]) -> None:
        self.track.extend(("slot", event.slot, event.phase, event.at) for event in some)

    def _host(self, some: Sequence[Host]) -> None:
        self.track.extend(("host", event.host, event.phase, event.at) for event in some)

    def _person(self, user: str) -> int:
        """Number of a person who was seen in the room."""
        i = self.people.find(user)
        if self.people.unseen:
            self.people.see([i])
        return i

    def _nobody(self, tag: str, channel: str | None, counter: str, n: int) -> None:
        self.nobody[tag] += 1
        self._unowned(channel, None, counter, n)

    def _unowned(self, channel: str | None, new: bool | None, counter: str, n: int) -> None:
        cell = self.own[channel, new]
        cell[counter] = cell.get(counter, 0) + n


def _stay(event: Leave) -> tuple[int, int, int]:
    return 1, event.watch_ms or 0, event.watch_ms is not None


def _gift(event: Gift) -> tuple[int, int, int]:
    return 1, event.count, event.value


def weigh(keys: Sequence[K], counts: Sequence[int] | None) -> dict[K, int]:
    """Sum of the counts (one each when None) by key."""
    if counts is None or (1 in counts and counts.count(1) == len(counts)):
        return Counter(keys)
    found: dict[K, int] = {}
    for key, n in zip(keys, counts, strict=True):
        found[key] = found.get(key, 0) + n
    return found


def _gather(minutes: dict[int, set[int]], batch: Batch) -> None:
    """Put known persons into the set of their minute."""
    first, last = min(batch.seconds) // 60, max(batch.seconds) // 60
    if first == last:
        found: list[tuple[int, list[int | None]]] = [(first, batch.ids)]
    else:
        by_minute: dict[int, list[int | None]] = {}
        for second, i in zip(batch.seconds, batch.ids, strict=True):
            by_minute.setdefault(second // 60, []).append(i)
        found = list(by_minute.items())
    for minute, ids in found:
        known = {i for i in ids if i is not None} if None in ids else ids
        if known:
            minutes.setdefault(minute, set()).update(cast(list[int], known))

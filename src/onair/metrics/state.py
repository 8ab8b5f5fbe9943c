"""What a running show remembers, and how each type of event changes it. One tight loop per type."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
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
Times = list[int]
"""`at` of each of them, ms."""
Handler = Callable[[Some, Times], None]
_USER, _SOURCE, _PRODUCT = map(attrgetter, ("user", "source", "product"))


class Batch(NamedTuple):
    """Events of one type as columns; `counts` None = one each; `minute`: the only one they touch, None = several."""

    seconds: list[int]
    ids: list[int | None]
    counts: list[int] | None
    minute: int | None


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
        self.handlers: dict[str, Handler] = self._handlers()

    def _handlers(self) -> dict[str, Handler]:
        def bound(method: Callable[..., None], *args: object) -> Handler:
            return lambda some, times: method(some, times, *args)

        found: dict[str, Handler] = {
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

    def _talk(self, some: Some, times: Times, tag: str, counter: str, counted: bool) -> None:
        """Comment, like, share. Their persons stay in the sets by minute, where marks are read from later."""
        batch = self._batch(some, times, tag, counter, [event.count for event in some] if counted else None)
        if tag == "like":
            for source, n in weigh(list(map(_SOURCE, some)), batch.counts).items():
                self.by_source[source, counter] += n
        _gather(self.minute_people[INTERACT], batch)

    def _goods(self, some: Some, times: Times, tag: str, counter: str, counts: list[int] | None) -> None:
        """What people do to a product; only clicks are kept by minute too."""
        batch, goods = self._batch(some, times, tag, counter, counts), self.goods
        products = list(map(_PRODUCT, some))
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
            self._click_beats(found, by_product, batch)

    def _shown(self, some: Some, times: Times, tag: str, counter: str) -> None:
        self._goods(some, times, tag, counter, [event.count for event in some])

    def _click_beats(self, products: list[int], sums: dict[int, int], batch: "Batch") -> None:
        beats, minute = self.goods.beats, batch.minute
        if minute is None:
            keys = [p << 32 | second // 60 for p, second in zip(products, batch.seconds, strict=True)]
            found = weigh(keys, batch.counts)
        else:
            found = {p << 32 | minute: n for p, n in sums.items()}
        for key, n in found.items():
            beats[key] = beats.get(key, 0) + n

    def _batch(self, some: Some, times: Times, tag: str, counter: str, counts: list[int] | None) -> "Batch":
        """Everything that the busy types share, column by column: far cheaper than event by event."""
        seconds = [at // 1000 for at in times]
        ids = self._persons(some)
        if None in ids:
            for place, event in enumerate(some):
                if ids[place] is None:
                    self._nobody(tag, event.channel, counter, 1 if counts is None else counts[place])
        self.people.log(counter, ids, counts)
        self.beats.merge(counter, weigh(seconds, counts))
        first, last = min(times) // 60_000, max(times) // 60_000
        return Batch(seconds, ids, counts, first if first == last else None)

    def _persons(self, some: Some) -> list[int | None]:
        """Person numbers, None for nobody; everybody here was seen in the room."""
        users = list(map(_USER, some))
        people = self.people
        ids = list(map(people.ids.get, users))
        if None in ids:
            for place, user in enumerate(users):
                if ids[place] is None and user is not None:
                    ids[place] = people.find(user)
        if people.unseen:
            people.see(ids)
        return ids

    def _enter(self, some: Sequence[Enter], times: Times) -> None:
        people = self.people
        ids, first_at = self._persons(some), people.first_at
        self.beats.merge("enter", weigh([at // 1000 for at in times], None))
        for source, n in weigh(list(map(_SOURCE, some)), None).items():
            self.by_source[source, "enter"] += n
        for key, n in Counter([(event.channel, event.new) for event in some]).items():
            self._unowned(*key, "enter", n)
        proxies = [event for event in some if event.proxy]
        if proxies:
            self.beats.merge("enter_proxy", Counter([event.at // 1000 for event in proxies]))
            for key, n in Counter([(event.channel, event.new) for event in proxies]).items():
                self._unowned(*key, "enter_proxy", n)
        if None in ids:
            self.nobody["enter"] += ids.count(None)
        for i, at, event in zip(ids, times, some, strict=True):
            if i is not None and at <= first_at[i]:
                people.came(i, at, event.channel, event.new)

    def _exposure(self, some: Some, times: Times) -> None:
        bump: dict[int, int] = {}
        for event, at in zip(some, times, strict=True):
            second, n = at // 1000, event.count
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
        self,
        some: Some,
        times: Times,
        tag: str,
        counters: tuple[str, ...],
        take: Callable[[Any], tuple[int, ...]],
    ) -> None:
        """Rarer types: several counters of one event."""
        bumps: list[dict[int, int]] = [{} for _ in counters]
        for event, at in zip(some, times, strict=True):
            second, user = at // 1000, event.user
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

    def _follow(self, some: Sequence[Follow], times: Times) -> None:
        del times  # only some of the events remain
        on = [event for event in some if event.on]
        off = [event for event in some if not event.on]
        self._plain(on, [event.at for event in on], "follow", ("fans_new",), lambda _: (1,))
        self._plain_off(off, "follow", "fans_lost")

    def _favourite(self, some: Sequence[Favourite], times: Times) -> None:
        del times  # only some of the events remain
        on = [event for event in some if event.on]
        if on:
            self._goods(on, [event.at for event in on], "favourite", "fav_pv", None)
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

    def _cart(self, some: Sequence[AddCart], times: Times) -> None:
        self._goods(some, times, "add_cart", "cart_pv", [event.qty for event in some])

    def _deeds(self, some: Sequence[Deed], times: Times, tag: str) -> None:
        """Events of orders; their person was here only when the event itself is inside the window."""
        low, high = self.window.low, self.window.high
        for event, at in zip(some, times, strict=True):
            if low <= at <= high:
                if event.user is None:
                    self.nobody[tag] += 1
                else:
                    self._person(event.user)
        self.book.add(some)

    def _gauge(self, some: Sequence[Gauge], times: Times) -> None:
        for event, at in zip(some, times, strict=True):
            self.gauges.add(event)
            if event.name == "online":
                minute = at // 60_000
                self.beats.changed |= {minute, minute + 1}

    def _sampling(self, some: Sequence[Sampling], _: Times) -> None:
        self.sampled.update((event.source, event.of) for event in some)

    def _slot(self, some: Sequence[Slot], _: Times) -> None:
        self.track.extend(("slot", event.slot, event.phase, event.at) for event in some)

    def _host(self, some: Sequence[Host], _: Times) -> None:
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
        if keys and keys.count(keys[0]) == len(keys):  # often: one second, one source, one product
            return {keys[0]: len(keys)}
        return Counter(keys)
    found: dict[K, int] = {}
    for key, n in zip(keys, counts, strict=True):
        found[key] = found.get(key, 0) + n
    return found


def _gather(minutes: dict[int, set[int]], batch: Batch) -> None:
    """Put known persons into the set of their minute."""
    if batch.minute is not None:
        found: list[tuple[int, list[int | None]]] = [(batch.minute, batch.ids)]
    else:
        by_minute: dict[int, list[int | None]] = {}
        for second, i in zip(batch.seconds, batch.ids, strict=True):
            by_minute.setdefault(second // 60, []).append(i)
        found = list(by_minute.items())
    for minute, ids in found:
        known = {i for i in ids if i is not None} if None in ids else ids
        if known:
            minutes.setdefault(minute, set()).update(cast(list[int], known))

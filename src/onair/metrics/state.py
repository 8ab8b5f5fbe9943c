"""What a running show remembers, and how each type of event changes it. One tight loop per type."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import or_
from typing import Any, NamedTuple, cast

from onair.events.groups import Group, group_of
from onair.events.model import Gift, Leave
from onair.metrics.beats import Beats
from onair.metrics.book import Book, Own
from onair.metrics.gauges import Gauges
from onair.metrics.goods import PAIR_MARKS, Goods
from onair.metrics.people import People
from onair.metrics.tally import CLICK, EXPO, INTERACT, MARKS, OF_ORDER
from onair.metrics.weigh import by_second, weigh
from onair.metrics.window import Window

Handler = Callable[[Group], None]
"""Of one type, whose fields it knows."""


class Persons(NamedTuple):
    """Who: numbers of persons, None = nobody. `all_known`: there is no nobody."""

    ids: list[int | None]
    all_known: bool


class Batch(NamedTuple):
    """More columns of a group. `counts` None = one each; `minute`: the only one they touch, None = several."""

    who: Persons
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
            return lambda group: method(group, *args)

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

    def _talk(self, group: Group, tag: str, counter: str, counted: bool) -> None:
        """Comment, like, share. Their persons stay in the sets by minute, where marks are read from later."""
        batch = self._batch(group, tag, counter, _counts(group, "count") if counted else None)
        if tag == "like":
            self._by_source(group, counter, batch.counts)
        _gather(self.minute_people[INTERACT], group, batch)

    def _goods(
        self, group: Group, tag: str, counter: str, products: list[str | None], counts: list[int] | None
    ) -> None:
        """What people do to a product; only clicks are kept by minute too."""
        batch, goods = self._batch(group, tag, counter, counts), self.goods
        sums = goods.add(counter, weigh(products, counts))
        bases = list(map(goods.bases.__getitem__, products))
        goods.pairs[PAIR_MARKS[counter]].update(_pairs(bases, batch.who))
        if tag == "product_click":
            _gather(self.minute_people[CLICK], group, batch)
            goods.beat(self._click_beats(group, bases, sums, batch))

    def _shown(self, group: Group, tag: str, counter: str) -> None:
        self._goods(group, tag, counter, group.fields["product"], _counts(group, "count"))

    def _click_beats(
        self, group: Group, bases: list[int], sums: dict[int, int], batch: Batch
    ) -> dict[int, int]:
        if batch.minute is not None:
            return {p << 32 | batch.minute: n for p, n in sums.items()}
        keys = [base | at // 60_000 for base, at in zip(bases, group.times, strict=True)]
        return weigh(keys, batch.counts)

    def _batch(self, group: Group, tag: str, counter: str, counts: list[int] | None) -> Batch:
        """Everything that the busy types share, column by column: far cheaper than event by event."""
        who = self._persons(group.users)
        if not who.all_known:
            for place, channel in enumerate(group.fields["channel"]):
                if who.ids[place] is None:
                    self._nobody(tag, channel, counter, 1 if counts is None else counts[place])
        self.people.log(counter, *_known(who, counts))
        self.beats.merge(counter, by_second(group, counts))
        first, last = group.first // 60_000, group.last // 60_000
        return Batch(who, counts, first if first == last else None)

    def _persons(self, users: list[str | None]) -> Persons:
        """Everybody here was seen in the room."""
        people, all_known = self.people, True
        try:
            ids: list[int | None] = list(map(people.ids.__getitem__, cast(list[str], users)))
        except KeyError:  # somebody new, or nobody
            people.welcome(user for user in users if user is not None)
            ids = list(map(people.ids.get, cast(list[str], users)))
            all_known = None not in ids
        if people.unseen:
            people.see(ids)
        return Persons(ids, all_known)

    def _enter(self, group: Group) -> None:
        people, channels, new = self.people, group.fields["channel"], group.fields["new"]
        who, proxies = self._persons(group.users), group.fields["proxy"]
        self.beats.merge("enter", by_second(group, None))
        self._by_source(group, "enter", None)
        for key, n in Counter(zip(channels, new, strict=True)).items():
            self._unowned(*key, "enter", n)
        if any(proxies):
            seconds = [at // 1000 for at in compress(group.times, proxies)]
            self.beats.merge("enter_proxy", weigh(seconds, None))
            for key, n in Counter(compress(zip(channels, new, strict=True), proxies)).items():
                self._unowned(*key, "enter_proxy", n)
        if not who.all_known:
            self.nobody["enter"] += who.ids.count(None)
        people.entered(who.ids, group.times, channels, new)

    def _by_source(self, group: Group, counter: str, counts: list[int] | None) -> None:
        if group.source is not None:
            self.by_source[group.source, counter] += len(group.times) if counts is None else sum(counts)
            return
        for source, n in weigh(group.sources(), counts).items():
            self.by_source[source, counter] += n

    def _exposure(self, group: Group) -> None:
        bump: dict[int, int] = {}
        for event, at in zip(group.events, group.times, strict=True):
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
        group: Group,
        tag: str,
        counters: tuple[str, ...],
        take: Callable[[Any], tuple[int, ...]],
    ) -> None:
        """Rarer types: several counters of one event."""
        bumps: list[dict[int, int]] = [{} for _ in counters]
        for event, at in zip(group.events, group.times, strict=True):
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

    def _follow(self, group: Group) -> None:
        if on := [event for event in group.events if event.on]:
            self._plain(group_of(on), "follow", ("fans_new",), lambda _: (1,))
        self._plain_off([event for event in group.events if not event.on], "follow", "fans_lost")

    def _favourite(self, group: Group) -> None:
        if on := [event for event in group.events if event.on]:
            self._goods(group_of(on), "favourite", "fav_pv", [event.product for event in on], None)
        off = [event for event in group.events if not event.on]
        self._plain_off(off, "favourite", "fav_lost")
        lost = self.goods.sum_of("fav_lost")
        for event in off:
            lost[self.goods.number(event.product)] += 1

    def _plain_off(self, some: Sequence[Any], tag: str, counter: str) -> None:
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

    def _cart(self, group: Group) -> None:
        self._goods(group, "add_cart", "cart_pv", group.fields["product"], _counts(group, "qty"))

    def _deeds(self, group: Group, tag: str) -> None:
        """Events of orders; their person was here only when the event itself is inside the window."""
        low, high = self.window.low, self.window.high
        users = group.users
        if group.first < low or group.last > high:
            users = [u for u, at in zip(users, group.times, strict=True) if low <= at <= high]
        who = self._persons(users)
        if not who.all_known:
            self.nobody[tag] += who.ids.count(None)
        self.book.add(group.events)

    def _gauge(self, group: Group) -> None:
        for event, at in zip(group.events, group.times, strict=True):
            self.gauges.add(event)
            if event.name == "online":
                minute = at // 60_000
                self.beats.changed |= {minute, minute + 1}

    def _sampling(self, group: Group) -> None:
        self.sampled.update((event.source, event.of) for event in group.events)

    def _slot(self, group: Group) -> None:
        self.track.extend(("slot", event.slot, event.phase, event.at) for event in group.events)

    def _host(self, group: Group) -> None:
        self.track.extend(("host", event.host, event.phase, event.at) for event in group.events)

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


def _counts(group: Group, name: str) -> list[int] | None:
    """None when it is one each: then nothing needs to be added up."""
    counts = group.fields[name]
    return None if counts.count(1) == len(counts) else counts


def _known(who: Persons, counts: list[int] | None) -> tuple[list[int], list[int] | None]:
    """Only those who are somebody."""
    if who.all_known:
        return cast(list[int], who.ids), counts
    if counts is not None:
        counts = [n for i, n in zip(who.ids, counts, strict=True) if i is not None]
    return [i for i in who.ids if i is not None], counts


def _pairs(bases: list[int], who: Persons) -> Iterable[int]:
    """Product number << 32 | person number."""
    if who.all_known:
        return map(or_, bases, cast(list[int], who.ids))
    return [base | i for base, i in zip(bases, who.ids, strict=True) if i is not None]


def _gather(minutes: dict[int, set[int]], group: Group, batch: Batch) -> None:
    """Put known persons into the set of their minute."""
    if batch.minute is not None:
        if known := _known(batch.who, None)[0]:
            minutes.setdefault(batch.minute, set()).update(known)
        return
    found: defaultdict[int, list[int]] = defaultdict(list)
    for at, i in zip(group.times, batch.who.ids, strict=True):
        if i is not None:
            found[at // 60_000].append(i)
    for minute, known in found.items():
        minutes.setdefault(minute, set()).update(known)

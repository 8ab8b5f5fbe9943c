"""What a running show remembers, and how each type of event changes it. One tight loop per type."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from onair.events.model import AddCart, Enter, Favourite, Follow, Gauge, Gift, Host, Leave, Sampling, Slot
from onair.metrics.beats import Beats
from onair.metrics.book import Book, Own
from onair.metrics.gauges import Gauges
from onair.metrics.goods import PAIR_MARKS, SMALL, Goods
from onair.metrics.orders import Deed
from onair.metrics.people import People
from onair.metrics.tally import ANY, CLICK, ENTER, EXPO, INTERACT, MARKS, OF_ORDER
from onair.metrics.window import Window

Some = Sequence[Any]
"""Events of one type; the handler of a type knows its fields."""


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
            "product_exposure": bound(self._goods, "product_exposure", "prod_expo_pv", "count"),
            "product_click": bound(self._goods, "product_click", "prod_click_pv", "count"),
            "group_join": bound(self._plain, "group_join", ("club_new",), lambda _: (1,)),
            "leave": bound(self._plain, "leave", ("leave_pv", "watch_ms", "watch_n"), _stay),
            "gift": bound(self._plain, "gift", ("gift_pv", "gift_units", "gift_value"), _gift),
            "follow": self._follow, "favourite": self._favourite, "add_cart": self._cart,
            "enter": self._enter, "exposure": self._exposure,
            "gauge": self._gauge, "sampling": self._sampling, "slot": self._slot, "host": self._host,
        }  # fmt: skip
        return found | {tag: bound(self._deeds, tag) for tag in OF_ORDER}

    def _talk(self, some: Some, tag: str, counter: str, counted: bool) -> None:
        """Comment, like, share: the busiest types, so everything is a local name."""
        people, bump, minute_sets = self.people, dict[int, int](), self.minute_people[INTERACT]
        find, marks, mine, wanted = people.ids.get, people.marks, people.sum_of(counter), MARKS[tag]
        minute, circle, sampled = -1, set[int](), tag == "like"
        for event in some:
            n = event.count if counted else 1
            second = event.at // 1000
            bump[second] = bump.get(second, 0) + n
            if sampled:
                self.by_source[event.source, counter] += n
            user = event.user
            if user is None:
                self._nobody(tag, event.channel, None, counter, n)
                continue
            i = find(user)
            if i is None:
                i = people.number(user)
            if marks[i] & wanted != wanted:
                people.mark(i, wanted)
            mine[i] += n
            if second // 60 != minute:
                minute = second // 60
                circle = minute_sets.setdefault(minute, set())
            circle.add(i)
        self.beats.merge(counter, bump)

    def _goods(self, some: Some, tag: str, counter: str, amount: str) -> None:
        """What people do to a product; only a click is kept by minute and product too."""
        people, goods, bump = self.people, self.goods, dict[int, int]()
        mine, total, pairs = people.sum_of(counter), goods.sum_of(counter), goods.pairs
        wanted, small, known, is_click = (
            MARKS[tag],
            SMALL[PAIR_MARKS[counter]],
            goods.ids,
            counter == "prod_click_pv",
        )
        beats, find, marks, changed = goods.beats, people.ids.get, people.marks, goods.changed
        clicks = self.minute_people[CLICK]
        for event in some:
            n = event.count if amount == "count" else event.qty if amount == "qty" else 1
            second = event.at // 1000
            bump[second] = bump.get(second, 0) + n
            p = known.get(event.product)
            if p is None:
                p = goods.number(event.product)
            total[p] += n
            changed.add(p)
            if is_click:
                beat = p << 32 | second // 60
                beats[beat] = beats.get(beat, 0) + n
            user = event.user
            if user is None:
                self._nobody(tag, event.channel, None, counter, n)
                continue
            i = find(user)
            if i is None:
                i = people.number(user)
            if marks[i] & wanted != wanted:
                people.mark(i, wanted)
            mine[i] += n
            pair = p << 32 | i
            had = pairs.get(pair, 0)
            if not had & small:
                pairs[pair] = had | small
            if is_click:
                clicks.setdefault(second // 60, set()).add(i)
        self.beats.merge(counter, bump)

    def _enter(self, some: Sequence[Enter]) -> None:
        people, bump, proxies = self.people, dict[int, int](), dict[int, int]()
        find, marks = people.ids.get, people.marks
        for event in some:
            second = event.at // 1000
            bump[second] = bump.get(second, 0) + 1
            self.by_source[event.source, "enter"] += 1
            cell = self.own[event.channel, event.new]
            cell["enter"] = cell.get("enter", 0) + 1
            if event.proxy:
                proxies[second] = proxies.get(second, 0) + 1
                cell["enter_proxy"] = cell.get("enter_proxy", 0) + 1
            user = event.user
            if user is None:
                self.nobody["enter"] += 1
                continue
            i = find(user)
            if i is None:
                i = people.number(user)
            if marks[i] & (ANY | ENTER) != ANY | ENTER:
                people.mark(i, ANY | ENTER)
            people.came(i, event.at, event.channel, event.new)
        self.beats.merge("enter", bump)
        self.beats.merge("enter_proxy", proxies)

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
                self.people.mark(self._person(event.user), EXPO)
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
                self.people.mark(i, MARKS[tag])
            for counter, bump, n in zip(counters, bumps, take(event), strict=True):
                if not n:
                    continue
                bump[second] = bump.get(second, 0) + n
                if i is None:
                    self._unowned(event.channel, None, counter, n)
                else:
                    self.people.sum_of(counter)[i] += n
        for counter, bump in zip(counters, bumps, strict=True):
            self.beats.merge(counter, bump)

    def _follow(self, some: Sequence[Follow]) -> None:
        on = [event for event in some if event.on]
        off = [event for event in some if not event.on]
        self._plain(on, "follow", ("fans_new",), lambda _: (1,))
        self._plain_off(off, "follow", "fans_lost")

    def _favourite(self, some: Sequence[Favourite]) -> None:
        self._goods([event for event in some if event.on], "favourite", "fav_pv", "one")
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
                self._nobody(tag, event.channel, None, counter, 1)
            else:
                i = self._person(event.user)
                self.people.mark(i, ANY)
                self.people.sum_of(counter)[i] += 1
        self.beats.merge(counter, bump)

    def _cart(self, some: Sequence[AddCart]) -> None:
        self._goods(some, "add_cart", "cart_pv", "qty")

    def _deeds(self, some: Sequence[Deed], tag: str) -> None:
        """Events of orders; their person was here only when the event itself is inside the window."""
        low, high = self.window.low, self.window.high
        for event in some:
            if low <= event.at <= high:
                if event.user is None:
                    self.nobody[tag] += 1
                else:
                    self.people.mark(self._person(event.user), ANY)
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
        i = self.people.ids.get(user)
        return self.people.number(user) if i is None else i

    def _nobody(self, tag: str, channel: str | None, new: bool | None, counter: str, n: int) -> None:
        self.nobody[tag] += 1
        self._unowned(channel, new, counter, n)

    def _unowned(self, channel: str | None, new: bool | None, counter: str, n: int) -> None:
        cell = self.own[channel, new]
        cell[counter] = cell.get(counter, 0) + n


def _stay(event: Leave) -> tuple[int, int, int]:
    return 1, event.watch_ms or 0, event.watch_ms is not None


def _gift(event: Gift) -> tuple[int, int, int]:
    return 1, event.count, event.value

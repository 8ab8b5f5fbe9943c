"""One open tick: what the columns of batches add to it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import cast

from onair.during.playbook.history import TICK_MS, OfGoods, Signal
from onair.events.groups import Group, Groups
from onair.events.model import (
    AddCart,
    Comment,
    Enter,
    Event,
    Gauge,
    Like,
    Order,
    Pay,
    ProductClick,
    ProductExposure,
    Share,
)  # fmt: skip
from onair.metrics.orders import pieces
from onair.metrics.weigh import weigh


class Known:
    """Orders of the show: one is created once and paid once, however many tell it. `products`: one string for all ticks
    that name it."""

    def __init__(self) -> None:
        self.products: dict[str, str] = {}
        self.created: set[str] = set()
        self.paid: set[str] = set()


class Bucket:
    """`heard`: events of every type by source. `told`: (signal, source) pairs that sent any."""

    def __init__(self, known: Known) -> None:
        self.counts: Counter[Signal] = Counter()
        self.goods: dict[OfGoods, Counter[str | None]] = {}
        self.online: list[int] = []
        self.heard: Counter[str] = Counter()
        self.told: set[tuple[Signal, str]] = set()
        self.gmv_known = False
        self._acting: set[str | None] = set()
        self._known = known

    def add(self, kind: type[Event], group: Group) -> None:
        """Events of one type, all of this tick."""
        sources = {group.source: len(group.times)} if group.source is not None else Counter(group.sources())
        self.heard.update(sources)
        reader = READERS.get(kind)
        if reader is not None:
            reader(self, group)
            self.told.update((signal, source) for signal in TELLS[kind] for source in sources)

    def _people(self, group: Group) -> None:
        self.counts["entries"] += len(group.times)

    def _comments(self, group: Group) -> None:
        self.counts["comments"] += len(group.times)
        self._interact(group, len(group.times))

    def _likes(self, group: Group) -> None:
        n = sum(group.fields["count"])
        self.counts["likes"] += n
        self._interact(group, n)

    def _shares(self, group: Group) -> None:
        self._interact(group, sum(group.fields["count"]))

    def _interact(self, group: Group, n: int) -> None:
        self.counts["interactions"] += n
        new, nobody = set(group.users) - self._acting, group.users.count(None)
        self.counts["interactors"] += len(new - {None}) + nobody
        self._acting |= new

    def _shown(self, group: Group) -> None:
        self._things("exposures", group.fields["product"], group.fields["count"])

    def _clicks(self, group: Group) -> None:
        self._things("clicks", group.fields["product"], group.fields["count"])

    def _carts(self, group: Group) -> None:
        self._things("carts", group.fields["product"], None)

    def _things(self, signal: OfGoods, products: Sequence[str | None], counts: Sequence[int] | None) -> None:
        goods = self.goods.setdefault(signal, Counter())
        if counts is None or counts.count(1) == len(counts):
            self.counts[signal] += len(products)
            goods.update(products)
        else:
            self.counts[signal] += sum(counts)
            for product, n in weigh(products, counts).items():
                goods[product] += n

    def _created(self, group: Group) -> None:
        self._bought("orders", group.events, self._known.created)

    def _paid(self, group: Group) -> None:
        for pay in self._bought("paid", group.events, self._known.paid):
            if pay.amount is not None:
                self.gmv_known = True
                self.counts["gmv"] += pay.amount

    def _bought(self, signal: OfGoods, deeds: Iterable[Order | Pay], known: set[str]) -> list[Order | Pay]:
        goods = self.goods.setdefault(signal, Counter())
        fresh = []
        for deed in deeds:
            if deed.order not in known:
                known.add(deed.order)
                fresh.append(deed)
                for product in {piece.product for piece in pieces(deed)} if deed.items else (deed.product,):
                    goods[product] += 1
        self.counts[signal] += len(fresh)
        return fresh

    def of_goods(self, signal: OfGoods) -> Mapping[str, int]:
        """By product, what is 0 left out."""
        goods = self.goods.get(signal)
        if not goods:
            return {}
        goods.pop(None, None)
        some = cast(Counter[str], goods if 0 not in goods.values() else +goods)
        return dict(zip(map(self._known.products.setdefault, some, some), some.values(), strict=True))

    def _gauges(self, group: Group) -> None:
        self.online += [event.value for event in group.events if event.name == "online" and event.value > 0]


READERS: dict[type[Event], Callable[[Bucket, Group], None]] = {
    Enter: Bucket._people, Comment: Bucket._comments, Like: Bucket._likes, Share: Bucket._shares,
    ProductExposure: Bucket._shown, ProductClick: Bucket._clicks, AddCart: Bucket._carts, Order: Bucket._created,
    Pay: Bucket._paid, Gauge: Bucket._gauges,
}  # fmt: skip
TELLS: dict[type[Event], tuple[Signal, ...]] = {
    Enter: ("entries",), Comment: ("comments", "interactions", "interactors"), Like: ("likes", "interactions", "interactors"),
    Share: ("interactions", "interactors"), ProductExposure: ("exposures",), ProductClick: ("clicks",), AddCart: ("carts",),
    Order: ("orders",), Pay: ("paid", "gmv"), Gauge: (),
}  # fmt: skip


def by_tick(groups: Groups) -> Iterator[tuple[int, type[Event], Group]]:
    """(number of the tick since 1970, type, its events); nearly always a group lies in one tick as a whole, or its
    events are in the order of their times."""
    for kind, group in groups.items():
        first, last = group.first // TICK_MS, group.last // TICK_MS
        if first == last:
            yield first, kind, group
        elif sorted(group.times) == group.times:
            yield from ((tick, kind, part) for tick, part in _cut(group))
        else:
            ticks = [at // TICK_MS for at in group.times]
            for tick in sorted(set(ticks)):
                part = part_of(group, [each == tick for each in ticks])
                if part is not None:
                    yield tick, kind, part


def _cut(group: Group) -> Iterator[tuple[int, Group]]:
    """Of one whose times never go back."""
    times, start = group.times, 0
    while start < len(times):
        tick = times[start] // TICK_MS
        end = bisect_left(times, (tick + 1) * TICK_MS, start)
        here = slice(start, end)
        fields = {name: column[here] for name, column in group.fields.items()}
        yield tick, Group(
            group.events[here], times[here], times[start], times[end - 1], group.users[here], group.source, fields
        )  # fmt: skip
        start = end


def part_of(group: Group, chosen: list[bool]) -> Group | None:
    """The events chosen by place; None = none of them."""
    times = list(compress(group.times, chosen))
    if not times:
        return None
    fields = {name: list(compress(column, chosen)) for name, column in group.fields.items()}
    return Group(
        list(compress(group.events, chosen)), times, min(times), max(times), list(compress(group.users, chosen)),
        group.source, fields,
    )  # fmt: skip

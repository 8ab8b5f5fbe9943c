"""The closed 10-s ticks of a show, newest last: what rules read and detectors were fed.

A tick is closed once and never changes. Missing is None and never 0: no reading of the audience, a kind of event
that no source has sent yet, a source that fell silent. Counts are of events (clicks and likes: of what they count).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from msgspec import Struct, field

from onair.during.playbook.rolling import Rolling

TICK_MS = 10_000
TICKS_MAX = 4_320
"""12 h."""
GOODS_MAX = 1_080
"""3 h: ticks for which the products are kept apart."""

BUSY_TICKS = 30
Signal = Literal[
    "entries", "interactions", "interactors", "comments", "likes", "exposures", "clicks", "carts", "orders", "paid", "gmv"
]  # fmt: skip
"""interactions: comments, likes and shares; interactors: the people who made them, each once a tick (what nobody did
counts by itself). orders: created; paid: orders paid for the first time. gmv: what those paid, minor units; None also
where nobody says how much. exposures: of products."""
OfGoods = Literal["exposures", "clicks", "carts", "orders", "paid"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
OF_GOODS: tuple[OfGoods, ...] = get_args(OfGoods)
Series = Signal | Literal["online"]
_SERIES: tuple[Series, ...] = (*SIGNALS, "online")
_NONE: Mapping[str, int] = {}


class Tick(Struct, frozen=True, kw_only=True):
    """`at`: its start, ms UTC, a multiple of 10 s. `online`: median of its readings. `goods`: by product, what is 0
    left out. `slot`, `product`: on air at its end; `switched`: they changed in it. `stock`: pieces left of `product`."""

    at: int
    online: float | None = None
    counts: Mapping[Signal, int | None] = field(default_factory=dict)
    goods: Mapping[OfGoods, Mapping[str, int]] = field(default_factory=dict)
    slot: str | None = None
    product: str | None = None
    switched: bool = False
    stock: int | None = None


class Span(NamedTuple):
    """A sum over ticks: `known` of `asked` had a value; `total` is of those, None when there was none."""

    total: float | None
    known: int
    asked: int

    @property
    def whole(self) -> bool:
        """Nothing is missing in it."""
        return self.known == self.asked

    @property
    def per_tick(self) -> float | None:
        return None if self.total is None else self.total / self.known


class History:
    """`ticks`: newest last, at most 12 h without a hole (ticks nobody heard of are there, with None).

    `stock`: product → pieces left, newest reading. `sampled`: signals of which a source sends only a sample.
    """

    def __init__(self) -> None:
        self.ticks: list[Tick] = []
        self.stock: dict[str, int] = {}
        self.sampled: frozenset[Signal] = frozenset()
        self.clicked = Rolling(BUSY_TICKS)
        """Clicks by product in the last 5 min."""
        self._dropped = 0
        self._columns: dict[Series, list[float | None]] = {series: [] for series in _SERIES}
        self._sums: dict[Series, list[float]] = {series: [0.0] for series in _SERIES}
        """Up to each tick, so that a sum over any of them is one difference."""
        self._known: dict[Series, list[int]] = {series: [0] for series in _SERIES}
        self._heard: dict[Series, int] = {}

    @property
    def end(self) -> int | None:
        """End of the newest tick, ms UTC: everything here is known as of then."""
        return self.ticks[-1].at + TICK_MS if self.ticks else None

    @property
    def n(self) -> int:
        """Ticks closed so far, those no longer kept included."""
        return self._dropped + len(self.ticks)

    @property
    def last(self) -> Tick | None:
        return self.ticks[-1] if self.ticks else None

    def push(self, tick: Tick) -> None:
        """The next one. A hole before it is filled with ticks of nothing but what is on air."""
        last = self.last
        if last is not None:
            hole = (tick.at - last.at) // TICK_MS - 1
            if hole < 0:
                raise ValueError("ticks go forward")
            for place in range(max(0, hole - TICKS_MAX), hole):
                self._keep(Tick(at=last.at + TICK_MS * (place + 1), slot=last.slot, product=last.product))
        self._keep(tick)

    def value(self, series: Series, *, product: str | None = None, back: int = 0) -> float | None:
        """Of one tick, 0 back = the newest. None = missing, or before the first."""
        place = len(self.ticks) - 1 - back
        return None if place < 0 else _of(self.ticks[place], series, product)

    def values(
        self, series: Series, ticks: int, *, product: str | None = None, back: int = 0
    ) -> list[float | None]:
        """Of the `ticks` that end `back` before the newest, oldest first; fewer at the start of a show."""
        if product is None or series not in OF_GOODS:
            end = max(0, len(self.ticks) - back)
            return self._columns[series][max(0, end - ticks) : end]
        return [_of(tick, series, product) for tick in self._window(ticks, back)]

    def span(self, series: Series, ticks: int, *, product: str | None = None, back: int = 0) -> Span:
        """Sum over the same; ticks before the show are asked for and not known."""
        if product is not None and series in OF_GOODS:
            return self._span_of(series, product, ticks, back)
        end = max(0, len(self.ticks) - back)
        start = min(end, max(0, len(self.ticks) - back - ticks))
        known = self._known[series][end] - self._known[series][start]
        total = self._sums[series][end] - self._sums[series][start]
        return Span(total if known else None, known, ticks)

    def heard(self, series: Series, ticks: int) -> bool:
        """Was there a value in one of the newest `ticks`?"""
        place = self._heard.get(series)
        return place is not None and self.n - place <= ticks

    def since_switch(self) -> int:
        """Ticks since the slot or product changed, that tick not counted; all of them when it never did."""
        for back, tick in enumerate(reversed(self.ticks)):
            if tick.switched:
                return back
        return len(self.ticks)

    def _span_of(self, series: OfGoods, product: str, ticks: int, back: int) -> Span:
        total, known = 0, 0
        for tick in self._window(ticks, back):
            goods = tick.goods.get(series)
            if goods is not None:
                total += goods.get(product, 0)
                known += 1
        return Span(float(total) if known else None, known, ticks)

    def _window(self, ticks: int, back: int) -> list[Tick]:
        end = len(self.ticks) - back
        return self.ticks[max(0, end - ticks) : max(0, end)]

    def _keep(self, tick: Tick) -> None:
        self.ticks.append(tick)
        self._add_up(tick)
        self.clicked.push(tick.goods.get("clicks", _NONE))
        if len(self.ticks) >= GOODS_MAX and self.ticks[-GOODS_MAX].goods:
            self.ticks[-GOODS_MAX] = _without_goods(self.ticks[-GOODS_MAX])
        if len(self.ticks) > TICKS_MAX + TICKS_MAX // 16:
            excess = len(self.ticks) - TICKS_MAX
            del self.ticks[:excess]
            self._dropped += excess
            for series in _SERIES:
                del self._sums[series][:excess], self._known[series][:excess], self._columns[series][:excess]

    def _add_up(self, tick: Tick) -> None:
        for series in _SERIES:
            value = tick.online if series == "online" else tick.counts.get(series)
            sums, known = self._sums[series], self._known[series]
            self._columns[series].append(value)
            sums.append(sums[-1] + (value or 0))
            known.append(known[-1] + (value is not None))
            if value is not None:
                self._heard[series] = self.n - 1


def _of(tick: Tick, series: Series, product: str | None) -> float | None:
    if series == "online":
        return tick.online
    total = tick.counts.get(series)
    if product is None or total is None:
        return total
    of_goods = tick.goods.get(series) if series in OF_GOODS else None
    return None if of_goods is None else of_goods.get(product, 0)


def _without_goods(tick: Tick) -> Tick:
    return Tick(
        at=tick.at, online=tick.online, counts=tick.counts, slot=tick.slot, product=tick.product,
        switched=tick.switched, stock=tick.stock,
    )  # fmt: skip

"""The numbers of one frame of the stream: every tile, and the minutes and products that changed."""

from typing import TYPE_CHECKING

from msgspec import Struct, field

from onair.metrics.catalog import catalog
from onair.metrics.goods import Goods
from onair.metrics.measure import Number, Part, Scope, State
from onair.metrics.metric import Metric
from onair.metrics.tally import INTERACT, Cell, Tally

if TYPE_CHECKING:
    from onair.metrics.live import LiveFold

SPARK_MINUTES = 60
CLICKS_SECONDS = 300
ROWS_PER_FRAME = 200
"""Products in one frame; the rest comes with the next ones, so a frame stays small after an import."""
TILES = {
    "online": "online", "view_uv": "view_uv", "view_pv": "view_pv", "order_paid": "order_paid",
    "order_created": "order_created", "order_unpaid": "order_unpaid", "gmv": "gmv", "spend": "spend_live",
    "comment_pv": "comment_pv", "like_pv": "like_pv", "fans_new": "fans_new", "watch_per_view": "stay_view",
    "pcu": "pcu", "acu": "acu",
}  # fmt: skip
"""Tile → metric of the dictionary; the tile reads the very same definition as the review."""
CURVES = (
    "online", "view_pv", "interact_pv", "comment_pv", "like_pv", "share_pv", "prod_click_pv", "cart_pv",
    "order_created", "order_paid", "gmv", "fans_new",
)  # fmt: skip
COUNTERS_OF = {
    "online": (), "view_uv": ("enter",), "view_pv": ("enter",), "interact_online": ("comment_pv", "like_pv", "share_pv"),
    "prod_click_5m": ("prod_click_pv",), "watch_per_view": ("watch_ms", "enter"), "pcu": (), "acu": (), "spend": (),
}  # fmt: skip
"""What makes a tile newer, where that is not the counter of its own name."""
GAUGE_OF = {"online": "online", "pcu": "online", "acu": "online", "spend": "spend"}


class TileNumber(Struct, frozen=True):
    """`value` None = missing. `as_of`: second (ms) of the newest datum in it. `note`: code of a remark.

    note `events`: nobody is known by name, the numerator counts events instead of people.
    """

    value: Number | None
    unit: str
    state: State = "ok"
    numerator: Number | None = None
    denominator: Number | None = None
    n: int | None = None
    as_of: int | None = None
    note: str | None = None


class ProductNumbers(Struct, frozen=True):
    """`id` None = events without a product. `spark`: clicks of the last 60 minutes, oldest first."""

    id: str | None
    exposure: int | None
    clicks: int
    ctr: float | None
    carts: int | None
    orders: int
    paid: int
    gmv: int | None
    spark: list[int]


class FrameNumbers(Struct):
    """`minutes`: start of the minute (ms) → metric → value (None = missing). `total`: sum of all products."""

    tiles: dict[str, TileNumber]
    minutes: dict[int, dict[str, Number | None]] = field(default_factory=dict)
    products: list[ProductNumbers] = field(default_factory=list)
    total: ProductNumbers | None = None


class _LiveScope(Scope):
    """The whole show, read from running totals: no walk over people."""

    def __init__(self, tally: Tally, fold: "LiveFold") -> None:
        super().__init__(tally, tally.total)
        self._people = fold.state.people

    def viewers(self) -> int:
        return self._people.viewers()

    def proxied(self) -> bool:
        if self.sum("enter_proxy"):
            return True
        return any(anybody and not entered for anybody, entered in self._people.seen)


class Frames:
    """Remembers nothing but which products still wait for their frame."""

    def __init__(self) -> None:
        self._waiting: dict[int, None] = {}

    def next(self, fold: "LiveFold", now: int) -> FrameNumbers:
        tally = _view(fold, now)
        scope = _LiveScope(tally, fold)
        tiles = {name: _tile(fold, name, catalog()[metric], scope) for name, metric in TILES.items()}
        tiles["prod_click_5m"] = _clicks(fold, scope, now)
        tiles["interact_online"] = _interaction(fold, scope, now)
        minutes = {minute * 60_000: _curves(fold, tally, minute) for minute in _begun(fold, now)}
        return FrameNumbers(tiles, minutes, self._rows(fold, now), _all_products(fold, scope))

    def _rows(self, fold: "LiveFold", now: int) -> list[ProductNumbers]:
        goods = fold.state.goods
        self._waiting |= dict.fromkeys(goods.changed)
        goods.changed.clear()
        turn = list(self._waiting)[:ROWS_PER_FRAME]
        names = goods.names
        for p in turn:
            del self._waiting[p]
        return [_product(goods, p, names[p], now // 60_000) for p in turn]


def _view(fold: "LiveFold", now: int) -> Tally:
    """A tally that borrows the running totals: nothing is copied."""
    state = fold.state
    return Tally(
        fold.window, now, total=Cell(state.beats.totals), online=state.gauges.minutes(), seen=fold.seen,
        readings=state.gauges.readings, by_source=state.by_source, sampled=state.sampled, nobody=state.nobody,
        late={**fold.late, **state.book.late},
    )  # fmt: skip


def _tile(fold: "LiveFold", name: str, metric: Metric, scope: Scope) -> TileNumber:
    return _number(fold, name, metric.unit, metric.measure(scope))


def _number(fold: "LiveFold", name: str, unit: str, part: Part, note: str | None = None) -> TileNumber:
    newest = [fold.state.beats.newest.get(c) for c in COUNTERS_OF.get(name, (name,))]
    times = [second * 1000 for second in newest if second is not None]
    gauge = GAUGE_OF.get(name)
    times += [r.last_at for (g, _), r in fold.state.gauges.readings.items() if g == gauge]
    as_of = max(times, default=None)
    return TileNumber(part.value, unit, part.state, part.numerator, part.denominator, part.n, as_of, note)


def _clicks(fold: "LiveFold", scope: Scope, now: int) -> TileNumber:
    if not scope.fed("product_click"):
        return _number(fold, "prod_click_5m", "times", Part(None, "missing"))
    clicks = fold.state.beats.since("prod_click_pv", now // 1000, CLICKS_SECONDS)
    return _number(fold, "prod_click_5m", "times", Part(clicks, scope.state("product_click")))


def _interaction(fold: "LiveFold", scope: Scope, now: int) -> TileNumber:
    """People interacting in this minute ÷ online; events where nobody is known by name."""
    minute = now // 60_000
    online = catalog()["online"].measure(scope)
    people = len(fold.state.minute_people[INTERACT].get(minute, ()))
    beats, note = fold.state.beats, None
    if not fold.state.minute_people[INTERACT]:
        people = sum(beats.at_minute(c, minute) for c in ("comment_pv", "like_pv", "share_pv"))
        note = "events"
    if not scope.fed("comment", "like", "share") or not online.value:
        return _number(fold, "interact_online", "ratio", Part(None, "missing", None, online.value), note)
    state: State = "estimated" if note else scope.state("comment", "like", "share")
    return _number(
        fold, "interact_online", "ratio", Part(people / online.value, state, people, online.value), note
    )


def _begun(fold: "LiveFold", now: int) -> list[int]:
    """Changed minutes up to that of `now`; a minute still to come (a carried reading, a fast clock) waits."""
    beats = fold.state.beats
    begun = {minute for minute in beats.changed if minute <= now // 60_000}
    beats.changed -= begun
    return sorted(begun)


def _curves(fold: "LiveFold", tally: Tally, minute: int) -> dict[str, Number | None]:
    minutes = fold.state.beats.minutes
    cell = Cell({counter: found[minute] for counter, found in minutes.items() if minute in found})
    scope = Scope(tally, cell, "minute", minute * 60_000)
    return {name: catalog()[name].measure(scope).value for name in CURVES}


def _product(goods: Goods, p: int, name: str | None, minute: int) -> ProductNumbers:
    sums, money, beats = goods.sums, goods.money.get(p, {}), goods.beats
    exposure = sums["prod_expo_pv"][p] if "prod_expo_pv" in sums else None
    clicks = sums["prod_click_pv"][p] if "prod_click_pv" in sums else 0
    paid = money.get("order_paid", 0)
    return ProductNumbers(
        id=name,
        exposure=exposure,
        clicks=clicks,
        ctr=clicks / exposure if exposure else None,
        carts=sums["cart_pv"][p] if "cart_pv" in sums else None,
        orders=money.get("order_created", 0),
        paid=paid,
        gmv=None if paid and not money.get("order_known") else money.get("gmv", 0),
        spark=[beats.get(p << 32 | m, 0) for m in range(minute - SPARK_MINUTES + 1, minute + 1)],
    )


def _all_products(fold: "LiveFold", scope: Scope) -> ProductNumbers:
    """Of the whole show: an order with two products counts once. `spark`: clicks of all products."""
    beats, found = fold.state.beats, catalog()

    def value(metric: str) -> int:
        return int(found[metric].measure(scope).value or 0)

    exposure, gmv = found["prod_expo_pv"].measure(scope).value, found["gmv"].measure(scope).value
    carts, minute = found["cart_pv"].measure(scope).value, scope.tally.now // 60_000
    clicks = value("prod_click_pv")
    return ProductNumbers(
        id=None,
        exposure=None if exposure is None else int(exposure),
        clicks=clicks,
        ctr=clicks / exposure if exposure else None,
        carts=None if carts is None else int(carts),
        orders=value("order_created"),
        paid=value("order_paid"),
        gmv=None if gmv is None else int(gmv),
        spark=[beats.at_minute("prod_click_pv", m) for m in range(minute - SPARK_MINUTES + 1, minute + 1)],
    )

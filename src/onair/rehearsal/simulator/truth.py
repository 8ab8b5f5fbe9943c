"""What a simulated show really was: plan, elasticities and totals, for judging what OnAir says."""

from collections import Counter

import msgspec
from msgspec import Struct, field

from onair.rehearsal.simulator.plan import Plan, Planted
from onair.rehearsal.simulator.shop import CHANNELS, GOODS, MARK


class GoodTruth(Struct, kw_only=True):
    """One product. Money in fen; `lost` = orders that failed for want of stock."""

    id: str
    title: str
    elasticity: float
    price: int
    stock_start: int
    stock_end: int = 0
    exposures: int = 0
    clicks: int = 0
    carts: int = 0
    orders: int = 0
    paid: int = 0
    qty_paid: int = 0
    gmv: int = 0
    lost: int = 0


class Totals(Struct, kw_only=True):
    """Sums by the definitions of the metric catalog. Complete only when the events were read to the end."""

    views: int = 0
    viewers: int = 0
    watch_ms: int = 0
    orders: int = 0
    paid: int = 0
    cancelled: int = 0
    buyers: int = 0
    gmv: int = 0
    unknown_amounts: int = 0
    refunds: int = 0
    refund_amount: int = 0
    spend: int = 0
    likes: int = 0
    pcu: int = 0


class Truth(Struct, kw_only=True):
    """Filled while the events are read; `complete` once they have been read to the end."""

    mark: str = MARK
    seed: int
    start: int
    end: int
    planted: tuple[Planted, ...]
    products: list[GoodTruth]
    channels: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    complete: bool = False

    def to_json(self) -> bytes:
        """The ground-truth file, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1)


def blank(seed: int, plan: Plan, stock: list[int]) -> Truth:
    products = [
        GoodTruth(
            id=good.id, title=good.title, elasticity=good.elasticity, price=good.price, stock_start=left
        )
        for good, left in zip(GOODS, stock, strict=True)
    ]
    return Truth(
        seed=seed, start=plan.start, end=plan.end, planted=plan.planted, products=products,
        channels={channel.name: 0 for channel in CHANNELS},
    )  # fmt: skip


def close(truth: Truth, counts: Counter[str], stock: list[int]) -> None:
    for product, left in zip(truth.products, stock, strict=True):
        product.stock_end = left
    truth.events = dict(sorted(counts.items()))
    truth.complete = True

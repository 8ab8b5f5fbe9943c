"""A room and its evenings: no two alike, each with small things of its own, so that there is a usual to stray from."""

from collections.abc import Callable
from math import exp
from random import Random
from typing import NamedTuple

from msgspec import structs

from onair.events.model import AnyEvent, Exposure, Offer
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.planted_causes.world import by_time, repriced
from onair.rehearsal.simulator.dice import dice
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.plan import Plan
from onair.rehearsal.simulator.run import simulate
from onair.rehearsal.simulator.shop import GOODS

NIGHT_MS = 86_400_000
START = 1_790_000_040_000
COUPON_OFF, COUPON_THRESHOLD = 0.10, 5_000
COUPON_GOODS = ("zb-101", "zb-103", "zb-104", "zb-106", "zb-108")
COUPON_AT_MS = 5 * MINUTE_MS
_WIGGLE = {
    "viewers": 0.12, "stay_s": 0.04, "click_rate": 0.05, "browse_rate": 0.05, "cart_share": 0.04, "order_cart": 0.04,
    "order_direct": 0.04, "unpaid_share": 0.10, "refund_share": 0.15, "comment_rate": 0.10,
}  # fmt: skip
"""Sd in logs of what an evening is to the room's usual one. `enter` 0.05 beside them."""


class Room(NamedTuple):
    seed: int
    params: Params


Alter = Callable[[Plan, Random], Plan]


def room_of(seed: int, viewers: int = 3000, minutes: int = 120) -> Room:
    """Rooms differ in size and in what their people do."""
    rng = dice(seed, "room")
    base = Params(
        minutes=minutes,
        viewers=round(viewers * rng.uniform(0.85, 1.3)),
        gauge_s=30,
        stream_s=20,
        exposure_s=60,
    )
    return Room(seed, structs.replace(
        base, click_rate=base.click_rate * rng.uniform(0.85, 1.25), cart_share=base.cart_share * rng.uniform(0.85, 1.2),
        order_cart=base.order_cart * rng.uniform(0.9, 1.2), stay_s=base.stay_s * rng.uniform(0.85, 1.15),
        stock_scale=5.0, fans=4 * viewers,
    ))  # fmt: skip


def evening(room: Room, night: int, alter: Alter | None = None) -> list[AnyEvent]:
    """Everything that happens on that night, by time. The same night is the same people and chances, altered or not."""
    seed = room.seed * 1000 + night
    rng = dice(seed, "evening")
    given = {name: getattr(room.params, name) * exp(rng.gauss(0, sd)) for name, sd in _WIGGLE.items()}
    params = structs.replace(room.params, **(given | {"viewers": round(given["viewers"])}))
    shown = exp(rng.gauss(0, 0.05))
    own = dice(seed, "alter")
    events, _ = simulate(
        params, seed, START + night * NIGHT_MS, (lambda plan: alter(plan, own)) if alter else None
    )
    start = START + night * NIGHT_MS
    found = [_shown(event, shown) for event in events]
    return with_coupon(found, start, start + params.minutes * MINUTE_MS)


def _shown(event: AnyEvent, factor: float) -> AnyEvent:
    if isinstance(event, Exposure):
        return structs.replace(event, count=max(1, round(event.count * factor)))
    return event


def with_coupon(events: list[AnyEvent], start: int, end: int) -> list[AnyEvent]:
    """The room's coupon on its better goods, from a few minutes after the start to the end."""
    since = start + COUPON_AT_MS

    def price(product: str, price: int, at: int) -> int:
        return round(price * (1 - COUPON_OFF)) if product in COUPON_GOODS and since <= at <= end else price

    return by_time([*repriced(events, price), *published(since)])


def published(at: int, threshold: int = COUPON_THRESHOLD) -> list[AnyEvent]:
    return [
        Offer(
            id=f"coupon-{product}", source="onair", at=at, product=product, offer=f"coupon-{product}", step="publish",
            terms={
                "kind": "coupon", "title": "店铺券", "product": product,
                "price": round(good.price * (1 - COUPON_OFF)), "usual_price": good.price,
                "coupon": {"threshold": threshold, "off": round(good.price * COUPON_OFF)},
            },
        )
        for product in COUPON_GOODS
        for good in GOODS
        if good.id == product
    ]  # fmt: skip

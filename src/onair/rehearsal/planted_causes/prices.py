"""Prices: raised, above what they were lately, a coupon that ended, a neighbour who is cheaper."""

from random import Random

from onair.events.model import AddCart, Offer
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.planted_causes.cause import Night, Plant
from onair.rehearsal.planted_causes.world import (
    Events,
    by_time,
    chosen,
    orders,
    product_of,
    remarks,
    repriced,
    without_orders,
)  # fmt: skip

LEADERS = ("zb-101", "zb-102", "zb-103", "zb-104")


def _raised(events: Events, rng: Random, _night: Night) -> Events:
    """A quarter more for the best sold; most think twice."""
    which = chosen(events, rng, 0.62, lambda order: product_of(order) in LEADERS)
    dear = {product: rng.uniform(1.18, 1.3) for product in LEADERS}
    return repriced(
        without_orders(events, which), lambda product, price, _: round(price * dear.get(product, 1.0))
    )


def _cut(events: Events, _rng: Random, _night: Night) -> Events:
    """A festival's price, much below the usual one."""
    return repriced(events, lambda product, price, _: round(price * 0.62) if product in LEADERS else price)


def _remembered(events: Events, rng: Random, _night: Night) -> Events:
    """People remember what it went for: it goes into the cart and waits there."""
    which = chosen(events, rng, 0.58, lambda order: product_of(order) in LEADERS)
    waiting: Events = [
        AddCart(id=f"w{number}", source=order.source, at=order.at, user=order.user, channel=order.channel,
                product=product_of(order))
        for number, order in orders(events).items()
        if number in which and rng.random() < 0.5
    ]  # fmt: skip
    return by_time([*without_orders(events, which), *waiting])


def _ended(events: Events, rng: Random, night: Night) -> Events:
    """The coupon ends a quarter of an hour after it began: the full price again, and many let it be."""
    over = night.start + 20 * MINUTE_MS
    offers = {event.product: event for event in events if isinstance(event, Offer)}
    which = chosen(events, rng, 0.6, lambda order: order.at >= over and product_of(order) in offers)
    full = repriced(
        without_orders(events, which),
        lambda product, price, at: round(price / 0.9) if product in offers and at >= over else price,
    )
    ends: Events = [
        Offer(
            id=f"end-{product}",
            source="onair",
            at=over,
            product=product,
            offer=offer.offer,
            step="end",
            why="time",
        )
        for product, offer in offers.items()
    ]
    return by_time([*full, *ends])


def _elsewhere(events: Events, rng: Random, night: Night) -> Events:
    """Another shop sells the same for less; people say so and buy there."""
    which = chosen(events, rng, 0.4, lambda _: True)
    words = ("别家更便宜", "隔壁直播间便宜二十", "别的店才卖一半", "比别处贵")
    return remarks(without_orders(events, which), rng, 40, words, (night.start, night.end))


PLANTS = (
    Plant("price_raised", events=_raised),
    Plant("above_lowest", events=_remembered, before=_cut),
    Plant("offer_ended", events=_ended),
    Plant("competitor_cheaper", events=_elsewhere),
)

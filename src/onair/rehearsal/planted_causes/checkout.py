"""From the cart to the money: payments fail, orders are held, coupons do not count, shelves are empty, goods come back."""

from random import Random

from msgspec import structs

from onair.events.model import Offer, Pay, Refund, Stock
from onair.kernel.clock import HOUR_MS
from onair.rehearsal.planted_causes.cause import Night, Plant
from onair.rehearsal.planted_causes.world import (
    Events,
    by_time,
    chosen,
    product_of,
    remarks,
    unpaid,
    without_orders,
)  # fmt: skip

LEADERS = ("zb-101", "zb-102", "zb-103", "zb-104")


def _payment(events: Events, rng: Random, night: Night) -> Events:
    """From a third of the show on most payments do not go through; some orders say why."""
    broken = night.at(0.3)
    which = chosen(events, rng, 0.6, lambda order: order.at >= broken)
    events = unpaid(events, rng, which, "支付失败", told=0.6)
    return remarks(
        events,
        rng,
        max(3, len(which) // 8),
        ("付不了款", "一直支付失败", "付款报错怎么办"),
        (broken, night.end),
    )


def _held(events: Events, rng: Random, _night: Night) -> Events:
    """Many order and neither pay nor cancel."""
    return unpaid(events, rng, chosen(events, rng, 0.38, lambda _: True), None)


def _coupon(events: Events, rng: Random, night: Night) -> Events:
    """The coupon asks for a much larger order than it used to; those below it find out at the checkout."""
    strict = 29_900

    def terms(event: Offer) -> Offer:
        coupon = {**(event.terms or {})["coupon"], "threshold": strict}
        return structs.replace(event, terms={**(event.terms or {}), "coupon": coupon})

    events = [terms(e) if isinstance(e, Offer) and e.step == "publish" and e.terms else e for e in events]
    which = chosen(events, rng, 0.5, lambda order: (order.amount or 0) < strict)
    events = unpaid(events, rng, which, "优惠券未达使用门槛", told=0.5)
    return remarks(
        events,
        rng,
        max(3, len(which) // 8),
        ("券用不了", "没到门槛用不了券", "门槛太高了"),
        (night.start, night.end),
    )


def _stock_out(events: Events, rng: Random, night: Night) -> Events:
    """The four best sold are empty soon after the start; they go on being talked about."""
    gone = {product: night.at(rng.uniform(0.12, 0.25)) for product in LEADERS}
    lost = chosen(events, rng, 1.0, lambda order: order.at >= gone.get(product_of(order), night.end + 1))
    kept = [
        e
        for e in without_orders(events, lost)
        if not (isinstance(e, Stock) and e.at >= gone.get(e.product or "", night.end))
    ]
    source = next(event.source for event in events if isinstance(event, Stock))
    kept += [
        Stock(id=f"s{product}", source=source, at=at, product=product, available=0)
        for product, at in gone.items()
    ]
    return by_time(kept)


def _refunds(events: Events, rng: Random, _night: Night) -> Events:
    """Far more comes back than usual."""
    back = {event.order for event in events if isinstance(event, Refund)}
    more: Events = []
    for place, event in enumerate(events):
        if isinstance(event, Pay) and event.order not in back and rng.random() < 0.3:
            at = event.at + int(rng.uniform(0.1, 60) * HOUR_MS)
            more.append(Refund(id=f"b{place:x}", source=event.source, at=at, order=event.order, user=event.user,
                               amount=event.amount or 0, reason="与描述不符"))  # fmt: skip
    return by_time([*events, *(one for one in more if isinstance(one, Refund) and one.amount > 0)])


PLANTS = (
    Plant("payment_failing", events=_payment),
    Plant("orders_held", events=_held),
    Plant("coupon_conditions", events=_coupon),
    Plant("stock_out", events=_stock_out),
    Plant("refunds_high", events=_refunds),
)

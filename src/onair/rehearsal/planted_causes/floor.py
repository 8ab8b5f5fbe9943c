"""On the floor: newcomers are not met, links are missing, another host, another order, questions, the picture."""

from random import Random

from msgspec import structs

from onair.events.model import AddCart, AnyEvent, Host, Order, ProductExposure
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.planted_causes.cause import Night, Plant
from onair.rehearsal.planted_causes.world import (
    Events,
    gone_early,
    people,
    product_of,
    remarks,
    without_orders,
    without_pairs,
)  # fmt: skip
from onair.rehearsal.simulator.plan import Plan, Planted, replanned

LEADERS = ("zb-101", "zb-102", "zb-103", "zb-104")
STRONG = (0, 1, 2, 9, 6)
"""Places in GOODS of what people click most."""


def _newcomers(events: Events, rng: Random, _night: Night) -> Events:
    """Nobody greets them or says what goes on: half of the new people are gone within a minute."""
    return gone_early(events, rng, people(events, rng, 0.55, lambda enter: enter.new is True))


def _no_link(events: Events, rng: Random, night: Night) -> Events:
    """The best sold are talked about while their link is not up."""

    def about(event: AnyEvent) -> bool:
        return event.product in LEADERS

    events = without_pairs(events, rng, 0.85, about)
    kept = [e for e in events if not (isinstance(e, ProductExposure) and about(e) and rng.random() < 0.85)]
    return remarks(kept, rng, 25, ("没有链接啊", "链接在哪", "几号链接找不到"), (night.start, night.end))


def _other_host(events: Events, rng: Random, _night: Night) -> Events:
    """Somebody new has both halves and asks for no click."""
    events = [structs.replace(e, host="host-new") if isinstance(e, Host) else e for e in events]
    return without_pairs(events, rng, 0.45, lambda _: True)


def _questions(events: Events, rng: Random, night: Night) -> Events:
    """Half of what is asked gets no answer, and who waits for one puts nothing into the cart."""
    doubt: dict[tuple[str | None, str | None], bool] = {}
    gone: set[str] = set()
    kept: Events = []
    for event in events:
        if isinstance(event, AddCart) and event.product in LEADERS:
            if doubt.setdefault((event.user, event.product), rng.random() < 0.62):
                continue
        elif isinstance(event, Order) and doubt.get((event.user, product_of(event))):
            gone.add(event.order)
        kept.append(event)
    words = ("电磁炉能用吗", "到底多大尺寸啊", "为什么没人回答", "会不会掉漆", "问三遍了能进洗碗机吗")
    spans = [(night.at(share), night.at(share) + 12 * MINUTE_MS) for share in (0.15, 0.4, 0.65)]
    for span in spans:
        kept = remarks(kept, rng, 160, words, span)
    return without_orders(kept, gone)


def _order(plan: Plan, _rng: Random) -> Plan:
    """What people want stands in the last quarter, when most have left; the rest fills the evening."""
    talks = [slot for slot in plan.slots if slot.good is not None]
    late = plan.start + (plan.end - plan.start) * 0.8
    weak, turn = (4, 5, 8), 0
    slots = []
    for slot in plan.slots:
        if slot.good is None:
            slots.append(slot)
            continue
        goods = STRONG if slot.start >= late else weak
        slots.append(slot._replace(good=goods[turn % len(goods)]))
        turn += 1
    return replanned(plan, tuple(slots)) if talks else plan


def _picture(plan: Plan, rng: Random) -> Plan:
    """The picture breaks three times for a long while."""
    span = plan.end - plan.start
    starts = [int(plan.start + span * share) for share in (0.12, 0.36, 0.6)]
    breaks = tuple(
        Planted(kind="incident", start=at, end=at + int(rng.uniform(11, 15) * MINUTE_MS), factor=0.25)
        for at in starts
    )
    return replanned(
        plan, planted=tuple(sorted((*plan.planted, *breaks), key=lambda item: (item.start, item.kind)))
    )


PLANTS = (
    Plant("newcomers_leave", events=_newcomers),
    Plant("link_not_shown", events=_no_link),
    Plant("host_change", events=_other_host),
    Plant("questions_unanswered", events=_questions),
    Plant("slot_order", plan=_order),
    Plant("stream_fault", plan=_picture),
)

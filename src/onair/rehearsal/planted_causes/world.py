"""What a plant can do to an evening: people stay away or go, orders are not made or not paid, readings follow."""

from collections.abc import Callable, Collection, Iterable
from itertools import count
from random import Random

from msgspec import structs

from onair.events.model import (
    AddCart,
    AnyEvent,
    Cancel,
    Comment,
    Enter,
    Exposure,
    Gauge,
    Leave,
    Line,
    Order,
    Pay,
    ProductClick,
    Refund,
)  # fmt: skip
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.simulator.shop import CHANNELS

Events = list[AnyEvent]
COSTS = {channel.name: channel.cost for channel in CHANNELS}
PAID = frozenset(channel.name for channel in CHANNELS if channel.cost)
OF_ORDER = (Order, Pay, Cancel, Refund)


def repriced(events: Events, price: Callable[[str, int, int], int]) -> Events:
    """Orders with `price(product, price, at)` for each piece; payments and refunds follow their order."""
    factor: dict[str, float] = {}
    found: Events = []
    for event in events:
        if isinstance(event, Order) and event.items and event.amount:
            lines = _lines(event.items, price, event.at)
            amount = sum(line.qty * (line.price or 0) for line in lines)
            factor[event.order] = amount / event.amount
            found.append(structs.replace(event, items=lines, amount=amount))
        elif isinstance(event, Pay | Refund) and event.order in factor and event.amount is not None:
            by = factor[event.order]
            items = event.items and tuple(
                structs.replace(one, price=round((one.price or 0) * by)) for one in event.items
            )
            found.append(structs.replace(event, amount=round(event.amount * by), items=items))
        else:
            found.append(event)
    return found


def _lines(items: tuple[Line, ...], price: Callable[[str, int, int], int], at: int) -> tuple[Line, ...]:
    return tuple(structs.replace(one, price=price(one.product or "", one.price or 0, at)) for one in items)


def orders(events: Events) -> dict[str, Order]:
    return {event.order: event for event in events if isinstance(event, Order)}


def product_of(order: Order) -> str:
    return (order.items[0].product if order.items else None) or ""


def without_orders(events: Events, gone: set[str]) -> Events:
    return [event for event in events if not (isinstance(event, OF_ORDER) and event.order in gone)]


def chosen(events: Events, rng: Random, share: float, fits: Callable[[Order], bool]) -> set[str]:
    """Numbers of that share of the orders that fit."""
    return {number for number, order in orders(events).items() if fits(order) and rng.random() < share}


def unpaid(events: Events, rng: Random, which: set[str], why: str | None, told: float = 1.0) -> Events:
    """These orders are not paid; `told` of them are cancelled with that reason."""
    made = orders(events)
    kept = [
        event for event in events if not (isinstance(event, Pay | Refund | Cancel) and event.order in which)
    ]
    if why is not None:
        for place, number in enumerate(sorted(which)):
            if rng.random() < told:
                at = made[number].at + int(rng.uniform(0.5, 6) * MINUTE_MS)
                source = made[number].source
                kept.append(
                    Cancel(
                        id=f"c{place:x}",
                        source=source,
                        at=at,
                        order=number,
                        user=made[number].user,
                        reason=why,
                    )
                )
    return by_time(kept)


def without_people(events: Events, gone: Collection[str]) -> Events:
    """All that these people did never happened; readings follow."""
    return recounted([event for event in events if event.user not in gone])


def people(events: Events, rng: Random, share: float, fits: Callable[[Enter], bool]) -> dict[str, int]:
    """That share of the people whose first entry fits → when they came."""
    first: dict[str, Enter] = {}
    for event in events:
        if isinstance(event, Enter) and event.user is not None:
            first.setdefault(event.user, event)
    return {user: enter.at for user, enter in first.items() if fits(enter) and rng.random() < share}


def gone_early(events: Events, rng: Random, who: dict[str, int], within_s: float = 45.0) -> Events:
    """These people leave within seconds of coming and do not come back."""
    until = {user: at + 2000 + int(rng.random() * within_s * 1000) for user, at in who.items()}
    kept: Events = []
    left: set[str] = set()
    for event in events:
        user = event.user
        if user is None or user not in until:
            kept.append(event)
        elif isinstance(event, Leave):
            if user not in left:
                left.add(user)
                end = min(event.at, until[user])
                kept.append(structs.replace(event, at=end, watch_ms=max(0, end - who[user])))
        elif event.at <= until[user]:
            kept.append(event)
    return recounted(by_time(kept))


def without_pairs(events: Events, rng: Random, share: float, fits: Callable[[AnyEvent], bool]) -> Events:
    """A share of (person, product) pairs among clicks that fit: neither click nor what would have followed."""
    lost: dict[tuple[str | None, str | None], bool] = {}
    gone: set[str] = set()
    kept: Events = []
    for event in events:
        if isinstance(event, ProductClick) and fits(event):
            pair = (event.user, event.product)
            if lost.setdefault(pair, rng.random() < share):
                continue
        elif isinstance(event, AddCart) and lost.get((event.user, event.product)):
            continue
        elif isinstance(event, Order) and lost.get((event.user, product_of(event))):
            gone.add(event.order)
        kept.append(event)
    return without_orders(kept, gone)


def recounted(events: Events) -> Events:
    """Gauges that count people say what the people did; spend follows paid entries."""
    online = total = 0
    spend = 0.0
    kept: Events = []
    for event in events:
        if isinstance(event, Enter):
            online, total = online + 1, total + 1
            spend += COSTS.get(event.channel or "", 0)
        elif isinstance(event, Leave):
            online = max(0, online - 1)
        elif isinstance(event, Gauge):
            value = {"online": online, "viewers_total": total, "spend": int(spend)}.get(
                event.name, event.value
            )
            kept.append(structs.replace(event, value=value))
            continue
        kept.append(event)
    return kept


def exposed(events: Events, factor: Callable[[Exposure], float]) -> Events:
    """Exposure sums times a factor; nothing is left of those that come to 0."""
    kept: Events = []
    for event in events:
        if isinstance(event, Exposure):
            n = round(event.count * factor(event))
            if n > 0:
                kept.append(structs.replace(event, count=n))
        else:
            kept.append(event)
    return kept


def remarks(events: Events, rng: Random, n: int, words: Iterable[str], span: tuple[int, int]) -> Events:
    """People who are there say these things. `span`: ms."""
    start, end = span
    here = [
        event.user for event in events if isinstance(event, Enter) and event.user and start <= event.at < end
    ]
    source = next(event.source for event in events if isinstance(event, Enter))
    some, number = tuple(words), count()
    said: Events = [
        Comment(id=f"r{start:x}-{next(number):x}", source=source, at=int(rng.uniform(start, end)), user=rng.choice(here),
                text=rng.choice(some))
        for _ in range(n if here else 0)
    ]  # fmt: skip
    return by_time([*events, *said])


def by_time(events: Iterable[AnyEvent]) -> Events:
    return sorted(events, key=lambda event: event.at)

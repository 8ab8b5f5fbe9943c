"""A made-up evening as the log has it: batches of events with the clock of their receipt."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from onair.during.playbook.alarm import Alarm
from onair.during.playbook.watch import Watch
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Comment, Gauge, Order, ProductClick, Slot

START = 1_795_334_400_000
Batch = tuple[list[AnyEvent], int]
Rates = Callable[[int], dict[str, float]]
"""Tick → clicks by product a tick."""


def evening(
    ticks: int, rates: Rates, *, seed: int = 1, online: float = 2_000, delay: int = 400, start: int = START
) -> list[Batch]:
    """A batch a second: clicks by `rates`, 5 comments and 2 orders a tick, a reading of the audience every 2 s."""
    rng, batches, n = np.random.default_rng(seed), [], 0
    for second in range(ticks * 10):
        at, events = start + second * 1000, []
        for product, rate in rates(second // 10).items():
            for _ in range(rng.poisson(rate / 10)):
                n += 1
                events.append(
                    ProductClick(id=f"c{n}", source="web", at=at + int(rng.integers(1000)), product=product)
                )
        for kind in (Comment, Order):
            for _ in range(rng.poisson(0.5 if kind is Comment else 0.2)):
                n += 1
                when = at + int(rng.integers(1000))
                if kind is Comment:
                    events.append(Comment(id=f"t{n}", source="web", at=when, text="好"))
                else:
                    events.append(Order(id=f"o{n}", source="web", at=when, order=f"o{n}", product="A"))
        if second % 2 == 0:
            n += 1
            value = round(online * float(np.exp(rng.normal(0, 0.008))))
            events.append(Gauge(id=f"g{n}", source="web", at=at, name="online", value=value))
        if events:
            batches.append((events, at + 1000 + delay))
    return batches


def slot(product: str, at: int) -> Batch:
    return [
        Slot(
            id=f"s{product}{at}",
            source="onair",
            at=at,
            slot=f"slot-{product}",
            phase="start",
            product=product,
        )
    ], at


def with_batches(log: Sequence[Batch], *more: Batch) -> list[Batch]:
    return sorted([*log, *more], key=lambda batch: batch[1])


def surge(onset: int, ticks: int = 18, level: float = 30, times: float = 2.5) -> Rates:
    return lambda tick: {"A": level * (times if onset <= tick < onset + ticks else 1.0), "B": level / 2}


def alarms_of(log: Iterable[Batch], until: int | None = None, **options: object) -> list[Alarm]:
    """Of a replay, up to a last `advance`."""
    watch = Watch(**options)  # type: ignore[arg-type]
    found = [alarm for events, clock in log for alarm in watch.take(grouped(events), clock)]
    return found + (watch.advance(until) if until is not None else [])

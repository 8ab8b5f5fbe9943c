"""Data that come late: what happens in the span is received at its end, all at once. Nothing is lost."""

from collections.abc import Iterator

from onair.events.model import (
    AddCart,
    AnyEvent,
    Cancel,
    Comment,
    Favourite,
    Gauge,
    Order,
    Pay,
    ProductClick,
    ProductExposure,
    Refund,
    Stock,
)  # fmt: skip
from onair.rehearsal.pace import STEP_EVENTS, Step
from onair.rehearsal.training.span import Span

HELD = (
    AddCart, Cancel, Comment, Favourite, Gauge, Order, Pay, ProductClick, ProductExposure, Refund, Stock,
)  # fmt: skip
"""People who come, go and like are still told, so that the show's clock goes on."""


def late_data(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    waiting: list[AnyEvent] = []
    given, last = False, span.end
    for step in steps:
        if not given and step.clock >= span.end:
            given = True
            yield from _all(waiting, span.end)
        last = max(last, step.clock)
        held = [event for event in step.events if _caught(event, span) and span.hits()]
        if given or not held:
            yield step
            continue
        waiting += held
        gone = {id(event) for event in held}
        kept = [event for event in step.events if id(event) not in gone]
        if kept:
            yield Step(step.clock, kept)
    if not given:
        yield from _all(waiting, last)


def _caught(event: AnyEvent, span: Span) -> bool:
    return isinstance(event, HELD) and span.during(event.at)


def _all(events: list[AnyEvent], clock: int) -> Iterator[Step]:
    for place in range(0, len(events), STEP_EVENTS):
        yield Step(clock, events[place : place + STEP_EVENTS])

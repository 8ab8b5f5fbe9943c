"""When and by which chance a fault hits."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from random import Random
from typing import NamedTuple, TypeVar

from onair.events.model import AnyEvent, Event
from onair.rehearsal.pace import Step
from onair.rehearsal.training.fault import Fault

SOURCE = "rehearsal"
"""Source of what a fault adds where the show itself has shown none to stand in for."""
Hit = TypeVar("Hit", bound=Event)


class Span(NamedTuple):
    """`begin`…`end`: ms, the end not included. `tag`: stem of the ids of what is added; it tells nothing of the kind."""

    fault: Fault
    begin: int
    end: int
    tag: str
    rng: Random

    def id(self, name: str) -> str:
        return f"{self.tag}:{name}"

    def during(self, at: int) -> bool:
        return self.begin <= at < self.end

    def hits(self) -> bool:
        """Whether the next one is hit, by the fault's share."""
        return self.fault.strength >= 1 or self.rng.random() < self.fault.strength


def span_of(fault: Fault, start: int, chance: str) -> Span:
    """`start`: of the show, ms. `chance`: two faults with different ones are independent."""
    begin = start + fault.offset_s * 1000
    tag = sha256(chance.encode()).hexdigest()[:12]
    return Span(fault, begin, begin + fault.length_s * 1000, tag, Random(f"{chance}:{fault.kind}"))  # noqa: S311


def without(
    steps: Iterator[Step], span: Span, kind: type[Hit], put: Callable[[Hit], AnyEvent | None]
) -> Iterator[Step]:
    """Events of a kind that happen in the span become what `put` makes of them; None = they are gone."""
    for step in steps:
        if not any(isinstance(event, kind) and span.during(event.at) for event in step.events):
            yield step
            continue
        made = [
            put(event) if isinstance(event, kind) and span.during(event.at) else event
            for event in step.events
        ]
        kept = [event for event in made if event is not None]
        if kept:
            yield Step(step.clock, kept)

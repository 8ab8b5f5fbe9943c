"""What one planted cause is. Modules beside this one hold them by room of the trade and are found by scan."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from onair.kernel.discovery import modules
from onair.rehearsal.planted_causes.world import Events
from onair.rehearsal.simulator.plan import Plan


class Night(NamedTuple):
    """ms."""

    start: int
    end: int

    def at(self, share: float) -> int:
        return self.start + int((self.end - self.start) * share)


def same(plan: Plan, _rng: Random) -> Plan:
    return plan


def untouched(events: Events, _rng: Random, _night: Night) -> Events:
    return events


class Plant(NamedTuple):
    """`id` is the cause a diagnosis should name. `plan`: what the team arranged otherwise, before the first viewer comes;
    `events`: what went otherwise for people and machines. `before`: done to the two evenings before, where the cause lies
    there."""

    id: str
    plan: Callable[[Plan, Random], Plan] = same
    events: Callable[[Events, Random, Night], Events] = untouched
    before: Callable[[Events, Random, Night], Events] | None = None


def plants() -> dict[str, Plant]:
    """Every Plant of the modules beside, by id."""
    found: dict[str, Plant] = {}
    for module in modules(__package__ or ""):
        for plant in getattr(module, "PLANTS", ()):
            found[plant.id] = plant
    return found

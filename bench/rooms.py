"""Simulated rooms whose shows are known to the end: totals that drift, and how each show's money came in.

A total: a level that walks (sd .05 a show), weekend +.25, a sale day +.5 (one in seven), log of the length, and noise
of its own (sd .35), all in logs. Inside a show, minute by minute: an opening ramp and a closing rush, goods that change
each 8 to 15 minutes with a rate of their own (sd .5), a drifting rate (Ornstein-Uhlenbeck .95, sd .15), and orders that
are counted (Poisson) at prices of their own.
"""

from typing import NamedTuple

import numpy as np

LEVEL, NOISE = 0.05, 0.35


class Room(NamedTuple):
    """Margins of the generator. `sale`: what a sale day adds, in logs; `jump`: the level jumps once by this."""

    name: str
    noise: float = NOISE
    walk: float = LEVEL
    sale: float = 0.5
    jump: float = 0.0
    heavy: bool = False
    """Noise with heavy tails (Student, 3 degrees of freedom, same spread)."""
    off_plan: float = 0.0
    """Spread, in logs, of the real length around the planned one."""


class Night(NamedTuple):
    """`money`: by minute, minor units. `facts`: weekend, sale day, log hours. `planned`: minutes."""

    facts: tuple[float, float, float]
    money: np.ndarray
    planned: int

    @property
    def wanted(self) -> tuple[float, float, float]:
        """What is known of it before it begins."""
        return (*self.facts[:2], float(np.log(self.planned / 60)))

    @property
    def total(self) -> float:
        return float(self.money.sum())

    def so_far(self, share: float) -> float | None:
        """At this share of its planned length; None = it was over by then."""
        minute = round(share * self.planned)
        return float(self.money[:minute].sum()) if minute < len(self.money) else None


ROOMS = (
    Room("as the method's page"),
    Room("calm", noise=0.15, walk=0.02),
    Room("restless", noise=0.6, walk=0.1),
    Room("heavy tails", heavy=True),
    Room("level jumps by half", jump=0.5),
    Room("ends a tenth off the plan", off_plan=0.1),
)


def nights(rng: np.random.Generator, n: int, room: Room) -> list[Night]:
    """In the order they were, the oldest first."""
    level = rng.normal(13.5, 1.0)
    jump = int(rng.integers(n)) if room.jump else n
    found = []
    for place in range(n):
        level += rng.normal(0, room.walk) + (room.jump if place == jump else 0.0)
        planned = float(np.log(rng.uniform(2, 5)))
        hours = planned + float(rng.normal(0, room.off_plan)) if room.off_plan else planned
        facts = (float(place % 7 in (5, 6)), float(rng.random() < 1 / 7), hours)
        log_total = level + 0.25 * facts[0] + room.sale * facts[1] + 0.8 * facts[2] + _noise(rng, room)
        course = _course(rng, round(60 * np.exp(hours)), np.exp(log_total))
        found.append(Night(facts, course, round(60 * np.exp(planned))))
    return found


def _noise(rng: np.random.Generator, room: Room) -> float:
    return float(room.noise * (rng.standard_t(3) / np.sqrt(3) if room.heavy else rng.normal()))


def _course(rng: np.random.Generator, minutes: int, total: float) -> np.ndarray:
    at = np.arange(minutes)
    shape = np.minimum(1.0, 0.4 + 0.6 * at / 20) * (1 + 0.4 * np.exp(-(minutes - at) / 15))
    drift = np.zeros(minutes)
    step = 0.15 * np.sqrt(1 - 0.95**2)
    for minute in range(1, minutes):
        drift[minute] = 0.95 * drift[minute - 1] + rng.normal(0, step)
    goods = np.zeros(minutes)
    start = 0
    while start < minutes:
        end = start + int(rng.integers(8, 16))
        goods[start:end] = rng.normal(0, 0.5)
        start = end
    rate = shape * np.exp(drift + goods)
    price = 5_000.0 * np.exp(rng.normal(0, 0.5))
    orders = rng.poisson(rate / rate.sum() * total / price)
    money = np.array([rng.lognormal(0, 0.4, n).sum() if n else 0.0 for n in orders]) * price / np.exp(0.08)
    money[-1] += 1.0 if not money.sum() else 0.0
    return money

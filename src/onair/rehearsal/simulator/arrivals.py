"""How many people come in, minute by minute and from which channel."""

from itertools import accumulate
from math import exp, sqrt
from random import Random
from typing import NamedTuple

from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.plan import Plan
from onair.rehearsal.simulator.shop import CHANNELS


class Minute(NamedTuple):
    """Expected entries a second, and the channels' cumulated shares."""

    per_second: float
    shares: tuple[float, ...]


def minutes(params: Params, rng: Random, plan: Plan) -> list[Minute]:
    """One Minute for each minute of the show; the entries sum to about `params.viewers`."""
    count = params.minutes
    weights = [_weight(rng, plan, minute, count) for minute in range(count)]
    total = sum(weights)
    pushes = sorted(rng.uniform(0.15, 0.8) for _ in range(3))
    return [
        Minute(params.viewers * weight / total / 60, _shares(rng, minute / count, pushes))
        for minute, weight in enumerate(weights)
    ]


def _weight(rng: Random, plan: Plan, minute: int, count: int) -> float:
    at = plan.start + minute * MINUTE_MS
    level = (
        0.6 + 0.4 * (1 - exp(-minute / (0.13 * count))) + 0.9 * exp(-minute / 4)
    )  # reminders open the evening
    left = (count - minute) / count
    if left < 0.18:
        level *= 0.3 + 0.7 * left / 0.18
    for slot in plan.slots:
        if slot.kind == "welfare" and -MINUTE_MS <= at - slot.start < 3 * MINUTE_MS:
            level *= 1.35  # people call their friends and the platform pushes what is busy
    for item in plan.planted:
        if item.kind == "dip" and item.start <= at < item.end:
            level *= item.factor
        elif item.kind == "incident" and item.start <= at < item.end + 2 * MINUTE_MS:
            level *= 0.5
    return level * exp(rng.gauss(0, 0.10))


def _shares(rng: Random, place: float, pushes: list[float]) -> tuple[float, ...]:
    """Followers come first, paid traffic in pushes, the feed grows as the room warms up."""
    paid = (
        0.0 if place < 0.06 or place > 0.9 else 0.75 + sum(1.1 for push in pushes if 0 <= place - push < 0.07)
    )
    level = []
    for channel in CHANNELS:
        factor = paid if channel.cost else 1.0
        if channel.name == "关注":
            factor = 1 + 2.4 * exp(-place / 0.05)
        elif channel.name == "直播推荐":
            factor = 0.7 + 0.45 * (1 - exp(-place / 0.2))
        level.append(channel.share * factor * exp(rng.gauss(0, 0.12)))
    total = sum(level)
    return tuple(accumulate(part / total for part in level))


def poisson(rng: Random, mean: float) -> int:
    """A Poisson number; above 30 by the normal approximation."""
    if mean <= 0:
        return 0
    if mean > 30:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count

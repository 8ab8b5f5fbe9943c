"""The audience over a show: from past shows where there are some, else a stated shape. Pure."""

from collections.abc import Sequence
from math import exp

PRIOR_SHOWS = 2.0
"""The stated shape counts as much as this many past shows."""


def stated(total: int) -> list[float]:
    """One weight a minute: ½ + a hill at 35 % of the time, with mean 1."""
    span = max(total, 1)
    return _level([0.5 + exp(-(((minute / span - 0.35) / 0.3) ** 2)) for minute in range(span)])


def curve(past: Sequence[Sequence[tuple[int, int]]], total: int) -> list[float]:
    """`past`: per show [(minute, online)]. Each show counts once, stretched to `total` minutes; mean 1."""
    prior = stated(total)
    shapes = [shape for shape in (_stretched(points, len(prior)) for points in past) if shape]
    if not shapes:
        return prior
    n = len(shapes)
    return _level(
        [
            (PRIOR_SHOWS * prior[minute] + sum(shape[minute] for shape in shapes)) / (PRIOR_SHOWS + n)
            for minute in range(len(prior))
        ]
    )


def _stretched(points: Sequence[tuple[int, int]], total: int) -> list[float]:
    known = sorted((minute, online) for minute, online in points if minute >= 0)
    if len(known) < 2 or sum(online for _, online in known) <= 0:
        return []
    last = known[-1][0] or 1
    found, place = [], 0
    for minute in range(total):
        at = minute * last / max(total - 1, 1)
        while place + 1 < len(known) and known[place + 1][0] <= at:
            place += 1
        found.append(float(known[place][1]))
    return _level(found)


def _level(weights: list[float]) -> list[float]:
    mean = sum(weights) / len(weights)
    return [weight / mean for weight in weights] if mean > 0 else [1.0] * len(weights)

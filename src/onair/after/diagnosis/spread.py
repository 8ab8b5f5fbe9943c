"""How sure the money of a link is: its own counting error, and that the usual is known from few shows only."""

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from onair.after.diagnosis.base import Base, noise
from onair.after.diagnosis.links import Chain, Link, Stages
from onair.after.diagnosis.student import quantile

COVER = 0.8
"""Of the interval of a share."""


class Spread(NamedTuple):
    """`low`…`high`: COVER interval of the link's money. `usual`: how far, either way, COVER of usual shows stray. `strays`:
    prediction errors."""

    link: Link
    low: float
    high: float
    usual: float
    strays: float


def spread(chain: Chain, base: Base, target: Stages) -> Sequence[Spread]:
    """One for each link of the chain, in its order."""
    found = []
    for link, usual in zip(chain.links, base.links, strict=False):
        change = log(link.target / link.base)
        money = link.part / change if change else 0.0
        counted = noise(target, usual)
        t = quantile(0.5 + COVER / 2, usual.n - 1)
        half = abs(money) * t * sqrt(usual.spread**2 / usual.n + counted**2)
        strays = usual.strays(link.target, counted)
        found.append(
            Spread(
                link,
                link.part - half,
                link.part + half,
                abs(money) * t * usual.error(counted) * sqrt(1 + 1 / usual.n),
                strays,
            )
        )
    return found

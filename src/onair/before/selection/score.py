"""A pool and weights → every product's score, down to its terms. Pure; randomness is an argument.

total = Σ share × score over the terms that are known. `share` is the term's part within its dimension times
the dimension's weight, each made whole again over what is known; so a difference decomposes exactly.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.before.selection import eb
from onair.before.selection.demand import demand_terms
from onair.before.selection.looks import looks_terms
from onair.before.selection.pool import Pool, percentile
from onair.before.selection.roles import Facts, Proposal, propose
from onair.before.selection.supply import supply_terms
from onair.before.selection.terms import CODES, DIMENSION_OF, DIMENSIONS, TERMS, Column, Floats
from onair.before.selection.value import value_terms

COVERAGE_MIN = 0.15
"""Known part of the weights below which there is no total: one price compared is no score of a product."""
PER = 1000
"""Expected value is told for a thousand exposures."""


class Medians(NamedTuple):
    """Of the products that were seen; None when none was. `gmv` in minor units for a thousand exposures."""

    ctr: float | None
    cvr: float | None
    gmv: float | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Aligned with the pool. `scores`, `shares`: products × CODES; `dims`: products × DIMENSIONS; NaN = missing.
    `total` is missing too where less than COVERAGE_MIN of the weights is known.

    `gmv`, `low`, `high`: expected value of a thousand exposures with its 80 % interval, minor units; NaN for a
    product that was never shown: what the pool does says nothing of it.
    """

    columns: dict[str, Column]
    scores: Floats
    shares: Floats
    dims: Floats
    total: Floats
    coverage: Floats
    click: eb.Posterior | None
    buy: eb.Posterior | None
    click_prior: eb.Prior | None
    buy_prior: eb.Prior | None
    gmv: Floats
    low: Floats
    high: Floats
    trap: Floats
    roles: list[Proposal]
    medians: Medians


def score(pool: Pool, weights: Floats, rng: np.random.Generator, theme: str = "") -> Scores:
    """`weights` of DIMENSIONS, any scale. The same pool, weights and generator give the same scores."""
    exposures, clicks, paid = (pool.number(name) for name in ("exposures", "clicks", "paid"))
    click_prior, buy_prior = eb.fit(clicks, exposures), eb.fit(paid, clicks)
    click = eb.posterior(click_prior, clicks, exposures) if click_prior else None
    buy = eb.posterior(buy_prior, paid, clicks) if buy_prior else None
    demand = demand_terms(pool, click, buy, theme)
    columns = {**value_terms(pool), **looks_terms(pool), **demand, **supply_terms(pool)}
    matrix = np.stack([columns[code].score for code in CODES], axis=1)
    shares, dims, coverage = shared(matrix, weights)
    total = np.where(coverage >= COVERAGE_MIN, np.nansum(shares * np.nan_to_num(matrix), axis=1), np.nan)
    seen = exposures > 0
    gmv, low, high = _worth(np.where(seen, pool.number("price"), np.nan), click, buy, rng)
    trap = eb.trap(click, buy, seen & (clicks > 0)) if click and buy else np.full(len(pool), np.nan)
    facts = Facts(
        price=percentile(pool.number("price")), ctr=columns["ctr"].score, cvr=columns["cvr"].score,
        gmv=percentile(gmv), margin=percentile(columns["margin"].raw), looks=dims[:, 1],
        trap=trap, clicks=clicks, paid=paid, stock=pool.number("stock"),
    )  # fmt: skip
    return Scores(
        columns, matrix, shares, dims, total, coverage, click, buy, click_prior, buy_prior, gmv, low, high, trap,
        propose(facts), _medians(click, buy, gmv, seen),
    )  # fmt: skip


def shared(matrix: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """(share of every term, score of every dimension, known part of the weights 0…1)."""
    known = ~np.isnan(matrix)
    part = np.array([TERMS[DIMENSION_OF[code]][code][0] for code in CODES])
    inside = known * part
    shares, dims = np.zeros_like(matrix), np.full((len(matrix), len(DIMENSIONS)), np.nan)
    whole = weights / weights.sum()
    coverage = np.zeros(len(matrix))
    for place, name in enumerate(DIMENSIONS):
        mine = np.array([DIMENSION_OF[code] == name for code in CODES])
        total = inside[:, mine].sum(axis=1)
        there = total > 0
        own = inside[:, mine] / np.where(there, total, 1)[:, None]
        dims[there, place] = (own * np.nan_to_num(matrix[:, mine])).sum(axis=1)[there]
        shares[:, mine] = own * whole[place]
        coverage += whole[place] * total
    told: NDArray[np.float64] = shares.sum(axis=1)
    shares /= np.where(told > 0, told, 1)[:, None]
    return shares, dims, coverage


def _worth(
    price: Floats, click: eb.Posterior | None, buy: eb.Posterior | None, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    if click is None or buy is None:
        return (np.full(len(price), np.nan),) * 3
    mean = click.mean * buy.mean * price * PER
    bars = eb.value_interval(click, buy, price * PER, rng)
    return mean, bars.low, bars.high


def _medians(
    click: eb.Posterior | None, buy: eb.Posterior | None, gmv: Floats, seen: NDArray[np.bool_]
) -> Medians:
    if click is None or buy is None or not seen.any():
        return Medians(None, None, None)
    known = gmv[~np.isnan(gmv)]
    return Medians(
        float(np.median(click.mean[seen])), float(np.median(buy.mean[seen])),
        float(np.median(known)) if len(known) else None,
    )  # fmt: skip

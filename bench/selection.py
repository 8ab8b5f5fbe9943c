"""Selection: is the best picked, do the intervals hold, are traps found, is it quick.

    python -m bench.selection

The experiment of the method: 200 pools of 60 products seen 20…20,000 times (log-normal), click rates
~ Beta(4, 46), buying rates ~ Beta(2, 38), prices log-normal around ¥79. The published page gives these margins
and its results, not how the two rates hang together; with a correlation of −.3 between them (a Gaussian copula:
what is clicked more is bought a little less) its results come out within .05 without anything planted (table in
docs/algorithms/selection.md). The same figures for independent rates are printed beside, and what
somebody would find who knew the pool's true medians: no rule on these counts finds more. The truth is known, so
what is picked can be held against the best that could be picked.
"""

import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import beta, norm

from onair.before.selection import eb
from onair.before.selection.pool import Candidate, Look, Pool
from onair.before.selection.score import score

Floats = NDArray[np.float64]
RUNS, PRODUCTS, TOP = 200, 60, 12
LEANING = -0.3
"""Correlation of click rate and buying rate."""
SEED = 20_261_128
SEEDS = tuple(range(SEED, SEED + 5))
LIMITS = {
    "top-12 value": (0.88, 1.0), "80 % interval covers": (0.75, 0.85), "trap precision": (0.70, 1.0),
    "trap recall": (0.45, 1.0),
}  # fmt: skip


class Truth(NamedTuple):
    """One pool: what is so, and what was seen of it."""

    ctr: Floats
    cvr: Floats
    price: Floats
    exposures: Floats
    clicks: Floats
    paid: Floats

    @property
    def worth(self) -> Floats:
        return self.ctr * self.cvr * self.price


def pool_of(rng: np.random.Generator, size: int = PRODUCTS, leaning: float = LEANING) -> Truth:
    one, other = rng.normal(size=(2, size))
    other = leaning * one + np.sqrt(1 - leaning**2) * other
    ctr, cvr = beta.ppf(norm.cdf(one), 4, 46), beta.ppf(norm.cdf(other), 2, 38)
    price = np.round(np.exp(rng.normal(np.log(79), 0.6, size)) * 100)
    middle, spread = np.log(20 * 20_000) / 2, np.log(20_000 / 20) / 4
    exposures = np.clip(np.round(np.exp(rng.normal(middle, spread, size))), 20, 20_000)
    clicks = rng.binomial(exposures.astype(np.int64), ctr).astype(np.float64)
    paid = rng.binomial(clicks.astype(np.int64), cvr).astype(np.float64)
    return Truth(ctr, cvr, price, exposures, clicks, paid)


class Read(NamedTuple):
    """What the method says of one pool; `told`: the trap probability of one who knows the true medians."""

    worth: Floats
    low: Floats
    high: Floats
    trap: Floats
    told: Floats


def read(truth: Truth, rng: np.random.Generator) -> Read:
    click_prior, buy_prior = eb.fit(truth.clicks, truth.exposures), eb.fit(truth.paid, truth.clicks)
    assert click_prior is not None
    assert buy_prior is not None
    click = eb.posterior(click_prior, truth.clicks, truth.exposures)
    buy = eb.posterior(buy_prior, truth.paid, truth.clicks)
    bars = eb.value_interval(click, buy, truth.price, rng)
    worth = click.mean * buy.mean * truth.price
    above = 1 - betainc(click.alpha, click.beta, np.median(truth.ctr))
    told = above * betainc(buy.alpha, buy.beta, eb.TRAP_SHARE * np.median(truth.cvr))
    return Read(worth, bars.low, bars.high, eb.trap(click, buy, truth.exposures > 0), told)


def captured(truth: Truth, by: Floats) -> float:
    """True value of the first twelve `by`, of the true first twelve's."""
    best = np.sort(truth.worth)[-TOP:].sum()
    return float(truth.worth[np.argsort(-by, kind="stable")[:TOP]].sum() / best)


def figures(runs: int = RUNS, seed: int = SEED, leaning: float = LEANING) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    value: dict[str, list[float]] = {"clicks only": [], "raw rates": [], "top-12 value": []}
    inside, calls = 0, {name: Calls() for name in ("trap", "naive trap", "told trap")}
    for _ in range(runs):
        truth = pool_of(rng, leaning=leaning)
        found = read(truth, rng)
        clicked = truth.clicks / truth.exposures
        bought = truth.paid / np.maximum(truth.clicks, 1)
        for name, by in (
            ("clicks only", clicked),
            ("raw rates", clicked * bought * truth.price),
            ("top-12 value", found.worth),
        ):
            value[name].append(captured(truth, by))
        inside += int(((found.low <= truth.worth) & (truth.worth <= found.high)).sum())
        traps = lures_of(truth.ctr, truth.cvr)
        calls["trap"].count(found.trap > eb.TRAP_CALLED, traps)
        calls["naive trap"].count(lures_of(clicked, bought), traps)
        calls["told trap"].count(found.told > eb.TRAP_CALLED, traps)
    means = {name: float(np.mean(each)) for name, each in value.items()}
    means["80 % interval covers"] = inside / (runs * PRODUCTS)
    for name, one in calls.items():
        means |= {f"{name} precision": one.precision, f"{name} recall": one.recall}
    return means


def lures_of(ctr: Floats, cvr: Floats) -> NDArray[np.bool_]:
    """Clicked more than the middle product, bought less than 0.6 × as often."""
    found: NDArray[np.bool_] = (ctr > np.median(ctr)) & (cvr < eb.TRAP_SHARE * np.median(cvr))
    return found


class Calls:
    """How often a rule was right."""

    def __init__(self) -> None:
        self.flagged = self.right = self.true = 0

    def count(self, called: NDArray[np.bool_], so: NDArray[np.bool_]) -> None:
        self.flagged += int(called.sum())
        self.right += int((called & so).sum())
        self.true += int(so.sum())

    @property
    def precision(self) -> float:
        return self.right / max(self.flagged, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.true, 1)


def crowd(size: int, seed: int = SEED) -> list[Candidate]:
    """Products with every kind of evidence, for the clock."""
    rng = np.random.default_rng(seed)
    truth = pool_of(rng, size)
    days = [1_795_000_000_000 + day * 86_400_000 for day in range(10)]
    found = []
    for place in range(size):
        price = int(truth.price[place])
        found.append(
            Candidate(
                id=f"p{place}", title=f"厨房用品 {place}", category=f"c{place % 40}", currency="CNY", price=price,
                stock=int(rng.integers(0, 3000)), prices=[(day, price + 100 * (place % 3)) for day in days],
                sold=float(rng.integers(0, 9000)), comments=float(rng.integers(0, 900)),
                exposures=int(truth.exposures[place]), clicks=int(truth.clicks[place]), orders=int(truth.paid[place]),
                paid=int(truth.paid[place]), refunds=0, gmv=int(truth.paid[place]) * price, shows=3,
                cost=price // 2, commission=0.2, lead_days=3.0, daily_capacity=500, on_time=0.95,
                quality_return=0.02, suppliers=2, looks=(Look(800, 70, 80, 0.9, 0.05),), stars=(4, 5),
            )
        )  # fmt: skip
    return found


def seconds(size: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """`clock`: a test that shares the machine asks the processor's time."""
    candidates = crowd(size)
    began = clock()
    score(Pool(candidates), np.array([30.0, 20.0, 30.0, 20.0]), np.random.default_rng(1), "厨房焕新")
    return clock() - began


def span(each: list[float]) -> str:
    return f"{min(each):.3f}…{max(each):.3f}"


def main() -> int:
    found = [figures(seed=seed) for seed in SEEDS]
    plain = [figures(seed=seed, leaning=0.0) for seed in SEEDS]
    print(f"{len(SEEDS)} seeds of {RUNS} pools of {PRODUCTS}; least…most")
    good = True
    for name in found[0]:
        each = [one[name] for one in found]
        low, high = LIMITS.get(name, (0.0, 1.0))
        good = good and low <= min(each) and max(each) <= high
        note = f"   goal {low:.2f}…{high:.2f}" if name in LIMITS else "   for comparison"
        print(f"{name:24} {span(each)}{note}   (independent rates {span([one[name] for one in plain])})")
    took = {size: min(seconds(size) for _ in range(3)) for size in (1_000, 10_000)}
    print(f"{'1,000 products':24} {took[1_000]:.2f} s")
    print(
        f"{'10,000 products':24} {took[10_000]:.2f} s   goal ≤ 2 s; {took[10_000] / took[1_000]:.1f} × the time of 1,000"
    )
    return 0 if good and took[10_000] <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())

"""Effect of an action: false alarms where nothing happened, whether intervals cover, power, time; naive peers beside.

    python -m bench effect
    python -m bench.effect [runs of each published cell; 1000] [of each other; 300] [seed]

The experiment of the method: 10-s counts, negative binomial around λ ≈ 30 with r = 15 and a drifting log-rate, a
control series (λ ≈ 60) that shares half of the drift's variance. The published page does not give the drift: an
Ornstein-Uhlenbeck walk (.995, sd .032) is taken because it gives back the page's own figures for the two naive
methods. Other regimes change the drift, the volume, add other actions with effects of their own, and switch
products. An action comes at a random moment, or where the last minute fell under .8 (rose over 1.25) of the last ten
minutes: at the first such tick of a spell, and at any tick of one. The naive methods must fail, or the shows are easy.
"""

import sys
import time
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, ttest_ind

from bench.drifting import LIFT, PAGE, REGIMES, WHEN, Floats, Regime, Show, acted, lean, show, spaced
from bench.joined import played
from onair.during.playbook.effect import switchback
from onair.during.playbook.effect.model import Acted, Effect, Trigger, Watched, Window
from onair.during.playbook.effect.placebo import measure
from onair.during.playbook.effect.pooling import pool
from onair.during.playbook.history import TICKS_MAX

RUNS, OTHER_RUNS, SEED = 1000, 300, 20_261_128
JOINED_TICKS = 1_080
FALSE_MAX, COVER_MIN, MS_MAX = 0.07, 0.90, 50.0


class Row(NamedTuple):
    """Means over runs. `told`: share that could be measured, of which the others are shares."""

    told: float
    rejected: float
    cover95: float
    cover80: float
    bias: float
    width: float
    ms: float


class Means:
    """Figures of many runs by name."""

    def __init__(self) -> None:
        self.found: defaultdict[str, list[float]] = defaultdict(list)

    def add(self, name: str, figure: float) -> None:
        self.found[name].append(float(figure))

    def judge(self, effect: Effect, lift: float) -> None:
        self.add("told", effect.status == "measured")
        if effect.effect is None or effect.i95 is None or effect.i80 is None or effect.alike is None:
            return
        self.add("rejected", effect.alike <= 0.05)
        self.add("cover95", effect.i95.low <= lift <= effect.i95.high)
        self.add("cover80", effect.i80.low <= lift <= effect.i80.high)
        self.add("bias", np.log1p(effect.effect) - np.log1p(lift))
        self.add("width", np.log1p(effect.i95.high) - np.log1p(effect.i95.low))

    def mean(self, name: str) -> float:
        return float(np.mean(self.found[name])) if self.found[name] else float("nan")

    def row(self) -> Row:
        return Row(*(self.mean(name) for name in Row._fields))


def ours(rng: np.random.Generator, made: Show, regime: Regime, when: str) -> Effect:
    target, control = list[float | None](made.target), list[float | None](made.control)
    for series in (target, control):
        for place in np.flatnonzero(rng.random(len(series)) < regime.gaps):
            series[place] = None
    trigger: Trigger = "none" if when == "random" else "dip" if when.startswith("dip") else "surge"
    watched = Watched(target, {"others": control}, made.changes)
    return measure(watched, Acted("a", made.tick, trigger), made.others, Window(regime.lasts, regime.lasts))


def welch(made: Show) -> float:
    """p of three minutes against three minutes, without looking at the rest of the show."""
    return float(ttest_ind(*halves(made), equal_var=False).pvalue)


def poisson(made: Show) -> float:
    before, after = (half.sum() + 0.5 for half in halves(made))
    return float(2 * norm.sf(abs(np.log(after / before)) / np.sqrt(1 / after + 1 / before)))


def halves(made: Show) -> tuple[Floats, Floats]:
    return made.target[made.tick - 18 : made.tick], made.target[made.tick : made.tick + 18]


def published(made: Show) -> tuple[float, float, float]:
    """The method as its page has it: placebo moments matched within ±.08, plain quantiles. → change, low, high."""
    at = np.append(np.arange(60, made.tick - 17, 2), made.tick)
    sums = [np.concatenate([[0.0], np.cumsum(y)]) for y in (made.target, made.control)]
    own, other = (np.log((c[at + 18] - c[at] + 1) / (c[at] - c[at - 18] + 1)) for c in sums)
    change, seen = own - other, np.exp(lean(made.target, at))
    near = np.abs(seen[:-1] - seen[-1]) <= 0.08
    matched = change[:-1][near] if near.sum() >= 15 else change[:-1]
    centred, moved = matched - matched.mean(), change[-1] - (matched.mean() if near.sum() >= 15 else 0)
    low, high = np.quantile(centred, [0.025, 0.975])
    return float(moved), float(moved - high), float(moved - low)


def cell(rng: np.random.Generator, regime: Regime, when: str, lift: float, runs: int, peers: bool) -> Means:
    means = Means()
    for _ in range(runs):
        made = acted(rng, show(rng, regime, when), lift, regime.lasts)
        began = time.process_time()
        effect = ours(rng, made, regime, when)
        means.add("ms", (time.process_time() - began) * 1e3)
        means.judge(effect, lift)
        if peers:
            means.add("Welch", welch(made) <= 0.05)
            means.add("Poisson", poisson(made) <= 0.05)
            _, low, high = published(made)
            means.add("page covers", low <= np.log1p(lift) <= high)
    return means


def cells(
    regime: Regime, runs: int, seed: int, place: int, *, peers: bool = False
) -> dict[tuple[str, float], Means]:
    return {
        (when, lift): cell(np.random.default_rng([seed, place, n, int(lift > 0)]), regime, when, lift, runs, peers)
        for n, when in enumerate(WHEN)
        for lift in (0.0, LIFT)
    }  # fmt: skip


def pooled(rng: np.random.Generator, repeats: int, lift: float, apart: float, runs: int) -> Means:
    """The same act in `repeats` shows; its log effect differs by `apart` from show to show."""
    means = Means()
    for _ in range(runs):
        found = []
        for _ in range(repeats):
            log = np.log1p(lift) + rng.normal(0, apart) if apart else np.log1p(lift)
            made = acted(rng, show(rng, PAGE, "dip"), float(np.expm1(log)))
            found.append(ours(rng, made, PAGE, "dip"))
        one = pool(found)
        assert one.i95 is not None
        assert one.p is not None
        means.add("cover95", one.i95.low <= lift <= one.i95.high)
        means.add("rejected", one.p <= 0.05)
    return means


def switched(rng: np.random.Generator, moments: int, lift: float, runs: int) -> Means:
    means = Means()
    for _ in range(runs):
        key = rng.bytes(switchback.KEY_BYTES)
        plan = switchback.register("bench", moments, key, 0)
        watched, ticks = spaced(rng, switchback.drawn(plan, key), lift)
        began = time.process_time()
        found = switchback.analyse(plan, key, switchback.outcomes(watched, ticks, "others"))
        means.add("ms", (time.process_time() - began) * 1e3)
        means.judge(switchback.as_effect(found, "s"), lift)
    return means


def tell(name: str, when: str, lift: float, means: Means, well: bool) -> None:
    row = means.row()
    also = ", ".join(
        f"{peer} {means.mean(peer):.3f}" for peer in ("Welch", "Poisson", "page covers") if means.found[peer]
    )
    print(
        f"{name:24}{when:10}{lift:5.2f}{row.told:6.2f}{row.rejected:7.3f}{row.cover95:9.3f}{row.cover80:9.3f}"
        f"{row.bias:+7.3f}{row.width:6.2f}{row.ms:6.1f}  {also}{'' if well else '   NOT MET'}",
        flush=True,
    )


def as_published(runs: int, seed: int) -> bool:
    """Each cell must hold; the naive must not."""
    good = True
    for (when, lift), means in cells(PAGE, runs, seed, 0, peers=True).items():
        row = means.row()
        well = row.cover95 >= COVER_MIN and row.ms <= MS_MAX
        if not lift:
            well = well and row.rejected <= FALSE_MAX < min(means.mean("Welch"), means.mean("Poisson"))
        tell(PAGE.name, when, lift, means, well)
        good = good and well
    return good


def elsewhere(runs: int, seed: int) -> bool:
    """A regime holds when its five kinds of moments do together; a single cell of so few runs says little."""
    good = True
    for place, regime in enumerate(REGIMES, 1):
        found = cells(regime, runs, seed, place)
        null = [means.mean("rejected") for (_, lift), means in found.items() if not lift]
        cover = [means.mean("cover95") for means in found.values()]
        well = np.mean(null) <= FALSE_MAX and np.mean(cover) >= COVER_MIN
        for (when, lift), means in found.items():
            tell(regime.name, when, lift, means, bool(well))
        good = good and bool(well)
    return good


def repeats(runs: int, seed: int) -> bool:
    good = True
    for n, apart in ((3, 0.0), (3, 0.15), (8, 0.0), (8, 0.15), (20, 0.15)):
        for lift in (0.0, 0.1, LIFT):
            many = runs if lift else 2 * runs  # a false alarm is rare
            means = pooled(np.random.default_rng([seed, 90, n, int(lift * 10)]), n, lift, apart, many)
            well = means.mean("cover95") >= COVER_MIN and (lift > 0 or means.mean("rejected") <= FALSE_MAX)
            print(f"{n:2} repeats, apart {apart:.2f}, lift {lift:.1f}: rejected {means.mean('rejected'):.3f}, "
                  f"95 % covers {means.mean('cover95'):.3f}{'' if well else '   NOT MET'}", flush=True)  # fmt: skip
            good = good and well
    return good


def lots(runs: int, seed: int) -> bool:
    good = True
    for moments in (8, 10, 16, 20, 40):
        for lift in (0.0, 0.15, LIFT):
            n = runs if moments > 16 else 3 * runs
            means = switched(np.random.default_rng([seed, 91, moments, int(lift * 100)]), moments, lift, n)
            row = means.row()
            well = row.cover95 >= COVER_MIN and row.ms <= MS_MAX and (lift > 0 or row.rejected <= FALSE_MAX)
            tell(f"switchback of {moments}", "lot", lift, means, well)
            good = good and well
    return good


def joined(evenings: int, seed: int) -> bool:
    """Through the running show: a rule fires, acts, and is measured when due; then one evening of twelve hours."""
    good = True
    print(
        f"joined: {evenings} evenings of 3 h a cell, a rule that fires at dips or surges and acts by itself"
    )
    for place, (op, limit) in enumerate((("<", 0.8), (">", 1.25))):
        for lift in (0.0, LIFT):
            found = played([seed, 92, place, int(lift > 0)], op, limit, lift, evenings, JOINED_TICKS)
            well = found.cover >= COVER_MIN and found.ms <= MS_MAX and (lift > 0 or found.false <= FALSE_MAX)
            print(
                f"clicks {op} {limit:.2f} of their usual, lift {lift:.1f}: fired {found.fired}, measured {found.measured}, "
                f"p ≤ .05 {found.false:.3f}, 95 % covers {found.cover:.3f}, slowest beat {found.ms:.1f} ms"
                f"{'' if well else '   NOT MET'}",
                flush=True,
            )
            good = good and well
    long = played([seed, 93], "<", 0.8, 0.0, 1, TICKS_MAX)
    print(
        f"twelve hours, {long.fired} acts: slowest beat that measured {long.ms:.1f} ms (≤ {MS_MAX:.0f})",
        flush=True,
    )
    return good and long.measured > 0 and long.ms <= MS_MAX


def main(runs: int = RUNS, other_runs: int = OTHER_RUNS, seed: int = SEED) -> int:
    print(f"seed {seed}; {runs} runs a cell as published, {other_runs} elsewhere; told = could be measured")
    print(
        f"{'':24}{'moment':10}{'lift':>5}{'told':>6}{'p≤.05':>7}{'95%':>9}{'80%':>9}{'bias':>7}{'width':>6}{'ms':>6}"
    )
    good = [as_published(runs, seed), elsewhere(other_runs, seed), lots(other_runs, seed)]
    good.append(repeats(min(other_runs, 200), seed))
    good.append(joined(max(1, other_runs // 8), seed))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))

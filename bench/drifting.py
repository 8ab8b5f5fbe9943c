"""Shows whose truth is known: 10-s counts that drift, with a control series, and an action at a chosen moment."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from onair.during.playbook.effect.model import Acted, Watched

Floats = NDArray[np.float64]
LASTS = 18
"""Ticks that an effect lasts."""
LIFT = 0.3


class Regime(NamedTuple):
    """`volume`: λ a tick; `keep`, `step`: of the drift; `acts`: ticks between other actions (each ±30 %);
    `slots`: mean ticks of a slot, each with a level of its own; `gaps`: share of ticks not heard."""

    name: str
    volume: float = 30.0
    keep: float = 0.995
    step: float = 0.032
    first: int = 240
    last: int = 1400
    acts: int = 0
    slots: int = 0
    gaps: float = 0.0
    lasts: int = LASTS
    falls: float = 1.0


PAGE = Regime("as published")
REGIMES = (
    Regime("early, minute 25–40", first=150, last=240),
    Regime("drift returns in 5 min", keep=0.97, step=0.04),
    Regime("swings of 2 min", keep=0.9, step=0.08),
    Regime("volume 3", volume=3.0),
    Regime("volume 1", volume=1.0),
    Regime("volume falls 20 to 1", volume=20.0, falls=20.0, first=700),
    Regime("an action each 7 min", acts=42),
    Regime("slots of 15 min", slots=90),
    Regime("a tenth not heard", gaps=0.1),
    Regime("window of 1 min", lasts=6),
    Regime("window of 6 min", lasts=36),
    Regime("the same, minute 35–60", lasts=36, first=210, last=360),
)


class Show(NamedTuple):
    """`target` is drawn again from `tick` on once an effect is known."""

    target: Floats
    control: Floats
    level: Floats
    changes: list[int]
    others: list[Acted]
    tick: int


def drift(rng: np.random.Generator, regime: Regime, share: float, size: int) -> Floats:
    steps = rng.normal(0, regime.step * np.sqrt(share), size + 600)
    found: Floats = lfilter([1.0], [1.0, -regime.keep], steps)[600:]
    return found


def counts(rng: np.random.Generator, level: Floats, r: float = 15.0) -> Floats:
    return rng.poisson(level * rng.gamma(r, 1 / r, level.shape)).astype(np.float64)


def lean(y: Floats, at: NDArray[np.int64]) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(y)])
    found: Floats = np.log(
        ((total[at] - total[at - 6]) / 6 + 0.05) / ((total[at] - total[at - 60]) / 60 + 0.05)
    )
    return found


def moment(rng: np.random.Generator, y: Floats, regime: Regime, when: str, barred: set[int]) -> int:
    """`when`: random, dip, surge, and the last two `any`: at any tick of a spell."""
    at = np.array([tick for tick in range(regime.first, regime.last) if tick not in barred])
    if when == "random":
        return int(rng.choice(at))
    seen = lean(y, at)
    hit = seen <= np.log(0.8) if when.startswith("dip") else seen >= np.log(1.25)
    if not when.endswith("any"):
        hit = hit & ~np.concatenate([[False], hit[:-1]])
    if not hit.any():
        return int(at[np.argmin(seen) if when.startswith("dip") else np.argmax(seen)])
    return int(rng.choice(at[hit]))


def show(rng: np.random.Generator, regime: Regime, when: str) -> Show:
    size = regime.last + 40
    shared, own, other = (drift(rng, regime, 0.5, size) for _ in range(3))
    changes: list[int] = []
    if regime.slots:
        lengths = np.round(regime.slots * rng.lognormal(0, 0.35, size)).astype(int)
        changes = [int(c) for c in np.cumsum(lengths) if c < size]
        for begin, end in zip([0, *changes], [*changes, size], strict=True):
            own[begin:end] += rng.normal(0, 0.35)
    acts = []
    if regime.acts:
        for begin in range(30, size, regime.acts):
            own[begin : begin + LASTS] += rng.choice([-1, 1]) * np.log1p(LIFT)
            acts.append(Acted(f"other {begin}", begin))
    own -= np.log(regime.falls) * np.linspace(0, 1, size)
    level = regime.volume * np.exp(shared + own)
    target, control = counts(rng, level), counts(rng, 2 * regime.volume * np.exp(shared + other))
    barred = {tick for act in acts for tick in range(act.tick - LASTS, act.tick + LASTS + 1)}
    barred |= {tick for change in changes for tick in range(change - 5, change + 6)}
    tick = moment(rng, target, regime, when, barred)
    return Show(target, control, level, changes, acts, tick)


def acted(rng: np.random.Generator, made: Show, lift: float, lasts: int = LASTS) -> Show:
    level, target = made.level.copy(), made.target.copy()
    level[made.tick : made.tick + lasts] *= 1 + lift
    if lift:
        target[made.tick :] = counts(rng, level[made.tick :])
    return made._replace(level=level, target=target)


WHEN = ("random", "dip", "surge", "dip any", "surge any")


def spaced(rng: np.random.Generator, lot: tuple[bool, ...], lift: float) -> tuple[Watched, list[int]]:
    """A show as long as a switchback needs: a moment every 42 ticks, acted on where the lot says so."""
    ticks = [60 + 42 * place for place in range(len(lot))]
    size = ticks[-1] + 60
    shared, own, other = (drift(rng, PAGE, 0.5, size) for _ in range(3))
    for tick, treated in zip(ticks, lot, strict=True):
        if treated:
            own[tick : tick + LASTS] += np.log1p(lift)
    target = counts(rng, PAGE.volume * np.exp(shared + own))
    control = counts(rng, 2 * PAGE.volume * np.exp(shared + other))
    return Watched(target.tolist(), {"others": control.tolist()}), ticks

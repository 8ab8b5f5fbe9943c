"""Shows with planted surges and dips, as the published method describes them, and how found ones are counted.

Counts a tick of 10 s, 4 hours: negative binomial, level log-uniform 4…120, overdispersion 1/8…1/25; log-rate an
Ornstein-Uhlenbeck walk (.995, .02); an opening ramp from .4 to 1 over 20 min; another product every 10…20 min
(× log-normal, .35); ten surges × 1.6…3.0 for 2…4 min with a ramp of three ticks (.4, .7, .9), none within 200 s after
a switch. What the page leaves open is chosen so: surges neither overlap nor cross a switch, and lie 4 min apart.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

TICKS, TICK_S = 1_440, 10
SURGES = 10
HIT = 10
"""Ticks from its onset in which an alarm finds a surge: 100 s."""
SILENT = 8
"""Ticks after a switch in which nothing may be said."""
ECHO = 6
"""Ticks after a surge's end in which an alarm is still of it: the longest window."""


class Regime(NamedTuple):
    """Margins of the generator; the default is the published one."""

    level: tuple[float, float] = (4, 120)
    dispersion: tuple[float, float] = (8, 25)
    switch: tuple[int, int] = (60, 120)


class Planted(NamedTuple):
    """`counts` by tick; `switches`: ticks with another product; `surges`: (onset, end, ×)."""

    counts: list[int]
    switches: frozenset[int]
    surges: list[tuple[int, int, float]]


class Score(NamedTuple):
    """`delays` in seconds from the onset to the end of the tick that told it; `early`: alarms in the silent time."""

    found: int
    planted: int
    false: int
    hours: float
    early: int
    delays: list[int]

    @property
    def recall(self) -> float:
        return self.found / max(1, self.planted)

    @property
    def false_an_hour(self) -> float:
        return self.false / max(self.hours, 1e-9)


def planted(
    rng: np.random.Generator,
    regime: Regime = Regime(),
    surges: int = SURGES,
    audience: np.ndarray | None = None,
) -> Planted:
    """`audience`: by tick, × what it is usually; clicks follow it."""
    rate = (
        np.exp(rng.uniform(*np.log(regime.level))) * _drift(rng) * np.minimum(1, 0.4 + np.arange(TICKS) / 200)
    )
    switches = _switches(rng, regime.switch)
    for begin, end in pairwise([*switches, TICKS]):
        rate[begin:end] *= np.exp(rng.normal(0, 0.35))
    found = _place(rng, [0, *switches], surges)
    for onset, end, times in found:
        shape = np.ones(end - onset)
        shape[:3] = (0.4, 0.7, 0.9)
        rate[onset:end] *= 1 + (times - 1) * shape
    if audience is not None:
        rate = rate * audience
    size = rng.uniform(*regime.dispersion)
    return Planted(rng.negative_binomial(size, size / (size + rate)).tolist(), frozenset(switches), found)


def _drift(rng: np.random.Generator) -> np.ndarray:
    walk, at = np.empty(TICKS), 0.0
    for tick, step in enumerate(rng.normal(0, 0.02, TICKS)):
        at = 0.995 * at + step
        walk[tick] = at
    return np.exp(walk)


def _switches(rng: np.random.Generator, every: tuple[int, int]) -> list[int]:
    found, tick = [], int(rng.integers(every[0], every[1] + 1))
    while tick < TICKS:
        found.append(tick)
        tick += int(rng.integers(every[0], every[1] + 1))
    return found


def _place(rng: np.random.Generator, starts: list[int], wanted: int) -> list[tuple[int, int, float]]:
    found: list[tuple[int, int, float]] = []
    for _ in range(3_000):
        if len(found) == wanted:
            break
        onset, length = int(rng.integers(30, TICKS - 30)), int(rng.integers(12, 25))
        end = onset + length
        since = onset - max(start for start in starts if start <= onset)
        crossed = any(onset < start < end for start in starts)
        near = any(onset < other_end + 24 and other < end + 24 for other, other_end, _ in found)
        if since >= 20 and not crossed and not near:
            found.append((onset, end, float(rng.uniform(1.6, 3.0))))
    return sorted(found)


def judged(alarms: Sequence[int], show: Planted) -> Score:
    """`alarms`: numbers of the ticks that ended with one."""
    delays = []
    for onset, _, _ in show.surges:
        hit = next((tick for tick in alarms if onset <= tick < onset + HIT), None)
        if hit is not None:
            delays.append((hit - onset + 1) * TICK_S)
    false = sum(not any(onset <= tick < end + ECHO for onset, end, _ in show.surges) for tick in alarms)
    early = sum(any(switch <= tick < switch + SILENT for switch in show.switches) for tick in alarms)
    return Score(len(delays), len(show.surges), false, TICKS * TICK_S / 3600, early, delays)


def together(scores: Sequence[Score]) -> Score:
    return Score(
        sum(s.found for s in scores), sum(s.planted for s in scores), sum(s.false for s in scores),
        sum(s.hours for s in scores), sum(s.early for s in scores), [d for s in scores for d in s.delays],
    )  # fmt: skip


def run(shows: Sequence[Planted], alarms_of: Callable[[Planted], list[int]]) -> Score:
    return together([judged(alarms_of(show), show) for show in shows])


class Crowd(NamedTuple):
    """Online by tick; `dips`: (onset, end of the fall, what is left)."""

    online: list[float]
    dips: list[tuple[int, int, float]]


def crowd(rng: np.random.Generator, dips: int = 4) -> Crowd:
    """An audience of 200…5,000 with a noise of .8 % a tick on a slow walk; 20…50 % leave within 60 s, and come back
    over the next 10 min."""
    level = float(np.exp(rng.uniform(*np.log((200, 5_000)))))
    shape = np.log(level) + np.cumsum(rng.normal(0, 0.002, TICKS))
    found = []
    for place in range(dips):
        onset = int(60 + place * (TICKS - 120) / dips + rng.integers(0, (TICKS - 120) // dips - 90))
        left, fall = float(1 - rng.uniform(0.2, 0.5)), int(rng.integers(1, 7))
        shape[onset : onset + fall] += np.log(left) * np.arange(1, fall + 1) / fall
        back = min(60, TICKS - onset - fall)
        shape[onset + fall : onset + fall + back] += np.log(left) * (1 - np.arange(1, back + 1) / 60)
        found.append((onset, onset + fall, left))
    noisy = np.exp(shape + rng.normal(0, 0.008, TICKS))
    return Crowd(np.maximum(1, np.round(noisy)).tolist(), found)

"""Clipped sound, found after a lossy codec has blurred its tops. Pure numpy.

Two signs must meet. The histogram of amplitudes has a bump at its edge, where a natural sound thins out (amplitude
histograms with a line fitted to their slope: Eaton and Naylor, Detection of clipping in coded speech signals, 2013).
And the waves that reach the bump are flat: they stay near their top for longer than a round wave does. A limiter makes
the first, never the second.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from onair.before.techcheck.colour import Floats

Samples = NDArray[np.float32]
WINDOW_S = 5.0
QUIET = 0.03
"""A window whose peaks stay under −30 dBFS is not looked at."""
SIGNS = 0.62
"""Bump times flatness of the least sure clipped sound: round sounds and limited ones stay under 0.6 of it."""
BUMP_MAX = 3.0
STEP, LOWEST, HIGHEST = 0.02, 0.40, 1.16
"""Bins of the histogram, in shares of the window's peak."""
NEAR, SLOPE = 2, 11
"""Bins on each side of a ceiling that count as the bump, and bins below it that the slope is taken from."""
FEW = 25.0
"""Samples that may lie anywhere by chance."""
ROUND, ALONE = 0.47, 3.0
"""A sine stays above 0.9 of its top for 0.43 of the time that it is above half. Where nearly all tops are at the
ceiling, as a steady tone's are, only flatter ones count."""
TOPS_MIN, LENGTH_MIN = 12, 5
MOMENTS = 5


class Clipping(Struct, frozen=True):
    """`pile` over 1 = clipped; `ceiling` dBFS of the worst five seconds; `at` the seconds in which it is worst."""

    pile: float
    ceiling: float | None
    at: tuple[float, ...]


class _Found(Struct, frozen=True):
    """`tops`: samples at which waves that lie at the ceiling begin."""

    pile: float
    level: float
    tops: NDArray[np.int64]


NOTHING = _Found(0.0, 0.0, np.zeros(0, np.int64))


def measure_clipping(samples: Samples, rate: int) -> Clipping:
    """`samples` × channels, full scale 1, above it what the decoder overshot; `rate` 48 kHz or near. The worst five
    seconds of the worst channel decide."""
    worst, begins = NOTHING, np.zeros(0)
    size = round(WINDOW_S * rate)
    for channel in _different(samples):
        for start in range(0, max(len(channel) - size // 2, 1), size // 2):
            found = window_clipping(channel[start : start + size].astype(np.float64))
            if found.pile > 1:
                begins = np.append(begins, (start + found.tops) // rate)
            if found.pile > worst.pile:
                worst = found
    seconds, counts = np.unique(begins, return_counts=True)
    most = seconds[np.argsort(-counts, kind="stable")][:MOMENTS]
    ceiling = 20 * float(np.log10(worst.level)) if worst.level else None
    return Clipping(worst.pile, ceiling, tuple(sorted(float(second) for second in most)))


def _different(samples: Samples) -> list[Samples]:
    """One-dimensional channels; what is the same in a second one is not measured twice."""
    channels = [samples[:, n] for n in range(samples.shape[1])]
    first, rest = channels[:1], channels[1:]
    return first + [one for one in rest if np.abs(one - first[0]).max(initial=0) > QUIET]


def window_clipping(samples: Floats) -> _Found:
    """Of a few seconds of one channel."""
    finite = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)  # a file may hold anything
    centred = finite - finite.mean() if finite.size else finite
    size = np.abs(centred)
    peak = float(np.percentile(size, 99.95)) if size.size else 0.0
    if peak < QUIET:
        return NOTHING
    bump, level = edge(size / peak)
    tops = waves(centred, level * peak)
    near = tops[(tops[:, 1] > 0.9) & (tops[:, 1] < 1.12)]
    if len(near) < TOPS_MIN:
        return NOTHING
    flat = float(np.median(near[:, 2]))
    under = int(((tops[:, 1] > 0.6) & (tops[:, 1] < 0.88)).sum())
    if flat < ROUND and len(near) > ALONE * (under / 2 + ALONE):
        return NOTHING
    return _Found(min(bump, BUMP_MAX) * flat / SIGNS, level * peak, near[:, 0].astype(np.int64))


def edge(size: Floats) -> tuple[float, float]:
    """`size` in shares of the peak → the strongest bump over the slope below it with little above it, and where."""
    counts, bounds = np.histogram(size, np.arange(LOWEST, HIGHEST, STEP))
    middle = (bounds[:-1] + bounds[1:]) / 2
    logs = np.log(counts + 1.0)
    best = (0.0, 1.0)
    for at in range(NEAR + SLOPE + 2, len(counts) - NEAR):
        here, below = slice(at - NEAR, at + NEAR + 1), slice(at - NEAR - SLOPE - 1, at - NEAR - 1)
        slope, base = np.polyfit(middle[below], logs[below], 1)
        expected = float(np.exp(slope * middle[here] + base).sum())
        held, above = float(counts[here].sum()), float(counts[at + NEAR + 1 :].sum())
        bump = held / (expected + FEW) * held / (held + 3 * above + 1)
        best = max(best, (bump, float(middle[at])))
    return best


def waves(samples: Floats, level: float) -> Floats:
    """Half-waves above half of `level`, a row each: where it begins, its top in shares of `level`, and the share of
    its samples that lie above 0.9 of its own top."""
    size = np.abs(samples)
    side = np.where(size > 0.5 * level, np.sign(samples), 0.0)
    turns = np.flatnonzero(np.diff(side, prepend=0.0, append=0.0))
    begins, ends = turns[:-1], turns[1:]
    kept = (side[begins] != 0) & (ends - begins >= LENGTH_MIN)
    begins, lengths = begins[kept], (ends - begins)[kept]
    if not len(begins):
        return np.zeros((0, 3))
    number = np.repeat(np.arange(len(begins)), lengths)
    inside = size[np.arange(len(number)) + np.repeat(begins - np.cumsum(lengths) + lengths, lengths)]
    tops = np.maximum.reduceat(inside, np.cumsum(lengths) - lengths)
    flat = np.bincount(number, inside > 0.9 * tops[number]) / lengths
    return np.column_stack([begins, tops / level, flat])

"""Weights of the four dimensions: by slider, by pairwise comparison (AHP), or taken from the data.

Entropy and CRITIC read the products' scores after winsorising: one outlier must not decide what counts
(one stock of 20,000 moved an entropy weight from .23 to .67). Matrices are products × dimensions.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

Floats = NDArray[np.float64]
CONSISTENCY_MAX = 0.1
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45)
"""Saaty's mean inconsistency of random comparisons, by number of things compared."""
COMPARED_FROM = 3
"""Products with all dimensions known that data weights need at least."""
JITTER = 0.2
RUNS = 1000


class Inconsistent(BadInput):
    code = "ahp_inconsistent"
    zh = "这些两两比较互相矛盾（一致性比率 {ratio}，应小于 0.1）。权重没有改动，请先看「{pair_zh}」这一对。"
    en = (
        "The comparisons contradict each other (consistency ratio {ratio}, must be below 0.1). The weights "
        "were not changed; look at {pair_en} first."
    )


class Ahp(NamedTuple):
    """`ratio`: consistency, 0 = perfect; `worst`: the pair furthest from what the others imply."""

    weights: Floats
    ratio: float
    worst: tuple[int, int]


def normalised(weights: Floats) -> Floats:
    """Sum 1; equal when all are 0."""
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))


def reciprocal(size: int, upper: list[float]) -> Floats:
    """The comparison matrix of its upper triangle, row by row: 3 = the first counts three times the second."""
    matrix = np.ones((size, size))
    rows, columns = np.triu_indices(size, 1)
    matrix[rows, columns] = upper
    matrix[columns, rows] = 1 / np.asarray(upper)
    return matrix


def ahp(matrix: Floats) -> Ahp:
    """Weights by the principal eigenvector. Does not refuse: `checked` does."""
    size = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    top = int(np.argmax(values.real))
    weights = normalised(np.abs(vectors[:, top].real))
    index = (float(values[top].real) - size) / (size - 1) if size > 1 else 0.0
    ratio = max(index, 0.0) / RANDOM_INDEX[size] if RANDOM_INDEX[size] else 0.0
    implied = weights[:, None] / weights[None, :]
    off = np.abs(np.log(matrix / implied))
    row, column = np.unravel_index(int(np.argmax(np.triu(off, 1))), off.shape)
    return Ahp(weights, ratio, (int(row), int(column)))


def checked(found: Ahp, names: Sequence[Text]) -> Floats:
    """Raises Inconsistent at a ratio of .1 or more, naming the pair furthest from what the others imply."""
    if found.ratio >= CONSISTENCY_MAX:
        one, other = (names[place] for place in found.worst)
        pairs = {"pair_zh": f"{one.zh} / {other.zh}", "pair_en": f"{one.en} / {other.en}"}
        raise Inconsistent(ratio=round(found.ratio, 3), worst=list(found.worst), **pairs)
    return found.weights


def winsorise(matrix: Floats, share: float = 0.05) -> Floats:
    """Each column cut to its 5th…95th part (of the values, not between them)."""
    low = np.quantile(matrix, share, axis=0, method="higher")
    high = np.quantile(matrix, 1 - share, axis=0, method="lower")
    return np.clip(matrix, np.minimum(low, high), np.maximum(low, high))


def _unit(matrix: Floats) -> Floats:
    """Each column to 0…1; a constant one to 0."""
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    spread = np.where(high > low, high - low, 1)
    return np.asarray((matrix - low) / spread, dtype=np.float64)


def entropy(matrix: Floats) -> Floats | None:
    """熵权: what tells products apart counts more. None with fewer than 3 products."""
    if len(matrix) < COMPARED_FROM:
        return None
    shares = _unit(winsorise(matrix))
    shares = shares / np.maximum(shares.sum(axis=0), 1e-12)
    logs = np.log(np.where(shares > 0, shares, 1))
    evenness = -(shares * logs).sum(axis=0) / np.log(len(matrix))
    told = np.where(shares.sum(axis=0) > 0, 1 - evenness, 0)
    return normalised(np.maximum(told, 0))


def critic(matrix: Floats) -> Floats | None:
    """CRITIC: spread × what the other dimensions do not say already. None with fewer than 3 products."""
    if len(matrix) < COMPARED_FROM:
        return None
    unit = _unit(winsorise(matrix))
    spread = unit.std(axis=0, ddof=1)
    centred = unit - unit.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    size = np.where(size > 0, size, 1)
    alike = (centred.T @ centred) / np.outer(size, size)
    return normalised(spread * (1 - alike).sum(axis=0))


def topsis(matrix: Floats, weights: Floats) -> Floats:
    """Closeness 0…1 to the best of each dimension; all dimensions the more the better."""
    length = np.sqrt((matrix**2).sum(axis=0))
    weighed = matrix / np.where(length > 0, length, 1) * weights
    to_best = np.sqrt(((weighed - weighed.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighed - weighed.min(axis=0)) ** 2).sum(axis=1))
    both = to_best + to_worst
    return np.asarray(np.where(both > 0, to_worst / np.where(both > 0, both, 1), 0.5), dtype=np.float64)


def blend(scores: Floats, weights: Floats) -> Floats:
    """Weighted mean of the dimensions that are known (NaN = missing); NaN when none is."""
    known = ~np.isnan(scores)
    shares = known * weights
    total = shares.sum(axis=1)
    summed = (np.where(known, scores, 0) * shares).sum(axis=1)
    return np.where(total > 0, summed / np.where(total > 0, total, 1), np.nan)


def stability(scores: Floats, weights: Floats, top: int, rng: np.random.Generator) -> Floats:
    """Share of 1,000 runs, each weight moved by up to ±20 %, in which a product is among the first `top`."""
    stays = np.zeros(len(scores))
    if not len(scores):
        return stays
    place = min(top, len(scores))
    for _ in range(RUNS if len(scores) <= RUNS else RUNS // 5):
        moved = weights * rng.uniform(1 - JITTER, 1 + JITTER, len(weights))
        totals = np.nan_to_num(blend(scores, moved), nan=-1)
        stays[np.argpartition(-totals, place - 1)[:place]] += 1
    return stays / (RUNS if len(scores) <= RUNS else RUNS // 5)

"""A weighted ridge line through the logs of past totals, and how far it misses each of them when that one is left out.

Pure. The slopes are held back (λ = 1), the level is not; an older show weighs exp(−age / 30 shows).
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

HELD_BACK = 1.0
MEMORY_SHOWS = 30.0
SHARE = 0.8
"""Of shows that a range is to hold: from P10 to P90."""
LEAST_FREE = 0.2
"""Floor of 1 − h, so that one show that stands alone does not make the range endless."""


class Fit(NamedTuple):
    """`centre`: the log expected of the wanted show. `misses`: log error at each past show without its help."""

    centre: float
    misses: list[float]


def fit(past: Sequence[Sequence[float]], logs: Sequence[float], wanted: Sequence[float]) -> Fit:
    """`past`: features of each show, newest first, `logs` of its total. At least one show."""
    table = np.asarray(past, float).reshape(len(logs), -1)
    mean = table.mean(axis=0) if table.shape[1] else np.zeros(0)
    design = np.column_stack([np.ones(len(logs)), table - mean])
    weights = np.exp(-np.arange(len(logs)) / MEMORY_SHOWS)
    penalty = np.diag([0.0, *[HELD_BACK] * table.shape[1]])
    inverse = np.linalg.inv(design.T @ (design * weights[:, None]) + penalty)
    slopes = inverse @ (design.T @ (weights * np.asarray(logs, float)))
    own = weights * np.einsum("ij,jk,ik->i", design, inverse, design)
    misses = (np.asarray(logs, float) - design @ slopes) / np.maximum(1.0 - own, LEAST_FREE)
    centre = float(np.concatenate([[1.0], np.asarray(wanted, float) - mean]) @ slopes)
    return Fit(centre, [float(miss) for miss in misses])


def reach(misses: Sequence[float]) -> float:
    """Half the width, in logs, that holds SHARE of shows like these (split conformal). At least one miss."""
    ordered = sorted(abs(miss) for miss in misses)
    return ordered[min(len(ordered), ceil(SHARE * (len(ordered) + 1))) - 1]

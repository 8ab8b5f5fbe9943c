"""Names of what a score is made of. A score is a weighted sum of terms; a term is known or missing, never guessed."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.kernel.i18n import Text

Floats = NDArray[np.float64]
Dimension = Literal["value", "looks", "demand", "supply"]
DIMENSIONS: tuple[Dimension, ...] = ("value", "looks", "demand", "supply")
NAMES = (
    Text("性价比", "value for money"), Text("视觉呈现", "looks"), Text("需求匹配", "demand"), Text("供应链稳定", "supply"),
)  # fmt: skip
"""Of DIMENSIONS, for people."""
Unit = Literal["money", "ratio", "score", "items", "days", "pixels", "stars", "times"]

TERMS: dict[Dimension, dict[str, tuple[float, Unit]]] = {
    "value": {"price_own": (0.3, "ratio"), "price_peers": (0.3, "ratio"), "margin": (0.4, "ratio")},
    "looks": {
        "resolution": (0.15, "pixels"), "sharpness": (0.2, "score"), "exposure": (0.15, "score"),
        "background": (0.15, "ratio"), "clutter": (0.15, "ratio"), "rating": (0.2, "stars"),
    },
    "demand": {
        "ctr": (0.25, "ratio"), "cvr": (0.25, "ratio"), "talked": (0.1, "ratio"), "sold": (0.15, "items"),
        "asked": (0.05, "times"), "audience": (0.1, "ratio"), "theme": (0.1, "ratio"),
    },
    "supply": {
        "cover": (0.25, "days"), "lead": (0.15, "days"), "capacity": (0.15, "ratio"),
        "on_time": (0.15, "ratio"), "quality_return": (0.2, "ratio"), "suppliers": (0.1, "items"),
    },
}  # fmt: skip
"""Dimension → term → its share within the dimension, and the unit of what it was measured in."""
CODES: tuple[str, ...] = tuple(code for terms in TERMS.values() for code in terms)
DIMENSION_OF: dict[str, Dimension] = {code: dim for dim, terms in TERMS.items() for code in terms}


class Column(NamedTuple):
    """One term of every product. `score` 0…100, NaN = missing; `raw` what was measured; `n` rows behind it."""

    score: Floats
    raw: Floats
    n: NDArray[np.int64]


def column(score: Floats, raw: Floats, n: Floats | NDArray[np.int64] | int) -> Column:
    """Bounded to 0…100; n is 0 wherever the score is missing."""
    known = ~np.isnan(score)
    counts = np.broadcast_to(np.asarray(n, dtype=np.float64), score.shape)
    return Column(
        np.where(known, np.clip(score, 0, 100), np.nan),
        np.where(known, raw, np.nan),
        np.where(known, counts, 0).astype(np.int64),
    )


def ramp(value: Floats, worst: float, best: float) -> Floats:
    """0 at `worst`, 100 at `best`, straight between, whichever is larger; NaN stays NaN."""
    return np.clip((value - worst) / (best - worst), 0, 1) * 100

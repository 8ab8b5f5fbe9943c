"""Quantiles of Student's t without scipy, which takes longer to load than a page may."""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt

HALVINGS = 80


@lru_cache(1024)
def quantile(level: float, freedom: int) -> float:
    """t with P(T ≤ t) = `level`, 0.5 ≤ level < 1, freedom ≥ 1; by halving."""
    low, high = 0.0, 2.0
    while cdf(high, freedom) < level and high < 1e9:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, freedom) < level else (low, middle)
    return (low + high) / 2


def cdf(t: float, freedom: int) -> float:
    """P(T ≤ t), exact: the finite sums for whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4)."""
    angle = atan(t / sqrt(freedom))
    if freedom == 1:
        return 0.5 + angle / pi
    odd = freedom % 2
    term = total = cos(angle) if odd else 1.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    area = 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
    return 0.5 + area / 2

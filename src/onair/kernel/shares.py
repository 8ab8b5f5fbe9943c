"""How sure a share is: of `k` among `n`, what the true one is at least and at most. Pure."""

from typing import Final, NamedTuple

SURE: Final = 0.05
"""The true share is below `least` with this probability."""


class Bounds(NamedTuple):
    """`least`: lower bound at 95 %. `low`, `high`: the middle 95 %."""

    least: float
    low: float
    high: float


def bounds(k: int, n: int) -> Bounds:
    """Beta posterior with Jeffreys' prior ½ ½ (Brown, Cai and DasGupta 2001); 0 ≤ k ≤ n."""
    from scipy.special import betaincinv  # noqa: PLC0415 (slow; nothing that starts needs it)

    a, b = k + 0.5, n - k + 0.5
    return Bounds(*(float(betaincinv(a, b, part)) for part in (SURE, 0.025, 0.975)))

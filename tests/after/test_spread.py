"""The interval of a link's money holds the truth as often as it says: rooms with known rates, counted."""

from math import exp, log, sqrt
from random import Random

from onair.after.diagnosis.base import base_of
from onair.after.diagnosis.links import decompose
from onair.after.diagnosis.spread import COVER, spread

STAGES = ("view_uv", "prod_click_uv", "pay_uv", "items_paid", "gmv")
RATES = (8000.0, 0.25, 0.06, 1.25, 5000.0)
WIGGLE = (0.2, 0.06, 0.08, 0.03, 0.05)


def _show(rng: Random) -> tuple[dict[str, float], list[float]]:
    """What was counted, and the true logs of its links."""
    true = [log(rate) + rng.gauss(0, sd) for rate, sd in zip(RATES, WIGGLE, strict=True)]
    views = exp(true[0])
    click = _drawn(rng, views, exp(true[1]))
    pay = _drawn(rng, click, exp(true[2]))
    items = pay * exp(true[3])
    return dict(zip(STAGES, (views, click, pay, items, items * exp(true[4])), strict=True)), true


def _drawn(rng: Random, n: float, p: float) -> float:
    return max(1.0, rng.gauss(n * p, sqrt(n * p * (1 - p))))


def test_intervals_cover() -> None:
    rng = Random(20261128)
    held = n = 0
    for _ in range(300):
        past = [_show(rng)[0] for _ in range(rng.choice((6, 10, 20)))]
        now, true = _show(rng)
        base = base_of(past, STAGES)
        assert base is not None
        chain = decompose(base.stages, now, STAGES)
        for one, middle, link in zip(spread(chain, base, now), map(log, RATES), true, strict=True):
            change = log(one.link.target / one.link.base)
            money = one.link.part / change
            held += one.low <= money * (link - middle) <= one.high
            n += 1
    assert COVER - 0.05 <= held / n <= COVER + 0.08, held / n

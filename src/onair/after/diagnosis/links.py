"""The change of an amount as a sum over the links of its chain, exact: c_k = L · ln(x1_k / x0_k), L the logarithmic mean.

Source: metrics page §6 (P). A stage that either side lacks is left out and its two links become one; at the first stage
that is 0 on one side the chain is broken there: what is above is decomposed, what is below is not.
"""

from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

PLATFORM = ("expo_uv", "view_uv", "prod_expo_uv", "prod_click_uv", "pay_uv", "items_paid", "gmv")
"""曝光 → 进入 → 商品曝光 → 商品点击 → 成交 → 件 → 成交金额, people throughout so that it telescopes."""
CORE = ("view_uv", "prod_click_uv", "cart_uv", "order_uv", "pay_uv", "items_paid", "gmv")
"""观看 → 点击 → 加购 → 下单 → 付款 → 件 → 成交金额."""

Stages = Mapping[str, float | int | None]


class Link(NamedTuple):
    """One factor: `to` ÷ `since` (the first stage itself when `since` is None). `part`: of the change, in the amount's
    unit. `merged`: stages between the two that one side lacks."""

    since: str | None
    to: str
    base: float
    target: float
    part: float
    merged: tuple[str, ...] = ()


class Chain(NamedTuple):
    """`change` = Σ part unless `broken`, the first stage that is 0 on one side; then parts are of the amount that the
    stages above it would have brought at the base's value of the last one, and only their order means something."""

    links: tuple[Link, ...]
    base: float
    target: float
    change: float
    broken: str | None = None


class NoAmount(ValueError):
    """The amount itself is missing on one side: there is nothing to decompose."""


def decompose(base: Stages, target: Stages, stages: Sequence[str] = PLATFORM) -> Chain:
    """`stages` in their order, the last is the amount. Raises NoAmount."""
    amount = stages[-1]
    first, last = base.get(amount), target.get(amount)
    if first is None or last is None:
        raise NoAmount(amount)
    kept = [stage for stage in stages if base.get(stage) is not None and target.get(stage) is not None]
    broken = next((stage for stage in kept if _value(base, stage) <= 0 or _value(target, stage) <= 0), None)
    if broken is not None:
        kept = kept[: kept.index(broken)]
    mean = _mean(first, last) if broken is None else first or last
    links = [
        _link((base, target), since, to, mean, _between(stages, since, to))
        for since, to in zip([None, *kept], kept, strict=False)
    ]
    return Chain(tuple(links), first, last, last - first, broken)


def _link(
    sides: tuple[Stages, Stages], since: str | None, to: str, mean: float, merged: tuple[str, ...]
) -> Link:
    before, after = (_value(side, to) / (1.0 if since is None else _value(side, since)) for side in sides)
    return Link(since, to, before, after, mean * log(after / before), merged)


def _value(stages: Stages, stage: str) -> float:
    found = stages[stage]
    assert found is not None  # noqa: S101  (only stages that both sides have)
    return float(found)


def _mean(first: float, last: float) -> float:
    """Logarithmic mean; the amount itself when nothing changed."""
    return first if first == last else (last - first) / log(last / first)


def _between(stages: Sequence[str], since: str | None, to: str) -> tuple[str, ...]:
    begin = 0 if since is None else stages.index(since) + 1
    return tuple(stages[begin : stages.index(to)])

"""Several actions of one show: with twenty looks one is bound to seem to have worked."""

from collections.abc import Sequence

import numpy as np
from msgspec import structs

from onair.during.playbook.effect.model import Effect
from onair.during.playbook.effect.ticks import Floats, Ints


def holm(shares: Sequence[float]) -> list[float]:
    """p-values so that any false alarm among all is as rare as said (Holm 1979)."""
    p = np.asarray(shares, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    return _back(raised, order)


def benjamini_hochberg(shares: Sequence[float]) -> list[float]:
    """p-values so that the share of false alarms among those called is as small as said (1995)."""
    p = np.asarray(shares, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    return _back(np.minimum.accumulate(scaled[::-1])[::-1], order)


def _back(sorted_p: Floats, order: Ints) -> list[float]:
    found = np.empty(len(order))
    found[order] = np.minimum(sorted_p, 1.0)
    return [float(one) for one in found]


def together(effects: Sequence[Effect]) -> list[Effect]:
    """The effects of one show, each with `holm` and `bh` over all that could be measured."""
    shares = {place: one.alike for place, one in enumerate(effects) if one.alike is not None}
    strict = dict(zip(shares, holm(list(shares.values())), strict=True))
    mild = dict(zip(shares, benjamini_hochberg(list(shares.values())), strict=True))
    return [
        structs.replace(one, holm=strict[place], bh=mild[place]) if place in shares else one
        for place, one in enumerate(effects)
    ]

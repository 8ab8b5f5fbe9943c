"""Use cases of the weights: what the team agreed on, what the data would say, what a change would do."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.before.selection import weigh
from onair.before.selection.model import SelectionWeights
from onair.before.selection.terms import DIMENSIONS, NAMES, Floats
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput
from onair.trade.evidence.service import touch
from onair.trade.versions import require_version

Method = Literal["slider", "ahp", "entropy", "critic"]
DEFAULT = {"value": 30.0, "looks": 20.0, "demand": 30.0, "supply": 20.0}
PAIRS = len(DIMENSIONS) * (len(DIMENSIONS) - 1) // 2


class NoWeight(BadInput):
    code = "no_weight"
    zh = "四个维度的权重不能都是 0。权重没有改动。"
    en = "The four weights cannot all be 0. The weights were not changed."


class TooFewToWeigh(BadInput):
    code = "too_few_to_weigh"
    zh = "四个维度都有数据的商品只有 {n} 款，少于 3 款，不能由数据定权重。权重没有改动，请用滑块或两两比较。"
    en = (
        "Only {n} products have all four dimensions; data weights need 3. The weights were not changed; use "
        "sliders or comparisons."
    )


class Weights(NamedTuple):
    """`weights` by dimension, sum 100. `version` 0 = the default, nobody chose yet."""

    method: str
    weights: dict[str, float]
    compared: list[float]
    theme: str
    changed_by: str
    updated_at: int | None
    version: int

    @property
    def column(self) -> Floats:
        return np.array([self.weights[name] for name in DIMENSIONS])


class Wanted(NamedTuple):
    """What somebody asks for: sliders' `weights`, or `compared` (the upper triangle, row by row)."""

    method: Method
    weights: Mapping[str, float] | None = None
    compared: Sequence[float] = ()
    theme: str = ""


class Offer(NamedTuple):
    """What `wanted` comes to. `ratio`: consistency of the comparisons, None for other methods."""

    weights: dict[str, float]
    ratio: float | None
    worst: tuple[str, str] | None


def get_weights(tx: Session, tenant: str) -> Weights:
    row = tx.get(SelectionWeights, tenant)
    return _view(row) if row else Weights("slider", dict(DEFAULT), [], "", "", None, 0)


def put_weights(
    tx: Session, actor: Actor, clock: Clock, *, version: int, wanted: Wanted, dims: Floats
) -> Weights:
    """`dims`: products × dimensions, for data weights. Raises Stale, Inconsistent, NoWeight, TooFewToWeigh."""
    row = tx.get(SelectionWeights, actor.tenant, with_for_update=True)
    held = get_weights(tx, actor.tenant)
    found = offer(wanted, dims)
    if found.ratio is not None:
        weigh.checked(_compared(wanted), NAMES)
    changes: dict[str, Any] = {
        "method": wanted.method, "weights": found.weights, "compared": list(wanted.compared), "theme": wanted.theme,
    }  # fmt: skip
    require_version(version, held.version, changes, held._asdict())
    if row is None:
        row = SelectionWeights(tenant_id=actor.tenant, version=0)
        tx.add(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.changed_by, row.updated_at = actor.name[:80], clock()
    row.version += 1
    touch(tx, actor.tenant, clock)
    audit(tx, actor, clock, "selection.weights", actor.tenant, before=_told(held), after=changes)
    return _view(row)


def offer(wanted: Wanted, dims: Floats) -> Offer:
    """Does not refuse contradicting comparisons, so that a form can show the ratio. Raises NoWeight, TooFewToWeigh."""
    if wanted.method == "ahp":
        found = _compared(wanted)
        worst = (DIMENSIONS[found.worst[0]], DIMENSIONS[found.worst[1]])
        return Offer(_percent(found.weights), round(found.ratio, 4), worst)
    if wanted.method == "slider":
        given = np.array([float((wanted.weights or DEFAULT)[name]) for name in DIMENSIONS])
        if given.sum() <= 0:
            raise NoWeight
        return Offer(_percent(weigh.normalised(given)), None, None)
    known = dims[~np.isnan(dims).any(axis=1)]
    told = weigh.entropy(known) if wanted.method == "entropy" else weigh.critic(known)
    if told is None:
        raise TooFewToWeigh(n=len(known))
    return Offer(_percent(told), None, None)


def _compared(wanted: Wanted) -> weigh.Ahp:
    return weigh.ahp(weigh.reciprocal(len(DIMENSIONS), list(wanted.compared)))


def _percent(weights: Floats) -> dict[str, float]:
    """One decimal, sum exactly 100: what is left over by rounding goes to the largest."""
    found = np.round(weights * 100, 1)
    found[int(np.argmax(found))] += round(100 - float(found.sum()), 1)
    return {name: round(float(value), 1) for name, value in zip(DIMENSIONS, found, strict=True)}


def _told(held: Weights) -> dict[str, Any]:
    return {"method": held.method, "weights": held.weights, "compared": held.compared, "theme": held.theme}


def _view(row: SelectionWeights) -> Weights:
    return Weights(
        row.method,
        dict(row.weights),
        list(row.compared),
        row.theme,
        row.changed_by,
        row.updated_at,
        row.version,
    )

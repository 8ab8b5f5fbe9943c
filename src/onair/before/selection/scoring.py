"""Use case: bring the scores up to what is known. Nothing is computed while nothing has changed."""

import zlib
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.before.selection import weigh
from onair.before.selection.eb import Prior
from onair.before.selection.gather import gather
from onair.before.selection.keeping import Kept, keep, rows_of
from onair.before.selection.model import SelectionImage, SelectionRating, SelectionRun
from onair.before.selection.pool import Pool
from onair.before.selection.score import Scores, score
from onair.before.selection.terms import DIMENSIONS, Floats
from onair.before.selection.weights import Weights, get_weights
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.trade.evidence.service import note_list_prices, stamp

TOP = 12
METHOD = 2
"""Version of the method itself: a change of it scores everything anew."""


class Run(NamedTuple):
    """The last scoring. `body`: currency, medians, priors, top, stable."""

    at: int
    stamp: str
    body: dict[str, Any]


class Stable(NamedTuple):
    """Whether a product stays among the first `top` when the weights are not quite what was said."""

    product: str
    total: float
    share: float


def stamp_now(tx: Session, tenant: str) -> str:
    """Equal exactly when the scores would be."""
    opinions = []
    for table, moment in ((SelectionRating, SelectionRating.at), (SelectionImage, SelectionImage.created_at)):
        query = select(func.count(), func.max(moment)).where(table.tenant_id == tenant)
        opinions += list(tx.execute(query).one())
    return ":".join(str(part or 0) for part in (METHOD, stamp(tx, tenant), *opinions))


def last_run(tx: Session, tenant: str) -> Run | None:
    row = tx.get(SelectionRun, tenant)
    return Run(row.at, row.stamp, row.body) if row else None


def refresh(db: Database, tenant: str, clock: Clock, zone: str) -> bool:
    """Score anew if anything changed since the last time. → whether it did. `zone`: the shop's. Blocking."""
    with db.read() as tx:
        now, run = stamp_now(tx, tenant), last_run(tx, tenant)
        if run is not None and run.stamp == now:
            return False
        weights, candidates = get_weights(tx, tenant), gather(tx, tenant)
    pool = Pool(candidates)
    rng = np.random.default_rng(zlib.crc32(now.encode()))
    found = score(pool, weights.column, rng, weights.theme)
    at = clock()
    rows = list(rows_of(pool, found, at, weights.version))
    body = _body(pool, found, weights, rng)
    with db.write() as tx:
        if stamp_now(tx, tenant) != now:
            return False  # somebody changed something meanwhile: the next one to ask scores that
        note_list_prices(tx, tenant, clock, zone)
        keep(tx, tenant, rows, stamp=now, at=at, body=body)
    return True


def _body(pool: Pool, found: Scores, weights: Weights, rng: np.random.Generator) -> dict[str, Any]:
    told = ~np.isnan(found.total)
    top = top_of(int(told.sum()))
    names = [one.id for one, known in zip(pool.candidates, told.tolist(), strict=True) if known]
    rows = stable(names, found.dims[told], weights.column, top, rng)
    return {
        "medians": found.medians._asdict(), "click": _prior(found.click_prior), "buy": _prior(found.buy_prior),
        "top": top, "stable": [list(row) for row in rows],
    }  # fmt: skip


def _prior(prior: Prior | None) -> dict[str, Any] | None:
    return prior._asdict() if prior else None


def top_of(size: int) -> int:
    """How many places are asked about: half of a small pool, twelve of a large one."""
    return max(1, min(TOP, size // 2))


def stable(
    products: list[str], dims: Floats, weights: Floats, top: int, rng: np.random.Generator
) -> list[Stable]:
    """The first `top` and as many behind them, by total."""
    totals = np.nan_to_num(weigh.blend(dims, weights), nan=-1)
    share = weigh.stability(dims, weights, top, rng)
    order = [int(place) for place in np.argsort(-totals, kind="stable")[: top * 2] if totals[place] >= 0]
    return [
        Stable(products[place], round(float(totals[place]), 2), round(float(share[place]), 3))
        for place in order
    ]


def dims_of(rows: list[Kept]) -> Floats:
    """Products × dimensions of kept scores, NaN = missing."""
    found = [[np.nan if value is None else value for value in row.body["dims"]] for row in rows]
    return np.array(found, dtype=np.float64).reshape(len(rows), len(DIMENSIONS))

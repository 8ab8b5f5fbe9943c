"""Scores as they are kept: one newest row for each product, and a history of what moved enough to be told.

The body of a row: `dims` (four numbers), `terms` (code → [score, raw, n, share]), `low`, `high` (80 %),
`click`, `buy` (α and β of the posteriors), `exposures`, `clicks`, `paid`, `coverage`, `reasons`, `weights` (version).
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from onair.before.selection.model import SelectionHistory, SelectionRun, SelectionScore
from onair.before.selection.moves import Move, moves
from onair.before.selection.pool import Pool
from onair.before.selection.score import Scores
from onair.before.selection.terms import CODES

ASKED_AT_ONCE = 500
TOTAL_MOVED, TRAP_MOVED, GMV_MOVED = 0.1, 0.02, 0.02
"""Points, probability and share of the expected value below which a change is no news."""


class Score(NamedTuple):
    """`total` 0…100; `terms` code → score; `interval` 80 % of expected minor units for 1,000 exposures;
    `n` exposures. None = not known."""

    total: float | None
    terms: dict[str, float]
    interval: tuple[float, float] | None
    trap: float | None
    role: str | None
    n: int
    as_of: int


class Kept(NamedTuple):
    """A row as it is stored."""

    product: str
    at: int
    total: float | None
    gmv: float | None
    trap: float | None
    role: str | None
    body: dict[str, Any]


class Mark(NamedTuple):
    """What a row is ordered and filtered by; ten thousand of them are read for a page of a hundred."""

    total: float | None
    gmv: float | None
    trap: float | None
    clicks: int


class Past(NamedTuple):
    """A score of the past and why it differs from the one before; `moves` empty for the first."""

    kept: Kept
    delta: float | None
    moves: list[Move]
    weights_changed: bool


def rows_of(pool: Pool, scores: Scores, at: int, weights_version: int) -> Iterator[Kept]:
    """One row for each product of the pool."""
    shares, dims = scores.shares.tolist(), scores.dims.tolist()
    columns = [(code, *(part.tolist() for part in scores.columns[code])) for code in CODES]
    posts = {
        name: (post.alpha.tolist(), post.beta.tolist())
        for name, post in (("click", scores.click), ("buy", scores.buy))
        if post is not None
    }
    singles = (scores.total, scores.gmv, scores.low, scores.high, scores.trap, scores.coverage)
    totals, gmv, low, high, trap, coverage = (column.tolist() for column in singles)
    for place, one in enumerate(pool.candidates):
        terms = {
            code: [_short(score[place]), _short(raw[place]), n[place], _short(shares[place][number])]
            for number, (code, score, raw, n) in enumerate(columns)
            if score[place] == score[place]
        }
        body = {
            "dims": [_short(value) for value in dims[place]], "terms": terms,
            "low": _short(low[place]), "high": _short(high[place]), "exposures": one.exposures,
            "clicks": one.clicks, "paid": one.paid, "coverage": _short(coverage[place]),
            "reasons": list(scores.roles[place].reasons), "weights": weights_version,
        }  # fmt: skip
        body |= {name: [_short(a[place]), _short(b[place])] for name, (a, b) in posts.items()}
        yield Kept(
            one.id, at, _short(totals[place]), _short(gmv[place]), _short(trap[place]),
            scores.roles[place].role, body,
        )  # fmt: skip


def _short(value: float) -> float | None:
    """Seven digits are more than any evidence holds; NaN is None."""
    return None if math.isnan(value) else float(f"{value:.7g}")


def keep(tx: Session, tenant: str, rows: Sequence[Kept], *, stamp: str, at: int, body: dict[str, Any]) -> int:
    """Replace the newest scores, add to the history what moved. → how many moved."""
    last = {kept.product: kept for kept in kept_scores(tx, tenant, told=True)}
    moved = [row for row in rows if _news(last.get(row.product), row)]
    tx.execute(delete(SelectionScore).where(SelectionScore.tenant_id == tenant))
    if rows:
        tx.execute(insert(SelectionScore), [_columns(tenant, row) for row in rows])
    same = select(SelectionHistory.product_id).where(
        SelectionHistory.tenant_id == tenant, SelectionHistory.at == at
    )
    there = set(tx.scalars(same))
    fresh = [_columns(tenant, row) for row in moved if row.product not in there]
    if fresh:
        tx.execute(insert(SelectionHistory), fresh)
    run = tx.get(SelectionRun, tenant)
    if run is None:
        run = SelectionRun(tenant_id=tenant)
        tx.add(run)
    run.stamp, run.at, run.body = stamp, at, body
    return len(fresh)


def _columns(tenant: str, row: Kept) -> dict[str, Any]:
    facts = row._asdict()
    return {"tenant_id": tenant, "product_id": facts.pop("product"), **facts}


def _news(old: Kept | None, new: Kept) -> bool:
    if old is None:
        return new.total is not None or new.gmv is not None
    if old.role != new.role or old.body["weights"] != new.body["weights"]:
        return True
    if _apart(old.total, new.total) >= TOTAL_MOVED or _apart(old.trap, new.trap) >= TRAP_MOVED:
        return True
    return _apart(old.gmv, new.gmv) >= GMV_MOVED * max(abs(old.gmv or 0), 1e-9)


def _apart(old: float | None, new: float | None) -> float:
    if old is None or new is None:
        return 0.0 if old is new else math.inf
    return abs(new - old)


def kept_scores(tx: Session, tenant: str, *, told: bool = False) -> list[Kept]:
    """The newest of every product; with `told` the newest of its history."""
    if not told:
        rows = tx.scalars(select(SelectionScore).where(SelectionScore.tenant_id == tenant))
        return [_kept(row) for row in rows]
    mine = SelectionHistory.tenant_id == tenant
    newest = (
        select(SelectionHistory.product_id, func.max(SelectionHistory.at).label("at"))
        .where(mine).group_by(SelectionHistory.product_id).subquery()
    )  # fmt: skip
    on = (SelectionHistory.product_id == newest.c.product_id) & (SelectionHistory.at == newest.c.at)
    return [_kept(row) for row in tx.scalars(select(SelectionHistory).join(newest, on).where(mine))]


def marks_of(tx: Session, tenant: str) -> dict[str, Mark]:
    """Of every product that was scored."""
    row = SelectionScore
    query = select(row.product_id, row.total, row.gmv, row.trap, row.body["clicks"].as_integer())
    return {product: Mark(*mark) for product, *mark in tx.execute(query.where(row.tenant_id == tenant))}


def kept_of(tx: Session, tenant: str, products: Sequence[str]) -> dict[str, Kept]:
    """The newest of these; those never scored are not in it."""
    query = select(SelectionScore).where(SelectionScore.tenant_id == tenant)
    found: dict[str, Kept] = {}
    for first in range(0, len(products), ASKED_AT_ONCE):
        part = products[first : first + ASKED_AT_ONCE]
        rows = tx.scalars(query.where(SelectionScore.product_id.in_(part)))
        found |= {row.product_id: _kept(row) for row in rows}
    return found


def kept_score(tx: Session, tenant: str, product: str) -> Kept | None:
    row = tx.get(SelectionScore, (tenant, product))
    return _kept(row) if row else None


def latest_scores(tx: Session, tenant: str) -> dict[str, Score]:
    """Of every product that was ever scored, as of the last scoring."""
    return {kept.product: score_of(kept) for kept in kept_scores(tx, tenant)}


def score_of(kept: Kept) -> Score:
    body = kept.body
    bars = (body["low"], body["high"]) if body["low"] is not None else None
    terms = {code: term[0] for code, term in body["terms"].items()}
    return Score(kept.total, terms, bars, kept.trap, kept.role, body["exposures"], kept.at)


def history(tx: Session, tenant: str, product: str, limit: int = 30) -> list[Past]:
    """Newest first, each with why it differs from the one before it."""
    mine = (SelectionHistory.tenant_id == tenant) & (SelectionHistory.product_id == product)
    query = select(SelectionHistory).where(mine).order_by(SelectionHistory.at.desc()).limit(limit + 1)
    rows = [_kept(row) for row in tx.scalars(query)]
    before: list[Kept | None] = [*rows[1:], None]
    return [_past(old, new) for new, old in zip(rows, before, strict=True)][:limit]


def _past(old: Kept | None, new: Kept) -> Past:
    if old is None or old.total is None or new.total is None:
        return Past(new, None, [], weights_changed=False)
    told = moves(old.body["terms"], new.body["terms"], old.total)
    return Past(new, new.total - old.total, told, old.body["weights"] != new.body["weights"])


def _kept(row: SelectionScore | SelectionHistory) -> Kept:
    return Kept(row.product_id, row.at, row.total, row.gmv, row.trap, row.role, row.body)

"""Results of the selection → what goes over the wire."""

from collections.abc import Mapping
from typing import Any

from onair.before.selection import weigh
from onair.before.selection.detail import Detail
from onair.before.selection.eb import TRAP_SHARE
from onair.before.selection.gather import POOL_MAX
from onair.before.selection.keeping import Kept, Past
from onair.before.selection.listing import PAGE, Line, Listing
from onair.before.selection.opinions import Picture
from onair.before.selection.schemas import (
    BetaOut,
    EvidenceRow,
    MediansOut,
    PaperOut,
    PastScore,
    PictureOut,
    PoolDims,
    PoolPage,
    PoolRow,
    PricePointOut,
    ProductDetail,
    RatingOut,
    ScoreHistory,
    ScoreMove,
    ScoreTerm,
    StableRow,
    SupplyOut,
    WeightsOut,
)
from onair.before.selection.terms import DIMENSIONS
from onair.before.selection.weights import Weights
from onair.kernel.i18n import Lang
from onair.trade.evidence.service import Paper, Supply, state_of_papers

NOTHING: dict[str, Any] = {
    "dims": [None] * len(DIMENSIONS), "terms": {}, "low": None, "high": None, "exposures": 0, "clicks": 0, "paid": 0,
    "coverage": 0.0, "reasons": [],
}  # fmt: skip
NO_MEDIANS = {"ctr": None, "cvr": None, "gmv": None}


def page_out(found: Listing, weights: Weights, page: int, changed_at: int | None) -> PoolPage:
    run = found.run
    body: dict[str, Any] = run.body if run else {"medians": NO_MEDIANS, "top": 0, "stable": []}
    return PoolPage(
        as_of=run.at if run else None, changed_at=changed_at, late=found.late, pool_max=POOL_MAX if found.more else None,
        items=[row_out(line, found.scores) for line in found.lines],
        page=page, pages=max(1, -(-found.found // PAGE)), found=found.found, counts=found.counts,
        medians=MediansOut(**body["medians"]), top=body["top"], stable=stable_out(body["stable"], found.titles),
        weights=weights_out(weights), picked=[row_out(line, found.scores) for line in found.chosen],
    )  # fmt: skip


def stable_out(rows: list[Any], titles: dict[str, str]) -> list[StableRow]:
    return [
        StableRow(product=product, title=titles.get(product, product), total=total, share=share)
        for product, total, share in rows
    ]


def row_out(line: Line, scores: Mapping[str, Kept]) -> PoolRow:
    one, kept = line.product, scores.get(line.product.id)
    body = kept.body if kept else NOTHING
    margin = body["terms"].get("margin")
    return PoolRow(
        id=one.id, title=one.title, category=one.category, price=one.price, currency=one.currency, stock=one.stock,
        role=one.role, version=one.version, rank=line.rank, total=kept.total if kept else None,
        coverage=body["coverage"] or 0.0, dims=PoolDims(**dict(zip(DIMENSIONS, body["dims"], strict=True))),
        trap=kept.trap if kept else None, few=line.few, trapped=line.trapped, exposures=body["exposures"], clicks=body["clicks"],
        paid=body["paid"], gmv=kept.gmv if kept else None, low=body["low"], high=body["high"],
        proposed=kept.role if kept else None, reasons=body["reasons"], papers=line.papers, picked=line.picked,
        margin=margin[1] if margin else None, complaints=line.complaints,
    )  # fmt: skip


def weights_out(held: Weights) -> WeightsOut:
    ratio = None
    if held.method == "ahp":
        ratio = round(weigh.ahp(weigh.reciprocal(len(DIMENSIONS), held.compared)).ratio, 4)
    return WeightsOut.model_validate(held._asdict() | {"ratio": ratio})


def detail_out(found: Detail, now: int, lang: Lang) -> ProductDetail:
    one, kept, body = found.product, found.kept, found.kept.body
    medians = found.run.body["medians"]
    few = medians["cvr"] * TRAP_SHARE if medians["cvr"] is not None else None
    return ProductDetail(
        id=one.id, title=one.title, category=one.category, price=one.price, currency=one.currency, stock=one.stock,
        role=one.role, version=one.version, as_of=kept.at, total=kept.total, trap=kept.trap, gmv=kept.gmv,
        low=body["low"], high=body["high"], proposed=kept.role, reasons=body["reasons"],
        click=_posterior(body, "click", medians["ctr"], medians["ctr"], ("clicks", "exposures")),
        buy=_posterior(body, "buy", medians["cvr"], few, ("paid", "clicks")),
        terms=[
            ScoreTerm(**{**term._asdict(), "rows": [EvidenceRow(**row._asdict()) for row in term.rows]})
            for term in found.terms
        ],
        supply=supply_out(found.supply), papers=[paper_out(paper) for paper in found.papers],
        papers_state=state_of_papers(found.papers, now, found.lacks),
        papers_lack=found.lacks.text.of(lang) if found.lacks else None, pictures=[picture_out(one) for one in found.pictures],
        ratings=[RatingOut(**one._asdict()) for one in found.ratings],
        prices=[PricePointOut(**point._asdict()) for point in found.history],
    )  # fmt: skip


def _posterior(
    body: dict[str, Any], name: str, median: float | None, limit: float | None, counts: tuple[str, str]
) -> BetaOut | None:
    if name not in body:
        return None
    alpha, beta = body[name]
    hits, trials = (body[count] for count in counts)
    return BetaOut(alpha=alpha, beta=beta, median=median, limit=limit, hits=hits, trials=trials)


def supply_out(found: Supply) -> SupplyOut:
    return SupplyOut.model_validate(found._asdict())


def paper_out(paper: Paper) -> PaperOut:
    return PaperOut.model_validate(paper, from_attributes=True)


def picture_out(one: Picture) -> PictureOut:
    return PictureOut(id=one.id, name=one.name, at=one.at, **one.look._asdict())


def history_out(found: list[Past]) -> ScoreHistory:
    return ScoreHistory(items=[_past_out(one) for one in found])


def _past_out(one: Past) -> PastScore:
    kept = one.kept
    return PastScore(
        at=kept.at, total=kept.total, gmv=kept.gmv, trap=kept.trap, role=kept.role, delta=one.delta,
        weights_changed=one.weights_changed, moves=[ScoreMove(**move._asdict()) for move in one.moves],
    )  # fmt: skip

"""Use case: one product of the pool with everything behind its score."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.before.selection.evidence import Known, Told, evidence
from onair.before.selection.keeping import Kept, kept_score
from onair.before.selection.opinions import Picture, Rating, pictures_of, ratings_of
from onair.before.selection.scoring import Run, last_run
from onair.before.selection.weights import get_weights
from onair.kernel.clock import DAY_MS
from onair.kernel.errors import NotFound
from onair.trade.evidence.service import (
    Lacking,
    Paper,
    SnapshotPoint,
    Supply,
    dossier_of,
    feedback_of,
    lacks_of,
    paper_lists,
    signals_of,
    snapshots,
    supply_of,
)
from onair.trade.service import ProductView, find_show, get_product

FEEDBACK_MS = 12 * 7 * DAY_MS
"""How far back tickets are told."""


class NotScored(NotFound):
    code = "not_scored"
    zh = "商品 {id} 还没有分数。没有任何改动，请先打开选品页让它算一次。"
    en = "Product {id} has no score yet. Nothing was changed; open the selection page once so that it is scored."


class Detail(NamedTuple):
    product: ProductView
    kept: Kept
    run: Run
    terms: list[Told]
    supply: Supply
    papers: list[Paper]
    pictures: list[Picture]
    ratings: list[Rating]
    history: list[SnapshotPoint]
    lacks: Lacking | None


def detail(tx: Session, tenant: str, product: str) -> Detail:
    """Raises ProductNotFound, NotScored."""
    view = get_product(tx, tenant, product)
    kept, run = kept_score(tx, tenant, product), last_run(tx, tenant)
    if kept is None or run is None:
        raise NotScored(id=product)
    signals = signals_of(tx, tenant, [product])
    seen = (find_show(tx, show) for show in {signal.show for signal in signals})
    shows = {show.id: show.title for show in seen if show is not None}
    supply = supply_of(tx, tenant, [product]).get(product, Supply())
    known = Known(
        view, kept, supply, snapshots(tx, tenant, product).get(product, []), signals, pictures_of(tx, tenant, product),
        ratings_of(tx, tenant, product), shows, get_weights(tx, tenant).theme,
        feedback_of(tx, tenant, kept.at - FEEDBACK_MS, product),
    )  # fmt: skip
    papers = dossier_of(tx, tenant, product)
    return Detail(
        view, kept, run, evidence(known), supply, papers, list(known.pictures), list(known.ratings),
        list(known.history), lacks_of(paper_lists(tx, tenant), view.category, papers),
    )  # fmt: skip

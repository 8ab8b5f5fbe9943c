"""Use cases: what a show lost or won against its room's own past, why, and what to change."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from onair.access.service import Actor
from onair.access.web import Services
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.finding import Finding, Of
from onair.after.diagnosis.judge import Judged, judge
from onair.after.diagnosis.keeping import Keeping
from onair.after.review.service import Reviews
from onair.kernel.errors import NotFound
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.lake import Lake
from onair.trade.service import ShowView, State, all_products, get_show, list_hosts

OVER = frozenset({State.ended, State.reviewed})
log = logging.getLogger("onair.diagnosis")


class FindingNotFound(NotFound):
    code = "finding_not_found"
    zh = "这一场的诊断里没有「{finding}」，可能数据更正后已经变了。没有任何改动，请刷新复盘再选。"
    en = "This diagnosis has no finding {finding}; a correction may have changed it. Nothing was changed; reload the review."


class Diagnosis(NamedTuple):
    """`judged` None: the show is still on air, or has no times of its own. `past`: newest first."""

    view: ShowView
    judged: Judged | None
    past: tuple[Facts, ...]


class Diagnoses:
    """Made once per process."""

    def __init__(self, db: Database, reviews: Reviews, lake: Lake, folder: Path) -> None:
        self._db, self._reviews = db, reviews
        self._keeping = Keeping(reviews.tallies, lake, folder)
        self._worker = ThreadPoolExecutor(1, "onair-diagnosis")

    def of_show(self, actor: Actor, show: str) -> Diagnosis:
        """Blocking. Raises ShowNotFound, LogDamaged, DiskFull."""
        with self._db.read() as tx:
            view = get_show(tx, actor.tenant, show)
        return self.of_view(view)

    def of_view(self, view: ShowView) -> Diagnosis:
        facts = self._keeping.facts(view) if view.state in OVER else None
        if facts is None:
            return Diagnosis(view, None, ())
        known = (self._keeping.facts(other) for other in reversed(self._reviews.past.comparable(view)))
        past = tuple(one for one in known if one is not None)
        return Diagnosis(view, judge(facts, past, self._labels(view.tenant)), past[::-1])

    def finding(self, actor: Actor, show: str, finding: str) -> Finding:
        """Blocking: one finding of a show, for what is made of it. Raises ShowNotFound, FindingNotFound."""
        judged = self.of_show(actor, show).judged
        for one in judged.findings if judged else ():
            if one.id == finding:
                return one
        raise FindingNotFound(finding=finding[:64])

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: at the end of a show its facts are made, so that its review opens at once."""
        if view.state in OVER:
            self._worker.submit(self._keep_or_say, view)

    def _keep_or_say(self, view: ShowView) -> None:
        try:
            self._keeping.facts(view)
        except Exception:
            log.exception("facts of %s are not kept yet; they are made when its review is opened", view.id)

    def settle(self) -> None:
        """Blocking: until every show told of so far is kept."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        """Before the lake is closed."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _labels(self, tenant: str) -> Mapping[tuple[Of, str], str]:
        with self._db.read() as tx:
            found: dict[tuple[Of, str], str] = {
                ("host", host.id): host.name for host in list_hosts(tx, tenant)
            }
            for product in all_products(tx, tenant):
                found |= {("product", name): product.title for name in product.ids}
        return found


def diagnoses_of(services: Services) -> Diagnoses:
    """The one of this process."""
    held = services.maybe(Diagnoses)
    return held or services.put(Diagnoses(
        services.get(Database), services.get(Reviews), services.get(Lake), services.get(Settings).home / "digests"
    ))  # fmt: skip

"""At the end of a show: what was changed for it is looked for in its plan, and judged by its metric."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.web import Services
from onair.after.changes.judge import Reading, Verdict, judge
from onair.after.changes.model import Body, NextChangeRow, Of, kept
from onair.after.changes.service import OPEN, carried, unassign
from onair.after.changes.taking import OVER, Where, in_plan
from onair.after.review.service import Reviews
from onair.after.review.tallies import WHOLE
from onair.before.gate.facts import ChangeFact
from onair.kernel.clock import Clock, day
from onair.kernel.i18n import Text
from onair.metrics.catalog import catalog
from onair.metrics.measure import Grain
from onair.metrics.numbers import numbers
from onair.store.db import Database
from onair.trade.service import ShowView, products_of

GRAINS: dict[Of, Grain] = {"product": "product", "channel": "channel", "host": "host"}
"""A slot is of one show and has no past; what is about one is judged by its product."""
JUDGED = OPEN | {"judged"}
log = logging.getLogger("onair.changes")


class Changes:
    """Made once per process. ShowListener, CancelListener, and the gate's reader."""

    def __init__(self, db: Database, reviews: Reviews, clock: Clock) -> None:
        self._db, self._reviews, self._clock = db, reviews, clock
        self._worker = ThreadPoolExecutor(1, "onair-changes")

    def wanted_changes(self, tx: Session, show: ShowView) -> list[ChangeFact]:
        """ChangeReader: what is to go into this show."""
        return [
            ChangeFact(_words(one.row.what), day(origin_at(one.origin), one.origin.zone), one.stands)
            for one in carried(tx, show.tenant, show.id)
            if one.assigned and one.row.state in OPEN
        ]

    def on_show_changed(self, view: ShowView) -> None:
        """At the end of a show, and again when it was corrected since."""
        if view.state in OVER:
            self._worker.submit(self._judge_or_say, view)

    def on_show_cancelled(self, tenant: str, show: str) -> None:
        with self._db.write() as tx:
            unassign(tx, tenant, show)

    def judge(self, view: ShowView) -> None:
        """Blocking; nothing to do when the show is as it was judged. Raises LogDamaged, DiskFull."""
        with self._db.read() as tx:
            query = select(NextChangeRow).where(
                NextChangeRow.tenant_id == view.tenant, NextChangeRow.to_show == view.id
            )
            rows = [(row.id, row.what, row.mark) for row in tx.scalars(query) if row.state in JUDGED]
        if not rows:
            return
        manifest, _ = self._reviews.tallies.seal(view)
        mark = f"{manifest.end}:{manifest.log_sha256}"[:80]
        for id_, body, held in rows:
            if held != mark:
                self._keep(view, id_, self._verdict(view, body), mark)

    def _keep(self, view: ShowView, change: str, verdict: Verdict, mark: str) -> None:
        with self._db.write() as tx:
            row = tx.get(NextChangeRow, change, with_for_update=True)
            if row is None or row.state not in JUDGED or row.to_show != view.id:
                return
            if not in_plan(tx, view.tenant, Where.of(row, view.id), row.how):
                verdict = Verdict("unknown", "not_taken", verdict.value, verdict.of)
            row.state, row.verdict, row.mark = "judged", kept(verdict), mark
            row.updated_at, row.version = self._clock(), row.version + 1

    def _verdict(self, view: ShowView, body: Body) -> Verdict:
        verify = body.verify
        if verify is None or verify.metric not in catalog():
            return Verdict("unknown", "no_metric")
        keys = self._keys(view, body)
        now = self._reading(view, verify.metric, body.of, keys)
        if now.value is None:
            return Verdict("unknown", "missing")
        before = [
            self._reading(one, verify.metric, body.of, keys) for one in self._reviews.past.comparable(view)
        ]
        return judge(verify.better, now, before)

    def _keys(self, view: ShowView, body: Body) -> Sequence[str]:
        """Every id under which events may name it."""
        if body.of != "product" or body.key is None:
            return [body.key or ""]
        with self._db.read() as tx:
            known = products_of(tx, view.tenant, [body.key]).get(body.key)
        return known.ids if known else [body.key]

    def _reading(self, show: ShowView, metric: str, of: Of, keys: Sequence[str]) -> Reading:
        grain = GRAINS.get(of)
        told = numbers(self._reviews.tallies.get(show, WHOLE), grain, [metric])
        if grain is None:
            value = told.metrics[metric]
            return Reading(value.value, value.denominator)
        rows = [row.metrics[metric] for row in told.rows if row.key in keys and metric in row.metrics]
        return Reading(rows[0].value, rows[0].denominator) if rows else Reading(None)

    def _judge_or_say(self, view: ShowView) -> None:
        try:
            self.judge(view)
        except Exception:
            log.exception(
                "changes of %s are not judged yet; it is tried again when its review is opened", view.id
            )

    def settle(self) -> None:
        """Blocking: until every show told of so far is judged."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)


def _words(body: Body) -> Text:
    return Text(body.words.zh, body.words.en)


def origin_at(show: ShowView) -> int:
    """When the show was whose review asks for it, ms."""
    return show.started_at or show.starts_at or 0


def changes_of(services: Services) -> Changes:
    """The one of this process."""
    held = services.maybe(Changes)
    return held or services.put(Changes(services.get(Database), services.get(Reviews), services.clock))

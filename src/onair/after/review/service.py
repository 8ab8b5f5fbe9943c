"""Use cases of the review: numbers while on air and after, the whole review, and the archiving at the end."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, Protocol

from onair.access.service import Actor, list_people
from onair.after.review import story
from onair.after.review.joining import moments
from onair.after.review.past import Past
from onair.after.review.peaks import drops, marks_of, peaks
from onair.after.review.retention import kept
from onair.after.review.running import Running
from onair.after.review.shapes import Names, NumbersOut, NumbersRow, Review, Source
from onair.after.review.sheet import Sheet
from onair.after.review.tallies import WHOLE, Tallies
from onair.during.broadcast.frames import TrackItem
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Lang
from onair.metrics.catalog import catalog
from onair.metrics.channels import group_of
from onair.metrics.measure import Grain
from onair.metrics.numbers import DIMENSIONS, numbers
from onair.metrics.tally import Key, Tally
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade.schemas import show_out
from onair.trade.service import ShowView, State, all_products, get_show, list_hosts

OVER = frozenset({State.ended, State.reviewed})
JOINS = ("fans_new", "club_new")
ROWS_MAX = 1000
"""Products in one answer; a log of a whole site names tens of thousands. Exports have them all."""
log = logging.getLogger("onair.review")


class UnknownMetric(BadInput):
    code = "unknown_metric"
    zh = "没有指标「{metric}」。没有计算任何数字，请在口径词典里查编号。"
    en = "There is no metric {metric}. Nothing was computed; look up its id in the dictionary."


class UnknownDimension(BadInput):
    code = "unknown_dimension"
    zh = "不能按「{by}」拆分。没有计算任何数字，可用：{known}。"
    en = "Numbers cannot be split by {by}. Nothing was computed; there are: {known}."


class Found(NamedTuple):
    """A show and everything counted in it, with the track it is told with."""

    view: ShowView
    tally: Tally
    track: list[TrackItem]
    names: Names


class MoreSheets(Protocol):
    """What another room adds to the exported review."""

    async def __call__(self, view: ShowView, lang: Lang) -> list[Sheet]: ...


class Reviews:
    """Made once per process. `folder`: where digests of past shows are kept. `more`: sheets of other rooms."""

    def __init__(self, db: Database, event_log: EventLog, lake: Lake, hub: Hub, folder: Path) -> None:
        self._db, self._hub, self.lake = db, hub, lake
        self.tallies = Tallies(lake, event_log)
        self.past = Past(db, self.tallies, folder)
        self._archiver = ThreadPoolExecutor(1, "onair-archive")
        self._running = Running()
        self.more: list[MoreSheets] = []

    async def numbers(
        self,
        actor: Actor,
        show: str,
        by: str | None = None,
        metrics: Sequence[str] | None = None,
        limit: int = ROWS_MAX,
    ) -> NumbersOut:
        """While on air from the owner's fold, after the end from the lake: the same body.

        Raises ShowNotFound, UnknownMetric, UnknownDimension.
        """
        grain = dimension(by)
        known_metrics(metrics)
        found = await self.found(actor, show, WHOLE)  # one question, so that no answer depends on another
        return told(found, grain, metrics, limit if grain == "product" else None)

    async def review(self, actor: Actor, show: str) -> Review:
        """Everything the page shows but the rows, which `numbers` gives. Raises ShowNotFound."""
        found = await self.found(actor, show, WHOLE)
        view, tally = found.view, found.tally
        sources, corrections = await self._around(found)
        bands, curves, past = await asyncio.to_thread(self.past.bands, view)
        body, marks = told(found, None, None), marks_of(found.track)
        until = view.ended_at if view.ended_at is not None else tally.now
        return Review(
            show=show_out(view).model_dump(mode="json"),
            as_of=tally.now,
            live=view.state not in OVER,
            numbers=body,
            track=found.track,
            peaks=peaks(body.series.get("interact_pv", []), marks),
            baseline=bands,
            baseline_series=curves,
            baseline_shows=past,
            sources=sources,
            corrections=corrections,
            outside=outside(tally),
            talk_s=story.talk_seconds(found.track, until),
            drops=drops(body.series.get("online", []), marks),
            retention=kept(tally.stays, tally.window.cut(tally.now)),
            joined=moments(numbers(tally, None, JOINS).series, found.track),
        )

    async def found(self, actor: Actor, show: str, by: frozenset[str]) -> Found:
        """Raises ShowNotFound."""
        view = await asyncio.to_thread(self.view, actor, show)
        if view.state in OVER:
            return await asyncio.to_thread(self._sealed, view, by)
        names = await asyncio.to_thread(self._names, view.tenant)
        owner = await self._hub.owner(view.id, view.tenant)
        state = await owner.settled()
        track = state.track.marks()
        tally = self._running.tally(view.id, state, by, owner.now())
        return Found(view, tally, story.named(track, names), _with_slots(names, track))

    def view(self, actor: Actor, show: str) -> ShowView:
        """Blocking. Raises ShowNotFound."""
        with self._db.read() as tx:
            return get_show(tx, actor.tenant, show)

    def archive(self, view: ShowView) -> None:
        """Seal a show that is over and keep its digest, so that its review opens at once. Blocking."""
        if view.state in OVER:
            self.tallies.get(view, WHOLE)
            self.past.digest(view)

    def warm(self) -> None:
        """In the background: compile the questions, so that the first page waits for the data only."""
        self._archiver.submit(self.tallies.warm)

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: at the end of a show it is archived, beside whatever else goes on."""
        if view.state in OVER:
            self._archiver.submit(self._archive_or_say, view)

    def _archive_or_say(self, view: ShowView) -> None:
        try:
            self.archive(view)
        except Exception:
            log.exception("archiving %s failed; it is tried again when its review is opened", view.id)

    def close(self) -> None:
        """Let the archiving in hand finish; before the lake is closed."""
        self._archiver.shutdown(wait=True, cancel_futures=True)

    # ---- inside

    def _sealed(self, view: ShowView, by: frozenset[str]) -> Found:
        tally = self.tallies.get(view, by)
        track = self.tallies.around(view).track
        names = self._names(view.tenant)
        return Found(view, tally, story.named(track, names), _with_slots(names, track))

    def _names(self, tenant: str) -> Names:
        with self._db.read() as tx:
            products = {id_: (item.title, item.role) for item in all_products(tx, tenant) for id_ in item.ids}
            hosts: dict[str, tuple[str, str | None]] = {
                host.id: (host.name, None) for host in list_hosts(tx, tenant)
            }
            people = {person.id: person.name for person in list_people(tx, tenant)}
        return Names(products, hosts, {}, people)

    async def _around(self, found: Found) -> tuple[list[Source], dict[str, int]]:
        if found.view.state in OVER:
            return await asyncio.to_thread(self._sealed_around, found)
        owner: Owner = await self._hub.owner(found.view.id, found.view.tenant)
        seen = await owner.settled()
        live = [Source(source, {}, None, seen.newest) for source in _badges(owner)]
        return live, counted(found.tally)

    def _sealed_around(self, found: Found) -> tuple[list[Source], dict[str, int]]:
        view = found.view
        manifest, _ = self.tallies.seal(view)
        more = {
            "corrected": manifest.corrected, "voided": manifest.voided, "duplicates": manifest.duplicates,
            "added": manifest.end - manifest.first_end,
        }  # fmt: skip
        return self.tallies.around(view).sources, {**counted(found.tally), **more}


def told(
    found: Found, by: Grain | None, metrics: Iterable[str] | None, limit: int | None = None
) -> NumbersOut:
    """The numbers with names beside the keys."""
    body = numbers(found.tally, by, metrics, limit)
    rows = []
    for row in body.rows:
        label, group = _label(found.names, by, row.key)
        rows.append(NumbersRow(row.key, label, group, row.metrics, row.funnels))
    return NumbersOut(body.as_of, body.metrics, rows, body.funnels, body.series, body.more)


def outside(tally: Tally) -> dict[str, dict[str, int]]:
    """Events that count in no number or in another way than usual, by type."""
    return {"late": tally.late, "not_due": tally.not_due, "before": tally.before, "after": tally.after}


def counted(tally: Tally) -> dict[str, int]:
    return {name: sum(types.values()) for name, types in outside(tally).items()}


def dimension(by: str | None) -> Grain | None:
    """Raises UnknownDimension."""
    if not by:
        return None
    for grain in DIMENSIONS:
        if grain == by:
            return grain
    raise UnknownDimension(by=by[:40], known=", ".join(DIMENSIONS))


def known_metrics(metrics: Sequence[str] | None) -> None:
    """Raises UnknownMetric."""
    for metric in metrics or ():
        if metric not in catalog():
            raise UnknownMetric(metric=metric[:60])


def _label(names: Names, by: Grain | None, key: Key) -> tuple[str | None, str | None]:
    if by == "channel":
        return (str(key) if key is not None else None), group_of(key if isinstance(key, str) else None)
    if by in ("product", "host", "slot") and isinstance(key, str):
        known: tuple[str, str | None] = getattr(names, by).get(key, (key, None))
        return known
    return None, None


def _with_slots(names: Names, track: Iterable[TrackItem]) -> Names:
    return Names(names.product, names.host, story.slot_names(track), names.people)


def _badges(owner: Owner) -> list[str]:
    badges = owner.state.sources.badges(owner.now(), on_air=True)
    return sorted({source for badge in badges for source in badge.sources})

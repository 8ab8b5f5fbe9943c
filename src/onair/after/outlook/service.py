"""Use case: what a show may bring, from the room's own past; a running one with what it has so far."""

import asyncio
from dataclasses import replace
from typing import NamedTuple

from onair.access.service import Actor
from onair.access.web import Services
from onair.after.outlook.told import PACES, SALE_THEMES, Evening, Told, Tonight, told, usual_length
from onair.after.review.service import OVER, Reviews
from onair.before.rundown.service import rundowns_of
from onair.kernel.clock import MINUTE_MS, Clock
from onair.store.db import Database
from onair.trade.service import ShowView, State

WANTED = sorted({*PACES, *PACES.values()})
KEPT_MS = 60_000
KEPT_MAX = 64


class Outlook(NamedTuple):
    """`tonight` None: the show has no room and so no past, or no past and no plan to tell its length. `past`: shows
    that are comparable, of whatever totals they had."""

    view: ShowView
    tonight: Tonight | None
    past: int
    told: list[Told]
    as_of: int


class _Past(NamedTuple):
    until: int
    version: int
    evenings: list[Evening]


class Outlooks:
    """Made once per process. The past of a show is looked at once a minute."""

    def __init__(self, db: Database, reviews: Reviews, clock: Clock) -> None:
        self._db, self._reviews, self._clock = db, reviews, clock
        self._past: dict[str, _Past] = {}

    async def of(self, actor: Actor, show: str) -> Outlook:
        """Raises ShowNotFound."""
        view = await asyncio.to_thread(self._reviews.view, actor, show)
        past, sale = await asyncio.to_thread(self._known, view)
        tonight, as_of = _planned(view, past, self._clock(), sale=sale), self._clock()
        if tonight is None:
            return Outlook(view, None, len(past), [], as_of)
        if view.state is State.on_air or view.state in OVER:
            body = await self._reviews.numbers(actor, show, None, WANTED)
            as_of = body.as_of
            so_far = {name: body.metrics[name].value for name in WANTED}
            elapsed = max(0, as_of - tonight.start)
            tonight = tonight._replace(so_far=so_far, elapsed=elapsed, over=view.state in OVER)
        found = await asyncio.to_thread(lambda: [told(past, tonight, metric) for metric in PACES])
        return Outlook(view, tonight, len(past), found, as_of)

    def _known(self, view: ShowView) -> tuple[list[Evening], bool]:
        """Blocking. The evenings before it, newest first, and whether it is laid out as a sale."""
        dated = view if _start(view) is not None else replace(view, starts_at=self._clock())
        held = self._past.get(view.id)
        if held is None or held.until <= self._clock() or held.version != view.version:
            held = _Past(self._clock() + KEPT_MS, view.version, self._evenings(dated))
            self._past.pop(view.id, None)
            self._past[view.id] = held
            while len(self._past) > KEPT_MAX:
                del self._past[next(iter(self._past))]
        return held.evenings, view.id in self._sales([view])

    def _evenings(self, view: ShowView) -> list[Evening]:
        shows = [one for one in self._reviews.past.comparable(view) if one.started_at and one.ended_at]
        sales = self._sales(shows)
        return [self._evening(one, sale=one.id in sales) for one in shows]

    def _evening(self, show: ShowView, *, sale: bool) -> Evening:
        digest = self._reviews.past.digest(show)
        start, end = show.started_at or 0, show.ended_at or 0
        minutes = {pace: digest.series.get(pace, []) for pace in PACES.values()}
        planned = show.planned_end - start if show.planned_end and show.planned_end > start else None
        return Evening(start, end, sale, show.zone, digest.values, minutes, planned)

    def _sales(self, shows: list[ShowView]) -> set[str]:
        if not shows:
            return set()
        with self._db.read() as tx:
            found = rundowns_of(tx, shows[0].tenant, shows)
        return {show.id for show, rundown in found if rundown.theme in SALE_THEMES}


def _start(view: ShowView) -> int | None:
    return view.started_at if view.started_at is not None else view.starts_at


def _planned(view: ShowView, past: list[Evening], now: int, *, sale: bool) -> Tonight | None:
    start = _start(view)
    begin = now if start is None else start
    end = view.ended_at if view.state in OVER else view.planned_end
    usual = usual_length(past)
    planned = end is not None and end - begin >= MINUTE_MS
    length = end - begin if planned and end is not None else usual
    if view.room is None or length is None:
        return None
    return Tonight(begin, length, not planned, sale, view.zone)


def outlooks_of(services: Services) -> Outlooks:
    """The one of this process."""
    held = services.maybe(Outlooks)
    return held or services.put(Outlooks(services.get(Database), services.get(Reviews), services.clock))

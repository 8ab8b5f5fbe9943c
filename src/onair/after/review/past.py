"""The room's past shows, each reduced to a small digest that is computed once and kept beside the lake."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from onair.after.review.bands import SHOWS_MAX, Band, bands, curve
from onair.after.review.shapes import PastShow, Point
from onair.after.review.tallies import Tallies
from onair.metrics.catalog import catalog
from onair.metrics.measure import Number
from onair.metrics.numbers import numbers
from onair.metrics.tally import Tally
from onair.store.db import Database
from onair.store.files import write_whole
from onair.trade.service import ShowView, State, shows_of_room

CURVES = ("online", "interact_pv", "gmv")
KEPT = (*CURVES, "order_paid", "view_pv")
"""Minute by minute; those that are no curve of the page tell how far past shows were at the same point."""
REPLAY = "replay:"
"""Copies of a show would count it twice; their note starts with this."""


class Digest(Struct, frozen=True):
    """What a band needs of one show. `mark`: of which state of its log and of which dictionary."""

    mark: str
    values: dict[str, Number | None]
    series: dict[str, list[Point]]


class Past:
    """Blocking; for worker threads."""

    def __init__(self, db: Database, tallies: Tallies, folder: Path) -> None:
        self._db, self._tallies, self._folder = db, tallies, folder

    def comparable(self, view: ShowView) -> list[ShowView]:
        """Newest first: same room and currency, over before this one began, both real or both rehearsal."""
        start = view.started_at if view.started_at is not None else view.starts_at
        if view.room is None or start is None:
            return []
        with self._db.read() as tx:
            known = shows_of_room(tx, view.tenant, view.room.id, 0, start)
        found = [other for other in known if _like(view, other, start)]
        return sorted(found, key=lambda other: other.started_at or 0, reverse=True)[:SHOWS_MAX]

    def bands(
        self, view: ShowView
    ) -> tuple[dict[str, Band], dict[str, list[list[float | int | None]]], list[PastShow]]:
        """Bands by metric, curves by minute of the show, and the shows they are made of."""
        shows = self.comparable(view)
        digests = [self.digest(show) for show in shows]
        starts = [show.started_at or 0 for show in shows]
        curves = {name: curve([_curve(digest, name) for digest in digests], starts) for name in CURVES}
        past = [PastShow(show.id, show.title, show.started_at) for show in shows]
        return bands([digest.values for digest in digests]), curves, past

    def digest(self, view: ShowView) -> Digest:
        """From the file when it is of the same state, else computed and written."""
        manifest, _ = self._tallies.seal(view)
        ids = ",".join((*catalog(), *KEPT))
        mark = sha256(f"{manifest.end}:{manifest.log_sha256}:{view.window}:{ids}".encode()).hexdigest()
        path = self._folder / view.tenant / f"{view.id}.json"
        known = _read(path)
        if known is not None and known.mark == mark:
            return known
        made = digest_of(self._tallies.get(view), mark)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(made))
        return made


def digest_of(tally: Tally, mark: str = "") -> Digest:
    """`online` is a moment, not a sum of a show: it has a curve but no band."""
    body = numbers(tally)
    values = {name: value.value for name, value in body.metrics.items() if name != "online"}
    return Digest(mark, values, {name: body.series[name] for name in KEPT if name in body.series})


def _read(path: Path) -> Digest | None:
    """None when there is none or it cannot be read: it is only a copy and is made anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Digest)
    except (OSError, msgspec.MsgspecError):
        return None


def _curve(digest: Digest, name: str) -> Sequence[Point]:
    return digest.series.get(name, [])


def _like(view: ShowView, other: ShowView, start: int) -> bool:
    return (
        other.id != view.id
        and other.state in (State.ended, State.reviewed)
        and other.ended_at is not None
        and other.ended_at <= start
        and _practice(other) == _practice(view)
        and other.staged == view.staged
        and other.currency == view.currency
        and not (other.note or "").startswith(REPLAY)
    )


def _practice(view: ShowView) -> bool:
    """Of a demo team every show is generated: what it plans has those past ones."""
    return view.origin == "rehearsal" and not view.demo

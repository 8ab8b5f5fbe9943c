"""Use cases: segments of a team are made, counted anew with every book of people, and handed to who sells to them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.access.web import Services
from onair.audience.profiles.asking import Listed, Wanted, listed
from onair.audience.profiles.book import Book
from onair.audience.profiles.service import Profiles, profiles_of
from onair.audience.segments.counting import Counter
from onair.audience.segments.model import SegmentCount, SegmentRow
from onair.audience.segments.preset import Preset, presets
from onair.audience.segments.rule import BadRule, Node, rule_of
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.store.db import Database
from onair.trade.versions import require_version

MOST = 60
KEPT = 2
"""Counts of a segment whose members are kept: the newest, and the one before, which an offer may still read."""
TREND = 30
SAMPLE = 20


class SegmentNotFound(NotFound):
    code = "segment_not_found"
    zh = "没有这个分群，或者它不属于您的团队。没有任何改变。"
    en = "There is no such segment, or it belongs to another team. Nothing was changed."


class PresetFixed(Conflict):
    code = "segment_preset"
    zh = "「{name}」是自带的分群，不能修改或删除。可以用它的条件另建一个。"
    en = "“{name}” comes with OnAir and cannot be changed or removed. Make one of your own from its rule."


class TooManySegments(Conflict):
    code = "segment_too_many"
    zh = "一个团队最多 {most} 个分群。没有保存；请先删除不用的。"
    en = "A team has at most {most} segments. Nothing was saved; remove one that is not used."


class NotCounted(Conflict):
    code = "segment_not_counted"
    zh = "还没有可数的人：一场直播结束后，分群才有人数。"
    en = "There are no people to count yet: segments have members once a show is over."


class Segment(NamedTuple):
    """A preset (`row` None) or a team's own. `counts`: the newest first."""

    id: str
    name: tuple[str, str]
    about: tuple[str, str] | None
    rule: Node
    row: SegmentRow | None
    counts: list[SegmentCount]

    @property
    def body(self) -> dict[str, Any]:
        """The rule as it goes over the wire."""
        return dict(msgspec.to_builtins(self.rule))


class Segments:
    """Made once per process. Blocking; for worker threads."""

    def __init__(self, db: Database, profiles: Profiles) -> None:
        self._db, self._profiles = db, profiles
        self.counter = Counter(profiles.keeper.books)
        profiles.keeper.followers.append(self.refresh)

    def refresh(self, tenant: str, book: Book) -> None:
        """Count every segment as of this book."""
        with self._db.read() as tx:
            wanted = segments(tx, tenant)
        for one in wanted:
            self._count(tenant, book, one)
        with self._db.read() as tx:
            kept = [count.file for one in segments(tx, tenant) for count in one.counts[:KEPT]]
        self.counter.sweep(tenant, kept)

    def fresh(self, tenant: str, segment: str) -> Segment:
        """Counted now where its rule was not yet. Raises SegmentNotFound."""
        book, _ = self._profiles.keeper.current(tenant)
        with self._db.read() as tx:
            one = get(tx, tenant, segment)
        if book is not None:
            self._count(tenant, book, one)
        with self._db.read() as tx:
            return get(tx, tenant, segment)

    def preview(self, tenant: str, rule: Node) -> tuple[Book, int, list[dict[str, Any]]]:
        """How many fit, and some of them. Raises NotCounted."""
        book, _ = self._profiles.keeper.current(tenant)
        if book is None:
            raise NotCounted
        members = self.counter.query(tenant, book).members(rule)
        lake = self._profiles.keeper.books.lake
        some = members.order_by("user").limit(SAMPLE)
        rows = [dict(zip(some.columns, row, strict=True)) for row in lake.run(some, book.file)]
        return book, self.counter.count(tenant, book, rule), rows

    def members(self, tenant: str, segment: str, wanted: Wanted, cursor: str | None) -> tuple[Book, Listed]:
        """Raises SegmentNotFound, NotCounted, BadCursor."""
        book, _ = self._profiles.keeper.current(tenant)
        path = self._file(tenant, segment)
        if book is None or path is None:
            raise NotCounted
        return book, listed(self._profiles.keeper.books, tenant, book, wanted._replace(among=path), cursor)

    def overlap(self, tenant: str, wanted: Sequence[str]) -> dict[tuple[str, str], int]:
        """Raises SegmentNotFound, NotCounted."""
        files = {segment: self._file(tenant, segment) for segment in wanted}
        held = {segment: path for segment, path in files.items() if path is not None}
        if len(held) < len(files):
            raise NotCounted
        return self.counter.overlap(held)

    def people(self, tenant: str, audience: str) -> frozenset[str] | None:
        """Port of `during/offers`: who was in it at the newest count; None = there is no such segment, or no count."""
        try:
            path = self._file(tenant, audience)
        except SegmentNotFound:
            return None
        return self.counter.people(path) if path is not None else None

    def _file(self, tenant: str, segment: str) -> Path | None:
        with self._db.read() as tx:
            one = get(tx, tenant, segment)
        path = self.counter.path(tenant, one.counts[0].file) if one.counts else None
        return path if path is not None and path.exists() else None

    def _count(self, tenant: str, book: Book, one: Segment) -> None:
        last = one.counts[0] if one.counts else None
        if last is not None and last.as_of == book.as_of and self.counter.current(last.file, one.rule):
            return
        found = self.counter.keep(tenant, book, one.id, one.rule, last.file if last else None)
        with self._db.write() as tx:
            held = tx.get(SegmentCount, (tenant, one.id, book.as_of))
            row = held or SegmentCount(tenant_id=tenant, segment_id=one.id, as_of=book.as_of)
            row.n, row.entered, row.gone, row.file = found
            tx.add(row)


def segments(tx: Session, tenant: str) -> list[Segment]:
    """Presets first, then the team's own by age."""
    query = select(SegmentRow).where(SegmentRow.tenant_id == tenant, SegmentRow.removed_at.is_(None))
    rows = tx.scalars(query.order_by(SegmentRow.created_at, SegmentRow.id)).all()
    counts = _counts(tx, tenant)
    own = [_own(row, counts.get(row.id, [])) for row in rows]
    return [*(_preset(one, counts.get(one.id, [])) for one in presets().values()), *own]


def get(tx: Session, tenant: str, segment: str) -> Segment:
    """Raises SegmentNotFound."""
    if segment in presets():
        return _preset(presets()[segment], _counts(tx, tenant, segment).get(segment, []))
    return _own(_row(tx, tenant, segment), _counts(tx, tenant, segment).get(segment, []))


def create(tx: Session, actor: Actor, clock: Clock, name: str, rule: Node) -> SegmentRow:
    """Raises TooManySegments."""
    mine = (SegmentRow.tenant_id == actor.tenant) & SegmentRow.removed_at.is_(None)
    if (tx.scalar(select(func.count()).select_from(SegmentRow).where(mine)) or 0) >= MOST:
        raise TooManySegments(most=MOST)
    row = SegmentRow(
        id=new_id("seg", clock), tenant_id=actor.tenant, name=name, rule=msgspec.to_builtins(rule), created_at=clock(),
        created_by=actor.name, updated_at=clock(), updated_by=actor.name, removed_at=None, version=1,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    audit(tx, actor, clock, "segment.create", row.id, after=_told(row))
    return row


def change(
    tx: Session, actor: Actor, clock: Clock, segment: str, *, version: int, changes: dict[str, Any]
) -> SegmentRow:
    """`changes` of name and rule (a Node). Raises SegmentNotFound, PresetFixed, Stale."""
    row = _row(tx, actor.tenant, segment, lock=True)
    plain = {name: msgspec.to_builtins(value) for name, value in changes.items()}
    before = _told(row)
    require_version(version, row.version, plain, before)
    for name, value in plain.items():
        setattr(row, name, value)
    row.updated_at, row.updated_by, row.version = clock(), actor.name, row.version + 1
    tx.flush()
    audit(tx, actor, clock, "segment.change", row.id, before=before, after=_told(row))
    return row


def remove(tx: Session, actor: Actor, clock: Clock, segment: str) -> None:
    """Raises SegmentNotFound, PresetFixed."""
    row = _row(tx, actor.tenant, segment, lock=True)
    row.removed_at = clock()
    audit(tx, actor, clock, "segment.remove", row.id, before=_told(row))


def _row(tx: Session, tenant: str, segment: str, *, lock: bool = False) -> SegmentRow:
    if segment in presets():
        raise PresetFixed(name=presets()[segment].name.zh)
    row = tx.get(SegmentRow, segment, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant or row.removed_at is not None:
        raise SegmentNotFound
    return row


def _counts(tx: Session, tenant: str, segment: str | None = None) -> dict[str, list[SegmentCount]]:
    query = select(SegmentCount).where(SegmentCount.tenant_id == tenant)
    if segment is not None:
        query = query.where(SegmentCount.segment_id == segment)
    found: dict[str, list[SegmentCount]] = {}
    for row in tx.scalars(query.order_by(SegmentCount.as_of.desc())):
        held = found.setdefault(row.segment_id, [])
        if len(held) < TREND:
            held.append(row)
    return found


def _preset(one: Preset, counts: list[SegmentCount]) -> Segment:
    return Segment(one.id, (one.name.zh, one.name.en), (one.about.zh, one.about.en), one.rule, None, counts)


def _own(row: SegmentRow, counts: list[SegmentCount]) -> Segment:
    return Segment(row.id, (row.name, row.name), None, rule_of(row.rule), row, counts)


def _told(row: SegmentRow) -> dict[str, Any]:
    return {"name": row.name, "rule": row.rule}


def segments_of(services: Services) -> Segments:
    """The one of this process."""
    held = services.maybe(Segments)
    return held or services.put(Segments(services.get(Database), profiles_of(services)))


__all__ = [
    "BadRule", "Counter", "NotCounted", "PresetFixed", "Segment", "SegmentNotFound", "Segments", "TooManySegments", "change",
    "create", "get", "remove", "segments", "segments_of",
]  # fmt: skip

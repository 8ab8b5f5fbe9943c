"""Reading the event log back: blobs in order, each checked against the hash chain."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from onair.store.chain import START, Batch, LogDamaged, link
from onair.store.db import Database, translated
from onair.store.faults import is_damage
from onair.store.mark import Mark
from onair.store.ports import Head

PAGE_BATCHES_MIN, PAGE_BATCHES_MAX = 16, 2048
PAGE_BYTES = 4 * 2**20
"""A statement returns about this much: no read transaction stays open for long, and a log of single events is
not read in a million statements. At least 16 batches, at most 16 × 5 MiB."""

_COLUMNS = 'show_id, tenant_id, "offset", n, clock, codec, sha256, body'
_PAGE = text(
    f'SELECT {_COLUMNS} FROM event_batch WHERE show_id = :show AND "offset" >= :at'  # noqa: S608 (constants)
    ' ORDER BY "offset" LIMIT :most'
)
_ALL = text(f"SELECT seq, {_COLUMNS} FROM event_batch WHERE seq > :seq ORDER BY seq LIMIT :most")  # noqa: S608
_HOLDING = text('SELECT max("offset") FROM event_batch WHERE show_id = :show AND "offset" <= :at')
_BEFORE = text(
    'SELECT "offset" + n, sha256 FROM event_batch WHERE show_id = :show AND "offset" < :at'
    ' ORDER BY "offset" DESC LIMIT 1'
)
_SHOWS = text(
    'SELECT b.show_id, b.tenant_id, b."offset" + b.n, g.batches, b.sha256 FROM event_batch b JOIN ('
    'SELECT show_id, max("offset") AS last, count(*) AS batches FROM event_batch GROUP BY show_id) g '
    'ON b.show_id = g.show_id AND b."offset" = g.last ORDER BY b.show_id'
)
_FAR = 2**62


class ShowEnd(NamedTuple):
    """Where a show's log ends: `end` = offset of the next event; `sha256` of the last of `batches`."""

    show: str
    tenant: str
    end: int
    batches: int
    sha256: bytes


class LogReader:
    """Needs no writer; every statement is a short read transaction of its own."""

    def __init__(self, db: Database, mark: Mark | None) -> None:
        self._db = db
        self._mark = mark
        self._pin: Connection | None = None

    def pin(self) -> None:
        """Hold one connection open: while the disk is full SQLite could not open a first one for readers."""
        if self._pin is None:
            with self._judged(show="*", at=0):
                self._pin = self._db.log_reader.connect()
                self._pin.execute(_AT_SEQ, {"seq": 0})
                self._pin.rollback()

    def unpin(self) -> None:
        if self._pin is not None:
            self._pin.close()
            self._pin = None

    def read(self, show: str, offset: int, *, verify: bool) -> Iterator[Batch]:
        if verify:
            self.check_tail()
        first = self._rows(_HOLDING, show=show, at=offset)[0][0] or 0
        head = self._before(show, first)
        at, before = head.end, head.sha256
        most = PAGE_BATCHES_MIN
        while rows := self._rows(_PAGE, show=show, at=at, most=most):
            for row in rows:
                batch, before = _checked(row, at, before)
                at += batch.n
                yield batch
            if len(rows) < most:
                return
            most = _next_page(rows)

    def head(self, show: str, at: int | None = None) -> Head:
        return self._before(show, _FAR if at is None else at)

    def _before(self, show: str, at: int) -> Head:
        """Where the batch at `at` must begin, and the hash it is chained to."""
        rows = self._rows(_BEFORE, show=show, at=at)
        return Head(rows[0][0], rows[0][1]) if rows else Head(0, START)

    def shows(self) -> list[ShowEnd]:
        return [ShowEnd(*row) for row in self._rows(_SHOWS)]

    def verify(self) -> list[ShowEnd]:
        """Everything, once through the table in order of writing and once through the index of each show.

        Two ways, because a damaged index can hide what the table still holds.
        """
        self.check_tail()
        by_table = self._verify_table()
        by_index = {end.show: end for end in self.shows()}
        for show in by_table.keys() | by_index.keys():
            seen = by_table.get(show)
            if seen != by_index.get(show):
                raise LogDamaged(show=show, offset=seen.end if seen else 0, why="index")
        return list(by_index.values())

    def _verify_table(self) -> dict[str, ShowEnd]:
        ends: dict[str, ShowEnd] = {}
        seq, most = 0, PAGE_BATCHES_MIN
        while rows := self._rows(_ALL, seq=seq, most=most):
            most = _next_page(rows)
            for row in rows:
                show, tenant = row[1], row[2]
                last = ends.get(show, ShowEnd(show, tenant, 0, 0, START))
                batch, digest = _checked(row[1:], last.end, last.sha256)
                ends[show] = ShowEnd(show, tenant, last.end + batch.n, last.batches + 1, digest)
            seq = rows[-1][0]
        return ends

    def check_tail(self) -> None:
        """Raises LogDamaged when the newest acknowledged batch is gone or changed."""
        if self._mark is None or (known := self._mark.get()) is None:
            return
        rows = self._rows(_AT_SEQ, seq=known[0])
        if not rows or rows[0][0] != known[1]:
            raise LogDamaged(show="*", offset=f"#{known[0]}", why="changed" if rows else "tail cut")

    def _rows(self, statement: Any, **given: Any) -> list[Any]:
        with self._judged(**given), self._db.log_reader.connect() as tx:
            return list(tx.execute(statement, given))

    @contextmanager
    def _judged(self, show: str = "*", at: int = 0, **_: int) -> Iterator[None]:
        try:
            with translated():
                yield
        except DatabaseError as error:
            if is_damage(error.orig):
                raise LogDamaged(show=show, offset=at, why=str(error.orig)) from error
            raise


_AT_SEQ = text("SELECT sha256 FROM event_batch WHERE seq = :seq")


def _next_page(rows: list[Any]) -> int:
    """Batches to ask for next, from how long those of this page are."""
    size = sum(len(row[-1]) for row in rows if isinstance(row[-1], bytes))
    fitting = PAGE_BYTES * len(rows) // max(size, 1)
    return max(PAGE_BATCHES_MIN, min(fitting, len(rows) * 4, PAGE_BATCHES_MAX))


def _checked(row: Any, at: int, before: bytes) -> tuple[Batch, bytes]:
    show, tenant, offset, n, clock, codec, sha256, body = row
    try:
        batch = Batch(offset, n, clock, codec, _bytes(body))
        digest = link(before, show, tenant, batch)
    except (TypeError, struct.error) as error:  # a flipped type byte turns a number into anything
        raise LogDamaged(show=show, offset=at, why="row") from error
    if offset != at:
        raise LogDamaged(show=show, offset=at, why="gap")
    if digest != sha256:
        raise LogDamaged(show=show, offset=at, why="sha256")
    return batch, digest


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(type(value).__name__)
    return value

"""A file that was read is put down: its rows in short transactions that nobody sees, then one in which it stands as a whole.

Other people's writes never wait for a big file. A file that is not whole yet has no archive: it is listed nowhere and its
rows stand nowhere; what a crash left of one is swept at a later drop.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.after.reports.accounts import with_accounts
from onair.after.reports.archive import Archive
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.origin import Origin
from onair.after.reports.pack import FRAME, Pack, TakenRow
from onair.after.reports.placing import AROUND_MS, Known, family_of, is_strange, known_show, place
from onair.after.reports.standing import (
    give_back,
    put,
    replace_older,
    replace_some,
    settle,
    standing,
    standing_files,
)
from onair.after.reports.taking import Taken
from onair.kernel.clock import HOUR_MS, Clock
from onair.kernel.ids import new_id
from onair.store.db import Database
from onair.trade.service import Wanted, get_show, list_shows

SHOWS_MAX = 2_000
CHANGED_MAX = 200
"""Changed cells that are listed; all are counted."""
LEFT_MS = 6 * HOUR_MS
"""A file that is not whole after so long never will be."""
Changed = tuple[str, str, object, object]
"""Sheet, header, what stood, what stands now."""


@dataclass
class Dropped:
    """`known`: the very bytes were here before, nothing was done. `changed`: the first cells that state something else than
    an earlier file, `changed_n` all; `attached`: rows by show, None = of no known show."""

    file: str
    known: bool
    sheets: list[dict[str, Any]]
    rows: int
    changed: list[Changed] = field(default_factory=list)
    changed_n: int = 0
    attached: dict[str | None, int] = field(default_factory=dict)


def keep(
    db: Database,
    actor: Actor,
    clock: Clock,
    home: Path,
    *,
    path: Path,
    name: str,
    taken: Taken,
    show: str | None,
) -> Dropped:
    """Blocking; makes its own transactions. Raises ShowNotFound."""
    digest, size = _digest(path)
    with db.read() as tx:
        same = _same(tx, actor.tenant, digest)
        if same is not None and _read_as(same.sheets) == _read_as(taken.sheets):
            return _known(same)
        before = _Before(
            get_show(tx, actor.tenant, show).id if show else None,
            known_shows(tx, actor.tenant, taken.rows),
            set(tx.scalars(standing_files(actor.tenant))),
        )
        left = _left(tx, actor.tenant, clock())
    for old in left:
        _away(db, home, old)
    file = ReportFile(
        id=new_id("rpt", clock), tenant_id=actor.tenant, name=name[:255], sha256=digest, size=size, sheets=taken.sheets,
        archive=None, created_by=actor.id, created_at=clock(), withdrawn_at=clock(),
    )  # fmt: skip
    arriving = _Arriving(db, home, file, before)
    try:
        with db.write() as tx:
            tx.add(file)
        arriving.take(taken.rows)
        known = arriving.stand(actor, clock)
    except BaseException:
        _away(db, home, file)
        raise
    if known is not None:
        _away(db, home, file)
        return known
    return arriving.dropped


class _Before(NamedTuple):
    """What was there when a file came: the show somebody chose for it, shows that it may be about, files that stand."""

    chosen: str | None
    shows: Sequence[Known]
    files: set[str]


class _Arriving:
    """One file on its way in."""

    def __init__(self, db: Database, home: Path, file: ReportFile, before: "_Before") -> None:
        self._db, self._file, self._before = db, file, before
        self._archive = Archive(home, file.tenant_id, file.id, file.sha256)
        self._shows = list(before.shows)
        self._placed: dict[tuple[Origin, str], str | None] = {}
        self.dropped = Dropped(file.id, False, file.sheets, 0)

    def take(self, pack: Pack) -> None:
        """Each frame is prepared, then written in a transaction of its own; the archive grows beside."""
        with self._archive.writing() as write:
            for rows in pack.frames():
                made = [self._columns(self.dropped.rows + n, row) for n, row in enumerate(rows)]
                older = self._compare(rows)
                with self._db.write() as tx:
                    put(tx, made)
                    if older:
                        replace_some(tx, self._file.tenant_id, self._file.id, older)
                write(rows)
                self.dropped.rows += len(rows)

    def stand(self, actor: Actor, clock: Clock) -> Dropped | None:
        """The one moment in which it is there; → the same file, when somebody else was quicker."""
        with self._db.write() as tx:
            same = _same(tx, actor.tenant, self._file.sha256)
            if same is not None and _read_as(same.sheets) == _read_as(self._file.sheets):
                return _known(same)
            now = _now(tx, actor.tenant, clock)
            if same is not None:  # read as less before: that reading gives way as a whole
                same.withdrawn_at = now
                settle(tx, actor.tenant, same.id)
            file = tx.merge(self._file)
            file.archive, file.created_at, file.withdrawn_at = self._archive.path.as_posix(), now, None
            if self._others_came(tx):
                replace_older(tx, actor.tenant, file.id)
                self._give_way(tx)
            tx.flush()
            after = {"name": file.name, "sha256": file.sha256, "rows": self.dropped.rows}
            audit(tx, actor, clock, "report.drop", file.id, after=after)
        return None

    def _others_came(self, tx: Session) -> bool:
        """Another file is on its way too, or stands or was withdrawn since: what it says of our keys was not looked at."""
        tenant, mine = self._file.tenant_id, self._file.id
        coming = select(ReportFile.id).where(
            ReportFile.tenant_id == tenant, ReportFile.archive.is_(None), ReportFile.id != mine
        )
        now = set(tx.scalars(standing_files(tenant))) - {mine}
        return now != self._before.files or tx.scalar(coming.limit(1)) is not None

    def _columns(self, number: int, row: TakenRow) -> tuple[object, ...]:
        """In the order of `standing.COLUMNS`."""
        file, layout, origin = self._file, row.layout, row.origin
        show = self._show(origin, layout.platform)
        self.dropped.attached[show] = self.dropped.attached.get(show, 0) + 1
        return (
            file.id, number, file.tenant_id, show, row.sheet[:120], row.row, layout.id, layout.platform, layout.grain, row.kind,
            row.key, row.about, row.said, row.kept, origin.start, origin.end, None, row.order,
        )  # fmt: skip

    def _show(self, origin: Origin, platform: str) -> str | None:
        whose = origin, platform
        if whose not in self._placed:
            found = self._placed[whose] = self._before.chosen or place(*whose, self._shows)
            if found is not None and origin.whose is not None:
                told = family_of(platform), origin.whose
                self._shows = [
                    show._replace(told=show.told | {told}) if show.id == found else show
                    for show in self._shows
                ]
        return self._placed[whose]

    def _give_way(self, tx: Session) -> None:
        """Where a file of another account came to a show first, our rows have no show."""
        if self._before.chosen is not None:
            return
        shows = {show.id: show for show in with_accounts(tx, self._before.shows, but=self._file.id)}
        for (origin, platform), show in self._placed.items():
            rows = self.dropped.attached
            if show in rows and show is not None and is_strange(origin, family_of(platform), shows[show]):
                ours = update(ReportRow).where(ReportRow.file_id == self._file.id, ReportRow.show_id == show)
                tx.execute(ours.values(show_id=None), execution_options={"synchronize_session": False})
                rows[None] = rows.get(None, 0) + rows.pop(show)

    def _compare(self, rows: Sequence[TakenRow]) -> list[str]:
        """→ keys of which something stands."""
        with self._db.read() as tx:
            before = standing(tx, self._file.tenant_id, [row.key for row in rows])
        for row in rows if before else ():
            older = before.get(row.key)
            if older is not None:
                found = _changes(row.sheet, older, msgspec.json.decode(row.said))
                self.dropped.changed_n += len(found)
                self.dropped.changed += found[: CHANGED_MAX - len(self.dropped.changed)]
        return list(before)


def known_shows(tx: Session, tenant: str, pack: Pack) -> list[Known]:
    """Shows around the times that the rows name."""
    if pack.times is None:
        return []
    first, last = pack.times
    found, _ = list_shows(
        tx, tenant, Wanted(since=first - AROUND_MS, until=last + AROUND_MS), limit=SHOWS_MAX
    )
    return with_accounts(tx, [known_show(view) for view in found])


def _changes(sheet: str, older: Sequence[Any], newer: Sequence[Any]) -> list[Changed]:
    was = {(one[0], one[1]): one[2] for one in older}
    return [
        (sheet, one[7], was[one[0], one[1]], one[2])
        for one in newer
        if (one[0], one[1]) in was and was[one[0], one[1]] != one[2]
    ]


def _same(tx: Session, tenant: str, digest: str) -> ReportFile | None:
    """The newest file of these bytes that stands."""
    query = select(ReportFile).where(
        ReportFile.tenant_id == tenant, ReportFile.sha256 == digest, ReportFile.withdrawn_at.is_(None)
    )
    return tx.scalars(query.order_by(ReportFile.created_at.desc())).first()


def _known(same: ReportFile) -> Dropped:
    return Dropped(same.id, True, same.sheets, sum(sheet["rows"] for sheet in same.sheets))


def _read_as(sheets: Sequence[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """A sheet that was taught meanwhile makes the same bytes say more."""
    return [(sheet["name"], sheet["layout"]) for sheet in sheets]


def _now(tx: Session, tenant: str, clock: Clock) -> int:
    """Later than every file of the team: of two statements the later one stands."""
    whole = ReportFile.tenant_id == tenant, ReportFile.archive.is_not(None)
    last = tx.scalar(select(func.max(ReportFile.created_at)).where(*whole))
    return max(clock(), (last or 0) + 1)


def _left(tx: Session, tenant: str, now: int) -> list[ReportFile]:
    """What a crash left of files that never became whole."""
    query = select(ReportFile).where(
        ReportFile.tenant_id == tenant, ReportFile.archive.is_(None), ReportFile.created_at < now - LEFT_MS
    )
    return list(tx.scalars(query))


def _away(db: Database, home: Path, file: ReportFile) -> None:
    """Every trace of a file that never stood."""
    Archive(home, file.tenant_id, file.id, file.sha256).remove()
    while True:
        with db.write() as tx:
            some = select(ReportRow.place, ReportRow.key).where(ReportRow.file_id == file.id).limit(FRAME)
            gone = dict(tx.execute(some).all())
            give_back(tx, file.tenant_id, file.id, list(gone.values()))
            tx.execute(delete(ReportRow).where(ReportRow.file_id == file.id, ReportRow.place.in_(list(gone))))
            if not gone:
                tx.execute(delete(ReportFile).where(ReportFile.id == file.id))
                return


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size

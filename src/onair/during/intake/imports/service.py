"""From files to the log of a show: read, find the show and its window, hand the events over.

Importing a file again changes nothing: every event is a duplicate. The originals are not kept.
"""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from onair.access.service import Actor, installation_secret
from onair.access.web import Services
from onair.connectors.ports import Context, Ids
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import reading, rows
from onair.during.intake.imports.feeding import feed
from onair.during.intake.imports.placing import TITLE, Placed, existing, place
from onair.during.intake.imports.problems import (
    Cancelled,
    NeedsMapping,
    NoSuchFile,
    NothingInFile,
    NoTitle,
    ZeroAlone,
    as_stored,
)
from onair.during.intake.imports.result import ImportResult, Job
from onair.during.intake.imports.spool import Spool
from onair.files.quarantine import Quarantine
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowListener, ShowView

PARSING = 0.4
"""Share of the progress that reading takes."""


async def import_paths(
    services: Services,
    actor: Actor,
    paths: Sequence[Path],
    *,
    show: str,
    kind: str = "auto",
    new: bool = False,
    stage: str | int | None = None,
    t0: str | int | None = None,
    progress: Callable[[float], None] | None = None,
) -> ImportResult:
    """Import files one after the other into one show (`show`: id or title; made when it is not there).

    `stage`/`t0` (RFC 3339 or ms): event time = stage + (t - t0), `t0` None = the first time in each file.
    A file that gives nothing is listed in `failed` and the others go on. When no file can be read at all, the
    first one's error is raised; one whose rows were all rejected was read: its quarantine is in the result.
    """
    if t0 is not None and stage is None:
        raise ZeroAlone
    if not show.strip():
        raise NoTitle
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None or not paths:
        raise NoSuchFile(file=missing.name if missing else "—")
    title = show.strip()[:TITLE] or paths[0].name
    asked: dict[str, Any] = {"show": title, "kind": kind, "new": new, "stage": stage, "t0": t0}
    brought: list[ImportResult] = []
    refused: list[tuple[Path, OnAirError]] = []
    for number, path in enumerate(paths):
        import_id = await asyncio.to_thread(_row, services, actor, path, asked)
        try:
            result = await run(services, actor, import_id, path, Job(_part(progress, number, len(paths))))
        except NothingInFile as error:
            brought.append(_nothing(services.get(Settings).home, import_id, path, error))
        except OnAirError as error:
            refused.append((path, error))
        else:
            asked |= {"show": result.show, "new": False}
            brought.append(result)
    if not brought:
        raise refused[0][1]
    total, *others = brought
    for other in others:
        total.add(other)
    total.failed += [_failure(path, why) for path, why in refused]
    return total


def _nothing(home: Path, import_id: str, path: Path, why: NothingInFile) -> ImportResult:
    """A file that was read and gave no event."""
    found = ImportResult(None, why.data["kind"], rejected=why.data["rejected"])
    found.quarantine = str(_quarantine(home, import_id)) if found.rejected else None
    found.reasons.update(why.data["reasons"])
    found.files, found.failed = [_summary(import_id, path, found)], [_failure(path, why)]
    return found


def _failure(path: Path, why: OnAirError) -> dict[str, Any]:
    return {"file": path.name, **as_stored(why)}


def _quarantine(home: Path, import_id: str) -> Path:
    return home / "quarantine" / f"{import_id}.csv"


def _summary(import_id: str, path: Path, result: ImportResult) -> dict[str, Any]:
    """One file's line in the answer of a command that names several."""
    return {
        "id": import_id,
        "file": path.name,
        "kind": result.kind,
        "events": sum(result.events.values()),
        "duplicates": result.duplicates,
        "rejected": result.rejected,
        "quarantine": result.quarantine,
    }


def _row(services: Services, actor: Actor, path: Path, asked: dict[str, Any]) -> str:
    with services.get(Database).write() as tx:
        made = rows.create(
            tx, actor, services.clock, file=path.name, size=path.stat().st_size, asked=dict(asked)
        )
        return made.id


def _part(progress: Callable[[float], None] | None, number: int, of: int) -> Callable[[float], None]:
    return lambda share: progress((number + share) / of) if progress else None


async def run(services: Services, actor: Actor, import_id: str, path: Path, job: Job) -> ImportResult:
    """One import whose row is there already; its state follows. Raises what stopped it, after noting it."""
    going = _Run(services, actor, import_id, path, job)
    try:
        result = await going.go()
    except OnAirError as error:
        await asyncio.to_thread(going.note_failure, error)
        raise
    await asyncio.to_thread(going.note_result, result)
    return result


class _Run:
    """One file on its way."""

    def __init__(self, services: Services, actor: Actor, import_id: str, path: Path, job: Job) -> None:
        self.db, self.hub, self.log = services.get(Database), services.get(Hub), services.get(EventLog)
        self.settings, self.clock = services.get(Settings), services.clock
        self.actor, self.id, self.path, self.job = actor, import_id, path, job
        self.listeners = services.every(ShowListener)

    async def go(self) -> ImportResult:
        home = self.settings.home
        quarantine = _quarantine(home, self.id)
        with Spool(home / "spool" / self.id) as spool, Quarantine(quarantine) as held:
            try:
                parsed = await asyncio.to_thread(self._parse, spool, held)
            finally:
                await asyncio.to_thread(self._note_quarantine, held)
            placed = await asyncio.to_thread(self._place, parsed)
            result = ImportResult(placed.view.id, parsed.kind, placed.view.staged, rejected=held.count)
            result.quarantine = str(quarantine) if held.count else None
            owner = await self.hub.owner(placed.view.id, self.actor.tenant)
            await feed(owner, self.log, placed, spool, result=result, job=self._part_two())
        await asyncio.to_thread(self._tell, placed.view)
        report = parsed.report
        result.rows, result.ignored, result.repeats = report.rows, report.ignored, report.repeats
        result.reasons, result.unknown_fields = held.by_code, report.unknown_fields
        result.files = [_summary(self.id, self.path, result)]
        return result

    def _part_two(self) -> Job:
        return Job(lambda share: self.job.progress(PARSING + (1 - PARSING) * share), self.job.cancelled)

    def _parse(self, spool: Spool, held: Quarantine) -> reading.Parsed:
        """In a thread. Raises what the file is refused for."""
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.state = "running"
            asked, name = dict(row.asked), row.file
            view = None if asked.get("new") else existing(tx, self.actor.tenant, asked["show"])
        importer, mapping = reading.choose(self.path, name, asked["kind"], self._learnt)
        zone, currency = (view.zone, view.currency) if view else (self.settings.zone, "CNY")
        context = Context(ZoneInfo(zone), currency, self._ids(), name, mapping)
        job = Job(lambda share: self.job.progress(share * PARSING), self.job.cancelled)
        parsed = reading.parse(self.path, importer, context, spool=spool, held=held, job=job)
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.kind, row.sha256 = parsed.kind, reading.digest_of(self.path)
        return parsed

    def _ids(self) -> Ids:
        secret = installation_secret(self.settings.home) + self.actor.tenant.encode()
        return Ids(sha256(secret).digest())

    def _learnt(self, wanted: str) -> dict[str, Any] | None:
        with self.db.read() as tx:
            return rows.learnt(tx, self.actor.tenant, wanted)

    def _place(self, parsed: reading.Parsed) -> Placed:
        """In a thread."""
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            return place(tx, self.actor, self.clock, row=row, parsed=parsed, zone=self.settings.zone)

    def _tell(self, view: ShowView) -> None:
        """In a thread: a show that is over may now be archived."""
        for listener in self.listeners:
            listener.on_show_changed(view)

    def _note_quarantine(self, held: Quarantine) -> None:
        if held.count:
            with self.db.write() as tx:
                rows.get(tx, self.actor.tenant, self.id).quarantine = held.path.name

    def note_failure(self, error: OnAirError) -> None:
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.finished_at, row.problem = self.clock(), as_stored(error)
            row.state = "cancelled" if isinstance(error, Cancelled) else "failed"
            if isinstance(error, NothingInFile):
                row.result = {name: error.data[name] for name in ("rejected", "reasons")}
            if isinstance(error, NeedsMapping):
                row.state, row.finished_at, row.signature = "needs_mapping", None, error.data["signature"]
                row.result = {name: error.data[name] for name in ("headers", "sample", "guess")}

    def note_result(self, result: ImportResult) -> None:
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.state, row.progress, row.finished_at = "done", 1.0, self.clock()
            row.result, row.problem = result.body(), None

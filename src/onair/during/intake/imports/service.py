"""From files to the log of a show: read, find the show and its window, hand the events over.

Importing a file again changes nothing: every event is a duplicate. The originals are not kept.
"""

import asyncio
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from onair.access.service import Actor, installation_secret
from onair.access.web import Services
from onair.connectors.ports import Context, Ids, Importer
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import reading, rows, spreading
from onair.during.intake.imports.feeding import feed
from onair.during.intake.imports.pile import Pile, scratch
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
from onair.events.identity import UserKeys
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
    show: str | None,
    kind: str = "auto",
    new: bool = False,
    stage: str | int | None = None,
    t0: str | int | None = None,
    day_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> ImportResult:
    """Import files one after the other into one show (`show`: id or title; made when it is not there). None: orders find
    their shows, anything else makes a show named after its file.

    `day_order` (dmy, mdy): of dates with the year last. `stage`/`t0` (RFC 3339 or ms): event time = stage + (t - t0),
    `t0` None = the first time in each file.
    A file that gives nothing is listed in `failed` and the others go on. When no file can be read at all, the
    first one's error is raised; one whose rows were all rejected was read: its quarantine is in the result.
    """
    if t0 is not None and stage is None:
        raise ZeroAlone
    if show is not None and not show.strip():
        raise NoTitle
    missing = next((path for path in paths if not path.is_file()), None)
    if missing is not None or not paths:
        raise NoSuchFile(file=missing.name if missing else "—")
    title = paths[0].name if show is None else show.strip()
    asked: dict[str, Any] = {"show": title[:TITLE], "kind": kind, "new": new, "stage": stage, "t0": t0}
    asked |= {"named": show is not None, "day_order": day_order}
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
            if result.show and asked["named"]:
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


class _Chosen(NamedTuple):
    """How a file is read. `view`: the show it was named for, when there is one; `spreads`: over several. `platform`: whose
    orders it lists, "" = of any."""

    importer: Importer
    context: Context
    view: ShowView | None
    spreads: bool
    platform: str


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
        chosen = await asyncio.to_thread(self._choose)
        with Quarantine(quarantine) as held:
            if chosen.spreads:
                result = await self._spread(chosen, held)
            else:
                result = await self._into_one(chosen, held)
            result.rejected, result.quarantine = held.count, str(quarantine) if held.count else None
        report = chosen.context.report
        result.rows, result.ignored, result.repeats = report.rows, report.ignored, report.repeats
        result.reasons, result.unknown_fields = held.by_code, report.unknown_fields
        result.dropped, result.keyed = report.dropped, report.keyed
        result.files = [_summary(self.id, self.path, result)]
        return result

    async def _into_one(self, chosen: "_Chosen", held: Quarantine) -> ImportResult:
        """A log of one show."""
        with Spool(self.settings.home / "spool" / self.id) as spool:
            parsed = await self._read(chosen, reading.into(spool), held)
            placed = await asyncio.to_thread(self._place, parsed)
            result = ImportResult(placed.view.id, parsed.kind, placed.view.staged)
            owner = await self.hub.owner(placed.view.id, self.actor.tenant)
            await feed(owner, self.log, placed, spool, result=result, job=self._part_two())
        await asyncio.to_thread(self._tell, placed.view)
        return result

    async def _spread(self, chosen: "_Chosen", held: Quarantine) -> ImportResult:
        """Orders: each to its show."""
        keys = UserKeys(installation_secret(self.settings.home), self.actor.tenant)
        with scratch(self.settings.home / "spool" / self.id) as folder:
            pile = Pile(folder, keys)
            parsed = await self._read(chosen, pile.into(chosen.context), held)
            spread = await asyncio.to_thread(self._find_homes, chosen, pile, parsed)
            result = ImportResult(None, parsed.kind)
            await asyncio.to_thread(spread.sort, pile, result, self.clock())
            got = await spread.deliver(self.hub, self.log, result, self._part_two())
        for view in got:
            await asyncio.to_thread(self._tell, view)
        result.show = got[0].id if len(got) == 1 else None
        await asyncio.to_thread(self._note_show, result.show)
        return result

    async def _read(self, chosen: "_Chosen", sink: reading.Sink, held: Quarantine) -> reading.Parsed:
        """Raises what the file is refused for."""
        job = Job(lambda share: self.job.progress(share * PARSING), self.job.cancelled)
        try:
            parsed = await asyncio.to_thread(
                reading.parse, self.path, chosen.importer, chosen.context, sink=sink, held=held, job=job
            )
        finally:
            await asyncio.to_thread(self._note_quarantine, held)
        parsed.ledger = parsed.ledger or chosen.spreads
        await asyncio.to_thread(self._note_kind, parsed.kind)
        return parsed

    def _part_two(self) -> Job:
        return Job(lambda share: self.job.progress(PARSING + (1 - PARSING) * share), self.job.cancelled)

    def _choose(self) -> "_Chosen":
        """In a thread. Raises what the file is refused for."""
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.state = "running"
            asked, name = dict(row.asked), row.file
            new = asked.get("new") or asked.get("named") is False
            view = None if new else existing(tx, self.actor.tenant, asked["show"])
        importer, mapping = reading.choose(self.path, name, asked["kind"], self._learnt)
        told = reading.platform_of(importer, mapping)
        platform = told or ""
        with self.db.read() as tx:
            shop = spreading.shop_of(tx, self.actor.tenant, platform, self.settings.zone)
        zone, currency = (view.zone, view.currency) if view else (shop.zone, shop.currency)
        context = Context(ZoneInfo(zone), currency, self._ids(), name, mapping)
        context.day_order = asked.get("day_order") or shop.day_order
        named = view is not None or asked.get("named") is False
        spreads = told is not None and not asked.get("stage") and named
        return _Chosen(importer, context, view, spreads, platform)

    def _find_homes(self, chosen: "_Chosen", pile: Pile, parsed: reading.Parsed) -> spreading.Spread:
        """In a thread. Raises OrdersOfAnotherShop."""
        platform, report, tenant = chosen.platform, parsed.report, self.actor.tenant
        since, until = report.first or 0, report.last or self.clock()
        with self.db.read() as tx:
            around = spreading.homes_of(tx, tenant, platform, since=since, until=until)
        homes = [home for home in around if home.currency == chosen.context.currency]
        spreading.refuse_strangers(pile, platform, homes, chosen.view)
        view = None if chosen.view is None else self._place(parsed).view
        first = None if view is None else spreading.home(view)
        key = spreading.Key(tenant, platform, self.id, self.settings.home / "spool" / self.id)
        return spreading.Spread(self.db, key, homes, first if first and first.began else None)

    def _note_kind(self, kind: str) -> None:
        with self.db.write() as tx:
            row = rows.get(tx, self.actor.tenant, self.id)
            row.kind, row.sha256 = kind, reading.digest_of(self.path)

    def _note_show(self, show: str | None) -> None:
        with self.db.write() as tx:
            rows.get(tx, self.actor.tenant, self.id).show_id = show

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

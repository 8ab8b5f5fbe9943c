"""One order file over the shows of a team: whose orders they are, each to its show, the rest kept until it has one."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import to_builtins
from sqlalchemy.orm import Session

from onair.connectors.ports import Slip
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import orderbook
from onair.during.intake.imports.doors import OVER, Door, OwnersDoor
from onair.during.intake.imports.homes import NEAR_MS, TAIL_MS, Home, home_of, plain, strangers
from onair.during.intake.imports.model import OrderLine
from onair.during.intake.imports.orderbook import Standing
from onair.during.intake.imports.pile import Pile, Row
from onair.during.intake.imports.problems import OrdersOfAnotherShop
from onair.during.intake.imports.result import ImportResult, Job
from onair.during.intake.imports.spool import Spool
from onair.events.corrections import FIXED
from onair.events.model import AnyEvent, Correction, Identity
from onair.files.values import DayOrder
from onair.kernel.clock import HOUR_MS
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowView, State, Wanted, get_show, list_shows

SHOWS_MAX = 5_000
IN_MEMORY = 4_000
"""Events of one show before they go to disk: a file may cover many shows."""
CORRECTIONS = 1_000
AROUND_MS = 36 * HOUR_MS
ANY_PLATFORM = ("other", "")
DAY_ORDERS: dict[str, DayOrder] = {"us": "mdy", "uk": "dmy", "eu": "dmy"}
NAMES_SHOWN = 3


class Shop(NamedTuple):
    """What a team's rooms on one platform say about its files; `day_order` None = nothing."""

    zone: str
    currency: str
    day_order: DayOrder | None


def shop_of(tx: Session, tenant: str, platform: str, zone: str) -> Shop:
    """By the shows of this platform made last; "" has none."""
    found, _ = list_shows(tx, tenant, Wanted(), limit=SHOWS_MAX)
    mine = [view for view in found if view.room is not None and view.room.platform == platform]
    markets = {DAY_ORDERS.get(view.room.market) for view in mine if view.room is not None}
    order = markets.pop() if len(markets) == 1 else None
    return Shop(mine[0].zone, mine[0].currency, order) if mine else Shop(zone, "CNY", order)


def homes_of(tx: Session, tenant: str, platform: str, *, since: int, until: int) -> list[Home]:
    """Shows of a platform around a time, staged ones too: they take no orders, but say why. Rehearsals are nobody's."""
    wanted = Wanted(since=since - AROUND_MS, until=until + AROUND_MS)
    found, _ = list_shows(tx, tenant, wanted, limit=SHOWS_MAX)
    homes = [home(view) for view in found if _may_be(view, platform)]
    return [each for each in homes if each is not None]


def serves(view: ShowView, platform: str) -> bool:
    """ "" asks for any platform."""
    return not view.staged and _may_be(view, platform)


def _may_be(view: ShowView, platform: str) -> bool:
    return view.origin != "rehearsal" and (
        not platform or view.room is None or view.room.platform in (platform, *ANY_PLATFORM)
    )


def home(view: ShowView) -> Home | None:
    """None: nobody knows when it is."""
    began = view.state not in (State.preparing, State.ready) and view.started_at is not None
    start, end = (view.started_at, view.ended_at) if began else (view.starts_at, view.planned_end)
    if start is None:
        return None
    room = view.room
    names = {plain(name) for name in (room.account, room.name) if name} if room else set()
    if not began and end is None:
        end = start + TAIL_MS
    account = room.account if room else None
    return Home(view.id, start, end, frozenset(names), account, began, view.currency, view.staged)


def refuse_strangers(pile: Pile, platform: str, homes: Sequence[Home], named: ShowView | None) -> None:
    """Raises OrdersOfAnotherShop."""
    told = list(dict.fromkeys(name for names, _ in pile.accounts.most_common() for name in names))
    theirs = "、".join(told[:NAMES_SHOWN]) or platform
    if named is not None and not serves(named, platform):
        raise OrdersOfAnotherShop(theirs=platform, ours=named.room.platform if named.room else "—")
    asked = [each for each in homes if named is None or each.id == named.id]
    if strangers(told, asked):
        ours = "、".join(dict.fromkeys(each.account for each in asked if each.account))
        raise OrdersOfAnotherShop(theirs=theirs, ours=ours[:120])


class Changed(NamedTuple):
    """A line that says something else than before: what it had told, and its events now."""

    show: str
    line: str
    had: int
    events: list[AnyEvent]
    values: dict[str, Any]


class Key(NamedTuple):
    """Whose file it is; `folder` is there for as long as it is read."""

    tenant: str
    platform: str
    import_id: str
    folder: Path


class Spread:
    """One per file. `first`: the show that somebody named. `sort` is for a thread, `deliver` for the loop."""

    def __init__(self, db: Database, key: Key, homes: Sequence[Home], first: Home | None) -> None:
        self._db, self._key, self._homes, self._first = db, key, homes, first
        self._tenant, self._platform = key.tenant, key.platform
        self._ends = {each.id: each for each in [*homes, *([first] if first else [])]}
        self.spools: dict[str, Spool] = {}
        self.lines: dict[str, int] = {}
        self.changed: list[Changed] = []
        self._now = 0
        self._hours: dict[int, Sequence[Home]] = {}
        self._sources: set[str] = set()
        self._released: dict[str, list[tuple[str, str, str]]] = {}

    def sort(self, pile: Pile, result: ImportResult, now: int) -> None:
        """Every row into the book and to the spool of its show."""
        self._now = now
        for rows in pile.frames():
            with self._db.write() as tx:
                self._sort(tx, rows, result, now)
        with self._db.read() as tx:
            self.release_known(tx, result)

    def _sort(self, tx: Session, rows: Sequence[Row], result: ImportResult, now: int) -> None:
        source = rows[0].events[0].source
        known = orderbook.standing(tx, self._tenant, source, [row.slip.line for row in rows])
        orders = orderbook.shows_of(tx, self._tenant, self._platform, {row.slip.order for row in rows})
        own = {"tenant_id": self._tenant, "source": source, "platform": self._platform, "written_at": now}
        fresh: dict[str, dict[str, Any]] = {}
        for row in rows:
            line, stood = row.slip.line, known.get(row.slip.line)
            show, why = self._home(row.slip, stood, orders)
            written = orderbook.cells(row, show=show, why=why)
            if show is None:
                result.kept[why or ""] += 1
            else:
                self.to(show, row)
                self._count_late(row.slip, show, result)
            if stood is not None and stood.show is not None and stood.digest != written["digest"]:
                written["kinds"] |= stood.kinds
                self.changed.append(Changed(stood.show, line, stood.kinds, row.events, written))
            elif stood is not None and stood.show is None:
                orderbook.change(tx, (self._tenant, source, line), written)
            elif stood is None and line not in fresh:
                fresh[line] = own | written | {"line": line, "import_id": self._key.import_id}
        orderbook.add(tx, list(fresh.values()))

    def _home(
        self, slip: Slip, stood: Standing | None, orders: dict[str, str]
    ) -> tuple[str | None, str | None]:
        """Where the order is already, else where it belongs."""
        before = (stood.show if stood else None) or orders.get(slip.order)
        if before:
            return before, None
        return home_of(slip, self._around(slip.at if slip.start is None else slip.start), self._first)

    def _around(self, at: int | None) -> Sequence[Home]:
        """The shows that matter at a time, looked up once an hour of it."""
        hour = (at or 0) // HOUR_MS
        found = self._hours.get(hour)
        if found is None:
            low, high = hour * HOUR_MS - TAIL_MS, (hour + 1) * HOUR_MS + NEAR_MS
            found = [
                each for each in self._homes if each.start <= high and (each.end is None or each.end >= low)
            ]
            self._hours[hour] = found
        return found

    def to(self, show: str, row: Row) -> None:
        spool = self.spools.get(show)
        if spool is None:
            spool = self.spools[show] = Spool(self._key.folder / show, IN_MEMORY)
        for event in row.events:
            spool.add(event)
            self._sources.add(event.source)
        self.lines[show] = self.lines.get(show, 0) + 1

    def release(self, line: OrderLine, show: str, result: ImportResult) -> None:
        """A line that was kept goes to a show; the book lets go of it once the show has it."""
        self.to(show, orderbook.row_of(line))
        self._released.setdefault(show, []).append((self._tenant, line.source, line.line))
        result.placed += 1

    def release_known(self, tx: Session, result: ImportResult) -> None:
        """Lines that waited for their order."""
        for line, show in orderbook.now_known(tx, self._tenant, self._platform):
            self.release(line, show, result)

    def _count_late(self, slip: Slip, show: str, result: ImportResult) -> None:
        where = self._ends.get(show)
        if (
            where is None
            or where.end is None
            or slip.at is None
            or slip.paid_at is None
            or not where.holds(slip.at)
        ):
            return
        if slip.paid_at > where.end:
            result.late["tail" if slip.paid_at <= where.end + TAIL_MS else "beyond"] += 1

    async def deliver(self, hub: Hub, log: EventLog, result: ImportResult, job: Job) -> list[ShowView]:
        """To the log of each show. → those that got something. Raises Cancelled, and what owners and log raise."""
        got, total, done = [], sum(spool.count for spool in self.spools.values()) or 1, 0
        for show, spool in sorted(self.spools.items()):
            view = await asyncio.to_thread(self._view, show)
            part = ImportResult(show, result.kind)
            share = Job(_share(job, done / total, spool.count / total), job.cancelled)
            async with hub.aside(show) as free:
                door: Door = Door(log, view) if free and view.state in OVER else OwnersDoor(hub, log, view)
                await door.open(self._sources)
                await door.take(spool, part, share)
                result.changed += await self._correct(door, show)
            await asyncio.to_thread(self._let_go, show)
            done += spool.count
            _add(result, part, {"id": show, "title": view.title, "lines": self.lines[show]})
            got.append(view)
        return got

    async def _correct(self, door: Door, show: str) -> int:
        """What lines had told before and say otherwise now; the book learns it once the show knows. → how many lines."""
        mine = [each for each in self.changed if each.show == show]
        events = [
            _correction(event, self._now) for each in mine for event in each.events if _had(event, each.had)
        ]
        for start in range(0, len(events), CORRECTIONS):
            await door.correct(events[start : start + CORRECTIONS], self._now)
        if mine:
            await asyncio.to_thread(self._learn, mine)
        return len(mine)

    def _learn(self, changed: Sequence[Changed]) -> None:
        with self._db.write() as tx:
            for each in changed:
                orderbook.change(tx, (self._tenant, each.events[0].source, each.line), each.values)

    def _let_go(self, show: str) -> None:
        with self._db.write() as tx:
            for key in self._released.get(show, ()):
                orderbook.change(tx, key, {"show_id": show, "why": None, "body": None})

    def _view(self, show: str) -> ShowView:
        with self._db.read() as tx:
            return get_show(tx, self._tenant, show)


def _share(job: Job, start: float, part: float) -> Callable[[float], None]:
    """One show's part of the progress."""
    return lambda share: job.progress(start + part * share)


def _add(result: ImportResult, part: ImportResult, told: dict[str, Any]) -> None:
    result.events.update(part.events)
    result.outside.update(part.outside)
    result.duplicates += part.duplicates
    result.elsewhere += part.elsewhere
    result.shows.append(told | {"events": sum(part.events.values()), "duplicates": part.duplicates})


def _had(event: AnyEvent, kinds: int) -> bool:
    return bool(orderbook.kinds_of([event]) & kinds)


def _correction(event: AnyEvent, now: int) -> Correction:
    """All that may change of it, said anew."""
    fields = {
        name: to_builtins(getattr(event, name)) for name in event.__struct_fields__ if name not in FIXED
    }
    return Correction(
        id=f"{event.id}-c-{now}", source=event.source, at=now, set=fields, why="import",
        corrects=Identity(source=event.source, id=event.id),
    )  # fmt: skip

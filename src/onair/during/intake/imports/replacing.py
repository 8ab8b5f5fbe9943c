"""Orders that were kept without a show are placed again: a show was made since, or somebody says which."""

import asyncio

from onair.access.web import Services
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import orderbook, spreading
from onair.during.intake.imports.homes import Home, home_of
from onair.during.intake.imports.pile import scratch
from onair.during.intake.imports.result import ImportResult, Job
from onair.kernel.ids import new_id
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowListener, get_show

AGAIN = ("no_show", "only_staged", "several_shows", "other_account", "not_live", "not_started")


async def place_kept(services: Services, tenant: str, show: str | None) -> tuple[ImportResult, int]:
    """`show`: everything of its time goes there; None: the rules are asked again. → what was placed, how much is left.
    Raises ShowNotFound."""
    db, settings, result = services.get(Database), services.get(Settings), ImportResult(None, "kept")
    platforms = await asyncio.to_thread(_platforms, db, tenant, show)
    for platform in (*platforms, *platforms):  # orders first, then what waited for them
        with scratch(settings.home / "spool" / new_id("kep", services.clock)) as folder:
            key = spreading.Key(tenant, platform, "", folder)
            spread = await asyncio.to_thread(_sort, db, key, show, result)
            got = await spread.deliver(services.get(Hub), services.get(EventLog), result, Job())
        for view in got:
            for listener in services.every(ShowListener):
                await asyncio.to_thread(listener.on_show_changed, view)
    return result, await asyncio.to_thread(_left, db, tenant)


def _platforms(db: Database, tenant: str, show: str | None) -> list[str]:
    with db.read() as tx:
        if show is not None:
            get_show(tx, tenant, show)
        return sorted({group.platform for group in orderbook.groups(tx, tenant)})


def _left(db: Database, tenant: str) -> int:
    with db.read() as tx:
        return sum(group.lines for group in orderbook.groups(tx, tenant))


def _sort(db: Database, key: spreading.Key, show: str | None, result: ImportResult) -> spreading.Spread:
    """In a thread: lines that fit leave what is kept."""
    with db.read() as tx:
        mine = [group for group in orderbook.groups(tx, key.tenant) if group.platform == key.platform]
        firsts = [group.first for group in mine if group.first is not None]
        lasts = [group.last for group in mine if group.last is not None]
        since, until = (min(firsts), max(lasts)) if firsts else (0, 0)
        homes = spreading.homes_of(tx, key.tenant, key.platform, since=since, until=until)
        view = None if show is None else get_show(tx, key.tenant, show)
        named = spreading.home(view) if view and spreading.serves(view, key.platform) else None
        spread = spreading.Spread(db, key, homes, named)
        for lines in orderbook.kept(tx, key.tenant, key.platform, AGAIN):
            for line in lines:
                row = orderbook.row_of(line)
                target = _by_hand(row.slip.at, named) if show else home_of(row.slip, homes)[0]
                if target is not None:
                    spread.release(line, target, result)
        spread.release_known(tx, result)
    return spread


def _by_hand(at: int | None, named: Home | None) -> str | None:
    """Somebody said it: the time is all that is asked."""
    if named is None or at is None or not named.began:
        return None
    return named.id if named.holds(at) or named.trails(at) else None

"""The technical check of the demo's room: a recording made here goes the way that every recording goes."""

import asyncio
import logging
from pathlib import Path

from onair.access.service import Actor
from onair.access.web.services import Services
from onair.before.techcheck import service
from onair.before.techcheck.runner import TechChecks
from onair.connectors.media.programs import ProgramFailed
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError
from onair.rehearsal.tonight import clip
from onair.rehearsal.tonight.prepare import people_of
from onair.store.db import Database

log = logging.getLogger("onair.demo")


async def measure(services: Services, clock: Clock, tenant: str, room: str) -> bool:
    """Queue it, unless the room has a check. → False without the programs; the page of the check then says so itself."""
    checks, db = services.maybe(TechChecks), services.get(Database)
    if checks is None or await asyncio.to_thread(_checked, db, tenant, room):
        return False
    held = checks.incoming()
    try:
        if not await asyncio.to_thread(clip.make, held):
            return False
        check, actor = await asyncio.to_thread(_queue, db, clock, (tenant, room), checks, held)
    except (OnAirError, ProgramFailed, OSError):
        log.exception("the recording of the demo could not be made; the room stays unchecked")
        return False
    finally:
        held.unlink(missing_ok=True)
    checks.submit(actor, check)
    return True


def _queue(
    db: Database, clock: Clock, where: tuple[str, str], checks: TechChecks, held: Path
) -> tuple[str, Actor]:
    """`where`: team and room."""
    tenant, room = where
    with db.write() as tx:
        actor = people_of(tx, tenant)["technician"]
        size = held.stat().st_size
        view = service.begin(tx, actor, clock, room, source="upload", name=clip.NAME, profile=None, size=size)
        place = checks.recording(view.id)
        place.parent.mkdir(parents=True)
        held.rename(place)
    return view.id, actor


def _checked(db: Database, tenant: str, room: str) -> bool:
    with db.read() as tx:
        return bool(service.history(tx, tenant, room)[0])

"""Names of unknown fields, gathered off the hot path and written every few seconds."""

import asyncio
import logging

from onair.during.broadcast.service import note_unknown
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError
from onair.store.db import Database

WRITE_EVERY_S = 3.0
HELD_MAX = 2_000
"""Distinct (show, source, field) waiting to be written; hostile names beyond it are not kept."""
log = logging.getLogger("onair.intake")


class Notes:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._held: dict[tuple[str, str, str], dict[str, int]] = {}
        self._n = 0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, tenant: str, show: str, source: str, fields: dict[str, int]) -> None:
        """On the event loop."""
        held = self._held.setdefault((tenant, show, source), {})
        for field, n in fields.items():
            if field in held or self._n < HELD_MAX:
                self._n += field not in held
                held[field] = held.get(field, 0) + n
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(WRITE_EVERY_S, lambda: loop.create_task(self.flush()))

    async def flush(self) -> None:
        self._timer = None
        held, self._held, self._n = self._held, {}, 0
        try:
            await asyncio.to_thread(self._write, held)
        except OnAirError:
            log.warning("notes of unknown fields were not written", exc_info=True)

    def _write(self, held: dict[tuple[str, str, str], dict[str, int]]) -> None:
        with self._db.write() as tx:
            for (tenant, show, source), fields in held.items():
                note_unknown(tx, self._clock, tenant=tenant, show=show, source=source, fields=fields)

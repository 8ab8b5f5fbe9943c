"""Names of unknown fields, gathered off the hot path and written every few seconds."""

from collections.abc import Callable
from functools import partial

from onair.during.broadcast.service import note_unknown
from onair.during.intake.soon import Soon
from onair.kernel.clock import Clock
from onair.store.db import Database

HELD_MAX = 2_000
"""Distinct (show, source, field) waiting to be written; hostile names beyond it are not kept."""
Held = dict[tuple[str, str, str], dict[str, int]]


class Notes:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._held: Held = {}
        self._n = 0
        self._soon = Soon("names of unknown fields", self._take)

    def add(self, tenant: str, show: str, source: str, fields: dict[str, int]) -> None:
        """On the event loop."""
        held = self._held.setdefault((tenant, show, source), {})
        for field, n in fields.items():
            if field in held or self._n < HELD_MAX:
                self._n += field not in held
                held[field] = held.get(field, 0) + n
        self._soon.ask()

    async def flush(self) -> None:
        await self._soon.flush()

    def _take(self) -> Callable[[], None]:
        held, self._held, self._n = self._held, {}, 0
        return partial(self._write, held)

    def _write(self, held: Held) -> None:
        if not held:
            return
        with self._db.write() as tx:
            for (tenant, show, source), fields in held.items():
                note_unknown(tx, self._clock, tenant=tenant, show=show, source=source, fields=fields)

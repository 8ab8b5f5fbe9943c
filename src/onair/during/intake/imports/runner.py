"""Uploads are imported one after the other beside the server's work; their rows survive a restart.

What a stopped server left behind is queued again: an import is repeatable, so it completes what is missing.
"""

import asyncio
import logging
from pathlib import Path

from onair.access.service import Actor, system
from onair.access.web import Services
from onair.during.intake.imports import rows
from onair.during.intake.imports.problems import Interrupted, as_stored
from onair.during.intake.imports.result import Job
from onair.during.intake.imports.service import run
from onair.kernel.errors import OnAirError
from onair.kernel.settings import Settings
from onair.store.db import Database

KEEP_EVERY = 0.02
"""Progress is written down at steps of this size."""
log = logging.getLogger("onair.imports")


class ImportRunner:
    """`start` and `stop` belong to the server's loop; `submit` too."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turn = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._cancelled: set[str] = set()

    async def start(self) -> None:
        """Take up what was left."""
        for tenant, import_id, found in await asyncio.to_thread(self._left):
            if found:
                self.submit(system(tenant), import_id)
            else:
                await asyncio.to_thread(self._give_up, tenant, import_id)

    async def stop(self) -> None:
        """Waits for nothing: the rows say what is to be done next time."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def submit(self, actor: Actor, import_id: str) -> None:
        """Import the uploaded file of a queued row when its turn comes."""
        task = asyncio.get_running_loop().create_task(self._take(actor, import_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self, import_id: str) -> None:
        """Before its turn it never starts; afterwards it stops at the next batch."""
        self._cancelled.add(import_id)

    async def idle(self) -> None:
        """Until nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, actor: Actor, import_id: str) -> None:
        async with self._turn:
            spool = await asyncio.to_thread(self._spool_of, actor.tenant, import_id)
            if spool is None:
                return
            try:
                await run(self._services, actor, import_id, spool, self._job(actor.tenant, import_id))
            except OnAirError as problem:
                log.info("import %s: %s", import_id, problem.code)
            except Exception:
                log.exception("import %s failed", import_id)
                await asyncio.to_thread(self._give_up, actor.tenant, import_id)
            finally:
                self._cancelled.discard(import_id)
            await asyncio.to_thread(self._tidy, actor.tenant, import_id)

    def _job(self, tenant: str, import_id: str) -> Job:
        """Progress goes to the row, from the thread that reads or in one of its own."""
        written = 0.0

        def progress(share: float) -> None:
            nonlocal written
            if share - written < KEEP_EVERY:
                return
            written = share
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # in the reading thread
                self._write_progress(tenant, import_id, share)
            else:
                loop.run_in_executor(None, self._write_progress, tenant, import_id, share)

        return Job(progress, lambda: import_id in self._cancelled)

    def _write_progress(self, tenant: str, import_id: str, share: float) -> None:
        with self._db.write() as tx:
            row = rows.get(tx, tenant, import_id)
            if row.state == "running":
                row.progress = max(row.progress, round(share, 3))

    def _left(self) -> list[tuple[str, str, bool]]:
        with self._db.read() as tx:
            left = rows.unfinished(tx)
            return [(row.tenant_id, row.id, bool(row.spool) and self.folder(row.id).is_dir()) for row in left]

    def _spool_of(self, tenant: str, import_id: str) -> Path | None:
        """The uploaded file, None when the import no longer waits."""
        with self._db.write() as tx:
            row = rows.get(tx, tenant, import_id)
            if row.state not in rows.WAITING or row.spool is None:
                return None
            if import_id in self._cancelled or row.cancel:
                row.state, row.finished_at = "cancelled", self._services.clock()
                return None
            return self.folder(import_id) / row.spool

    def _give_up(self, tenant: str, import_id: str) -> None:
        with self._db.write() as tx:
            row = rows.get(tx, tenant, import_id)
            row.state, row.finished_at = "failed", self._services.clock()
            row.problem = as_stored(Interrupted())

    def _tidy(self, tenant: str, import_id: str) -> None:
        """The uploaded file is not kept, unless somebody still has to say what its columns mean."""
        with self._db.write() as tx:
            row = rows.get(tx, tenant, import_id)
            if row.state in rows.OPEN:
                return
            row.spool = None
        remove_upload(self.folder(import_id))

    @property
    def _db(self) -> Database:
        return self._services.get(Database)

    def folder(self, import_id: str) -> Path:
        """Where the upload of an import lies while it is open."""
        return self._services.get(Settings).home / "uploads" / import_id


def remove_upload(folder: Path) -> None:
    for path in folder.glob("*"):
        path.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()

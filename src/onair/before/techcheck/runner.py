"""Checks run one at a time beside the server's work, each in a process of its own that can be ended as a whole.

A recording that waited when the server stopped is measured after it starts again; a live input is not, its
address was never written down.
"""

import asyncio
import logging
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from onair.access.service import Actor, system
from onair.access.web import Services
from onair.before.techcheck import service
from onair.before.techcheck.jobs import Job, Said
from onair.kernel.clock import DAY_MS
from onair.kernel.errors import Conflict
from onair.kernel.ids import new_id
from onair.kernel.settings import Settings
from onair.store.db import Database

KEEP_MS = 90 * DAY_MS
"""Stills live as long as this; the recording itself is deleted as soon as it was measured."""
OVERALL_S = 420.0
LINE_BYTES = 8 << 20
log = logging.getLogger("onair.techcheck")


class CheckInterrupted(Conflict):
    code = "techcheck_interrupted"
    zh = "检测中断，没有生成报告，历史报告不变。请重新检测。"
    en = "The check was interrupted. No report was made, earlier ones stand; check again."


class TechChecks:
    """`start` and `stop` belong to the server's loop; `submit` too."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turn = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: dict[str, int] = {}

    async def start(self) -> None:
        """Take up what was left, and delete what is old."""
        await asyncio.to_thread(self._tidy)
        for tenant, check, held in await asyncio.to_thread(self._left):
            if held and self.recording(check).is_file():
                self.submit(system(tenant), check)
            else:
                await asyncio.to_thread(self._end, tenant, check, Said(problem=_said(CheckInterrupted())))

    async def stop(self) -> None:
        """Waits for nothing: the rows say what is to be done next time."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def submit(self, actor: Actor, check: str, *, url: str = "", seconds: float = 0) -> None:
        """Measure a queued check when its turn comes; `url` and `seconds` of a live input."""
        task = asyncio.get_running_loop().create_task(self._take(actor.tenant, check, url, seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def ended(self, check: str) -> None:
        """Its row says cancelled: end its process, if it runs."""
        pid = self._running.get(check)
        if pid is not None:
            _kill(pid)

    async def idle(self) -> None:
        """Until nothing waits."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, tenant: str, check: str, url: str, seconds: float) -> None:
        async with self._turn:
            job = await asyncio.to_thread(self._job, tenant, check, url, seconds)
            if job is None:
                await asyncio.to_thread(self._discard, check)
                return
            said = Said(problem=_said(CheckInterrupted()))
            try:
                said = await asyncio.wait_for(self._measure(tenant, check, job), OVERALL_S)
            except TimeoutError:
                log.warning("check %s took more than %s s", check, OVERALL_S)
            except Exception:
                log.exception("check %s failed", check)
            await asyncio.to_thread(self._end, tenant, check, said)

    def _job(self, tenant: str, check: str, url: str, seconds: float) -> Job | None:
        """What the process is told; None when it was cancelled before its turn."""
        with self._db.write() as tx:
            if not service.advance(tx, tenant, check, 0.0):
                return None
            view = service.get_check(tx, tenant, check)
            setup = service.setup_of(tx, tenant, view.room)
            uplink = service.uplink_of(tx, tenant, check)
        folder = self.folder(check)
        folder.mkdir(parents=True, exist_ok=True)
        private = self._services.get(Settings).private_targets
        path = "" if url else str(self.recording(check).absolute())
        return Job(
            view.name, view.profile, str(folder.absolute()), setup.card, path, url, seconds, private, uplink
        )

    async def _measure(self, tenant: str, check: str, job: Job) -> Said:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "onair.before.techcheck.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            limit=LINE_BYTES,
        )
        self._running[check] = process.pid
        try:
            return await self._follow(tenant, check, process, job)
        finally:
            del self._running[check]
            _kill(process.pid)
            with suppress(ProcessLookupError):
                await process.wait()

    async def _follow(self, tenant: str, check: str, process: asyncio.subprocess.Process, job: Job) -> Said:
        assert process.stdin and process.stdout and process.stderr  # noqa: S101 (asked for above)
        process.stdin.write(msgspec.json.encode(job))
        process.stdin.close()
        decoder = msgspec.json.Decoder(Said)
        last = Said(problem=_said(CheckInterrupted()))
        async for line in process.stdout:
            last = decoder.decode(line)
            if last.progress is not None:
                await asyncio.to_thread(self._advance, tenant, check, last.progress)
        wrong = (await process.stderr.read())[-2000:].decode("utf-8", "replace").strip()
        if await process.wait() != 0 and check in self._running:
            log.warning("check %s: its process ended with %s: %s", check, process.returncode, wrong[-300:])
        return last if last.progress is None else Said(problem=_said(CheckInterrupted()))

    def _advance(self, tenant: str, check: str, share: float) -> None:
        with self._db.write() as tx:
            going = service.advance(tx, tenant, check, share)
        if not going:
            self.ended(check)

    def _end(self, tenant: str, check: str, said: Said) -> None:
        with self._db.write() as tx:
            service.end(tx, tenant, self._services.clock, check, report=said.report, problem=said.problem)
        self.recording(check).unlink(missing_ok=True)
        if said.report is None:
            self._discard(check)

    def _discard(self, check: str) -> None:
        """Nothing came of it: neither its recording nor its stills are kept."""
        shutil.rmtree(self.folder(check), ignore_errors=True)

    def _left(self) -> list[tuple[str, str, bool]]:
        with self._db.read() as tx:
            return service.unfinished(tx)

    def _tidy(self) -> None:
        """Folders of stills past their age, and recordings that nobody waits for."""
        now = self._services.clock()
        waiting = {check for _, check, _ in self._left()}
        for path in self._home.glob("inc_*"):  # the server stopped while it was received
            path.unlink(missing_ok=True)
        for folder in self._home.glob("chk_*"):
            if folder.name not in waiting and folder.stat().st_mtime * 1000 < now - KEEP_MS:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            leftovers = [path for path in folder.glob("work-*") if path.is_dir()]
            for path in leftovers:
                shutil.rmtree(path, ignore_errors=True)
            if folder.name not in waiting:
                (folder / "recording").unlink(missing_ok=True)

    @property
    def _db(self) -> Database:
        return self._services.get(Database)

    @property
    def _home(self) -> Path:
        return self._services.get(Settings).home / "techcheck"

    def folder(self, check: str) -> Path:
        """Where the stills of a check lie, and its recording while it waits."""
        return self._home / check

    def incoming(self) -> Path:
        """A name for a recording that is being received; it is on the same disk as where it will lie."""
        self._home.mkdir(parents=True, exist_ok=True)
        return self._home / new_id("inc", self._services.clock)

    def recording(self, check: str) -> Path:
        return self.folder(check) / "recording"


def _said(error: Conflict) -> dict[str, str]:
    return {"code": error.code, "zh": error.detail("zh"), "en": error.detail("en")}


def _kill(pid: int) -> None:
    """The process and its ffmpeg: it leads a session of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)

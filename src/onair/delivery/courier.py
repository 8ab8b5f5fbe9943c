"""The one who carries: takes what is due, target by target, and writes down what became of it.

For each request: claim (committed and synced) → wire → settle, together with the next claim. Lanes of a target
work side by side as far as its pace allows. Killed anywhere, at most one request for each lane is in doubt
(`claim.recover`).
"""

import asyncio
import json
import logging
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.web import Services
from onair.access.web.condition import SendingState
from onair.connectors.ports import (
    TOKEN_EXPIRED,
    Config,
    Parcel,
    SenderManifest,
    Verdict,
    sender_manifest,
    senders,
)
from onair.connectors.wire import NoAnswer, NotSent, Wire
from onair.delivery.claim import Claimed, claim, due, recover, settle
from onair.delivery.journal import AGAIN_S, Journal
from onair.delivery.pace import Pace
from onair.delivery.pulse import Fault, Work, pulse
from onair.delivery.vault import KeyMissing, SealBroken, vault_of
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError
from onair.kernel.i18n import Text
from onair.kernel.settings import Settings
from onair.store.db import Database

log = logging.getLogger("onair.delivery")
LOOK_S = 1.0
STOP_S = 6.0
AGAIN_MAX_S = 60.0


class Done(NamedTuple):
    """A request that is over. `missed`: ids of persons that it did not reach."""

    attempt: str
    verdict: Verdict
    missed: frozenset[str] = frozenset()


class Courier:
    """`start`, later `stop`. `wire` and `manifest_of` are replaced only by tests that need to go fast or fail."""

    def __init__(self, services: Services, wire: Wire | None = None) -> None:
        settings = services.get(Settings)
        self._db: Database = services.get(Database)
        self._clock: Clock = services.clock
        self._services = services
        self._zone, self._lang = ZoneInfo(settings.zone), settings.lang
        self._wire = wire or Wire(private=settings.private_targets)
        self._journal = Journal(self._db)
        self._paces: dict[str, Pace] = {}
        self._sent_before: dict[str, list[int]] = {}
        self._lanes: dict[str, set[asyncio.Task[None]]] = {}
        self._stopping = False
        self._good_at = 0
        self._fault: Fault | None = None
        self._refused: set[str] = set()  # targets for which the journal took no change
        self._task: asyncio.Task[None] | None = None

    manifest_of = staticmethod(sender_manifest)

    async def start(self) -> None:
        await self.resume()
        self._good_at = self._clock()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """What is on the wire is waited for a moment; what is not back by then is in doubt at the next start."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        lanes = self._running()
        if lanes:
            await asyncio.wait(lanes, timeout=STOP_S)
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        await self._wire.close()

    @property
    def at_work(self) -> Work:
        """Started and not ended; with the last look that came through, and what went wrong since."""
        return Work(self._task is not None and not self._task.done(), self._good_at, self._fault)

    def sending(self) -> SendingState:
        with self._db.read() as tx:
            return pulse(tx, self._clock(), self).state

    def _met(self, problem: Exception) -> None:
        why = Text(
            f"意外错误 {type(problem).__name__}，详情在服务日志",
            f"{type(problem).__name__}: see the server's log",
        )
        code = "unexpected"
        if isinstance(problem, OnAirError):
            code, why = problem.code, Text(problem.detail("zh"), problem.detail("en"))
        self._fault = Fault(code, why, self._clock())

    async def resume(self) -> None:
        """Settle what an earlier process left."""
        self._sent_before = await self._journal.do(lambda tx: recover(tx, self._clock()))

    async def drain(self) -> None:
        """Everything that may go now goes; returns when nothing moves any more. For tests and the demo."""
        while await self.look():
            await asyncio.gather(*self._running())

    async def look(self) -> int:
        """Start lanes for what is due. → how many were started."""
        now = self._clock()
        try:
            waiting = await asyncio.to_thread(self._due, now)
        except KeyMissing as missing:  # everything waits; nothing is refused for a file that can be put back
            log.error("%s", missing.detail("en"))
            self._met(missing)
            return 0
        self._refused &= {target for target, _ in waiting} | {
            name for name, lanes in self._lanes.items() if lanes
        }
        if self._journal.held is not None:
            self._met(self._journal.held)
        elif not self._refused:
            self._good_at, self._fault = now, None
        started = 0
        for target, kind in waiting:
            lanes = self._lanes.setdefault(target, set())
            manifest = self.manifest_of(kind)
            for _ in range(manifest.lanes - len(lanes)):
                if self._pace(target, manifest).wait(now) > 0:
                    break
                lane = asyncio.create_task(self._lane(target, manifest))
                lanes.add(lane)
                lane.add_done_callback(lanes.discard)
                started += 1
        return started

    async def _run(self) -> None:
        """Looks as long as the server runs: a look that fails is told, and the next one tries again."""
        while True:
            try:
                await self.look()
            except OnAirError as problem:
                log.warning("the courier waits: %s", problem.code)
                self._met(problem)
            except Exception as problem:
                log.exception("a look of the courier failed; the next one tries again")
                self._met(problem)
            await asyncio.sleep(LOOK_S)

    def _due(self, now: int) -> list[tuple[str, str]]:
        vault_of(self._services)
        with self._db.read() as tx:
            return due(tx, now)

    def _running(self) -> list[asyncio.Task[None]]:
        return [lane for lanes in self._lanes.values() for lane in lanes]

    def _pace(self, target: str, manifest: SenderManifest) -> Pace:
        if target not in self._paces:
            self._paces[target] = Pace(manifest.paces, self._sent_before.pop(target, ()))
        return self._paces[target]

    async def _lane(self, target: str, manifest: SenderManifest) -> None:
        pace = self._pace(target, manifest)
        done: Done | None = None
        while True:
            now = self._clock()
            go = not self._stopping and pace.wait(now) == 0
            if go:
                pace.take(now)
            claimed = await self._written(target, done, go=go)
            if claimed is None:
                if go:
                    pace.give_back()
                return
            done = await self._carry(claimed)

    async def _written(self, target: str, done: Done | None, *, go: bool) -> Claimed | None:
        """`_turn`, durable. When it fails nothing more is taken, but what was sent is written down sooner or later."""
        wait = AGAIN_S
        while True:
            try:
                claimed = await self._journal.do(partial(self._turn, target=target, done=done, go=go))
            except Exception as problem:
                log.exception("target %s: the journal refused a change", target)
                self._refused.add(target)
                self._met(problem)
            else:
                self._refused.discard(target)
                return claimed
            if done is None:
                return None
            go = False
            await asyncio.sleep(wait)
            wait = min(2 * wait, AGAIN_MAX_S)

    def _turn(self, tx: Session, *, target: str, done: Done | None, go: bool) -> Claimed | None:
        """One change of the journal: write down the last, take the next."""
        now = self._clock()
        if done is not None:
            settle(tx, now, done.attempt, done.verdict, done.missed)
        return claim(tx, now, target, self._zone, self._lang) if go else None

    async def _carry(self, claimed: Claimed) -> Done:
        """Send it. Whatever goes wrong here has a verdict: a message is never left without one."""
        try:
            config, people = self._opened(claimed)
            sent = claimed.note._replace(to=tuple(people))
            parcel = senders()[claimed.kind].prepare(config, sent, self._clock())
        except SealBroken:
            return Done(claimed.attempt, Verdict("refused", "seal_broken"))
        except (KeyError, ValueError):
            log.exception("target %s: settings that cannot be used", claimed.target)
            return Done(claimed.attempt, Verdict("refused", "bad_settings"))
        verdict = await self._said(claimed, parcel)
        missed = frozenset(people[address] for address in verdict.missed if address in people)
        return Done(claimed.attempt, verdict, missed)

    def _opened(self, claimed: Claimed) -> tuple[Config, dict[str, str]]:
        """→ the target's settings, {address: person}. Raises SealBroken, ValueError."""
        vault = vault_of(self._services)
        config = json.loads(vault.open(claimed.config, "target", claimed.tenant, claimed.target))
        people = {
            vault.open(sealed, "contact", claimed.tenant, person, channel): person
            for person, channel, sealed in claimed.contacts
        }
        return config, people

    async def _said(self, claimed: Claimed, parcel: Parcel) -> Verdict:
        try:
            verdict = senders()[claimed.kind].judge(await self._wire.carry(parcel))
        except NotSent as error:
            return Verdict("refused" if error.final else "retry", error.code)
        except NoAnswer as error:
            return Verdict("retry" if claimed.dedupes else "unknown", error.code)
        except Exception:
            log.exception("target %s: while sending", claimed.target)
            return Verdict("unknown", "crashed")
        if verdict.code == TOKEN_EXPIRED:
            self._wire.forget(parcel)
        return verdict

"""The one writer of a running show: dedupe → append to the log → ack → fold → frames.

Everything here runs on the event loop of one process. Memory is a fold of the log: whatever went wrong, the
owner reads the log again and is as if nothing had happened.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from onair.access.roles import Role
from onair.during.broadcast.actions import Context, plan
from onair.during.broadcast.admission import Admission, Admitted, Way
from onair.during.broadcast.companions import NOBODY, Attached
from onair.during.broadcast.facts import OPEN_STATES, Facts, require_open
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.state import ShowState, Taken, replay
from onair.during.broadcast.track import OWN_SOURCE
from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.groups import Kinds
from onair.events.identity import UserKeys
from onair.events.model import AnyEvent
from onair.events.wire import Reject
from onair.kernel.clock import Clock
from onair.kernel.errors import OnAirError, Unavailable
from onair.kernel.i18n import Lang
from onair.store.log import EventLog

FOLD_DELAY_S = 0.005
"""Acks go out first; what came meanwhile is folded together."""
REBUILDS_AWAITED = 3
HUSH_S = 0.05
UNFOLDED_MAX = 8_000
"""Events; more than this and the next ingest folds before it acks, so that memory cannot run ahead."""


class NotRecovered(Unavailable):
    code = "show_not_recovered"
    zh = "场次的日志暂时读不出来，因此没有接收。请稍后原样重发。"
    en = "The show's log cannot be read right now, so nothing was accepted. Send the same again shortly."


class Receipt(NamedTuple):
    """`offset`: where the accepted ones begin in the log; the end of the log when there was none."""

    accepted: int
    duplicates: int
    rejected: list[Reject]
    offset: int


_LOG = logging.getLogger("onair.owner")
_BY_OFFSET = attrgetter("offset")


class Owner:
    """Made by the Hub. `ready` is set while the memory agrees with the log."""

    def __init__(
        self, facts: Facts, log: EventLog, clock: Clock, secret: bytes, attached: Attached = NOBODY
    ) -> None:
        self.facts = facts
        self.attached = attached
        self.state = ShowState(facts, attached=attached)
        self.rebuilding = False
        self.retired = False
        """Unloaded: the hub may have made another owner, so this one must not write any more."""
        self.touched = clock()
        self.on_swap: Callable[[], None] | None = None
        """Told after the memory was replaced by another replay."""
        self.on_facts: Callable[[], None] | None = None
        self._log, self._clock = log, clock
        self._keys = UserKeys(secret, facts.tenant)
        self._admission = Admission(self._keys)
        self._ready = asyncio.Event()
        self._newest_append: asyncio.Task[int] | None = None
        self._in_flight: set[asyncio.Task[int]] = set()
        self._unfolded: list[Taken] = []
        self._unfolded_events = 0
        self._missed: list[Taken] | None = None
        self._fold_timer: asyncio.TimerHandle | None = None
        self._rebuild: asyncio.Task[None] | None = None
        self._fault: Exception | None = None
        self._hush: asyncio.Event | None = None
        self._told = 0
        """The time companions were told last."""

    # ---- reading

    @property
    def idle(self) -> bool:
        """Nothing on its way to the log, nothing being rebuilt."""
        return not self._in_flight and not self._unfolded and (self._rebuild is None or self._rebuild.done())

    def now(self) -> int:
        """The show's clock: the server's on air, the file's own for imports and rehearsals."""
        return self._clock() if self.facts.origin == "live" or not self.state.clock else self.state.clock

    def user_key(self, source: str, user: str) -> str:
        """How the log names a platform's user; the same person in every show of the team."""
        return self._keys.key(source, user)

    async def load(self) -> None:
        """Replay the log in a thread; sets `ready`, whatever happens. Raises LogDamaged, NotRecovered, DatabaseAway."""
        old = self.state
        try:
            state = await asyncio.to_thread(replay, self._log, self.facts.id, self.facts, self.attached)
        except Exception as error:
            self._fault = error
            self._ready.set()  # whoever waits must hear of it
            raise
        self._swap(old, state)
        self._fault = None
        self._ready.set()

    async def settled(self) -> ShowState:
        """The state with everything acknowledged so far folded in, corrections and the show's own window too."""
        await self._until_ready()
        self.fold_waiting()
        for _ in range(REBUILDS_AWAITED):
            if self._rebuild is None or self._rebuild.done():
                break
            await asyncio.wait([self._rebuild])
            await asyncio.sleep(0)  # what came meanwhile may ask for another one
            self.fold_waiting()
        return self.state

    async def folded(self) -> ShowState:
        """`settled` without waiting for a rebuild: what people on air need at once. Where nothing has to be waited
        for, a `record` called next decides in the same turn of the loop."""
        await self._until_ready()
        if self._hush is not None:
            await self._hush.wait()
        self.fold_waiting()
        return self.state

    # ---- writing

    async def ingest(
        self,
        events: Sequence[AnyEvent],
        clock: int,
        received: int | None = None,
        *,
        lines: Sequence[int] | None = None,
        lang: Lang = "zh",
        settled: bool = False,
        outside: bool = False,
        kinds: Kinds | None = None,
    ) -> Receipt:
        """Keep what is new; returns after it is durable (and so is every duplicate's first copy).

        `clock`: the show's clock of this batch; `received`: the server's. `lines`: line of each event in its
        body. `settled`: users are keys already (a log played again). `outside`: our own source is refused.
        `kinds`: the events by type, when that is known already; both may be empty afterwards.
        Raises ShowNotOpen, NotRecovered and what the log raises; then nothing is promised.
        """
        await self._until_ready()
        if self.facts.state not in OPEN_STATES:
            require_open(self.facts, {str(type(event).__struct_config__.tag) for event in events})
        self.touched = self._clock()
        on_air = self.facts.state in ("ready", "on_air")
        way = Way(lines, lang, settled, outside, kinds, on_air)
        admitted = self._admission.admit(self.state, events, clock, way)
        accepted, rejected = len(admitted.fresh), admitted.rejected
        duplicates = len(events) - accepted - len(rejected)
        before = self._newest_append if self._in_flight else None
        if accepted:
            offset = await self._append(admitted, clock, self.touched if received is None else received)
        else:
            offset = max((self.state.end, *(one.offset + one.size for one in self._unfolded)))
        if duplicates and before is not None:
            await asyncio.shield(before)  # the first copy may still wait for its sync
        return Receipt(accepted, duplicates, rejected, offset)

    async def act(
        self,
        action: str,
        data: dict[str, Any],
        why: str | None,
        *,
        id_: str,
        by: str,
        roles: frozenset[Role] | None = None,
    ) -> ActionRow:
        """Write an action and what follows from it. The same id again gives the same answer. `roles`: see `Context`.

        Raises ShowNotOpen, UnknownAction, BadActionData, NothingToUndo, UndoneAlready and what the log raises.
        """
        state = await self.folded()
        require_open(self.facts, {"action"})
        self.touched, at = self._clock(), self.now()
        if state.seen.has(OWN_SOURCE, id_):
            if self._in_flight and self._newest_append is not None:
                await asyncio.shield(self._newest_append)
            state = await self.folded()
        else:
            on = Context(id_, at, by, self.facts, state.track, state.companions, roles)
            await self._write(plan(action, data, why, on), at)
        row = self.state.track.action(id_)
        if row is None:
            raise NotRecovered
        return row

    async def record(self, events: Sequence[AnyEvent]) -> int:
        """Write what only the server may write (incidents, proposals); gives how many were new.

        Raises ShowNotOpen, NotRecovered and what the log raises.
        """
        state = await self.folded()
        require_open(self.facts, {str(type(event).__struct_config__.tag) for event in events})
        fresh = [event for event in events if not state.seen.has(event.source, event.id)]
        if fresh:
            self.touched = self._clock()
            await self._write(fresh, self.now())
        return len(fresh)

    async def beat(self) -> None:
        """Once a second on air: companions learn how far time has come, and what they want is written.

        While a batch is on its way to the log nothing is told: it carries a time of its own, and what is decided
        must come out the same when the log is played again.
        """
        state = await self.folded()
        if self.rebuilding or not state.companions or not (self.idle or await self._quiet()):
            return
        state = self.state
        now = self._told = self.now()
        state.advance(now, self.facts)
        beside = state.beside(self.facts)
        wanted = state.apart.each("say what is due", lambda companion: list(companion.due(now, beside)))
        due = [event for events in wanted for event in events]
        if due:
            await self.record(due)

    async def _quiet(self) -> bool:
        """Lets what is on its way land, while those who decide here wait: in a flash sale something always is. → the
        moment has come; it is over with the next `await`."""
        if self._hush is not None:
            return False
        self._hush = asyncio.Event()
        try:
            if self._in_flight:
                await asyncio.wait(self._in_flight, timeout=HUSH_S)
            self.fold_waiting()
            return self.idle and not self.rebuilding and self._ready.is_set()
        finally:
            self._hush.set()
            self._hush = None

    def know(self, name: str, told: Any) -> None:
        """A companion's feature read its knowledge again; the next memory knows it too."""
        self.attached = self.attached.knowing(name, told)
        companion = self.state.companions.get(name)
        if companion is not None:
            companion.know(told)

    def refold(self) -> None:
        """Build the state anew in the background; the old one keeps serving."""
        if self._rebuild is None or self._rebuild.done():
            self.rebuilding = True
            self._rebuild = asyncio.get_running_loop().create_task(self._rebuild_now())

    def change_facts(self, facts: Facts) -> None:
        """The show was started, ended, renamed or its window set: another window means another fold."""
        old, self.facts = self.facts, facts
        if (old.window, old.currency) != (facts.window, facts.currency):
            self.refold()
        if old.state == "on_air" and facts.state != "on_air":
            self.state.comments.mask()
        if self.on_facts is not None:
            self.on_facts()

    def fold_waiting(self) -> None:
        """Fold what was acknowledged since the last time."""
        if self._fold_timer is not None:
            self._fold_timer.cancel()
            self._fold_timer = None
        waiting, self._unfolded, self._unfolded_events = self._unfolded, [], 0
        waiting.sort(key=_BY_OFFSET)
        self.state.take([batch for batch in waiting if batch.offset >= self.state.end])
        if self._missed is not None:
            self._missed += waiting
        if self.state.stale and waiting:
            self.refold()

    # ---- inside

    async def _write(self, events: list[AnyEvent], at: int) -> None:
        """Events of our own, all new: durable and folded when it returns."""
        for event in events:
            self.state.seen.ids(event.source).add(event.id)
        await self._append(Admitted(events, None, []), at, self.touched)
        self.fold_waiting()

    async def _append(self, admitted: Admitted, clock: int, received: int) -> int:
        """Durable when it returns. Shielded: a client that hangs up must not leave the memory behind the log."""
        if self.facts.origin == "live":
            clock = max(
                clock, self._told
            )  # what was received before, but is written after companions were told
        body = encode_batch(admitted.fresh)  # here, while the events are still in the processor's cache
        batch = Taken(admitted.fresh, admitted.groups, clock, -1, received).lighter(body)
        task = asyncio.get_running_loop().create_task(self._commit(batch, body))
        self._newest_append = task
        self._in_flight.add(task)
        task.add_done_callback(self._landed)
        return await asyncio.shield(task)

    async def _commit(self, batch: Taken, body: bytes) -> int:
        state = self.state
        try:
            offset = await self._log.append(
                self.facts.id,
                tenant=self.facts.tenant,
                clock=batch.clock,
                n=batch.size,
                body=body,
                codec=CODEC_VERSION,
            )
        except OnAirError:
            state.seen.forget(batch.every())
            self._doubt()
            raise
        self._unfolded.append(batch._replace(offset=offset))
        self._unfolded_events += batch.size
        if self._unfolded_events > UNFOLDED_MAX:
            self.fold_waiting()
        elif self._fold_timer is None:
            self._fold_timer = asyncio.get_running_loop().call_later(FOLD_DELAY_S, self.fold_waiting)
        return offset

    def _landed(self, task: asyncio.Task[int]) -> None:
        self._in_flight.discard(task)
        if not task.cancelled():
            task.exception()  # the waiters' business; asyncio shall not report it when nobody waited

    def _doubt(self) -> None:
        """An append failed: whether it is in the log is unknown, so read the log before anything else."""
        self._ready.clear()
        if self._rebuild is None or self._rebuild.done():
            self._rebuild = asyncio.get_running_loop().create_task(self._recover())

    async def _recover(self) -> None:
        """Once everything in flight has landed, the log alone says what is known."""
        if self._in_flight:
            await asyncio.wait(self._in_flight)
        try:
            await self.load()
        except OnAirError:
            pass  # kept as the fault by `load`; whoever asks next tries again
        except Exception:  # noqa: BLE001 (kept as the fault, too: nobody may wait for ever)
            _LOG.exception("the log of %s could not be replayed", self.facts.id)

    async def _until_ready(self) -> None:
        if self.retired:
            raise NotRecovered
        if not self._ready.is_set():
            await self._ready.wait()
        if self._fault is not None:
            self._ready.clear()
            self._doubt()
            raise NotRecovered from self._fault

    async def _rebuild_now(self) -> None:
        """Appends go on while the thread reads; what it could not see is folded in at the swap."""
        self.fold_waiting()
        self._missed = []
        old = self.state
        try:
            state = await asyncio.to_thread(replay, self._log, self.facts.id, self.facts, self.attached)
        except OnAirError as error:
            self._missed, self.rebuilding = None, False
            self._fault = error  # the next who asks starts a recovery
            return
        self.fold_waiting()
        missed, self._missed, self.rebuilding = self._missed, None, False
        state.take([batch for batch in missed if batch.offset >= state.end])
        for name, told in self.attached.knowledge.items():
            if name in state.companions:
                state.companions[name].know(told)  # it may have been read again meanwhile
        state.seen = old.seen  # holds what still waits for its sync, too
        self._swap(old, state)
        if state.stale or (state.fold.window, state.fold.currency) != (
            self.facts.window,
            self.facts.currency,
        ):
            asyncio.get_running_loop().call_soon(self.refold)  # something came while this one was built

    def _swap(self, old: ShowState, state: ShowState) -> None:
        state.comments.inherit(old.comments)
        state.sources = old.sources if old.end else state.sources
        self.state = state
        if self.on_swap is not None:
            self.on_swap()

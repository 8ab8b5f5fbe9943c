"""The checkout's side of every show's owner: whoever waits is decided in one turn, written in one batch, answered
after the sync. One batch of a show at a time: when the next turn decides, everything before it is in the ledger.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from typing import Any, NamedTuple, Protocol, runtime_checkable

from onair.during.broadcast.facts import OVER, NoShow
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.owner import Owner
from onair.during.offers.companion import ledger_of
from onair.during.offers.decide import Granted, Turn
from onair.during.offers.refusals import OfferNotFound, TurnFailed
from onair.during.offers.terms import HOLD_S_MAX
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import OnAirError

SWEEP_S = 1.0
HOLD_MS_MAX = HOLD_S_MAX * 1000
SOUGHT_MS = 2 * DAY_MS
"""Shows over for longer are loaded again only for an offer that was planned for them."""
log = logging.getLogger("onair.offers")

Ask = Callable[[Turn], Any]


@runtime_checkable
class Audiences(Protocol):
    """Who is in an audience, as it stood when it was made: keys of people, or None when there is no such audience.
    Called in worker threads, may block."""

    def people(self, tenant: str, audience: str) -> Set[str] | None: ...


class Places(Protocol):
    """Which shows may have offers that somebody asks for. Worker threads, may block."""

    def of_offer(self, tenant: str, offer: str) -> str | None:
        """The show that an offer was planned for, however long ago."""

    def of_team(self, tenant: str, since: int) -> list[str]:
        """On air or ready now, or over since `since` (ms)."""

    def over_since(self, since: int) -> list[str]:
        """Of all teams."""


class Waiting(NamedTuple):
    ask: Ask
    answer: "asyncio.Future[Any]"


class OfferDesk:
    """Of one show. In the server's loop only."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.audiences: dict[str, Set[str]] = {}
        self.looked_at: set[str] = set()
        """Offers whose audience was asked for, if they have one."""
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None

    def serves(self, offer: str, tenant: str) -> bool:
        """Nothing has to be read before this offer's next turn."""
        owner = self.owner
        return offer in self.looked_at and owner.facts.tenant == tenant and not owner.retired

    async def ask(self, ask: Ask) -> Any:
        """What `ask` made of its turn, once that is durable. Raises what it raised, and what the owner raises, TurnFailed
        for anything else: then nothing is promised, and asking again with the same request tells what became of it."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(ask, loop.create_future())
        self._waiting.append(waiting)
        if self._task is None:
            self._task = loop.create_task(self._work())
        return await waiting.answer

    async def sweep(self) -> None:
        """Release what is over, end what time ended, when there is any."""
        now, over = self.owner.now(), self.owner.facts.state in OVER
        books = ledger_of(self.owner.state.companions).offers.values()
        if any(book.due(now, over=over) for book in books):
            await self.ask(_nothing)
        if any(book.held for book in books):
            self.owner.touched = now  # a show with holds stays in memory until they are over

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._turn()
        finally:
            self._task = None

    async def _turn(self) -> None:
        waiting: list[Waiting] = []
        try:
            state = await self.owner.folded()
            waiting, self._waiting = self._waiting, []
            turn = Turn(ledger_of(state.companions), self.owner.now(), self.audiences)
            turn.sweep(over=self.owner.facts.state in OVER)
            answers = [_answer(one.ask, turn) for one in waiting]
            if turn.events:
                await self.owner.record(turn.events)
        except Exception as error:  # whatever it is: everybody who waits hears it, nobody is promised
            if not isinstance(error, OnAirError):
                log.error("a turn of the offers of %s failed", self.owner.facts.id, exc_info=error)
            if not waiting:
                waiting, self._waiting = self._waiting, []
            answers = [_again(error) for _ in waiting]
        for one, answer in zip(waiting, answers, strict=True):
            if one.answer.done():
                continue  # who asked is gone
            if isinstance(answer, Exception):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)


def _nothing(_turn: Turn) -> None:
    """Every turn sweeps."""


def _answer(ask: Ask, turn: Turn) -> Any:
    try:
        return ask(turn)
    except OnAirError as refused:
        return refused


def _again(error: Exception) -> Exception:
    """The same for another waiter: an exception raised twice would drag its traceback along."""
    fresh = type(error)(**error.data) if isinstance(error, OnAirError) else TurnFailed()
    fresh.__cause__ = error
    return fresh


class OfferDesks:
    """All desks of this process, and the janitor that releases what nobody came back for."""

    def __init__(
        self,
        hub: Hub,
        clock: Clock,
        known: Mapping[str, str],
        places: Places,
        audiences: Audiences | None = None,
    ) -> None:
        """`known`: offer → show of every offer in memory (`companion.OfferShows`)."""
        self._hub, self._clock, self._known = hub, clock, known
        self._places, self._audiences = places, audiences
        self._desks: dict[str, OfferDesk] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def of(self, offer: str, tenant: str) -> OfferDesk:
        """The desk of the show that has this offer. Raises OfferNotFound, also for another team's; LogDamaged."""
        known = self._known.get(offer)
        desk = self._desks.get(known) if known is not None else None
        if desk is not None and desk.serves(offer, tenant):
            return desk  # the hot path: nothing to wait for
        show = known or await self._seek(offer, tenant)
        if show is None:
            raise OfferNotFound
        try:
            owner = await self._hub.owner(show, tenant)
        except NoShow:
            raise OfferNotFound from None
        desk = self._desk(owner)
        await self._know(desk, offer, tenant)
        return desk

    async def reserve(self, offer: str, tenant: str, asked: tuple[str, str, str, int]) -> Granted:
        """`asked`: request, source, user, qty. Raises what `Turn.reserve` raises."""
        desk = await self.of(offer, tenant)
        request, source, user, qty = asked
        key = desk.owner.user_key(source, user)
        granted: Granted = await desk.ask(lambda turn: turn.reserve(offer, request, key, qty))
        return granted

    def _desk(self, owner: Owner) -> OfferDesk:
        show = owner.facts.id
        desk = self._desks.get(show)
        if desk is None or desk.owner is not owner:
            desk = self._desks[show] = OfferDesk(owner)
        return desk

    async def _seek(self, offer: str, tenant: str) -> str | None:
        """After a restart: an offer is known as soon as its show is loaded. That of its plan first, however old; then
        those in which offers can still be sold."""
        planned = await asyncio.to_thread(self._places.of_offer, tenant, offer)
        first = [] if planned is None else [planned]
        for show in first or await asyncio.to_thread(self._places.of_team, tenant, self._clock() - SOUGHT_MS):
            await self._hub.owner(show, tenant)
            if offer in self._known:
                break
        return self._known.get(offer)

    async def _know(self, desk: OfferDesk, offer: str, tenant: str) -> None:
        """The audience of an offer is read once, when somebody asks first."""
        book = ledger_of((await desk.owner.folded()).companions).offers.get(offer)
        audience = book.terms.eligible.set if book is not None else None
        if audience is not None and audience not in desk.audiences and self._audiences is not None:
            people = await asyncio.to_thread(self._audiences.people, tenant, audience)
            if people is not None:
                desk.audiences[audience] = people
        if book is not None and (audience is None or audience in desk.audiences):
            desk.looked_at.add(offer)

    async def _run(self) -> None:
        await self._take_up()
        while True:
            loaded = self._hub.owners()
            for show in self._desks.keys() - {owner.facts.id for owner in loaded}:
                del self._desks[show]
            for owner in loaded:
                try:
                    await self._desk(owner).sweep()
                except OnAirError:
                    log.warning("offers of %s could not be swept", owner.facts.id, exc_info=True)
            await asyncio.sleep(SWEEP_S)

    async def _take_up(self) -> None:
        """Shows that ended while holds were open: nobody else would load them after a restart."""
        try:
            for show in await asyncio.to_thread(self._places.over_since, self._clock() - 2 * HOLD_MS_MAX):
                await self._hub.owner(show)
        except OnAirError:
            log.warning("the offers of shows that just ended could not be taken up", exc_info=True)

"""How orders enter the log of a show: by its owner where it is in use; straight into the log where it is over and nobody
looks at it, because an owner would have to remember it all for ten minutes only to hear of a past evening."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from onair.during.broadcast.hub import Hub
from onair.during.intake.imports.feeding import BATCH, feed
from onair.during.intake.imports.placing import Placed
from onair.during.intake.imports.problems import Cancelled
from onair.during.intake.imports.result import ImportResult, Job
from onair.during.intake.imports.spool import Spool
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import AnyEvent, Correction, Order, Pay, Refund
from onair.store.log import EventLog
from onair.trade.service import ShowView, State

OVER = (State.ended, State.reviewed)


class Told(NamedTuple):
    """What one source said of an order; `amount` only of a refund."""

    kind: type
    source: str
    amount: int | None


def told_by_others(of: Callable[[str], Sequence[Told]], event: AnyEvent) -> bool:
    """The show knows this of the order from another source: a live feed, the shop's other export. A refund is the same
    when its amount is."""
    if not isinstance(event, Order | Pay | Refund):
        return False
    alike = (each for each in of(event.order) if each.kind is type(event) and each.source != event.source)
    if isinstance(event, Refund):
        return any(each.amount == event.amount for each in alike)
    return any(True for _ in alike)


def said(event: Order | Pay | Refund) -> Told:
    return Told(type(event), event.source, event.amount if isinstance(event, Refund) else None)


class Door:
    """Of a show that is over, while nobody else may open it (`Hub.aside`)."""

    def __init__(self, log: EventLog, view: ShowView) -> None:
        self.log, self.view = log, view
        self._seen: dict[str, set[str]] = {}
        self._told: defaultdict[str, list[Told]] = defaultdict(list)

    async def open(self, sources: set[str]) -> None:
        """`sources` of what will come."""
        await asyncio.to_thread(self._read, sources)

    def _read(self, sources: set[str]) -> None:
        self._seen = {source: set() for source in sources}
        for batch in self.log.read(self.view.id):
            for event in decode_batch(batch.body, batch.codec):
                if event.source in self._seen:
                    self._seen[event.source].add(event.id)
                elif isinstance(event, Order | Pay | Refund):
                    self._told[event.order].append(said(event))

    async def take(self, spool: Spool, result: ImportResult, job: Job) -> None:
        """In time order, each batch with its newest time as its clock. Raises Cancelled between two batches, and what the
        log raises."""
        await asyncio.to_thread(self._take, spool, result, job)

    def _take(self, spool: Spool, result: ImportResult, job: Job) -> None:
        window, done = self.view.window, 0
        with closing(spool.batches(BATCH)) as batches:
            for batch in batches:
                if job.cancelled():
                    raise Cancelled(kept=sum(result.events.values()))
                fresh = [event for event in batch if self._new(event, result)]
                self._append(fresh, batch[-1].at)
                for event in fresh:
                    result.events[str(event.__struct_config__.tag)] += 1
                    result.outside[window.place(event.at)] += 1
                done += len(batch)
                job.progress(done / spool.count)

    def _new(self, event: AnyEvent, result: ImportResult) -> bool:
        seen = self._seen.setdefault(event.source, set())
        if event.id in seen:
            result.duplicates += 1
            return False
        if self._told and told_by_others(lambda order: self._told.get(order, ()), event):
            result.elsewhere += 1
            return False
        seen.add(event.id)
        return True

    def _append(self, events: Sequence[AnyEvent], clock: int) -> None:
        if events:
            body = encode_batch(events)
            self.log.append_blocking(
                self.view.id,
                tenant=self.view.tenant,
                clock=clock,
                n=len(events),
                body=body,
                codec=CODEC_VERSION,
            )

    async def correct(self, events: Sequence[Correction], now: int) -> None:
        """Corrections, all new."""
        await asyncio.to_thread(self._append, events, now)


class OwnersDoor(Door):
    """Of a show that is on air, or open in somebody's console."""

    def __init__(self, hub: Hub, log: EventLog, view: ShowView) -> None:
        super().__init__(log, view)
        self._hub = hub

    async def open(self, sources: set[str]) -> None:  # noqa: ARG002 (the owner knows)
        self._owner = await self._hub.owner(self.view.id, self.view.tenant)
        self._book = (await self._owner.settled()).fold.state.book

    async def take(self, spool: Spool, result: ImportResult, job: Job) -> None:
        await feed(
            self._owner, self.log, Placed(self.view, 0), spool, result=result, job=job, known=self._known
        )

    def _known(self, event: AnyEvent) -> bool:
        def of(order: str) -> list[Told]:
            deeds = self._book.told(order)
            return [said(deed) for deed in deeds if isinstance(deed, Order | Pay | Refund)]

        return told_by_others(of, event)

    async def correct(self, events: Sequence[Correction], now: int) -> None:
        await self._owner.ingest(events, now, settled=True)

"""Second half of an import: its events, in time order, through the owner of the show like any others."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing

from onair.during.broadcast.house import facts_of
from onair.during.broadcast.owner import Owner
from onair.during.intake.imports.placing import Placed
from onair.during.intake.imports.problems import Cancelled
from onair.during.intake.imports.result import ImportResult, Job
from onair.during.intake.imports.spool import Spool
from onair.events.codec import decode_batch
from onair.events.model import AnyEvent
from onair.store.log import EventLog
from onair.trade.service import ShowView

BATCH = 2_000
"""Events handed over at once: small enough that a server with a show on air stays quick."""


async def feed(
    owner: Owner,
    log: EventLog,
    placed: Placed,
    spool: Spool,
    *,
    result: ImportResult,
    job: Job,
    known: Callable[[AnyEvent], bool] | None = None,
) -> None:
    """The clock of a batch is the file's own: its newest time. `known`: the show has been told this by another source;
    with it, people are keys already. Raises Cancelled between two batches, and what the owner raises."""
    _agree(owner, placed.view)
    window, done = placed.view.window, 0
    with closing(spool.batches(BATCH, placed.shift)) as batches:
        for batch in batches:
            if job.cancelled():
                raise Cancelled(kept=sum(result.events.values()))
            told = [event for event in batch if known(event)] if known else []
            if told:
                skipped = {event.id for event in told}
                batch = [event for event in batch if event.id not in skipped]  # noqa: PLW2901 (what is left of it)
                result.elsewhere += len(told)
            fresh, duplicates = await _hand_over(owner, log, batch, settled=known is not None)
            result.duplicates += duplicates
            for event in fresh:
                result.events[str(event.__struct_config__.tag)] += 1
                result.outside[window.place(event.at)] += 1
            done += len(batch) + len(told)
            job.progress(done / spool.count)


def _agree(owner: Owner, view: ShowView) -> None:
    """The owner may still have the show as it was before this import gave it its times."""
    facts = facts_of(view)
    if facts != owner.facts:
        owner.change_facts(facts)


async def _hand_over(
    owner: Owner, log: EventLog, batch: list[AnyEvent], *, settled: bool
) -> tuple[Sequence[AnyEvent], int]:
    """→ the new ones, how many were known."""
    if not batch:
        return (), 0
    receipt = await owner.ingest(batch, batch[-1].at, settled=settled)
    if receipt.accepted in (0, len(batch)):
        return batch[: receipt.accepted], receipt.duplicates
    return await asyncio.to_thread(_read_back, log, owner.facts.id, receipt.offset), receipt.duplicates


def _read_back(log: EventLog, show: str, offset: int) -> list[AnyEvent]:
    """Only some of a batch were new: the log knows which."""
    for batch in log.read(show, offset):
        return decode_batch(batch.body, batch.codec)
    return []

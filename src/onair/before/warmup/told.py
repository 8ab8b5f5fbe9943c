"""Who came in and what was paid, out of a show's log."""

from collections.abc import Iterator

from onair.before.warmup.attribution import Entry, Paid
from onair.events.codec import decode_batch
from onair.events.model import Enter, Pay
from onair.store.log import EventLog


def told_by(log: EventLog, show: str) -> Iterator[Entry | Paid]:
    """Who came in and what was paid, as the log has it; entries that stand for another event are left out."""
    for batch in log.read(show):
        for event in decode_batch(batch.body, batch.codec):
            if isinstance(event, Enter) and not event.proxy:
                yield Entry(event.at, event.user, event.channel, event.new)
            elif isinstance(event, Pay):
                yield Paid(event.at, event.order, event.user, event.amount)

"""A past show's batches as its companion got them: each event once, in the order and at the clocks of the log."""

from collections.abc import Iterator

from onair.during.broadcast.dedupe import Seen
from onair.events.codec import decode_batch
from onair.events.groups import Groups, grouped
from onair.events.model import Marks
from onair.store.log import EventLog


def tells_meaning(log: EventLog, show: str) -> bool:
    """Whether the log says what its comments were read as. Raises LogDamaged."""
    return any(Marks in grouped(decode_batch(batch.body, batch.codec)) for batch in log.read(show))


def batches(log: EventLog, show: str) -> Iterator[tuple[Groups, int, int]]:
    """(events by type, the show's clock, offset behind them). Raises LogDamaged."""
    seen = Seen()
    for batch in log.read(show):
        events = decode_batch(batch.body, batch.codec)
        fresh = seen.take(events)
        if fresh:
            yield grouped(fresh), batch.clock, batch.offset + batch.n

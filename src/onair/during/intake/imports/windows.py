"""Which moments of a file are the show: pure rules over the spans that all its imports give.

Said beats seen: a start or end that the data itself states (a room's end message) wins. Logs beat ledgers:
an order export usually covers a month and says little about one show, so it counts only when it is alone.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """ms in the show's clock, both inclusive. `*_said`: the data or the person stated it."""

    start: int
    end: int
    start_said: bool = False
    end_said: bool = False
    ledger: bool = False


class Decided(NamedTuple):
    start: int
    end: int
    declared: bool


def decide(spans: Sequence[Span]) -> Decided:
    """One window out of at least one span, the same whatever their order."""
    starts = _best((span for span in spans if span.start_said), spans)
    ends = _best((span for span in spans if span.end_said), spans)
    start = min(span.start for span in starts)
    end = max(span.end for span in ends)
    return Decided(start, max(start, end), any(span.end_said for span in spans))


def _best(said: Iterable[Span], spans: Sequence[Span]) -> list[Span]:
    return list(said) or [span for span in spans if not span.ledger] or list(spans)


def span_of(
    first: int,
    last: int,
    start: int | None,
    end: int | None,
    *,
    stage: int | None,
    t0: int | None,
    ledger: bool,
) -> tuple[Span, int]:
    """The span a file gives and the shift (ms) of its events: event time = stage + (t - t0)."""
    if stage is None:
        shown = Span(first if start is None else start, last if end is None else end)
        return shown._replace(start_said=start is not None, end_said=end is not None, ledger=ledger), 0
    zero = t0 if t0 is not None else first if start is None else start
    shift = stage - zero
    stop = (last if end is None else end) + shift
    return Span(stage, stop, start_said=True, end_said=end is not None, ledger=ledger), shift
